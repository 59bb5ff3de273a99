"""What is said behind a greeting. Values in, values out."""

import re
from pathlib import Path

from phrases.word_lists import lookups_of

GREETINGS = Path(__file__).with_name("greetings.yml")
FEWEST_WORDS = 3  # of a wish
_SAID = re.compile(r"\w")


def behind(text: str) -> str | None:
    """The rest of a message that begins with one, where enough is left to tell a wish."""
    lists = lookups_of(GREETINGS).values()
    spans = [span for words in lists for span in words.find(text)]
    end = 0
    for span in sorted(spans, key=lambda each: each.start):
        if _SAID.search(text[end : span.start]):
            break
        end = max(end, span.end)
    begins = _SAID.search(text, end)
    rest = text[begins.start() :] if end and begins else ""
    return rest if len(rest.split()) >= FEWEST_WORDS else None
