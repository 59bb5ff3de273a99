"""Octets into text and back, by data_coding (SMPP 3.4, 5.2.19; 3GPP 23.038)."""

import unicodedata
from collections.abc import Mapping

from gsm0338 import Codec
from gsm0338.charset import BASIC_CHARACTER_SET, BASIC_CHARACTER_SET_EXTENSION

from ussd_gateway.channels.smpp.errors import UnreadableText
from ussd_gateway.channels.smpp.settings import Coding, SmppSettings

_ESCAPE = 0x1B
_REPLACEMENT = "\N{REPLACEMENT CHARACTER}"
_CODINGS = {
    0x01: Coding.ASCII,
    0x03: Coding.LATIN_1,
    0x08: Coding.UCS_2,
    # USSD gateways pass on the network's own schemes (23.038, 5): language unspecified, and UCS-2.
    0x0F: Coding.GSM,
    0x48: Coding.UCS_2,
    # Messages with a class (23.038, 4), as SMPP sends them.
    0xF0: Coding.GSM,
    0xF1: Coding.GSM,
    0xF2: Coding.GSM,
    0xF3: Coding.GSM,
}


def _characters(names: Mapping[int, str]) -> dict[int, str]:
    return {code: unicodedata.lookup(name) for code, name in names.items()}


_BASIC = _characters(BASIC_CHARACTER_SET)
_GSM = Codec()
_EXTENSION = _characters(BASIC_CHARACTER_SET_EXTENSION)


def coding_of(data_coding: int, settings: SmppSettings) -> Coding:
    """Raises UnreadableText for binary and the codings of other scripts."""
    if data_coding == 0:
        return settings.default_alphabet
    try:
        return _CODINGS[data_coding]
    except KeyError:
        raise UnreadableText(f"data_coding 0x{data_coding:02X}") from None


def decode(octets: bytes, coding: Coding, *, strict: bool = True) -> str:
    """Raises UnreadableText where octets mean nothing; with `strict` off they become U+FFFD."""
    if coding is Coding.GSM:
        return _decode_gsm(octets, strict)
    codec = _ucs2(octets) if coding is Coding.UCS_2 else coding.value
    try:
        text = octets.decode(codec, "strict" if strict else "replace")
    except UnicodeDecodeError as error:
        raise UnreadableText(f"no {coding}: {error.reason}") from None
    return text.removeprefix("\N{ZERO WIDTH NO-BREAK SPACE}")


def encode(text: str, coding: Coding) -> bytes:
    """Raises UnicodeEncodeError for what the coding lacks."""
    if coding is Coding.GSM:
        octets, _ = _GSM.encode(text)
        return bytes(octets)
    return text.encode("utf-16-be" if coding is Coding.UCS_2 else coding.value)


def _ucs2(octets: bytes) -> str:
    return "utf-16-le" if octets[:2] == b"\xff\xfe" else "utf-16-be"


def _decode_gsm(octets: bytes, strict: bool) -> str:
    """After an escape, what the extension lacks is read from the basic table (23.038, 6.2.1.1)."""
    text, table = [], _BASIC
    for octet in octets:
        if octet == _ESCAPE:
            table = _EXTENSION
            continue
        character = table.get(octet) or _BASIC.get(octet)
        if character is None and strict:
            raise UnreadableText(f"no {Coding.GSM}: octet 0x{octet:02X}")
        text.append(character or _REPLACEMENT)
        table = _BASIC
    return "".join(text)
