"""Which payment is asked for: that of a month, the one before the last, or the next."""

from collections.abc import Sequence
from pathlib import Path

from case_manager_client import Payment
from complaint.payments import month_of, read_months
from phrases.word_lists import lookups_of
from turn import Turn

WORDS = Path(__file__).with_name("which_payment.yml")
NEXT, EARLIER = "next", "earlier"


def asked_for(turn: Turn, payments: Sequence[Payment]) -> Payment | None:
    """One of somebody's payments from a programme, the newest first; None where the last one is
    meant, or none of them.
    """
    if not turn.is_written or asks_for_next(turn, payments):
        return None
    paid = [payment for payment in payments if payment.status != "scheduled"]
    if _says(EARLIER, turn.text):
        return paid[1] if len(paid) > 1 else None
    first, last = read_months(turn) or ("", "")
    touched = (
        payment
        for payment in payments
        if month_of(payment.period_from) <= last and first <= month_of(payment.period_to)
    )
    return next(touched, None)


def asks_for_next(turn: Turn, payments: Sequence[Payment]) -> bool:
    """By the word for it, or by a month behind all of them."""
    if not turn.is_written or _says(EARLIER, turn.text):
        return False
    months = read_months(turn)
    listed = max((month_of(payment.period_to) for payment in payments), default="")
    return _says(NEXT, turn.text) or (months is not None and listed < months[0])


def _says(which: str, text: str) -> bool:
    return bool(lookups_of(WORDS)[which].find(text))
