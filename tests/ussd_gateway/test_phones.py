import phonenumbers
import pytest

from ussd_gateway.phones import NotAPhoneNumber, mask_phone, normalise_phone


@pytest.mark.parametrize(
    "raw",
    [
        "+8801712345678",
        "8801712345678",
        "008801712345678",
        "01712345678",
        "1712345678",
        "+88001712345678",
        "  01712-345 678 ",
        "০১৭১২-৩৪৫৬৭৮",
        "+৮৮০১৭১২৩৪৫৬৭৮",
    ],
)
def test_all_forms_of_one_phone_are_one_phone(raw: str) -> None:
    assert normalise_phone(raw) == "+8801712345678"


@pytest.mark.parametrize("raw", ["+14155552671", "0014155552671"])
def test_phones_of_other_countries_stay_theirs(raw: str) -> None:
    assert normalise_phone(raw) == "+14155552671"


@pytest.mark.parametrize(
    "raw", ["", "bKash", "16247", "0171234567", "017123456789", "0112345678901", "+", "০"]
)
def test_what_is_no_phone_is_refused(raw: str) -> None:
    with pytest.raises(NotAPhoneNumber):
        normalise_phone(raw)


def test_a_masked_phone_shows_its_operator_and_three_digits() -> None:
    assert mask_phone("+8801712345678") == "+88017•••••678"


@pytest.mark.parametrize("operator", range(10))
def test_what_is_known_by_its_look_is_what_the_library_takes(operator: int) -> None:
    """The short way for mobile phones of Bangladesh: no number that is none goes through it."""
    raw = f"+8801{operator}12345678"
    if phonenumbers.is_valid_number(phonenumbers.parse(raw)):
        assert normalise_phone(raw) == raw
    else:
        with pytest.raises(NotAPhoneNumber):
            normalise_phone(raw)
