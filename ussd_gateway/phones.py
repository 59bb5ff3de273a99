import re
import unicodedata

import phonenumbers
from phonenumbers import PhoneNumberFormat

_HOME = "BD"
_MOBILE = re.compile(r"\+8801[3-9][0-9]{8}")  # as most operators and all our tables write it


class NotAPhoneNumber(ValueError):
    pass


def normalise_phone(raw: str) -> str:
    """E.164 from any form people and operators write in Bangladesh, or from a full foreign one.

    `+8801712345678`, `8801712345678`, `008801712345678`, `01712345678`, `+88001712345678`
    and `০১৭১২-৩৪৫৬৭৮` are the same phone. Short codes and sender names are not phones.
    """
    if _MOBILE.fullmatch(raw):
        return raw
    digits = _latin_digits(raw.strip())
    if digits.startswith("00"):
        digits = f"+{digits[2:]}"
    elif digits.startswith("880"):
        digits = f"+{digits}"
    try:
        number = phonenumbers.parse(digits, _HOME)
    except phonenumbers.NumberParseException:
        raise NotAPhoneNumber from None
    if not phonenumbers.is_valid_number(number):
        raise NotAPhoneNumber
    return phonenumbers.format_number(number, PhoneNumberFormat.E164)


def is_phone(number: str, phone: str) -> bool:
    """Whether a number, which may be a short code, is this phone in another form."""
    try:
        return normalise_phone(number) == phone
    except NotAPhoneNumber:
        return False


def mask_phone(phone: str) -> str:
    """Enough to tell two phones apart on a screen: `+88017•••••678`."""
    return f"{phone[:6]}•••••{phone[-3:]}"


def _latin_digits(text: str) -> str:
    return "".join(
        str(unicodedata.decimal(character)) if character.isdecimal() else character
        for character in text
    )
