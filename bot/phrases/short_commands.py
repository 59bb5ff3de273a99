"""What the keys of a phone do, said in a word or two. Values in, values out."""

from pathlib import Path

from phrases.nothing_else import said_alone
from phrases.word_lists import lookup_of

COMMANDS = Path(__file__).with_name("short_commands.yml")
COURTESY = "courtesy"
LONGEST = 40  # characters


def command_in(text: str) -> str | None:
    """The payload of a message that is a command and nothing else."""
    if len(text) > LONGEST or text.startswith("/"):
        return None
    wishes = said_alone(lookup_of(COMMANDS), text) - {COURTESY}
    return f"/{wishes.pop()}" if len(wishes) == 1 else None


def is_call(text: str) -> bool:
    """Whether somebody only calls out to us: "brother?"."""
    return not text.startswith("/") and said_alone(lookup_of(COMMANDS), text) == {COURTESY}
