"""What the gateway says on a button's behalf starts with a slash and needs no understanding."""

from rasa.shared.nlu.constants import TEXT
from rasa.shared.nlu.training_data.message import Message


def in_own_words(messages: list[Message]) -> list[Message]:
    """The messages that a citizen wrote; `/intent{…}` is left to Rasa's own handler."""
    return [m for m in messages if m.get(TEXT) and not m.get(TEXT).startswith("/")]
