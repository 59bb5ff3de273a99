"""What the keys of a phone do, said in a word or two. Values in, values out."""

import re
from functools import cache
from pathlib import Path

from ruamel.yaml import YAML

from citizen_text.lookups import Lookup

COMMANDS = Path(__file__).with_name("short_commands.yml")
COURTESY = "courtesy"
LONGEST = 40  # characters
_SAID = re.compile(r"[^\W_]")


def command_in(text: str) -> str | None:
    """The payload of a message that is a command and nothing else."""
    if len(text) > LONGEST or text.startswith("/"):
        return None
    said, rest = set(), text
    for span in reversed(_commands().find(text)):
        said.add(span.value)
        rest = rest[: span.start] + rest[span.end :]
    wishes = said - {COURTESY}
    if len(wishes) != 1 or _SAID.search(rest):
        return None
    return f"/{wishes.pop()}"


@cache
def _commands() -> Lookup:
    return Lookup(YAML(typ="safe").load(COMMANDS))
