"""Hours of the clock as people name them: sokal 10tar por, বিকাল ৩টায়, half past is sare, 4:30 pm."""

import re
from collections.abc import Collection, Iterator, Mapping
from dataclasses import dataclass
from datetime import time

from citizen_text.normalisation import Folded, fold
from citizen_text.numerals import COUNT_WORD, value_of
from citizen_text.patterns import LEFT, RIGHT, any_of, table, words
from citizen_text.spans import Span, without_overlaps

_DAWN, _MORNING, _MIDDAY, _AFTERNOON, _EVENING, _NIGHT, _AM, _PM = range(8)
_PARTS = table(
    {
        _DAWN: "bhor bhore vor vore ভোর ভোরে",
        _MORNING: "sokal sokale shokal shokale sakal sakale morning সকাল সকালে",
        _MIDDAY: "dupur dupure duphur noon midday দুপুর দুপুরে",
        _AFTERNOON: "bikal bikale bikel bikele afternoon বিকাল বিকালে বিকেল বিকেলে",
        _EVENING: "sondha sondhay shondha sondhya shondhya evening সন্ধ্যা সন্ধ্যায় সন্ধা সন্ধায়",
        _NIGHT: "rat rate raat raate night রাত রাতে রাইতে",
    }
)
_HALVES = {"a": _AM, "p": _PM}
_HOURS: Mapping[int | None, Collection[int]] = {  # that such a part of a day may have
    _DAWN: range(3, 9),
    _MORNING: range(4, 13),
    _MIDDAY: range(11, 17),
    _AFTERNOON: range(12, 20),
    _EVENING: range(16, 23),
    _NIGHT: [*range(18, 24), *range(5)],
    _AM: range(12),
    _PM: range(12, 24),
    None: range(7, 19),  # in which offices and shops are open
}
_QUARTERS = table({30: "sare share shaare সাড়ে", 15: "sowa soya showa সোয়া", -15: "poune pone পৌনে"})
_PAST_ONE = table({90: "der দেড়", 150: "arai আড়াই"})
_FIGURE = r"[0-9]{1,2}"
_PART = any_of(_PARTS)
_CLOCK = words("o'clock oclock baje bajle বাজে বাজলে ঘটিকায়")
_SIGN = rf"(?:{words('ta টা')}{words('tei te y ay i r তেই তে য় ই র')}?|{_CLOCK})"
_AFTER = words("por pore porer theke thaika onwards পর পরে পরের থেকে থাইকা")
_BEFORE = words("age agey agei আগে আগেই")
_NO_HOUR = words("number nambar nombor nmbr sim নাম্বার নম্বর সিম")  # 2ta number
_COUNTED = rf"(?:(?P<quarter>{any_of(_QUARTERS)})\s?)?(?P<hour>{_FIGURE}|{COUNT_WORD})"
_HOUR = re.compile(
    rf"{LEFT}(?:(?P<part>{_PART}),?\s?)?(?P<from>{words('after at from around about')}\s)?"
    rf"(?:{_COUNTED}(?:[:.](?P<minute>[0-9]{{2}}))?|(?P<past_one>{any_of(_PAST_ONE)}))"
    rf"(?:\s?(?P<half>[ap])\.?m\.?{RIGHT}|\s?(?P<sign>{_SIGN}){RIGHT}|{RIGHT})"
    rf"(?:\s?(?:-|–|{words('to and theke থেকে')})\s?{_FIGURE}\s?(?:[ap]\.?m\.?|{_SIGN}){RIGHT})?"
    rf"(?:\s?(?:er\s|ের\s)?(?P<after>{_AFTER}){RIGHT})?"
    rf"(?:\s(?:in\sthe\s|at\s)?(?P<late_part>{_PART}){RIGHT})?"
)
_BEFORE_IT = re.compile(rf"{LEFT}{words('before by until till')}\s$")
_NOT_AN_HOUR = re.compile(rf"\s?(?:er\s|ের\s)?(?:{_BEFORE}|{_NO_HOUR}){RIGHT}")
_EIGHT_OR_AT = "at"
_HALF_A_DAY, _A_DAY, _AN_HOUR = 12, 24, 60


@dataclass(frozen=True)
class Hour:
    """`at` is None for one that no clock has, or not in that part of the day. `is_earliest`: any
    later hour suits as well.
    """

    at: time | None
    is_earliest: bool


def find_hours(text: str) -> list[Span[Hour]]:
    """What ends before an hour is none that begins with it, and is left out."""
    return without_overlaps(_found(fold(text)))


def _found(folded: Folded) -> Iterator[Span[Hour]]:
    for match in _HOUR.finditer(folded.text):
        before, after = folded.text[: match.start()], folded.text[match.end() :]
        if _BEFORE_IT.search(before) or _NOT_AN_HOUR.match(after) or not _is_told(match):
            continue
        is_earliest = bool(match["after"]) or (match["from"] or "").startswith(("after", "from"))
        yield Span(*folded.original(*match.span()), Hour(_at(match), is_earliest))


def _is_told(match: re.Match[str]) -> bool:
    """A number alone is none, "dui ta" may be two of anything, and "at noon" is no eight."""
    if match["hour"] == _EIGHT_OR_AT and not match["sign"]:
        return False
    beside = ("part", "from", "half", "minute", "after", "late_part", "quarter", "past_one")
    is_figure = (match["hour"] or "").isdecimal()
    return any(match[name] for name in beside) or bool(is_figure and match["sign"])


def _at(match: re.Match[str]) -> time | None:
    if match["past_one"]:
        minutes = _PAST_ONE[match["past_one"]]
    else:
        minutes = value_of(match["hour"]) * _AN_HOUR + int(match["minute"] or 0)
    if int(match["minute"] or 0) >= _AN_HOUR or minutes >= _A_DAY * _AN_HOUR:
        return None
    hours = {_of_the_day(minutes // _AN_HOUR, part) for part in _parts(match) or [None]}
    if len(hours) > 1:
        return None
    whole = hours.pop() * _AN_HOUR + minutes % _AN_HOUR + _QUARTERS.get(match["quarter"] or "", 0)
    return time(whole // _AN_HOUR % _A_DAY, whole % _AN_HOUR)


def _parts(match: re.Match[str]) -> list[int | None]:
    """Of the day, as they are named before and behind an hour."""
    named = [_PARTS.get(match["part"]), _PARTS.get(match["late_part"]), _HALVES.get(match["half"])]
    return [part for part in named if part is not None]


def _of_the_day(hour: int, part: int | None) -> int:
    """3 is 15 in the afternoon and, where nothing is told, in the hours of offices."""
    if hour > _HALF_A_DAY:
        return hour
    early = hour % _HALF_A_DAY
    return early if early in _HOURS[part] else early + _HALF_A_DAY
