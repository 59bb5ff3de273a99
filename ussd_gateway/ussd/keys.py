"""What a typed line means on a screen, decided from the screen alone."""

from collections.abc import Sequence
from enum import StrEnum

from citizen_text.digits import to_latin
from ussd_gateway.messages import SessionEvent
from ussd_gateway.ussd.screens import BACK, HOME, MORE

LONGEST_INPUT = 500  # characters
_LONGEST_NUMBER = 2  # a longer one is an amount, a year, a reference


class Key(StrEnum):
    """The last ones are named like the words that answer them."""

    MORE = "more"
    BACK = "back"
    ASK = "ask"
    NOTHING_TYPED = "nothing_typed"
    TOO_LONG = "too_long"
    NO_SUCH_NUMBER = "no_such_number"


def read_key(typed: str, numbers: Sequence[str], *, has_more: bool, has_page_before: bool) -> Key:
    """`numbers` are those of the options; where there are none, a number is an answer."""
    key = key_of(typed)
    if not key:
        return Key.NOTHING_TYPED
    if len(typed) > LONGEST_INPUT:
        return Key.TOO_LONG
    if key == MORE and has_more:
        return Key.MORE
    if key == BACK and has_page_before:
        return Key.BACK
    is_short_number = key.isdecimal() and len(key) <= _LONGEST_NUMBER
    if numbers and is_short_number and key not in (*numbers, BACK, HOME):
        return Key.NO_SUCH_NUMBER
    return Key.ASK


def key_of(typed: str) -> str:
    return to_latin(typed.strip())


CALL_ME_BACK = '/talk_to_human{"contact_by": "call"}'


def as_command(typed: str, event: SessionEvent) -> str | None:
    """What only a key of a phone can say to the assistant; no text of a citizen can."""
    if event is SessionEvent.NEW:
        return "/greet"
    if event is SessionEvent.RANG:
        return CALL_ME_BACK
    return {HOME: "/go_home", BACK: "/go_back"}.get(key_of(typed))
