"""Numbers that look real and are given once each: counters sent through fixed permutations."""

from dataclasses import dataclass, field

_TEN_DIGIT_NIDS = 8_000_000_000
_TEN_DIGIT_STRIDE = 5_113_700_461
_SUBSCRIBERS = 99_990_000  # eight digits without the first ten thousand
_OPERATORS = 7  # 013 to 019
_PHONE_STRIDE = 433_494_437
_SERIALS = 1_000_000
_SERIAL_STRIDE = 387_421
_FIRST_SERIAL = 101
_UNIONS_IN_A_NID = 99


def smart_card_number(position: int) -> str:
    """Ten digits; those that begin with 1 are left to the citizens chosen by hand."""
    return str(2_000_000_000 + (position + 1) * _TEN_DIGIT_STRIDE % _TEN_DIGIT_NIDS)


def phone_number(position: int) -> str:
    """Subscriber numbers below 10000 are left to the citizens chosen by hand."""
    place = (position + 1) * _PHONE_STRIDE % (_OPERATORS * _SUBSCRIBERS)
    operator, subscriber = divmod(place, _SUBSCRIBERS)
    return f"+8801{3 + operator}{10_000 + subscriber:08d}"


@dataclass
class UpazilaSerials:
    """What is counted inside an upazila: beneficiary ids and the NIDs of before the smart card."""

    next_serial: dict[str, int] = field(default_factory=dict)

    def take(self, upazila_code: str) -> int:
        serial = self.next_serial.get(upazila_code, _FIRST_SERIAL)
        self.next_serial[upazila_code] = serial + 1
        return serial


def beneficiary_number(upazila_code: str, serial: int) -> str:
    """Twelve digits, a length that no NID, phone or case reference has."""
    return f"{upazila_code}{serial:06d}"


def old_nid(upazila_code: str, serial: int) -> str:
    """Thirteen digits: district, kind of area, upazila, union, serial. Union 00 is left free."""
    union = serial % _UNIONS_IN_A_NID + 1
    mixed = serial * _SERIAL_STRIDE % _SERIALS
    return f"{upazila_code[2:4]}1{upazila_code[4:6]}{union:02d}{mixed:06d}"
