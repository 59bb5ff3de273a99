"""Whom a message comes from or goes to, and the one place that reads what providers write of it."""

import re
import unicodedata
from dataclasses import dataclass, field
from enum import StrEnum
from typing import Self

import phonenumbers
from phonenumbers import PhoneNumberFormat

_HOME = "BD"
_MOBILE = re.compile(r"\+8801[3-9][0-9]{8}")  # as most operators and all our tables write it
_SHORT_CODE = re.compile(r"[1-9][0-9]{2,7}")
_LONGEST_NAME = 11  # of a sender, in GSM
_MASKED_ID = re.compile(r"(?=[^A-Za-z]*[A-Za-z])[A-Za-z0-9+/=%_.-]{16,128}")


class NotAnAddress(ValueError):
    """Without what was read: it may be most of somebody's number."""


class NotAPhoneNumber(NotAnAddress):
    pass


class AddressKind(StrEnum):
    """`MASKED_ID` stands for a phone whose operator hides the number; short codes and sender names
    are machines of operators, banks and shops."""

    PHONE = "phone"
    MASKED_ID = "masked_id"
    SHORT_CODE = "short_code"
    SENDER_NAME = "sender_name"


@dataclass(frozen=True)
class Address:
    """`channel` is there for a masked id: the only one that knows it and can write to it."""

    kind: AddressKind
    value: str = field(repr=False)
    channel: str = ""

    @classmethod
    def of_phone(cls, raw: str) -> Self:
        """Raises NotAPhoneNumber."""
        return cls(AddressKind.PHONE, normalise_phone(raw))

    @classmethod
    def of_masked_id(cls, raw: str, channel: str) -> Self:
        """Letter for letter as the channel wrote it. Raises NotAnAddress."""
        if not _MASKED_ID.fullmatch(raw):
            raise NotAnAddress
        return cls(AddressKind.MASKED_ID, raw, channel)

    @classmethod
    def of_sender(cls, raw: str) -> Self:
        """A phone, a short code or a name; which id is masked only its channel can tell.

        Raises NotAnAddress. Letters never count as the digits on their keys.
        """
        if _MOBILE.fullmatch(raw):
            return cls(AddressKind.PHONE, raw)
        written = raw.strip()
        if any(character.isalpha() for character in written):
            return cls._of_name(written)
        digits = _latin_digits(written)
        if _SHORT_CODE.fullmatch(digits):
            return cls(AddressKind.SHORT_CODE, digits)
        return cls.of_phone(digits)

    @classmethod
    def _of_name(cls, written: str) -> Self:
        if len(written) > _LONGEST_NAME or not written.isprintable():
            raise NotAnAddress
        return cls(AddressKind.SENDER_NAME, written)

    @classmethod
    def from_text(cls, text: str) -> Self:
        """Raises NotAnAddress."""
        if text.startswith("+"):
            return cls(AddressKind.PHONE, text)
        try:
            kind, channel, value = text.split(":", 2)
            return cls(AddressKind(kind), value, channel)
        except ValueError:
            raise NotAnAddress from None

    @property
    def text(self) -> str:
        """By which it is sealed and found: no two addresses share one."""
        return self.phone or f"{self.kind}:{self.channel}:{self.value}"

    @property
    def phone(self) -> str | None:
        return self.value if self.kind is AddressKind.PHONE else None

    @property
    def is_of_a_person(self) -> bool:
        """Nobody else is ever answered: two machines would answer each other for ever."""
        return self.kind in (AddressKind.PHONE, AddressKind.MASKED_ID)

    def is_written(self, raw: str) -> bool:
        """Whether a number, perhaps a short code, is this address in another form."""
        try:
            return Address.of_sender(raw) == self
        except NotAnAddress:
            return False


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


def mask_phone(phone: str) -> str:
    """Enough to tell two phones apart on a screen: `+88017•••••678`."""
    return f"{phone[:6]}•••••{phone[-3:]}"


def _latin_digits(text: str) -> str:
    return "".join(
        str(unicodedata.decimal(character)) if character.isdecimal() else character
        for character in text
    )
