"""What programmes pay: the catalogue's dated amounts, with what administrators stated over them."""

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from datetime import date, timedelta
from functools import cached_property

from case_manager.programmes import rules
from case_manager.programmes.schemas import DatedAmount, Programme, Source

_A_DAY = timedelta(days=1)


@dataclass(frozen=True)
class Statement:
    """One that was not taken back. `id` grows: of two for the same day the later one holds."""

    id: int
    programme: str
    amount: DatedAmount
    source: Source
    is_used: bool


@dataclass(frozen=True)
class Amounts:
    programmes: Mapping[str, Programme]
    statements: tuple[Statement, ...] = ()

    @cached_property
    def entries(self) -> Mapping[str, tuple[DatedAmount, ...]]:
        """By programme, in the order of their first days."""
        stated: dict[str, list[DatedAmount]] = {}
        for each in self.statements:
            stated.setdefault(each.programme, []).append(each.amount)
        return {
            programme.id: laid_over(programme.dated_amounts, stated.get(programme.id, ()))
            for programme in self.programmes.values()
        }

    @cached_property
    def monthly(self) -> Mapping[str, tuple[rules.Amount, ...]]:
        """By programme, those in taka a month."""
        return {
            programme: tuple(entry.monthly for entry in entries if entry.monthly)
            for programme, entries in self.entries.items()
        }

    @cached_property
    def sources(self) -> Mapping[str, Source]:
        return {each.amount.source: each.source for each in self.statements}

    def unused(self, programme_ids: Iterable[str], today: date) -> list[int]:
        """Statements that an answer of today about these programmes would be the first to use."""
        asked = set(programme_ids)
        return [
            each.id
            for each in self.statements
            if not each.is_used
            and each.programme in asked
            and (each.amount.first_day or date.min) <= today
        ]


def laid_over(
    entries: Sequence[DatedAmount], stated: Iterable[DatedAmount]
) -> tuple[DatedAmount, ...]:
    """Each holds for its group until the next amount of that group that is known."""
    for each in stated:
        others = [entry for entry in entries if entry.applies_to != each.applies_to]
        own = [entry for entry in entries if entry.applies_to == each.applies_to]
        entries = sorted([*others, *_with(own, each)], key=_begins)
    return tuple(entries)


def _with(own: Sequence[DatedAmount], stated: DatedAmount) -> list[DatedAmount]:
    first_day = _begins(stated)
    before = [entry for entry in own if _begins(entry) < first_day]
    after = [entry for entry in own if _begins(entry) > first_day]
    over = [entry for entry in own if _begins(entry) <= first_day <= _ends(entry)]
    last_day = min((_ends(entry) for entry in over), default=date.max)
    last_day = min(last_day, *(_begins(entry) - _A_DAY for entry in after), date.max)
    new = stated.model_copy(
        update={
            "last_day": None if last_day == date.max else last_day,
            "duration_months": over[-1].duration_months if over else None,
        }
    )
    return [*(_cut(entry, first_day) for entry in before), new, *after]


def _cut(entry: DatedAmount, first_day: date) -> DatedAmount:
    if _ends(entry) < first_day:
        return entry
    return entry.model_copy(update={"last_day": first_day - _A_DAY})


def _begins(entry: DatedAmount) -> date:
    return entry.first_day or date.min


def _ends(entry: DatedAmount) -> date:
    return entry.last_day or date.max
