"""Months, spans of months and instalments in a message, resolved against the day it was sent."""

import re
from collections.abc import Callable, Iterator
from datetime import date

from citizen_text import months
from citizen_text.months import BENGALI, DOUBTFUL, GREGORIAN, NAMES_OF_PEOPLE, Period
from citizen_text.normalisation import Folded, fold
from citizen_text.numerals import COUNT, value_of
from citizen_text.patterns import ENDING, LEFT, RIGHT, any_of, table, words
from citizen_text.spans import Span, without_overlaps

_OF = words("er 'er r yer ar ের এর র য়ের")
_ONE = words(
    "ta tai tao tar ti tir da taka takar takata takatao tk tkta gula gulo"
    " টা টাই টাও টার টি টিই টির ডা টাকা টাকার টাকাটা টাকাটাও গুলা গুলো"
)
_ENDING = rf"(?:{ENDING}|(?=-?(?:{_OF}|(?:{_OF}-?)?{_ONE}){RIGHT}))"  # july|erta, জুলাই|য়েরটা
_MONTH_WORD = words("mash mas maas mass masa ms month months mnth মাস মাশ")
_NAME = any_of({**GREGORIAN, **BENGALI})
_YEAR = r"(?:19|20)[0-9]{2}"
_MONTH = rf"{_NAME}(?:(?:er|এর|ের|r|র)?\s{_MONTH_WORD})?(?:,?\s{_YEAR})?"
_FROM_WORDS = "theke thaika thaki teke hote থেকে থাইকা থাকি হতে হইতে"
_TO = rf"(?:\s?[-–—]\s?|\s(?:{words(_FROM_WORDS + ' to until till')})\s)"
_CASE = r"(?:'?er|r|ের|র|e|ে)?"
_LAST = words(
    "gata gato goto gat got last past previous bigoto gelo shesh sesh ager"
    " গত বিগত গেল গেলো শেষ আগের"
)
_NAMED_RANGE = re.compile(rf"{LEFT}(?P<first>{_MONTH}){_CASE}{_TO}(?P<last>{_MONTH}){_ENDING}")
_KNOWING = re.compile("i(?![a-z])")  # "ami to jani na" is no January
_SINCE_BEFORE = re.compile(rf"{LEFT}(?:since|from)\s$")
_SINCE_AFTER = re.compile(rf"^{_CASE}\s?{words(_FROM_WORDS + ' dhore ধরে onwards onward')}")
_THE_ONE_OF_IT = re.compile(
    rf"(?:[\s-]{_OF}|{words('এর র')})[\s-]?{words('ta tai tao ti টা টাই টাও টি')}{RIGHT}"
)
_BESIDE_A_MONTH = re.compile(rf"{LEFT}{words('in since from of for until till to and')}\s$")

_INSTALMENT = words(
    "kisti kishti kisty installment instalment installments instalments quarter quarters"
    " কিস্তি কিস্তী কোয়ার্টার"
)
_YEARS = words("bochor bosor bochhor bochar year years বছর বৎসর")
_NAMED = re.compile(
    rf"{LEFT}(?:(?P<past>{_LAST})\s(?P<year>{_YEARS}(?:\s?(?:er|r|ের|এর))?\s)?)?"
    rf"(?P<month>{_MONTH}){_ENDING}"
)
_THIS = words("ei ai this cholti current এই এ চলতি")
_NEXT = words("agami next samner porer poroborti আগামী আগামি সামনের পরের পরবর্তী")
_PIECE = r"\s?(?:ta|ti|টা|টি|খান)?[\s-]?"
_COUNTED = re.compile(
    rf"{LEFT}(?:(?P<last>{_LAST})\s)?(?P<count>{COUNT}){_PIECE}"
    rf"(?:(?P<month>{_MONTH_WORD})|(?P<instalment>{_INSTALMENT})|(?P<year>{_YEARS})){_ENDING}"
)
_RELATIVE = re.compile(
    rf"{LEFT}(?:(?P<last>{_LAST})|(?P<this>{_THIS})|(?P<next>{_NEXT}))\s"
    rf"(?:(?P<month>{_MONTH_WORD})|(?P<instalment>{_INSTALMENT})|(?P<year>{_YEARS})){_ENDING}"
)
_FRACTIONS = table(
    {
        6: "half-a-year half-year adha-bochor আধা-বছর",
        18: "der-bochor দেড়-বছর",
        30: "arai-bochor আড়াই-বছর",
    }
)
_FRACTION = re.compile(
    LEFT + "(?P<time>" + any_of(name.replace("-", r"\s") for name in _FRACTIONS) + ")" + ENDING
)
_ORDINALS = table(
    {
        1: "prothom 1st first ১ম প্রথম 1ম",
        2: "ditiyo ditio 2nd second ২য় দ্বিতীয় 2য়",
        3: "tritiyo tritio 3rd third ৩য় তৃতীয় 3য়",
        4: "choturtho 4th fourth ৪র্থ চতুর্থ 4র্থ",
    }
)
_ORDINAL = re.compile(rf"{LEFT}(?P<ordinal>{any_of(_ORDINALS)})\s{_INSTALMENT}{_ENDING}")
_DURING = words(
    _FROM_WORDS
    + " dhore dhoira dhori dore jabot jabat holo hoilo hoise hoye oilo ধরে ধইরা ধরি যাবত যাবৎ"
    " হলো হইলো হইল অইলো হয়ে হয়"
)
_LASTING = re.compile(rf"^\S*\s?{_DURING}")
_AGO = re.compile(rf"^\S*\s{words('age ago agey আগে')}")
_FOR = re.compile(rf"{LEFT}(?:for)\s(?:the\s)?(?:last\s|past\s)?$")
_FISCAL_YEAR_BEGINS = 7
_AGE_WORD = re.compile(words("boyos boyosh bois boysh age aged old বয়স বয়েস বয়সী"))
_LONGEST_COUNT = 120
_OLDEST_WAIT = 240
_FEWEST_YEARS_OF_AGE = 10

