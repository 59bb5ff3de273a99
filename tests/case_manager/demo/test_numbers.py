from case_manager.demo.citizens import CITIZENS
from case_manager.demo.numbers import (
    UpazilaSerials,
    beneficiary_number,
    old_nid,
    phone_number,
    smart_card_number,
)

_MANY = 200_000


class TestPhoneNumber:
    def test_is_given_once(self) -> None:
        assert len({phone_number(position) for position in range(_MANY)}) == _MANY

    def test_leaves_those_of_the_chosen_citizens_alone(self) -> None:
        assert all(citizen.phone[6:10] == "0000" for citizen in CITIZENS)
        assert not any(phone_number(position)[6:10] == "0000" for position in range(_MANY))


class TestSmartCardNumber:
    def test_has_ten_digits_and_is_given_once(self) -> None:
        numbers = {smart_card_number(position) for position in range(_MANY)}
        assert len(numbers) == _MANY
        assert {len(number) for number in numbers} == {10}
        assert not any(number.startswith("1") for number in numbers)


class TestOldNid:
    def test_has_thirteen_digits_and_is_given_once_in_an_upazila(self) -> None:
        numbers = {old_nid("554994", serial) for serial in range(101, 100_000)}
        assert len(numbers) == 100_000 - 101
        assert {len(number) for number in numbers} == {13}

    def test_never_has_the_union_of_the_chosen_citizens(self) -> None:
        assert {old_nid("554994", serial)[5:7] for serial in range(101, 400)} == {
            f"{union:02d}" for union in range(1, 100)
        }


class TestBeneficiaryNumber:
    def test_counts_inside_an_upazila(self) -> None:
        serials = UpazilaSerials()
        taken = [beneficiary_number("554994", serials.take("554994")) for _ in range(2)]
        assert taken == ["554994000101", "554994000102"]
        assert serials.take("609086") == 101
