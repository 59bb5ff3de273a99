"""Octets into text and back, by data_coding (SMPP 3.4, 5.2.19; 3GPP 23.038)."""

from citizen_text.alphabets import (
    BENGALI_LOCKING,
    BENGALI_SINGLE,
    GSM,
    GSM_BASIC,
    GSM_EXTENSION,
    VOID,
)
from ussd_gateway.channels.smpp.errors import UnreadableText, UnwritableText
from ussd_gateway.channels.smpp.settings import Coding, SmppSettings

Shifts = tuple[int, int]
"""Languages of the locking and of the single shift table (23.038, 6.2.1.2); 0 is the default."""

NO_SHIFTS: Shifts = (0, 0)
_BENGALI = 4
_LOCKING = {0: GSM_BASIC, _BENGALI: BENGALI_LOCKING}
_SINGLE = {0: GSM_EXTENSION, _BENGALI: BENGALI_SINGLE}
_ESCAPE = 0x1B
_REPLACEMENT = "\N{REPLACEMENT CHARACTER}"
_CODINGS = {
    0x01: Coding.ASCII,
    0x03: Coding.LATIN_1,
    0x08: Coding.UCS_2,
    # USSD gateways pass on the network's own schemes (23.038, 5): language unspecified, and UCS-2.
    0x0F: Coding.GSM,
    0x48: Coding.UCS_2,
    # Messages with a class (23.038, 4), as some message centres hand them on.
    **dict.fromkeys((*range(0x10, 0x14), *range(0xF0, 0xF4)), Coding.GSM),
    **dict.fromkeys(range(0x18, 0x1C), Coding.UCS_2),
}


def coding_of(data_coding: int, settings: SmppSettings) -> Coding:
    """Raises UnreadableText for binary and the codings of other scripts."""
    if data_coding == 0:
        return settings.default_alphabet
    try:
        return _CODINGS[data_coding]
    except KeyError:
        raise UnreadableText(f"data_coding 0x{data_coding:02X}") from None


def decode(
    octets: bytes, coding: Coding, *, shifts: Shifts = NO_SHIFTS, strict: bool = True
) -> str:
    """Raises UnreadableText where octets mean nothing; with `strict` off they become U+FFFD,
    and unknown shift tables the default ones."""
    if coding is Coding.GSM:
        return _decode_gsm(octets, shifts, strict)
    codec = _ucs2(octets) if coding is Coding.UCS_2 else coding.value
    try:
        text = octets.decode(codec, "strict" if strict else "replace")
    except UnicodeDecodeError as error:
        raise UnreadableText(f"no {coding}: {error.reason}") from None
    return text.removeprefix("\N{ZERO WIDTH NO-BREAK SPACE}")


def encode(text: str, coding: Coding) -> bytes:
    """Raises UnwritableText for letters that the coding lacks."""
    if coding is Coding.GSM:
        if not GSM.can_write(text):
            raise UnwritableText(coding)
        return GSM.encode(text)
    try:
        return text.encode("utf-16-be" if coding is Coding.UCS_2 else coding.value)
    except UnicodeEncodeError:
        raise UnwritableText(coding) from None


def _ucs2(octets: bytes) -> str:
    return "utf-16-le" if octets[:2] == b"\xff\xfe" else "utf-16-be"


def _decode_gsm(octets: bytes, shifts: Shifts, strict: bool) -> str:
    """What the table after an escape lacks is read from the other one (23.038, 6.2.1.1)."""
    if strict and not (shifts[0] in _LOCKING and shifts[1] in _SINGLE):
        raise UnreadableText(f"shift tables of the languages {shifts}")
    locking = _LOCKING.get(shifts[0], GSM_BASIC)
    single = _SINGLE.get(shifts[1], GSM_EXTENSION)
    text, is_escaped = [], False
    for octet in octets:
        if octet == _ESCAPE:
            is_escaped = True
            continue
        letter = (_letter(single, octet) if is_escaped else None) or _letter(locking, octet)
        if letter is None and strict:
            raise UnreadableText(f"no {Coding.GSM}: octet 0x{octet:02X}")
        text.append(letter or _REPLACEMENT)
        is_escaped = False
    return "".join(text)


def _letter(table: str, octet: int) -> str | None:
    letter = table[octet : octet + 1]
    return letter if letter not in ("", VOID) else None
