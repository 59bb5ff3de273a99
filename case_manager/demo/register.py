"""The beneficiary register of the demo: a stream of people, the same for the same seed.

People come one by one and nothing of them is kept, so a million take no more memory than ten.
"""

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from datetime import date
from random import Random

from case_manager.demo.citizens import CITIZENS, Citizen
from case_manager.demo.enrolments import Enroller, EnrolmentRow
from case_manager.demo.ids import Ids
from case_manager.demo.names import Faith, Name, compose_name
from case_manager.demo.numbers import (
    UpazilaSerials,
    beneficiary_number,
    old_nid,
    phone_number,
    smart_card_number,
)
from case_manager.demo.outcomes import Choice
from case_manager.demo.rates import Rates
from case_manager.demo.relatives import Household, NomineeRow, nominees_of
from case_manager.demo.rolls import Roll, pick_roll, roll_of
from case_manager.vocabulary import Sex

FOCUS_UPAZILAS = ("554994", "554909", "609086", "201940", "100925")
_FOCUS_WEIGHT = 20
_ADULT = 18
_SAME_HOUSEHOLD = 0.042  # makes about 8 % share a phone
_NO_PHONE = 0.03
_ALSO_DISABLED = 0.02
_HILL_DISTRICTS = ("2003", "2046", "2084")
_PROVIDERS = Choice({"nagad": 62.0, "bkash": 27.0, "rocket": 5.0, "upay": 2.0, "bank": 4.0})
_FAITHS = Choice({Faith.MUSLIM: 90.8, Faith.HINDU: 8.3, Faith.BUDDHIST: 0.4, Faith.CHRISTIAN: 0.5})
_FAITHS_IN_THE_HILLS = Choice(
    {Faith.MUSLIM: 48.0, Faith.HINDU: 9.0, Faith.BUDDHIST: 40.0, Faith.CHRISTIAN: 3.0}
)


@dataclass(frozen=True, slots=True)
class Beneficiary:
    """The `nid` of a child is the number of its birth registration."""

    id: str
    beneficiary_id: str
    name: Name
    sex: Sex
    birth_year: int
    nid: str
    is_child: bool
    phone: str | None
    union_code: str
    provider: str
    enrolments: list[EnrolmentRow]
    household: Household
    nominees: Sequence[NomineeRow]

    @property
    def is_household_head(self) -> bool:
        return self.household.head == self.id


class Register:
    def __init__(self, unions: Sequence[str], rates: Rates, *, today: date, seed: int) -> None:
        self._random = Random(seed)  # noqa: S311 (play data, not secrets)
        self._ids = Ids(today, self._random)
        self._enroller = Enroller(rates, self._ids, today, self._random)
        self._serials = UpazilaSerials()
        self._relatives = Random(seed + 1)  # noqa: S311 (play data, not secrets)
        self._household_ids = Ids(today, self._relatives)
        self._unions = [
            code
            for code in unions
            for _ in range(_FOCUS_WEIGHT if code.startswith(FOCUS_UPAZILAS) else 1)
        ]

    def people(self, number: int) -> Iterator[Beneficiary]:
        """The citizens chosen by hand come first."""
        neighbour: Beneficiary | None = None
        for place, citizen in enumerate(CITIZENS[:number], start=1):
            neighbour = self._chosen(citizen, place, neighbour)
            yield neighbour
        neighbour = None
        for position in range(number - len(CITIZENS)):
            neighbour = self._somebody(position, neighbour)
            yield neighbour

    def _chosen(self, citizen: Citizen, serial: int, neighbour: Beneficiary | None) -> Beneficiary:
        person_id = self._ids.next()
        age = self._enroller.fiscal_year - citizen.birth_year
        return Beneficiary(
            person_id,
            beneficiary_number(citizen.upazila_code, serial),
            citizen.name,
            citizen.sex,
            citizen.birth_year,
            citizen.nid,
            age < _ADULT,
            citizen.phone,
            citizen.union_code,
            citizen.provider,
            [
                self._enroller.enrol_chosen(
                    roll_of(programme), citizen.birth_year, citizen.last_payment
                )
                for programme in citizen.programmes
            ],
            self._household(person_id, citizen.union_code, citizen.phone, neighbour),
            nominees_of(Faith.MUSLIM, citizen.sex, age, self._relatives),
        )

    def _somebody(self, position: int, neighbour: Beneficiary | None) -> Beneficiary:
        random = self._random
        roll = pick_roll(random)
        sex = roll.sex(random)
        age = int(random.triangular(roll.entry_age(sex), roll.oldest + 1, roll.commonest))
        birth_year = self._enroller.fiscal_year - age
        union_code, phone = self._home(position, neighbour)
        upazila_code = union_code[:6]
        serial = self._serials.take(upazila_code)
        person_id = self._ids.next()
        faith = self._faith(union_code)
        return Beneficiary(
            person_id,
            beneficiary_number(upazila_code, serial),
            compose_name(faith, sex, age, random),
            sex,
            birth_year,
            self._nid(position, upazila_code, serial, birth_year, age),
            age < _ADULT,
            phone,
            union_code,
            _PROVIDERS.pick(random),
            self._enrolments(roll, sex, birth_year),
            self._household(person_id, union_code, phone, neighbour),
            nominees_of(faith, sex, age, self._relatives),
        )

    def _household(
        self, person_id: str, union_code: str, phone: str | None, neighbour: Beneficiary | None
    ) -> Household:
        if neighbour and phone and neighbour.phone == phone:
            return neighbour.household
        household_id = self._household_ids.next()
        return Household(household_id, f"HH-{household_id[-10:]}", union_code, person_id)

    def _enrolments(self, roll: Roll, sex: Sex, birth_year: int) -> list[EnrolmentRow]:
        rows = [self._enroller.enrol(roll, sex, birth_year)]
        if roll.programme in {"oaa", "wda"} and self._random.random() < _ALSO_DISABLED:
            rows.append(self._enroller.enrol(roll_of("pwd"), sex, birth_year))
        return rows

    def _home(self, position: int, neighbour: Beneficiary | None) -> tuple[str, str | None]:
        """A union and a phone; now and then both are those of the person before."""
        chance = self._random.random()
        if chance < _SAME_HOUSEHOLD and neighbour and neighbour.phone:
            return neighbour.union_code, neighbour.phone
        union_code = self._unions[int(self._random.random() * len(self._unions))]
        return union_code, None if chance > 1 - _NO_PHONE else phone_number(position)

    def _faith(self, union_code: str) -> Faith:
        hills = union_code.startswith(_HILL_DISTRICTS)
        return (_FAITHS_IN_THE_HILLS if hills else _FAITHS).pick(self._random)

    def _nid(self, position: int, upazila_code: str, serial: int, birth_year: int, age: int) -> str:
        """Ten digits (smart card), thirteen or seventeen; for a child, seventeen of its birth."""
        chance = self._random.random()
        if age < _ADULT or chance < 0.3:
            return f"{birth_year}{old_nid(upazila_code, serial)}"
        if chance < 0.45:
            return old_nid(upazila_code, serial)
        return smart_card_number(position)
