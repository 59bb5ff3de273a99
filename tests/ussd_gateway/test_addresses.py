import phonenumbers
import pytest
from hypothesis import example, given
from hypothesis import strategies as st

from ussd_gateway.addresses import (
    Address,
    AddressKind,
    NotAnAddress,
    NotAPhoneNumber,
    mask_phone,
    normalise_phone,
)

PHONE, MASKED = "+8801712345678", "hu3b84346f0c3a4a3bb9f0e1d2c3b4a596"
channel_ids = st.from_regex(r"[a-z][a-z0-9-]{0,20}", fullmatch=True)
masked_ids = st.from_regex(r"[A-Za-z0-9+/=%_.-]{15,127}[A-Za-z]", fullmatch=True)


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


class TestWhatIsWritten:
    @pytest.mark.parametrize(
        ("raw", "kind", "value"),
        [
            ("০১৭১২-৩৪৫৬৭৮", AddressKind.PHONE, PHONE),
            ("008801712345678", AddressKind.PHONE, PHONE),
            ("+88001712345678", AddressKind.PHONE, PHONE),
            ("0014155552671", AddressKind.PHONE, "+14155552671"),
            ("999", AddressKind.SHORT_CODE, "999"),
            ("2222", AddressKind.SHORT_CODE, "2222"),
            (" 16247 ", AddressKind.SHORT_CODE, "16247"),
            ("১৬২৪৭", AddressKind.SHORT_CODE, "16247"),
            ("712345", AddressKind.SHORT_CODE, "712345"),  # a landline to phonenumbers
            ("bKash", AddressKind.SENDER_NAME, "bKash"),
            ("GP-INFO", AddressKind.SENDER_NAME, "GP-INFO"),
            ("16247 Info", AddressKind.SENDER_NAME, "16247 Info"),
            ("017ROBICALL", AddressKind.SENDER_NAME, "017ROBICALL"),  # 01776242255 on its keys
        ],
    )
    def test_is_a_phone_a_short_code_or_a_name(
        self, raw: str, kind: AddressKind, value: str
    ) -> None:
        address = Address.of_sender(raw)
        assert (address.kind, address.value, address.channel) == (kind, value, "")
        assert address.is_of_a_person is (kind is AddressKind.PHONE)
        assert address.phone == (value if kind is AddressKind.PHONE else None)

    @pytest.mark.parametrize(
        "raw", ["", " ", "+", "17", "0171234", "*123#", "a\x00b", "a\nb", "a name too long", MASKED]
    )
    def test_or_nothing_at_all(self, raw: str) -> None:
        with pytest.raises(NotAnAddress):
            Address.of_sender(raw)

    @given(st.text() | st.from_regex(r"[+0-9০-৯ -]{1,20}", fullmatch=True))
    @example("\ud800")
    @example("٠" * 300)
    def test_reading_fails_by_its_own_error_alone_and_changes_nothing_that_it_read(
        self, raw: str
    ) -> None:
        try:
            address = Address.of_sender(raw)
        except NotAnAddress:
            return
        assert Address.of_sender(address.value) == address
        assert address.is_written(raw)
        assert Address.from_text(address.text) == address

    @given(st.text())
    def test_a_phone_is_a_phone_once_and_for_all(self, raw: str) -> None:
        try:
            phone = normalise_phone(raw)
        except NotAPhoneNumber:
            return
        assert normalise_phone(phone) == phone

    def test_is_not_shown_where_an_address_is(self) -> None:
        shown = repr([Address.of_phone(PHONE), Address.of_masked_id(MASKED, "robi")])
        assert PHONE not in shown
        assert MASKED not in shown


class TestMaskedIds:
    @given(masked_ids, channel_ids)
    @example("8801712345678CALL", "robi")
    def test_are_kept_letter_for_letter_and_are_no_number(self, raw: str, channel: str) -> None:
        address = Address.of_masked_id(raw, channel)
        assert (address.kind, address.value) == (AddressKind.MASKED_ID, raw)
        assert address.phone is None
        assert address.is_of_a_person
        assert Address.from_text(address.text) == address

    @given(masked_ids, channel_ids, channel_ids)
    def test_of_two_channels_never_meet(self, raw: str, one: str, other: str) -> None:
        texts = {Address.of_masked_id(raw, one).text, Address.of_masked_id(raw, other).text}
        assert len(texts) == len({one, other})

    @pytest.mark.parametrize(
        "raw", ["", "hu3b", "all", PHONE, "8801712345678901", f" {MASKED}", f"{MASKED}:", "x" * 129]
    )
    def test_are_long_and_have_letters(self, raw: str) -> None:
        with pytest.raises(NotAnAddress):
            Address.of_masked_id(raw, "robi")
