import re
from collections import Counter
from datetime import date

import phonenumbers
import pytest

from case_manager.demo.citizens import CITIZENS
from case_manager.demo.rates import read_rates
from case_manager.demo.register import Beneficiary, Register
from case_manager.demo.rolls import roll_of
from case_manager.vocabulary import EnrolmentStatus, PaymentStatus, ReturnReason, Sex

TODAY = date(2026, 11, 23)
_TAKA_A_MONTH = {
    ("oaa", date(2024, 10, 1)): {600},
    ("oaa", date(2025, 7, 1)): {650},
    ("oaa", date(2026, 7, 1)): {700, 1000},
    ("wda", date(2025, 4, 1)): {550},
    ("wda", date(2025, 7, 1)): {650},
    ("pwd", date(2025, 4, 1)): {850},
    ("pwd", date(2025, 10, 1)): {900},
    ("mcbp", date(2025, 1, 1)): {800},
    ("mcbp", date(2026, 10, 1)): {850},
    ("pwd_stipend", date(2024, 10, 1)): {900, 950, 1050, 1300},
    ("bede", date(2025, 4, 1)): {500},
    ("hijra", date(2025, 4, 1)): {600},
}


def _register(unions: list[str], seed: int = 7) -> Register:
    return Register(unions, read_rates(), today=TODAY, seed=seed)


class TestStream:
    def test_same_seed_gives_the_same_people(self, unions: list[str]) -> None:
        assert list(_register(unions).people(300)) == list(_register(unions).people(300))

    def test_a_larger_register_begins_with_the_smaller_one(self, unions: list[str]) -> None:
        assert list(_register(unions).people(300))[:200] == list(_register(unions).people(200))

    def test_another_seed_gives_other_people(self, unions: list[str]) -> None:
        others = list(_register(unions, seed=8).people(100))
        assert [person.nid for person in _register(unions).people(100)] != [
            person.nid for person in others
        ]

    def test_chosen_citizens_come_first_and_are_always_the_same(self, unions: list[str]) -> None:
        assert [person.nid for person in _register(unions, seed=9).people(len(CITIZENS))] == [
            citizen.nid for citizen in CITIZENS
        ]

    def test_fewer_people_than_chosen_ones(self, unions: list[str]) -> None:
        assert len(list(_register(unions).people(3))) == 3


class TestPeople:
    def test_names_have_as_many_words_in_both_scripts(self, people: list[Beneficiary]) -> None:
        for person in people:
            assert re.fullmatch(r"[A-Za-z. ]+", person.name.en)
            assert re.fullmatch(r"[\u0980-\u09ff ]+", person.name.bn)
            assert len(person.name.en.split()) == len(person.name.bn.split())

    def test_same_latin_word_is_the_same_bangla_word(self, people: list[Beneficiary]) -> None:
        seen: dict[str, set[str]] = {}
        for person in people:
            for latin, bangla in zip(person.name.en.split(), person.name.bn.split(), strict=True):
                seen.setdefault(latin, set()).add(bangla)
        assert {latin for latin, bangla in seen.items() if len(bangla) > 1} == set()

    def test_nids_have_ten_thirteen_or_seventeen_digits(self, people: list[Beneficiary]) -> None:
        assert {len(person.nid) for person in people if person.nid.isdigit()} == {10, 13, 17}

    def test_numbers_are_given_once(self, people: list[Beneficiary]) -> None:
        assert len({person.nid for person in people}) == len(people)
        assert len({person.beneficiary_id for person in people}) == len(people)
        assert len({person.id for person in people}) == len(people)

    def test_no_short_nid_is_the_end_of_a_long_one(self, people: list[Beneficiary]) -> None:
        old = {person.nid for person in people if len(person.nid) == 13}
        assert not old & {person.nid[4:] for person in people if len(person.nid) == 17}

    def test_long_nids_begin_with_the_year_of_birth(self, people: list[Beneficiary]) -> None:
        for person in people:
            assert len(person.nid) < 17 or person.nid.startswith(str(person.birth_year))

    def test_phones_are_valid_mobile_numbers(self, people: list[Beneficiary]) -> None:
        phones = {person.phone for person in people if person.phone}
        assert {phone[5] for phone in phones} == set("3456789")
        for phone in list(phones)[:500]:
            assert phonenumbers.is_valid_number(phonenumbers.parse(phone))

    def test_some_share_a_phone_and_some_have_none(self, people: list[Beneficiary]) -> None:
        owners = Counter(person.phone for person in people if person.phone)
        sharing = sum(number for number in owners.values() if number > 1)
        assert 0.06 < sharing / len(people) < 0.10
        assert 0.02 < sum(person.phone is None for person in people) / len(people) < 0.04

    def test_those_who_share_a_phone_can_be_told_apart(self, people: list[Beneficiary]) -> None:
        facts = Counter(
            (person.phone, person.nid[-4:], person.birth_year) for person in people if person.phone
        )
        assert max(facts.values()) == 1

    def test_people_live_in_real_unions(self, people: list[Beneficiary], unions: list[str]) -> None:
        homes = {person.union_code for person in people}
        assert homes <= set(unions)
        assert {code[:2] for code in homes} == {code[:2] for code in unions}


