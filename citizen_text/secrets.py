"""PINs, one-time passwords and the like: nobody asks for them, so nobody shall keep them."""

import re
from collections.abc import Iterator

from citizen_text.nids import find_nids
from citizen_text.normalisation import Folded, fold
from citizen_text.patterns import any_of, words
from citizen_text.phones import find_phones
from citizen_text.spans import Span

REDACTED = "••••"
_NAMES = (
    *("pin", "mpin", "tpin", "pincode", "pin-code", "pinkod", "code", "kod", "passcode"),
    *("otp", "o.t.p", "o t p", "password", "pasword", "passward", "passwd", "pass word"),
    *("gopon number", "gopon nombor", "gopon nambar", "gopon nombar", "secret number"),
    *("পিন", "পিনকোড", "কোড", "পাসকোড", "ওটিপি", "ও টি পি", "পাসওয়ার্ড", "পাসোয়ার্ড", "পাশওয়ার্ড"),
    *("গোপন নম্বর", "গোপন নাম্বার", "গোপন নং", "গোপন সংখ্যা"),
)
_ENDINGS = "s e er r ta ti tar tir te to টা টি টার টির ে ের র এর তে"
_BETWEEN = """
    no num number nombor nombar nambar nmbr code kod ta ti er is was hocche hosse hoche holo hoilo
    aise aisilo aiche ashse asche eseche esheche hol hoy silo
    chilo amar amr my your the a eta ei eita ami
    নম্বর নাম্বার নং কোড টা টি এর হচ্ছে হলো হল হয় ছিল এসেছে আসছে আমার এটা এই আমি
"""
_LETTER = r"[a-z\u0980-\u09fe]"
_MARKS = r"[\s:;=.,।#*'\"()\[\]/\-\u2010-\u2014>]{0,4}"
_WORD = rf"(?<!{_LETTER}){any_of(_NAMES)}{words(_ENDINGS)}?(?!{_LETTER})"
_GAP = rf"{_MARKS}(?:{words(_BETWEEN)}(?!{_LETTER}){_MARKS}){{0,3}}"
_DIGITS = (
    r"(?P<secret>(?<![0-9])(?:"
    r"[0-9](?:[\s.,\-\u2010-\u2013]{1,2}[0-9](?![0-9])){2,7}"  # 4 8 2 1
    r"|[0-9]{2}[ \-][0-9]{2}[ \-][0-9]{2}|[0-9]{2}[ \-][0-9]{2}"  # 99 33 11, 48 21
    r"|[0-9]{4}[ \-][0-9]{4}|[0-9]{3}[ \-][0-9]{3}"
    r"|[0-9]{3,8})(?![0-9]))"
)
_DIGITS_OF_A_SECRET = re.compile(r"\d[\W_]*\d[\W_]*\d")
_NAME = re.compile(_WORD)
_PERHAPS_A_NAME = re.compile(any_of(_NAMES))  # or a part of another word; found much faster
_AFTER = re.compile(f"(?={_WORD}{_GAP}{_DIGITS})")
_BEFORE = re.compile(f"(?={_DIGITS}{_GAP}{_WORD})")


def redact(text: str) -> str:
    """Digits next to a word for a secret are gone; phones, NIDs and all other numbers stay."""
    if _DIGITS_OF_A_SECRET.search(text) is None:
        return text  # most fields of a provider's form
    if text.isascii() and _PERHAPS_A_NAME.search(text.lower()) is None:
        return text
    for span in sorted(_find_secrets(fold(text)), key=lambda span: -span.start):
        text = f"{text[: span.start]}{REDACTED}{text[span.end :]}"
    return text


def _find_secrets(folded: Folded) -> list[Span[None]]:
    if _NAME.search(folded.text) is None:
        return []
    phones, nids = find_phones(folded.text), find_nids(folded.text)
    after = list(_spans(_AFTER, folded.text))
    before = [span for span in _spans(_BEFORE, folded.text) if not _any_overlaps(span, nids)]
    found: list[Span[None]] = []
    for span in (*after, *before):
        if not _any_overlaps(span, phones) and not _any_overlaps(span, found):
            found.append(span)
    return [Span(*folded.original(span.start, span.end), None) for span in found]


def _spans(pattern: "re.Pattern[str]", text: str) -> Iterator[Span[None]]:
    return (Span(*match.span("secret"), None) for match in pattern.finditer(text))


def _any_overlaps(span: Span[None], others: "list[Span[str]] | list[Span[None]]") -> bool:
    return any(span.overlaps(other) for other in others)
