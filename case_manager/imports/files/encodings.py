"""In which bytes a text is written, as nobody says it."""

import codecs
from dataclasses import dataclass

from case_manager.imports.refusals import FileRefused

_MARKS = (
    (codecs.BOM_UTF8, "utf-8-sig"),
    (codecs.BOM_UTF16_LE, "utf-16"),
    (codecs.BOM_UTF16_BE, "utf-16"),
)
_KEPT = "nalish.kept"
_BROKEN = "\N{REPLACEMENT CHARACTER}"


@dataclass(frozen=True)
class Encoding:
    """`is_legacy`: from before Unicode, and only what Bijoy wrote in it can be read."""

    codec: str
    errors: str = "replace"
    is_legacy: bool = False


_LEGACY = Encoding("cp1252", _KEPT, is_legacy=True)


def encoding_of(sample: bytes) -> Encoding:
    """Raises FileRefused where it is no text."""
    for mark, codec in _MARKS:
        if sample.startswith(mark):
            return Encoding(codec)
    if b"\0" in sample:
        return Encoding(_utf_16(sample))
    if sample.isascii() or _is_utf_8(sample):
        return Encoding("utf-8")
    return _LEGACY


def _utf_16(sample: bytes) -> str:
    """Without a mark: of every second byte of a heading and of numbers most are zero."""
    half = len(sample) // 2
    for start, codec in ((1, "utf-16-le"), (0, "utf-16-be")):
        if sample[start::2].count(0) > half / 4 > sample[1 - start :: 2].count(0) * 10:
            return codec
    raise FileRefused("no_text")


def _is_utf_8(sample: bytes) -> bool:
    """Where most letters are whole, a broken one is a broken row and no other encoding."""
    text = codecs.getincrementaldecoder("utf-8")("replace").decode(sample)
    letters = sum(letter > "\x7f" for letter in text)
    broken = text.count(_BROKEN) - sample.count(_BROKEN.encode())
    return broken <= letters / 2


def _keep(error: UnicodeError) -> tuple[str, int]:
    """Bytes without a letter in cp1252 are shapes in the fonts of Bijoy."""
    if not isinstance(error, UnicodeDecodeError):
        raise error
    return error.object[error.start : error.end].decode("latin-1"), error.end


codecs.register_error(_KEPT, _keep)