class TestEnrolments:
    def test_nobody_is_too_young_for_their_programme(self, people: list[Beneficiary]) -> None:
        for person in people:
            for row in person.enrolments:
                year = row.enrolled_on.year - (row.enrolled_on.month < 7)
                entry_age = roll_of(row.programme).entry_age(person.sex)
                assert year - person.birth_year >= entry_age

    def test_programmes_fit_the_sex(self, people: list[Beneficiary]) -> None:
        for person in people:
            programmes = {row.programme for row in person.enrolments}
            assert not programmes & {"wda", "mcbp"} or person.sex is Sex.FEMALE
            assert ("hijra" in programmes) == (person.sex is Sex.OTHER)

    def test_a_person_is_on_a_roll_once(self, people: list[Beneficiary]) -> None:
        for person in people:
            programmes = [row.programme for row in person.enrolments]
            assert len(programmes) == len(set(programmes))

    def test_every_state_appears(self, people: list[Beneficiary]) -> None:
        states = {row.status for person in people for row in person.enrolments}
        assert states == set(EnrolmentStatus)

    def test_some_are_on_two_rolls(self, people: list[Beneficiary]) -> None:
        assert any(len(person.enrolments) > 1 for person in people)


class TestInstalments:
    def test_every_state_and_every_reason_appears(self, people: list[Beneficiary]) -> None:
        outcomes = {
            row.outcome[::2]
            for person in people
            for enrolment in person.enrolments
            for row in enrolment.instalments
        }
        assert {status for status, _ in outcomes} == set(PaymentStatus)
        assert {reason for status, reason in outcomes if status is PaymentStatus.RETURNED} == set(
            ReturnReason
        )

    def test_reason_is_given_exactly_for_what_was_returned_or_held(
        self, people: list[Beneficiary]
    ) -> None:
        for person in people:
            for enrolment in person.enrolments:
                for row in enrolment.instalments:
                    failed = row.outcome.status in {PaymentStatus.RETURNED, PaymentStatus.ON_HOLD}
                    assert (row.outcome.reason is not None) == failed

    def test_two_years_of_quarters_after_the_enrolment(self, people: list[Beneficiary]) -> None:
        for person in people:
            for enrolment in person.enrolments:
                starts = [row.period_from for row in enrolment.instalments]
                assert starts == sorted(set(starts))
                assert len(starts) <= 9
                for row in enrolment.instalments:
                    assert enrolment.enrolled_on <= row.period_from
                    assert row.period_from.month in {1, 4, 7, 10}
                    assert date(2024, 10, 1) <= row.period_from < row.period_to
                    assert row.period_from <= row.outcome.status_on <= TODAY

    @pytest.mark.parametrize(("programme", "period_from"), list(_TAKA_A_MONTH))
    def test_amount_is_three_months_at_the_rate_in_force(
        self, people: list[Beneficiary], programme: str, period_from: date
    ) -> None:
        paid = {
            row.amount_paisa
            for person in people
            for enrolment in person.enrolments
            for row in enrolment.instalments
            if enrolment.programme == programme and row.period_from == period_from
        }
        assert paid
        assert paid <= {taka * 300 for taka in _TAKA_A_MONTH[programme, period_from]}

    def test_from_ninety_on_the_higher_rate(self, people: list[Beneficiary]) -> None:
        for person in people:
            for enrolment in person.enrolments:
                for row in enrolment.instalments:
                    if enrolment.programme == "oaa" and row.period_from == date(2026, 7, 1):
                        is_high = row.amount_paisa == 300_000
                        assert is_high == (person.birth_year <= 1936)
