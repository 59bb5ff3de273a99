"""How far a message has got, and how long to wait before trying again."""

from datetime import timedelta

from case_manager.kit.restraint import NO_RESTRAINT, Restraint
from case_manager.vocabulary import DeliveryStatus
from citizen_text.digits import to_latin

_STEP = {
    DeliveryStatus.QUEUED: 0,
    DeliveryStatus.ACCEPTED: 1,
    DeliveryStatus.SENT: 2,
    DeliveryStatus.DELIVERED: 3,
    DeliveryStatus.FAILED: 3,
}
_LONGEST_WAIT = timedelta(minutes=5)
ACKNOWLEDGEMENT = "acknowledgement"
REPLY = "case_reply"
CLOSING = "case_closed"

# The gateway's names for what a caseworker can do something about.
WHY_NOT_DELIVERED = {
    "TextTooLong": "too_long",
    "text_too_long": "too_long",
    "SameTextAgain": "same_words",
    "ContactOptedOut": "opted_out",
    "opted_out": "opted_out",
    "NotAddressable": "no_number",
    "unreadable": "no_number",
}


def restraint_on(cost_tag: str, restraint: Restraint) -> Restraint:
    """None on the confirmation of what a citizen has just done."""
    return NO_RESTRAINT if cost_tag == ACKNOWLEDGEMENT else restraint


def is_meant_again(cost_tag: str) -> bool:
    """What happens to a case is told each time, though it happens twice within the half hour; only
    a hand says the same of it by mistake."""
    return cost_tag != REPLY


def with_heading(heading: str, text: str) -> str:
    """Words that name their case themselves stay as they are."""
    reference, digits = _digits(heading), _digits(text)
    return text if not reference or reference in digits else f"{heading} {text}"


def _digits(text: str) -> str:
    return "".join(letter for letter in to_latin(text) if letter.isdigit())


def moves_on(current: DeliveryStatus, reported: DeliveryStatus) -> bool:
    """Reports overtake one another; the later step stands, and an end is an end, unless what failed
    was sent again and arrives."""
    if current is DeliveryStatus.FAILED and reported is DeliveryStatus.DELIVERED:
        return True
    return _STEP[reported] > _STEP[current]


def wait_before_retry(attempts: int) -> timedelta:
    """2, 4, 8 … seconds up to five minutes; the message is never given up."""
    return min(timedelta(seconds=2 ** min(attempts + 1, 16)), _LONGEST_WAIT)
