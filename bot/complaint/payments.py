"""Which payment is meant, by a citizen who may name its month or its programme."""

import re
from collections.abc import Mapping, Sequence
from dataclasses import asdict
from datetime import date
from typing import Any

from case_manager_client import Payment
from citizen_text.digits import to_latin
from citizen_text.lookups import Lookup
from complaint.draft import LONGER, OTHER
from turn import Turn

OFFERED_PAYMENTS = 4
_FAILED = ("returned", "on_hold")
_ON_ITS_WAY = ("sent", "reissued")
_TO_COME = ("scheduled", "approved")
_MONTH = re.compile(r"\d{4}-\d{2}")
_MOST_WORDS = 6  # "no, it is only the last one"
_EARLIEST, _LATEST = "0000-00", "9999-99"
_LONG_AGO = Lookup(
    {
        LONGER: [
            *("=onek mash", "=onek mas", "=onek din", "=onekdin", "=bohu din", "=bohudin"),
            *("=অনেক মাস", "=অনেক দিন", "=অনেকদিন", "=বহু দিন", "=বহুদিন"),
            *("=many months", "=a long time", "=long time", "=long ago", "=for long"),
        ]
    }
)
_LAST_ONE = Lookup(
    {
        "last": [
            *("=sesher", "=shesher", "=sesherta", "=shesherta", "=sesh ta", "=shesh ta"),
            *("=শেষের", "=শেষেরটা", "=শেষ টা", "=শেষটা", "সর্বশেষ"),
            *("=last one", "=last ta", "=latest", "=newest"),
        ]
    }
)


def read_pick(turn: Turn, offered: Sequence[Payment]) -> str | None:
    """By its option, by a number that none has had, or as the last one."""
    picked = turn.entity("payment") or _bare_number(turn.text)
    if picked == OTHER:
        return OTHER
    if picked is not None:
        return picked if picked.isdigit() and 1 <= int(picked) <= len(offered) else None
    return only(latest(offered)) if is_the_last_one(turn) else None


def read_months(turn: Turn) -> tuple[str, str] | None:
    """The first and the last month of the period that was said."""
    period = turn.entity("period")
    if not isinstance(period, Mapping):
        return None
    first, last = (_MONTH.match(str(period.get(end))) for end in ("from", "to"))
    return (first.group(), last.group() if last else first.group()) if first else None


def read_month(turn: Turn) -> str | None:
    """The first month of the period that was said, or the month that was picked."""
    if months := read_months(turn):
        return months[0]
    found = _MONTH.match(str(turn.entity("since") or ""))
    return found.group() if found else None


def is_for_long(turn: Turn) -> bool:
    return _says_little(turn) and bool(_LONG_AGO.find(turn.text))


def is_the_last_one(turn: Turn) -> bool:
    return _says_little(turn) and bool(_LAST_ONE.find(turn.text))


def latest(
    offered: Sequence[Payment],
    first: str = _EARLIEST,
    last: str = _LATEST,
    programme: str | None = None,
) -> list[str]:
    """The number of the last payment whose period touches these months, of each programme that
    has one as late. Of several instalments in a row it tells why; since when is told beside it.
    """
    within = {
        number: payment.period_from
        for number, payment in enumerate(offered, 1)
        if programme in (None, payment.programme)
        and month_of(payment.period_from) <= last
        and first <= month_of(payment.period_to)
    }
    return [str(number) for number, begins in within.items() if begins == max(within.values())]


def of_programme(offered: Sequence[Payment], programme: str | None) -> list[str]:
    return [str(n) for n, payment in enumerate(offered, 1) if payment.programme == programme]


def only(numbers: Sequence[str]) -> str | None:
    return numbers[0] if len(numbers) == 1 else None


def month_of(day: date) -> str:
    return day.isoformat()[:7]


def offer(
    payments: Sequence[Payment], programme: str | None, today: date
) -> tuple[dict[str, Any], ...]:
    """The named programme's payments where there are any, else all of the person's."""
    named = [payment for payment in payments if payment.programme == programme]
    offered = plausible_first(named or payments, today, OFFERED_PAYMENTS)
    return tuple(_as_row(payment) for payment in offered)


def plausible_first(payments: Sequence[Payment], today: date, limit: int) -> list[Payment]:
    """Those that most likely did not come first; what is not due yet is left out."""
    due = [payment for payment in payments if _suspicion(payment, today) is not None]
    return sorted(due, key=lambda payment: (_suspicion(payment, today), _age(payment)))[:limit]


def _suspicion(payment: Payment, today: date) -> int | None:
    if payment.status in _FAILED:
        return 0
    if payment.status in _ON_ITS_WAY:
        return 1
    if payment.status in _TO_COME:
        return 1 if payment.period_to < today else None
    return 2


def _age(payment: Payment) -> int:
    return -payment.period_from.toordinal()


def _says_little(turn: Turn) -> bool:
    return turn.is_written and len(turn.text.split()) <= _MOST_WORDS


def _bare_number(text: str) -> str | None:
    latin = to_latin(text).strip(" .)(")
    return str(int(latin)) if latin.isdigit() and len(latin) <= 2 else None


def _as_row(payment: Payment) -> dict[str, Any]:
    row = asdict(payment)
    for day in ("period_from", "period_to", "status_on", "heard_on"):
        row[day] = row[day].isoformat() if row[day] else None
    return {**row, "programme_name": dict(payment.programme_name)}
