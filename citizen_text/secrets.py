"""PINs, one-time passwords and the like: nobody asks for them, so nobody shall keep them."""

import re
from collections.abc import Iterator

from citizen_text.nids import find_nids
from citizen_text.normalisation import Folded, fold
from citizen_text.numerals import DIGIT_WORD
from citizen_text.patterns import any_of, words
from citizen_text.phones import find_phones
from citizen_text.references import is_well_formed
from citizen_text.spans import Span

REDACTED = "••••"
_CODE = ("code", "kod", "কোড")
_PASSWORD = (
    *("password", "pasword", "passward", "passwd", "pass word", "passcode"),
    *("পাসওয়ার্ড", "পাসোয়ার্ড", "পাশওয়ার্ড", "পাসকোড"),
)
_NUMBER = (
    *(
        "pin",
        "pinn",
        "p.i.n",
        "p i n",
        "mpin",
        "tpin",
        "pincode",
        "pin-code",
        "pinkod",
        "cvv",
        "cvc",
    ),
    *("otp", "o.t.p", "o t p", "gopon number", "gopon nombor", "gopon nambar", "gopon nombar"),
    *("secret number", "পিন", "পিনকোড", "ওটিপি", "ও টি পি"),
    *("গোপন নম্বর", "গোপন নাম্বার", "গোপন নং", "গোপন সংখ্যা"),
)
_NAMES = (*_NUMBER, *_PASSWORD, *_CODE)
_ENDINGS = "s e er r ta ti tar tir te to টা টি টার টির ে ের র এর তে"
_BETWEEN = """
    no num number nombor nombar nambar nmbr code kod ta ti er is was hocche hosse hoche holo hoilo
    aise aisilo aiche ashse asche eseche esheche hol hoy silo
    chilo amar amr my your the a eta ei eita ami as
    নম্বর নাম্বার নং কোড টা টি এর হচ্ছে হলো হল হয় ছিল এসেছে আসছে আমার এটা এই আমি
"""
_TOLD = """
    dilam disi dichi dichhi dise dichhe diyechi diechi diyeche diesi diya diye die dia dilo
    dewa deoa chaise chaiche chaichhe cheyeche cheyechhe chailo bolsi bolchi bolechi bollam
    bolse bolche bolla likhlam gave give given gives told tell said sent send shared entered
    him her them he she they was asked it i me ke oke take tare ore unake
    দিলাম দিছি দিসি দিয়েছি দিয়েছি দিছে দিসে দিয়েছে দিয়ে দিয়া দিলো চাইছে চাইসে চেয়েছে চাইলো বলছি বলেছি
    বললাম বলছে লিখলাম তাকে ওকে তারে ওনাকে
"""
_LETTER = r"[a-z\u0980-\u09fe]"
_MARKS = r"[\s:;=.,।#*'\"()\[\]/\-\u2010-\u2014>]{0,4}"
_RIGHT = rf"{words(_ENDINGS)}?(?!{_LETTER})"
_LEFT = rf"(?<!{_LETTER})"
_WORD = rf"{_LEFT}(?P<name>{any_of(_NAMES)}){_RIGHT}"
_GAP = rf"{_MARKS}(?:{words(_BETWEEN)}(?!{_LETTER}){_MARKS}){{0,3}}"
_TELLING = rf"{_MARKS}(?:(?:{words(_BETWEEN)}|{words(_TOLD)})(?!{_LETTER}){_MARKS}){{1,4}}"
_NOT_MONEY = rf"(?!\s?(?:{words('taka tk teka taha tia bdt টাকা টেকা ৳')}))"
_NOT_FOR_IT = rf"(?!\s?(?:{words('er r ের র এর')}\s?)?{words('jonno jonne jonyo জন্য জন্যে')})"
_DIGITS = (
    r"(?P<secret>(?<![0-9])(?:"
    r"[0-9](?:[\s.,\-\u2010-\u2013]{1,2}[0-9](?![0-9])){2,7}"  # 4 8 2 1
    r"|[0-9]{2}[ \-][0-9]{2}[ \-][0-9]{2}|[0-9]{2}[ \-][0-9]{2}"  # 99 33 11, 48 21
    r"|[0-9]{4}[ \-][0-9]{4}|[0-9]{3}[ \-][0-9]{3}"
    r"|[0-9]{3,8})(?![0-9]))"
)
_SPELLED = rf"(?P<secret>{DIGIT_WORD}(?:[\s,\-]{{1,2}}{DIGIT_WORD}){{2,7}})(?!{_LETTER})"
_MIXED = r"(?P<secret>(?=[^\s,।]{0,30}[0-9])(?=[^\s,।]{0,30}[a-z\u0980-\u09fe])[^\s,।]{4,32})"
_DIGITS_OF_A_SECRET = re.compile(r"\d[\W_]*\d[\W_]*\d")
_NAME = re.compile(_WORD)
# One of them stands in every name, in whatever form its signs are; found faster than by a pattern.
_PIECES = (
    *("pin", "p.i", "p i", "otp", "o.t", "o t", "pas", "code", "kod", "gop", "secret", "cv"),
    *("পিন", "ওটিপি", "ও টি", "কোড", "পাস", "পাশ", "গোপন"),
)
_LEAST_SPACES = 2  # "password is rahim12"
_SEEN_THROUGH = re.compile("[\u200b-\u200f\u2060\ufeff]")
_AFTER = [
    re.compile(f"(?={_WORD}{_GAP}{_DIGITS})"),
    re.compile(f"(?={_WORD}{_TELLING}{_DIGITS}{_NOT_MONEY})"),
    re.compile(f"(?={_WORD}{_GAP}{_SPELLED})"),
    re.compile(f"(?={_LEFT}(?P<name>{any_of(_PASSWORD)}){_RIGHT}{_GAP}{_MIXED})"),
]
_BEFORE = re.compile(f"(?={_DIGITS}{_GAP}{_WORD}{_NOT_FOR_IT})")


