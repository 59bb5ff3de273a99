"""Numbers of people as spreadsheets, programs and people write them."""

import pytest

from case_manager.imports.fields import numbers
from case_manager.imports.fields.cells import Wrong

WAYS = (
    "{}",
    " {} ",
    "'{}",
    "{}'",
    "’{}",
    '"{}"',
    '="{}"',
    "‘{}’",
    "{}.0",
    "'{}.00",
    "NID: {}",
    "nid no. {}",
    "NID-{}",
    "National ID No: '{}'",
    "এনআইডি নম্বর: {}",
    "জাতীয় পরিচয়পত্র নম্বর {}",
    "\u202d{}\u202c",
    "\ufeff{}",
)


@pytest.mark.parametrize("way", WAYS)
@pytest.mark.parametrize("number", ["1952604517", "0112345678901", "19526045170001234"])
def test_an_nid_is_read_however_it_is_written(way: str, number: str) -> None:
    assert numbers.nid(way.format(number)) == number


@pytest.mark.parametrize(
    "written", ["1,952,604,517", "195 260 4517", "195-260-4517", "১৯৫২৬০৪৫১৭", "1.952604517E+9"]
)
def test_and_in_groups(written: str) -> None:
    assert numbers.nid(written) == "1952604517"


@pytest.mark.parametrize(
    ("written", "code"),
    [
        ("1.95E+16", "rounded"),
        ("1.9526045170001E+16", "rounded"),
        ("'1.95E+12", "rounded"),
        ("195260451", "zero_lost"),
        ("112345678901", "zero_lost"),
        ("1952604517000123", "zero_lost"),
        ("19526045", "no_nid"),
        ("0000000000", "no_nid"),
        ("Passport 1952604517", "no_digits"),
        ("1952604517.5", "no_digits"),
        ("=1952604517", "no_digits"),
        ("=HYPERLINK(1952604517)", "no_digits"),
        ("'", "no_digits"),
        ("NID:", "no_digits"),
    ],
)
def test_what_is_none_is_refused(written: str, code: str) -> None:
    with pytest.raises(Wrong) as wrong:
        numbers.nid(written)
    assert wrong.value.code == code


def test_a_birth_registration_is_called_by_its_own_names() -> None:
    assert numbers.birth_registration("BRN: 19526045170001234") == "19526045170001234"
    with pytest.raises(Wrong):
        numbers.birth_registration("NID: 19526045170001234")


def test_a_beneficiary_id_keeps_its_hyphens() -> None:
    assert numbers.beneficiary_id("'ben-0012 ") == "BEN-0012"


@pytest.mark.parametrize(
    "written", ["'01712345678", '="01712345678"', "\u202a+8801712345678\u202c"]
)
def test_a_phone_that_was_kept_as_text_is_one(written: str) -> None:
    assert numbers.phone(written) == "+8801712345678"
