"""Which payment is meant, by a citizen who may name its month or its programme."""

import re
from collections.abc import Mapping, Sequence
from dataclasses import asdict
from datetime import date
from typing import Any

from case_manager_client import Payment
from citizen_text.digits import to_latin
from complaint.draft import OTHER
from turn import Turn

OFFERED_PAYMENTS = 4
_FAILED = ("returned", "on_hold")
_ON_ITS_WAY = ("sent", "reissued")
_TO_COME = ("scheduled", "approved")
_MONTH = re.compile(r"\d{4}-\d{2}")


def read_choice(turn: Turn, offered: Sequence[Payment]) -> str | None:
    picked = turn.entity("payment") or _bare_number(turn.text)
    if picked == OTHER:
        return OTHER
    if picked is not None:
        return picked if picked.isdigit() and 1 <= int(picked) <= len(offered) else None
    since = read_month(turn)
    if since is not None:
        return _latest_within(offered, since, _last_month(turn) or since) or OTHER
    return of_programme(offered, turn.entity("programme"))


def read_month(turn: Turn) -> str | None:
    """The first month of the period that was said, or the month that was picked."""
    period = turn.entity("period")
    since = period.get("from") if isinstance(period, Mapping) else turn.entity("since")
    found = _MONTH.match(str(since or ""))
    return found.group() if found else None


def _last_month(turn: Turn) -> str | None:
    period = turn.entity("period")
    found = _MONTH.match(str(period.get("to"))) if isinstance(period, Mapping) else None
    return found.group() if found else None


def _latest_within(offered: Sequence[Payment], first: str, last: str) -> str | None:
    """Of several instalments in a row the latest tells why; since when is told beside it."""
    within = {
        number: payment.period_from
        for number, payment in enumerate(offered, 1)
        if payment.period_from.isoformat()[:7] <= last
        and first <= payment.period_to.isoformat()[:7]
    }
    latest = [number for number, begins in within.items() if begins == max(within.values())]
    return str(latest[0]) if len(latest) == 1 else None


def covering(offered: Sequence[Payment], month: str) -> str | None:
    """The number of the one offered payment whose period holds this month."""
    fitting = [
        number
        for number, payment in enumerate(offered, 1)
        if payment.period_from.isoformat()[:7] <= month <= payment.period_to.isoformat()[:7]
    ]
    return str(fitting[0]) if len(fitting) == 1 else None


def of_programme(offered: Sequence[Payment], programme: str | None) -> str | None:
    fitting = [n for n, payment in enumerate(offered, 1) if payment.programme == programme]
    return str(fitting[0]) if len(fitting) == 1 else None


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


def _bare_number(text: str) -> str | None:
    latin = to_latin(text).strip(" .)(")
    return str(int(latin)) if latin.isdigit() and len(latin) <= 2 else None


def _as_row(payment: Payment) -> dict[str, Any]:
    row = asdict(payment)
    for day in ("period_from", "period_to", "status_on", "heard_on"):
        row[day] = row[day].isoformat() if row[day] else None
    return {**row, "programme_name": dict(payment.programme_name)}