Reader = Callable[[Folded, date], Iterator[Span[Period]]]


def find_periods(text: str, today: date) -> list[Span[Period]]:
    """A count of months or instalments means the last complete ones before `today`."""
    folded = fold(text)
    return without_overlaps(found for read in _READERS for found in read(folded, today))


def _ranges(folded: Folded, today: date) -> Iterator[Span[Period]]:
    for match in _NAMED_RANGE.finditer(folded.text):
        first, last = _named(match["first"], today), _named(match["last"], today)
        start, end = first[0], last[1]
        if start > end:
            start -= 12
        if start <= end:
            yield _span(folded, match, months.between(start, end))


def _names(folded: Folded, today: date) -> Iterator[Span[Period]]:
    for match in _NAMED.finditer(folded.text):
        before, after = folded.text[: match.start()], folded.text[match.end() :]
        sure = match["past"] or _BESIDE_A_MONTH.search(before) or _SINCE_AFTER.search(after)
        if match["month"] not in NAMES_OF_PEOPLE:
            sure = sure or _THE_ONE_OF_IT.match(after)
        first, last = _named(match["month"], today)
        is_a_word = match["month"] in DOUBTFUL and (not sure or _KNOWING.match(after))
        if is_a_word or _is_of_birth(last, today):
            continue
        if match["year"]:  # and not the month of that name nearest to today
            first, last = _in_year(today.year - 1, first, last)
        if _is_since(folded.text, match):
            if first > months.index(today):  # nothing lasts since a month that is to come
                first, last = first - 12, last - 12
            last = max(last, months.index(today))
        yield _span(folded, match, months.between(first, last))


def _in_year(year: int, first: int, last: int) -> tuple[int, int]:
    moved = (year - first // 12) * 12
    return first + moved, last + moved


def _counts(folded: Folded, today: date) -> Iterator[Span[Period]]:
    for match in _COUNTED.finditer(folded.text):
        count, after = value_of(match["count"]), folded.text[match.end() :]
        if not 0 < count <= _LONGEST_COUNT or (match["year"] and not _lasts(folded.text, match)):
            continue
        if match["month"] and _AGO.search(after):
            month = months.index(today) - count
            yield _span(folded, match, months.between(month, month))
        else:
            yield _span(folded, match, _before(today, count, _unit(match)))


def _fractions(folded: Folded, today: date) -> Iterator[Span[Period]]:
    for match in _FRACTION.finditer(folded.text):
        months_long = _FRACTIONS[re.sub(r"\s", "-", match["time"])]
        yield _span(folded, match, _before(today, months_long, 1))


def _relatives(folded: Folded, today: date) -> Iterator[Span[Period]]:
    for match in _RELATIVE.finditer(folded.text):
        step = 1 if match["next"] else 0 if match["this"] else -1
        first, last = _shifted(today, step, _unit(match))
        if _is_since(folded.text, match):
            last = max(last, months.index(today))
        yield _span(folded, match, months.between(first, last))


def _ordinals(folded: Folded, today: date) -> Iterator[Span[Period]]:
    begins = _FISCAL_YEAR_BEGINS - 1
    year_begins = months.index(today) - (today.month - 1 - begins) % 12
    for match in _ORDINAL.finditer(folded.text):
        first = year_begins + 3 * (_ORDINALS[match["ordinal"]] - 1)
        yield _span(folded, match, months.between(first, first + 2))


_READERS: tuple[Reader, ...] = (_ranges, _names, _counts, _fractions, _relatives, _ordinals)


def _named(words_of_month: str, today: date) -> tuple[int, int]:
    name = re.match(_NAME, words_of_month)
    year = re.search(_YEAR, words_of_month)
    key = name.group() if name else ""
    month = GREGORIAN.get(key) or BENGALI[key]
    first = int(year.group()) * 12 + month - 1 if year else months.nearest(month, today)
    return first, first + (key in BENGALI)


def _unit(match: re.Match[str]) -> int:
    return 1 if match["month"] else 3 if match["instalment"] else 12


def _before(today: date, count: int, unit: int) -> Period:
    now = months.index(today)
    end = months.quarter_of(now) if unit == 3 else now
    return months.between(end - count * unit, end - 1)


def _shifted(today: date, step: int, unit: int) -> tuple[int, int]:
    now = months.index(today)
    begin = {1: now, 3: months.quarter_of(now), 12: today.year * 12}[unit] + step * unit
    return begin, begin + unit - 1


def _is_since(text: str, match: re.Match[str]) -> bool:
    before, after = text[: match.start()], text[match.end() :]
    return bool(_SINCE_BEFORE.search(before) or _SINCE_AFTER.search(after))


def _is_of_birth(month: int, today: date) -> bool:
    return month < months.index(today) - _OLDEST_WAIT


def _lasts(text: str, match: re.Match[str]) -> bool:
    """Many years are somebody's age, unless they last; few are a wait, unless they are an age."""
    before, after = text[: match.start()], text[match.end() :]
    if match["last"] or _LASTING.search(after) or _FOR.search(before):
        return True
    is_age = _AGE_WORD.search(before) or _AGE_WORD.search(after[:12])
    return value_of(match["count"]) < _FEWEST_YEARS_OF_AGE and not is_age


def _span(folded: Folded, match: re.Match[str], period: Period) -> Span[Period]:
    return Span(*folded.original(*match.span()), period)
