"""Numbers by which people are known, however a spreadsheet, a program or a person wrote them."""

import re

from case_manager.imports.fields.cells import Wrong, key
from case_manager.imports.fields.columns import names_of
from citizen_text.digits import to_latin

_NID_LENGTHS = (10, 13, 17)
_BIRTH_REGISTRATION = 17
_MARKS = "\"'`\u2018\u2019\u201c\u201d"
# Spaces, hyphens, commas of thousands, and marks of direction that come along when one is copied
_GAPS = re.compile(r"[\s,\-\u2010-\u2013\u200b-\u200f\u202a-\u202e\u2060\ufeff]")
_BEGINS = re.compile(f"[0-9={_MARKS}]")
_WHOLE_NUMBER = re.compile(r"([0-9]+)\.0+")
_POWER_OF_TEN = re.compile(r"([0-9])(?:\.([0-9]+))?e\+?([0-9]{1,2})", re.IGNORECASE)
_BENEFICIARY_ID = re.compile(r"[0-9A-Z](?:[0-9A-Z/_.-]{0,38}[0-9A-Z])?")
_PHONE = re.compile(r"(?:\+?88|0088)?0?(1[3-9][0-9]{8})")


def nid(written: str) -> str:
    number = _digits("nid", written)
    digits = len(number)
    if digits not in _NID_LENGTHS or not number.strip("0"):
        raise Wrong("zero_lost" if digits + 1 in _NID_LENGTHS else "no_nid", digits=digits)
    return number


def birth_registration(written: str) -> str:
    number = _digits("birth_registration", written)
    if len(number) != _BIRTH_REGISTRATION or not number.strip("0"):
        raise Wrong("no_birth_registration", digits=len(number))
    return number


def beneficiary_id(written: str) -> str:
    number = _whole(_unquoted(to_latin(written)).replace(" ", "").upper())
    if not _BENEFICIARY_ID.fullmatch(number):
        raise Wrong("no_beneficiary_id")
    return number


def phone(written: str) -> str:
    if found := find_phone(written):
        return found
    _whole(_bare(to_latin(written)))
    raise Wrong("no_phone")


def find_phone(written: str) -> str | None:
    """A spreadsheet loses the first zero of a number; it is put back."""
    try:
        found = _PHONE.fullmatch(_whole(_bare(to_latin(written))))
    except Wrong:
        return None
    return f"+880{found[1]}" if found else None


def _digits(field: str, written: str) -> str:
    if written.isascii() and written.isdigit():
        return written
    plain = _whole(_bare(_without_name(field, to_latin(written))))
    if plain.isascii() and plain.isdigit():
        return plain
    raise Wrong("no_digits")


def _without_name(field: str, written: str) -> str:
    """A cell may say "NID: 195…", as its column is called."""
    begins = _BEGINS.search(written)
    if begins and key(written[: begins.start()]) in names_of(field):
        return written[begins.start() :]
    return written


def _bare(written: str) -> str:
    return _unquoted(_GAPS.sub("", written))


def _unquoted(written: str) -> str:
    """Without the marks that tell a spreadsheet that a number is a text: `'0195…`, `="0195…"`."""
    is_formula = written.startswith("=") and written[1:2] in _MARKS
    return (written[1:] if is_formula else written).strip(_MARKS)


def _whole(written: str) -> str:
    """What a spreadsheet made a fraction or a power of ten of, where no digit was lost."""
    if found := _WHOLE_NUMBER.fullmatch(written):
        return found[1]
    if not (found := _POWER_OF_TEN.fullmatch(written)):
        return written
    decimals, places = found[2] or "", int(found[3])
    if len(decimals) < places or decimals[places:].strip("0"):
        raise Wrong("rounded")
    return found[1] + decimals[:places]
