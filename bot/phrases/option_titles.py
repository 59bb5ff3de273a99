"""Options that are picked by their titles, in whichever of our languages. Values in, values out."""

from collections.abc import Mapping, Sequence
from functools import cache
from pathlib import Path
from typing import Any

from ruamel.yaml import YAML

from citizen_text.normalisation import normalise
from wording import LANGUAGES, Button

OTHER_WORDS = Path(__file__).with_name("option_titles.yml")
LONGEST_TITLE = 40  # characters
_MARKS = str.maketrans(dict.fromkeys(".,;:!?।'\"-()", " "))


class OptionTitles:
    """`texts` holds every text in every language, titles among them."""

    def __init__(self, texts: Mapping[str, Mapping[str, Any]]) -> None:
        self._alike: dict[str, set[str]] = {}
        for name, text in texts.items():
            titles = {_plain(text[language]) for language in LANGUAGES if language in text}
            for said in {*titles, *map(_plain, _other_words().get(name, ()))}:
                if len(said) <= LONGEST_TITLE:
                    self._alike.setdefault(said, set()).update(titles)

    def meant(self, text: str, offered: Sequence[Button]) -> str | None:
        """The payload of the one option that has this title, or has it in another language."""
        said = _plain(text)
        titles = {said, *self._alike.get(said, ())} if said else set()
        meant = {option["payload"] for option in offered if _plain(option["title"]) in titles}
        return meant.pop() if len(meant) == 1 else None


def _plain(text: str) -> str:
    return " ".join(normalise(text).translate(_MARKS).split())


@cache
def _other_words() -> Mapping[str, Sequence[str]]:
    words: Mapping[str, Sequence[str]] = YAML(typ="safe").load(OTHER_WORDS)
    return words
