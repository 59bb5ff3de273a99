"""What a programme pays, from the dated amounts of the catalogue."""

from collections.abc import Collection, Mapping, Sequence
from dataclasses import dataclass
from datetime import date

AGED_90 = "age_90_or_more"
_AGED = 90
_PAISA = 100
_JULY = 7


@dataclass(frozen=True)
class Amount:
    """A month's amount in taka from its first to its last day; None: still in force.

    `applies_to` names the group that an amount holds for; without it, everybody.
    """

    first_day: date
    last_day: date | None
    taka: int
    applies_to: str | None
    is_uncertain: bool

    def is_in_force(self, day: date) -> bool:
        return self.last_day is None or day <= self.last_day


@dataclass(frozen=True)
class Rate:
    """A month's amount in paisa, from the lowest to the highest group's.

    `fiscal_year` (2026-27) is the last year that the amount is known for. It `may_change` where
    no document confirms it, or where it goes on only because its successor is not known.
    """

    amount_paisa: int
    highest_paisa: int
    fiscal_year: str
    may_change: bool


def rate_on(day: date, amounts: Sequence[Amount], groups: Collection[str] = ()) -> Rate | None:
    """For whoever is in these groups; None where no source states a number."""
    begun = [amount for amount in amounts if amount.first_day <= day]
    own = [amount for amount in begun if amount.applies_to in groups]
    general = [amount for amount in begun if amount.applies_to is None]
    latest = _latest(own or general or begun, day)
    if not latest:
        return None
    in_force = latest[0].is_in_force(day)
    last_day = day if in_force else latest[0].last_day or day
    return Rate(
        amount_paisa=min(amount.taka for amount in latest) * _PAISA,
        highest_paisa=max(amount.taka for amount in latest) * _PAISA,
        fiscal_year=_fiscal_year(last_day),
        may_change=not in_force or any(amount.is_uncertain for amount in latest),
    )


def rate_among(
    day: date, amounts: Sequence[Amount], is_in: Mapping[str, bool | None]
) -> Rate | None:
    """Of a person of whom it may not be known in which groups they are."""
    possible = [amount for amount in amounts if is_in.get(amount.applies_to or "") is not False]
    return rate_on(day, possible, [group for group, known in is_in.items() if known])


def group_of_age(birth_year: int, birth_on: date | None, day: date) -> str | None:
    """Of whom only the year is known, by its last day: nobody is promised the higher rate early."""
    birthday = birth_on or date(birth_year, 12, 31)
    had_it = (day.month, day.day) >= (birthday.month, birthday.day)
    return AGED_90 if day.year - birthday.year - (not had_it) >= _AGED else None


def _latest(amounts: Sequence[Amount], day: date) -> list[Amount]:
    """Of each group the newest that is in force; where none is, those that ended last."""
    newest = {
        amount.applies_to: amount for amount in sorted(amounts, key=lambda each: each.first_day)
    }
    if in_force := [amount for amount in newest.values() if amount.is_in_force(day)]:
        return in_force
    last = max((amount.first_day for amount in newest.values()), default=None)
    return [amount for amount in newest.values() if amount.first_day == last]


def _fiscal_year(day: date) -> str:
    starts = day.year if day.month >= _JULY else day.year - 1
    return f"{starts}-{(starts + 1) % 100:02d}"
