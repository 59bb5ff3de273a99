"""What a citizen's words answer to the question that was asked. Values in, values out."""

import re
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import date

from case_manager_client import Payment
from citizen_text.digits import to_latin
from turn import Turn

UNKNOWN = "unknown"
OTHER = "other"
LONGER = "longer"
_IDENTIFIER_LENGTHS = frozenset({10, 13, 17})
_EARLIEST_BIRTH_YEAR = 1900
_MONTH = re.compile(r"\d{4}-\d{2}")
_BENEFICIARY_ID = re.compile(r"(?=.*\d)[A-Za-z0-9-]{6,20}")
_FAILED = ("returned", "on_hold")


@dataclass(frozen=True)
class IdentityWords:
    number: str | None
    birth_year: int | None


def read_identity(text: str, state: str, this_year: int) -> IdentityWords:
    """The last four digits (shared phone) or a whole number (unknown phone), and a year of birth.

    The number is asked for first, so of two that could both be a year the last one is.
    """
    groups = re.findall(r"\d+", to_latin(text))
    year = next((g for g in reversed(groups) if _is_birth_year(g, this_year)), None)
    if state == "shared_phone":
        return _last_four_and_year(groups, year)
    rest = list(groups)
    if year is not None:
        rest.reverse()
        rest.remove(year)
        rest.reverse()
    number = "".join(rest)
    known = number if len(number) in _IDENTIFIER_LENGTHS else _beneficiary_id(text)
    return IdentityWords(known, int(year) if year else None)


def read_birth_year(text: str, this_year: int) -> int | None:
    groups = re.findall(r"\d+", to_latin(text))
    return next((int(g) for g in groups if _is_birth_year(g, this_year)), None)


def read_payment_choice(turn: Turn, offered: Sequence[Payment]) -> str | None:
    picked = turn.entity("payment_choice") or _bare_number(turn.text)
    if picked == OTHER or turn.intent == "deny":
        return OTHER
    if picked is not None:
        return picked if picked.isdigit() and 1 <= int(picked) <= len(offered) else None
    since = read_month(turn)
    if since is not None:
        return covering(offered, since) or OTHER
    programme = turn.entity("programme")
    fitting = [n for n, payment in enumerate(offered, 1) if payment.programme == programme]
    return str(fitting[0]) if len(fitting) == 1 else None


def read_month(turn: Turn) -> str | None:
    """The first month of the period that was said, or the month that was picked."""
    period = turn.entity("period")
    since = period.get("from") if isinstance(period, Mapping) else turn.entity("missing_since")
    found = _MONTH.match(str(since or ""))
    return found.group() if found else None


def covering(offered: Sequence[Payment], month: str) -> str | None:
    """The number of the one offered payment whose period holds this month."""
    fitting = [
        number
        for number, payment in enumerate(offered, 1)
        if payment.period_from.isoformat()[:7] <= month <= payment.period_to.isoformat()[:7]
    ]
    return str(fitting[0]) if len(fitting) == 1 else None


def plausible_first(payments: Sequence[Payment], today: date, limit: int) -> list[Payment]:
    """Those that most likely did not come first; what is not due yet is left out."""
    due = [payment for payment in payments if _suspicion(payment, today) is not None]
    return sorted(due, key=lambda payment: (_suspicion(payment, today), _age(payment)))[:limit]


def _suspicion(payment: Payment, today: date) -> int | None:
    if payment.status in _FAILED:
        return 0
    if payment.status == "sent":
        return 1
    if payment.status == "scheduled":
        return 1 if payment.period_to < today else None
    return 2


def _age(payment: Payment) -> int:
    return -payment.period_from.toordinal()


def _last_four_and_year(groups: Sequence[str], year: str | None) -> IdentityWords:
    fours = [group for group in groups if len(group) == 4]
    if len(fours) >= 2:
        first, second = fours[0], fours[-1]
        if year == second or year is None:
            return IdentityWords(first, int(year) if year else None)
        return IdentityWords(second, int(year))
    if year is not None and len(groups) == 1:
        return IdentityWords(None, int(year))
    return IdentityWords(fours[0] if fours else None, None)


def _is_birth_year(group: str, this_year: int) -> bool:
    return len(group) == 4 and _EARLIEST_BIRTH_YEAR <= int(group) <= this_year


def _beneficiary_id(text: str) -> str | None:
    words = re.findall(r"[A-Za-z0-9][A-Za-z0-9-]*", to_latin(text))
    fitting = [word for word in words if _BENEFICIARY_ID.fullmatch(word)]
    return fitting[0].upper() if fitting else None


def _bare_number(text: str) -> str | None:
    latin = to_latin(text).strip(" .)(")
    return str(int(latin)) if latin.isdigit() and len(latin) <= 2 else None
