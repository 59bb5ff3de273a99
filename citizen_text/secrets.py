"""PINs, one-time passwords and the like: nobody asks for them, so nobody shall keep them."""

import re
from collections.abc import Iterator

from citizen_text.handed_over import WORDS_OF_HANDING, is_sum
from citizen_text.months import GREGORIAN
from citizen_text.nids import find_nids
from citizen_text.normalisation import Folded, fold
from citizen_text.numerals import COUNT_WORD, DIGIT_WORD
from citizen_text.patterns import any_of, words
from citizen_text.phones import find_phones
from citizen_text.references import is_well_formed
from citizen_text.spans import Span

REDACTED = "••••"
_CODE = ("code", "kod", "কোড", "fin", "ফিন")
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
    *("otp", "o.t.p", "o t p", "secret number", "পিন", "পিনকোড", "ওটিপি", "ও টি পি"),
    *(f"gopon {number}" for number in ("number", "nombor", "nambar", "nombar", "namber", "no")),
    *(f"গোপন {number}" for number in ("নম্বর", "নাম্বার", "নং", "সংখ্যা")),
)
_NAMES = (*_NUMBER, *_PASSWORD, *_CODE)
_ENDINGS = "s e er r ta ti tar tir te to টা টি টার টির ে ের র এর তে"
_BETWEEN = """
    no num number nombor nombar nambar nmbr code kod ta ti er is was hocche hosse hoche holo hoilo
    aise aisilo aiche ashse asche eseche esheche hol hoy silo
    chilo amar amr my your the a eta ei eita ami as
    নম্বর নাম্বার নং কোড টা টি এর হচ্ছে হলো হল হয় ছিল এসেছে আসছে আমার এটা এই আমি
"""
_LETTER = r"[a-z\u0980-\u09fe]"
_MARKS = r"[\s:;=.,।#*'\"()\[\]/\-\u2010-\u2014>]{0,4}"
_RIGHT = rf"{words(_ENDINGS)}?(?!{_LETTER})"
_LEFT = rf"(?<!{_LETTER})"
_WORD = rf"{_LEFT}(?P<name>{any_of(_NAMES)}){_RIGHT}"
_GAP = rf"{_MARKS}(?:{words(_BETWEEN)}(?!{_LETTER}){_MARKS}){{0,3}}"
_DIGITS = (
    r"(?P<secret>(?<![0-9])(?:"
    r"[0-9](?:[\s.,\-\u2010-\u2013]{1,2}[0-9](?![0-9])){2,7}"  # 4 8 2 1
    r"|[0-9]{2}[ \-][0-9]{2}[ \-][0-9]{2}|[0-9]{2}[ \-][0-9]{2}"  # 99 33 11, 48 21
    r"|[0-9]{4}[ \-][0-9]{4}|[0-9]{3}[ \-][0-9]{3}"
    r"|[0-9]{3,8})(?![0-9]))"
)
_SPELLED = rf"(?P<secret>{DIGIT_WORD}(?:[\s,\-]{{1,2}}{DIGIT_WORD}){{2,7}})(?!{_LETTER})"
_COUNTS = rf"(?P<secret>{COUNT_WORD}(?:[\s,\-]{{1,2}}{COUNT_WORD}){{1,7}})(?!{_LETTER})"
_MIXED = r"(?P<secret>(?=[^\s,।]{0,30}[0-9])(?=[^\s,।]{0,30}[a-z\u0980-\u09fe])[^\s,।]{4,})"
_IS = words("is was holo hoilo hol hocche hosse hoche হলো হইলো হল হচ্ছে ছিল")
_SAID_OF_IT = words(
    "not wrong lost blocked locked expired forgotten needed required correct working asked given"
    " bhul bhule hariye vule vul thik block lock ভুল ভুলে হারিয়ে ঠিক ব্লক লক"
)
_LETTERS = r"(?P<secret>[^\s,।•]{4,})"
# What else a number in the same message counts or names
_TAKA = words("taka takar takata tk teka taha tia bdt টাকা টাকার টাকাটা টেকা ৳")
_UNITS = words(
    "taka tk teka taha tia bdt sal sale saler year years month months mash mas bochor bosor"
    " days din kg keji jon people টাকা টেকা ৳ সাল সালে সালের মাস বছর দিন কেজি জন"
)
_NAMED = words(
    "tk bdt taka sal since case nalish ref reference ward word post"
    " ৳ টাকা সাল কেস নালিশ রেফারেন্স ওয়ার্ড পোস্ট"
)
_FOR_IT = rf"(?:\s?{words('er r ের র এর')})?\s?{words('jonno jonne jonyo জন্য জন্যে')}"
_COUNTS_ELSE = re.compile(
    rf"\s?(?:{_UNITS}|{any_of((*_NUMBER, *_CODE))}{_FOR_IT}|/[-=])|[,./\-][0-9]"
)
_NAMES_ELSE = re.compile(
    rf"(?:{_LEFT}(?:{_NAMED}|{any_of(GREGORIAN)})[\s.:,\-]{{0,2}}(?:(?:no|number|code|নম্বর|নং|কোড)[\s.:]{{0,2}})?"
    r"|[0-9][,./\-])$"
)
_NAME = re.compile(_WORD)
_SURE_NAME = re.compile(rf"{_LEFT}{any_of((*_NUMBER, *_PASSWORD))}{_RIGHT}")  # no mere "code"
# One of them stands in every name, in whatever form its signs are; found faster than by a pattern.
_PIECES = (
    *("pin", "p.i", "p i", "otp", "o.t", "o t", "pas", "code", "kod", "gop", "secret", "cv"),
    *("fin", "ফিন"),
    *("পিন", "ওটিপি", "ও টি", "কোড", "পাস", "পাশ", "গোপন"),
)
_LONGEST_NAME = 30  # "reference number: "
_SEEN_THROUGH = re.compile("[\u200b-\u200f\u2060\ufeff]")
_OF_A_PASSWORD = f"{_LEFT}(?P<name>{any_of(_PASSWORD)}){_RIGHT}"
_AFTER = [
    re.compile(f"(?={pattern})")
    for pattern in (
        *(f"{_WORD}{_GAP}{secret}" for secret in (_DIGITS, _SPELLED, _COUNTS)),
        rf"{_OF_A_PASSWORD}{_GAP}{_MIXED}",
        rf"{_OF_A_PASSWORD}\s?[:=]\s?{_LETTERS}",
        rf"{_OF_A_PASSWORD}\s{_IS}\s(?!{_SAID_OF_IT}){_LETTERS}",
    )
]
_OF_HANDING = rf"(?:(?:{WORDS_OF_HANDING}|{words(_BETWEEN)})(?!{_LETTER}){_MARKS})"
_HANDED_OVER = re.compile(
    rf"(?={_WORD}{_MARKS}(?P<before>{_OF_HANDING}{{1,6}})"
    rf"(?P<secret>(?<![0-9])[0-9]{{4,8}})\s?{_TAKA}(?!{_LETTER})(?P<behind>[^।\n]{{0,40}}))"
)
_BEFORE = re.compile(f"(?={_DIGITS}{_GAP}{_WORD}(?!{_FOR_IT}))")
_ANYWHERE = [re.compile(_DIGITS), re.compile(f"{_LEFT}{_SPELLED}")]
_BARE = [re.compile(f"{_GAP}{_DIGITS}{_GAP}"), re.compile(f"{_GAP}{_SPELLED}{_MARKS}")]
_DIGIT = re.compile(f"[0-9]|{DIGIT_WORD}")
_APART = re.compile(rf"(?<![0-9])[0-9](?![0-9])|{DIGIT_WORD}")
_LENGTHS_OF_BARE = range(4, 9)
_LONGEST_BARE = 60  # characters, with the words that may stand beside it
# Most messages have neither, and need no folding to tell (in which য় is one letter).
_FOUR_DIGITS = re.compile(r"\d(?:\D{0,3}\d){3}")  # of any script
_LAST_DIGIT = re.compile(rf"{DIGIT_WORD}[\s.,\u0964\u09af\u09bc]*\Z")
_LONGEST_LAST = 12