def redact(text: str) -> str:
    """What stands next to a word for a secret is gone: digits, also in words, and passwords with
    a digit. Phones, NIDs, case references and all other numbers stay.
    """
    has_digits = _DIGITS_OF_A_SECRET.search(text) is not None
    if not has_digits and text.count(" ") < _LEAST_SPACES:
        return text  # most fields of a provider's form
    if (text.isascii() or not has_digits) and not _has_a_piece(text):
        return text  # most messages
    while secrets := _find_secrets(fold(text)):  # what is gone may have stood before another
        for span in sorted(secrets, key=lambda span: -span.start):
            text = f"{text[: span.start]}{REDACTED}{text[span.end :]}"
    return text


def _has_a_piece(text: str) -> bool:
    seen = text.lower() if text.isascii() else _SEEN_THROUGH.sub("", text.lower())
    for piece in _PIECES:  # noqa: SIM110 - a generator takes three times as long
        if piece in seen:
            return True
    return False


def _find_secrets(folded: Folded) -> list[Span[None]]:
    text = folded.text
    if _NAME.search(text) is None:
        return []
    phones, nids = find_phones(text), find_nids(text)
    found: list[Span[None]] = []
    for pattern in (*_AFTER, _BEFORE):
        others = [*phones, *nids] if pattern is _BEFORE else phones
        for span in _spans(pattern, text):
            if not _any_overlaps(span, others) and not _any_overlaps(span, found):
                found.append(span)
    return [Span(*folded.original(span.start, span.end), None) for span in found]


def _spans(pattern: "re.Pattern[str]", text: str) -> Iterator[Span[None]]:
    for match in pattern.finditer(text):
        if not (match["name"] in _CODE and _is_reference(match["secret"])):
            yield Span(*match.span("secret"), None)


def _is_reference(digits: str) -> bool:
    """A case has a code as well."""
    return is_well_formed(re.sub("[^0-9]", "", digits))


def _any_overlaps(span: Span[None], others: "list[Span[str]] | list[Span[None]]") -> bool:
    return any(span.overlaps(other) for other in others)
