"""What an instalment of a programme came to, from the amounts of the catalogue."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from datetime import date
from functools import cache

from case_manager.programmes import service as programmes_service
from case_manager.programmes.rules import Amount

_QUARTER_MONTHS = 3
_LAST_DAY = {3: 31, 6: 30, 9: 30, 12: 31}


@dataclass(frozen=True, slots=True)
class Quarter:
    """A quarter of the fiscal year, which begins in July."""

    year: int
    first_month: int

    @property
    def first_day(self) -> date:
        return date(self.year, self.first_month, 1)

    @property
    def last_day(self) -> date:
        month = self.first_month + _QUARTER_MONTHS - 1
        return date(self.year, month, _LAST_DAY[month])

    def before(self) -> "Quarter":
        if self.first_month == 1:
            return Quarter(self.year - 1, 10)
        return Quarter(self.year, self.first_month - _QUARTER_MONTHS)


def quarters_up_to(today: date, past: int) -> list[Quarter]:
    """The `past` quarters that have ended, oldest first, and the one that `today` lies in."""
    quarters = [Quarter(today.year, (today.month - 1) // _QUARTER_MONTHS * _QUARTER_MONTHS + 1)]
    for _ in range(past):
        quarters.insert(0, quarters[0].before())
    return quarters


@dataclass(frozen=True)
class Rates:
    """Monthly amounts in taka, as the catalogue dates them."""

    amounts: Mapping[str, Sequence[Amount]]
    _instalments: dict[tuple[str, str | None, Quarter], int] = field(default_factory=dict)

    def instalment_paisa(self, programme: str, group: str | None, quarter: Quarter) -> int:
        """Three months at the rate in force on the quarter's first day; rates change in July."""
        key = (programme, group, quarter)
        if key not in self._instalments:
            taka = self.monthly_taka(programme, group, quarter.first_day)
            self._instalments[key] = taka * _QUARTER_MONTHS * 100
        return self._instalments[key]

    def monthly_taka(self, programme: str, group: str | None, day: date) -> int:
        """Where a rise was decided but its figure is not known, the last known rate goes on."""
        known = [amount for amount in self.amounts[programme] if amount.first_day <= day]
        own = [amount for amount in known if amount.applies_to == group]
        general = [amount for amount in known if amount.applies_to is None]
        return max(own or general, key=lambda amount: amount.first_day).taka


@cache
def read_rates() -> Rates:
    programmes = programmes_service.programmes()
    return Rates({programme.id: programme.amounts for programme in programmes.values()})