def redact(text: str) -> str:
    """Where a word for a secret stands, what may be it is gone: beside the word anything of the
    kind, also words for numbers and passwords; anywhere else in the message, unless the word is a
    mere "code", three to eight digits or words for digits that count or name nothing. What is
    handed over "for taka" goes as well. Phones, NIDs and case references stay.
    """
    if not _has_a_piece(text):
        return text  # most messages
    while secrets := _find_secrets(fold(text)):  # what is gone may have stood before another
        for span in sorted(secrets, key=lambda span: -span.start):
            text = f"{text[: span.start]}{REDACTED}{text[span.end :]}"
    return text


def names_secret(redacted: str) -> bool:
    """Whether it speaks of a secret without having told it, so that the next message may."""
    if REDACTED in redacted or not _has_a_piece(redacted):
        return False
    return _SURE_NAME.search(fold(redacted).text) is not None


def bare_number(text: str) -> "str | None":
    """The four to eight digits, or words for them, of a message that tells nothing else; None for a
    case reference."""
    if len(text) > _LONGEST_BARE or not (_FOUR_DIGITS.search(text) or _ends_in_a_digit(text)):
        return None
    folded = fold(text).text
    found = next(filter(None, (pattern.fullmatch(folded) for pattern in _BARE)), None)
    if found is None or _is_reference(found["secret"]):
        return None
    digits = _DIGIT.findall(found["secret"])
    return "".join(digits) if len(digits) in _LENGTHS_OF_BARE else None


