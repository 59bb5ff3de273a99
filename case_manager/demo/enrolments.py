"""A person's place on a programme's roll and the instalments that came of it."""

from collections.abc import Callable
from dataclasses import dataclass
from datetime import date, timedelta
from random import Random
from typing import NamedTuple

from case_manager.demo.citizens import LastPayment
from case_manager.demo.ids import Ids
from case_manager.demo.outcomes import Outcome, Outcomes
from case_manager.demo.rates import Rates, quarters_up_to
from case_manager.demo.rolls import Roll, rate_group
from case_manager.vocabulary import EnrolmentStatus, PaymentStatus, Sex

PAST_QUARTERS = 8
_STOPPED = 0.03
_STOPPED_STATES = (EnrolmentStatus.SUSPENDED, EnrolmentStatus.SUSPENDED, EnrolmentStatus.ENDED)
_CHOSEN_YEARS = 2
_NEVER = date.max


class Instalment(NamedTuple):
    id: str
    period_from: date
    period_to: date
    amount_paisa: int
    outcome: Outcome


@dataclass(frozen=True, slots=True)
class EnrolmentRow:
    id: str
    programme: str
    status: EnrolmentStatus
    enrolled_on: date
    status_from: date
    instalments: list[Instalment]


class Enroller:
    def __init__(self, rates: Rates, ids: Ids, today: date, random: Random) -> None:
        self._rates, self._ids, self._today, self._random = rates, ids, today, random
        self.fiscal_year = today.year if today.month >= 7 else today.year - 1
        quarters = quarters_up_to(today, PAST_QUARTERS)
        self._quarters = [(quarter, quarter.first_day, quarter.last_day) for quarter in quarters]
        self._outcomes = Outcomes(quarters, today)

    def enrol(self, roll: Roll, sex: Sex, birth_year: int) -> EnrolmentRow:
        """Nobody was enrolled before the age that the programme asks for."""
        oldest = min(roll.longest_years, self.fiscal_year - birth_year - roll.entry_age(sex))
        starts = date(self.fiscal_year - int(self._random.random() * (oldest + 1)), 7, 1)
        latest = min(self._today, date(starts.year, 12, 31))
        enrolled_on = starts + timedelta(int(self._random.random() * ((latest - starts).days + 1)))
        status, ends = self._state(roll, enrolled_on)
        return self._row(roll, birth_year, enrolled_on, ends, status, self._outcomes.pick)

    def enrol_chosen(self, roll: Roll, birth_year: int, last: LastPayment) -> EnrolmentRow:
        def outcome(index: int, random: Random) -> Outcome:
            if index == PAST_QUARTERS:
                return self._outcomes.of(index, PaymentStatus.SCHEDULED, random)
            if index == PAST_QUARTERS - 1:
                return self._outcomes.of(index, last.status, random, last.reason)
            return self._outcomes.of(index, PaymentStatus.CREDITED, random)

        enrolled_on = date(self.fiscal_year - _CHOSEN_YEARS, 8, 17)
        return self._row(roll, birth_year, enrolled_on, _NEVER, EnrolmentStatus.ACTIVE, outcome)

    def _state(self, roll: Roll, enrolled_on: date) -> tuple[EnrolmentStatus, date]:
        """The state today, and the day on which instalments stopped or will stop."""
        if roll.duration_years is not None:
            ends = enrolled_on.replace(day=1, year=enrolled_on.year + roll.duration_years)
            if ends <= self._today:
                return EnrolmentStatus.ENDED, ends
        chance = self._random.random()
        if chance < _STOPPED:
            state = _STOPPED_STATES[int(chance / _STOPPED * len(_STOPPED_STATES))]
            return state, self._quarters[4 + int(chance * 1000) % 3][1]
        return EnrolmentStatus.ACTIVE, _NEVER

    def _row(
        self,
        roll: Roll,
        birth_year: int,
        enrolled_on: date,
        ends: date,
        status: EnrolmentStatus,
        outcome: Callable[[int, Random], Outcome],
    ) -> EnrolmentRow:
        programme = roll.programme
        enrolment_id = self._ids.next()
        instalments = []
        for index, (quarter, first_day, last_day) in enumerate(self._quarters):
            if enrolled_on <= first_day < ends:
                group = rate_group(programme, quarter.year - birth_year)
                instalments.append(
                    Instalment(
                        self._ids.next(),
                        first_day,
                        last_day,
                        self._rates.instalment_paisa(programme, group, quarter),
                        outcome(index, self._random),
                    )
                )
        since = enrolled_on if status is EnrolmentStatus.ACTIVE else max(ends, enrolled_on)
        return EnrolmentRow(enrolment_id, programme, status, enrolled_on, since, instalments)