def _ends_in_a_digit(text: str) -> bool:
    return _LAST_DIGIT.search(text[-_LONGEST_LAST:].lower()) is not None


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
    for span in (*_beside(text, *_AFTER), *_handed_over(text)):
        if not _any_overlaps(span, phones) and not _any_overlaps(span, found):
            found.append(span)
    for span in (*_beside(text, _BEFORE), *_anywhere(text)):
        if not _any_overlaps(span, [*phones, *nids]) and not _any_overlaps(span, found):
            found.append(span)
    return [Span(*folded.original(span.start, span.end), None) for span in found]


def _beside(text: str, *patterns: "re.Pattern[str]") -> Iterator[Span[None]]:
    for pattern in patterns:
        for match in pattern.finditer(text):
            if not (match["name"] in _CODE and _is_reference(match["secret"])):
                yield Span(*match.span("secret"), None)


def _handed_over(text: str) -> Iterator[Span[None]]:
    for match in _HANDED_OVER.finditer(text):
        number = match["secret"]
        if not (is_sum(match["before"], number, match["behind"]) or _is_reference(number)):
            yield Span(*match.span("secret"), None)


def _anywhere(text: str) -> Iterator[Span[None]]:
    if _SURE_NAME.search(text) is None:
        return
    for pattern in _ANYWHERE:
        for match in pattern.finditer(text):
            counts_else = not _is_spelled(match["secret"]) and _COUNTS_ELSE.match(text, match.end())
            names_else = _NAMES_ELSE.search(
                text, max(match.start() - _LONGEST_NAME, 0), match.start()
            )
            if not (counts_else or names_else or _is_reference(match["secret"])):
                yield Span(*match.span("secret"), None)


def _is_spelled(secret: str) -> bool:
    """Digit by digit, as nobody counts money."""
    return len(_APART.findall(secret)) >= _LENGTHS_OF_BARE.start


def _is_reference(digits: str) -> bool:
    """A case has a code as well."""
    return is_well_formed(re.sub("[^0-9]", "", digits))


def _any_overlaps(span: Span[None], others: "list[Span[str]] | list[Span[None]]") -> bool:
    return any(span.overlaps(other) for other in others)
