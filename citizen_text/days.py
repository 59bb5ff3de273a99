"""Days as people name them, resolved against the day of the message: kal, শুক্রবার, 5 December."""

import re
from collections.abc import Callable, Iterator
from datetime import date, timedelta

from citizen_text.months import GREGORIAN
from citizen_text.normalisation import Folded, fold
from citizen_text.numerals import COUNT, value_of
from citizen_text.patterns import ENDING, LEFT, RIGHT, any_of, table, words
from citizen_text.spans import Span, without_overlaps

_AHEAD = table(
    {
        0: "aj ajke ajkei ajka aaj today আজ আজকে আজকেই আজকা আইজ",
        1: "kal kalke kalkei kalka kail agamikal agamikalke tomorrow tomorow tommorow tommorrow"
        " tomorrw tmrw কাল কালকে কালকেই কালকা কাইল আগামীকাল আগামিকাল আগামীকালকে",
        2: "porshu porsu parshu poroshu porshudin পরশু পরশুদিন পরশ্শু",
        3: "torshu torsu তরশু",
    }
)
_WEEKDAYS = table(
    {
        0: "shom som shomo somo সোম",
        1: "mongol mongal mangal monggol মঙ্গল মংগল",
        2: "budh bud budho budha বুধ",
        3: "brihospoti brihoshpoti brihaspati brishpoti bishud bisud bishut"
        " বৃহস্পতি বৃহষ্পতি বিষ্যুদ বিসুদ",
        4: "shukro sukro shukra sukra shukkur sukkur jumma juma শুক্র শুক্কুর জুম্মা জুমা",
        5: "shoni soni shani sani শনি",
        6: "robi rabi rob roob রবি রোব",
    }
)
_ENGLISH_WEEKDAYS = table(
    {
        0: "monday",
        1: "tuesday tues",
        2: "wednesday wed",
        3: "thursday thurs thu",
        4: "friday fri",
        5: "saturday",
        6: "sunday",
    }
)
_PAST = words("goto gato gata gelo last গত গেল গেলো")
_COMING = words("agami asche ashche samner this next on আগামী আগামি সামনের আসছে এই")
_NEXT = words("next agami porer samner আগামী আগামি পরের সামনের")
_NEXT_WEEK = rf"(?:{_NEXT}\s{words('week soptahe shoptahe soptaher shoptaher সপ্তাহে সপ্তাহের')})"
_NEXT_MONTH = rf"(?:{_NEXT}\s{words('month mas mash mase mashe maser masher মাস মাসে মাসের')})"
_NAMED = re.compile(
    rf"{LEFT}(?:(?:(?P<past>{_PAST})|{_COMING})\s?)?(?P<name>{any_of(_AHEAD)}){ENDING}"
)
_WEEKDAY = re.compile(
    rf"{LEFT}(?:(?P<week>{_NEXT_WEEK})\s(?:on\s)?|(?P<past>{_PAST})\s|{_COMING}\s)?"
    rf"(?:(?P<name>{any_of(_WEEKDAYS)})\s?(?:bar|baar|বার)|(?P<english>{any_of(_ENGLISH_WEEKDAYS)}))"
    rf"(?:\s(?P<later>next\sweek))?{ENDING}"
)
_WEEK = re.compile(rf"{LEFT}{_NEXT_WEEK}{RIGHT}")
_YESTERDAY = re.compile(rf"{LEFT}yesterday{ENDING}")
_OVER_NEXT = re.compile(rf"{LEFT}(?:the\s)?day\safter\stomorrow{ENDING}")
_IN_DAYS = re.compile(
    rf"{LEFT}(?:(?:after|in)\s(?P<count>{COUNT})\sdays?"
    rf"|(?P<number>{COUNT})\s?{words('din days day দিন')}(?:er|ের)?\s?"
    rf"{words('por pore bad bade baade later পর পরে বাদ বাদে')}){RIGHT}"
)
_DAY = r"(?P<day>[0-9]{1,2})"
_NTH = r"(?:st|nd|rd|th|ই|শে|লা|রা|ঠা)?"
_MONTH = rf"(?P<month>{any_of(GREGORIAN)})"
_OF_A_MONTH = re.compile(
    rf"{LEFT}{_DAY}{_NTH},?\s?(?:of\s)?{_MONTH}(?:,?\s(?P<year>20[0-9]{{2}}))?{ENDING}"
)
_MONTH_FIRST = re.compile(rf"{LEFT}{_MONTH}\s{_DAY}{_NTH}(?![0-9]|[:.][0-9]|\s?[ap]m){ENDING}")
_IN_FIGURES = re.compile(
    rf"{LEFT}{_DAY}[/.-](?P<figure>[0-9]{{1,2}})[/.-](?P<year>(?:20)?[0-9]{{2}}){RIGHT}"
    rf"|{LEFT}(?P<other_day>[0-9]{{1,2}})/(?P<other_figure>[0-9]{{1,2}}){RIGHT}"
)
_OF_ANY_MONTH = re.compile(
    rf"{LEFT}(?:(?P<next>{_NEXT_MONTH})\s)?{_DAY}{_NTH}\s?{words('tarikh tarik তারিখ')}{ENDING}"
)
_SUNDAY = 6  # the office's week begins with it
_A_WEEK = 7
_MONTHS = 12
_MONTHS_TO_ANY_DAY = 3  # the 30th is over on the 31st of January, and February has none
_LONGEST_WITHOUT_LEAP = 8  # years, around a century

Day = date | None
Reader = Callable[[Folded, date], Iterator[Span[Day]]]


def find_days(text: str, today: date) -> list[Span[Day]]:
    """None is a day that no calendar has. A weekday is the next one, and never today."""
    folded = fold(text)
    return without_overlaps(found for read in _READERS for found in read(folded, today))


def _names(folded: Folded, today: date) -> Iterator[Span[Day]]:
    for match in _NAMED.finditer(folded.text):
        days = _AHEAD[match["name"]]
        yield _span(folded, match, _later(today, -days if match["past"] else days))
    for match in _YESTERDAY.finditer(folded.text):
        yield _span(folded, match, _later(today, -1))
    for match in _OVER_NEXT.finditer(folded.text):
        yield _span(folded, match, _later(today, 2))


def _weekdays(folded: Folded, today: date) -> Iterator[Span[Day]]:
    for match in _WEEKDAY.finditer(folded.text):
        weekday = _WEEKDAYS[match["name"]] if match["name"] else _ENGLISH_WEEKDAYS[match["english"]]
        if match["week"] or match["later"]:
            yield _span(folded, match, _next(_before_the_week(today), weekday))
        elif match["past"]:
            yield _span(folded, match, _later(_next(today, weekday), -_A_WEEK))
        else:
            yield _span(folded, match, _next(today, weekday))
    for match in _WEEK.finditer(folded.text):
        yield _span(folded, match, _next(today, _SUNDAY))


def _counts(folded: Folded, today: date) -> Iterator[Span[Day]]:
    for match in _IN_DAYS.finditer(folded.text):
        yield _span(folded, match, _later(today, value_of(match["count"] or match["number"])))


def _dates(folded: Folded, today: date) -> Iterator[Span[Day]]:
    for match in _OF_A_MONTH.finditer(folded.text):
        year, month = match["year"], GREGORIAN[match["month"]]
        yield _span(folded, match, _of_year(int(match["day"]), month, year, today))
    for match in _MONTH_FIRST.finditer(folded.text):
        month = GREGORIAN[match["month"]]
        yield _span(folded, match, _of_year(int(match["day"]), month, None, today))
    for match in _IN_FIGURES.finditer(folded.text):
        told = int(match["day"] or match["other_day"])
        month = int(match["figure"] or match["other_figure"])
        yield _span(folded, match, _of_year(told, month, match["year"], today))
    for match in _OF_ANY_MONTH.finditer(folded.text):
        of_month = _of_the_next_month if match["next"] else _of_a_month
        yield _span(folded, match, of_month(int(match["day"]), today))


_READERS: tuple[Reader, ...] = (_dates, _names, _weekdays, _counts)


def _later(today: date, days: int) -> Day:
    try:
        return today + timedelta(days)
    except OverflowError:
        return None


def _next(today: date, weekday: int) -> date:
    return today + timedelta((weekday - today.weekday() - 1) % _A_WEEK + 1)


def _before_the_week(today: date) -> date:
    """The Saturday before the week that begins next."""
    return _next(today, _SUNDAY) - timedelta(1)


def _of_year(day: int, month: int, year: str | None, today: date) -> Day:
    """In the year in which it is nearest, where none is told."""
    if year:
        return _date(int(year) % 100 + 2000, month, day)
    years = (today.year + more for more in range(-_LONGEST_WITHOUT_LEAP, _LONGEST_WITHOUT_LEAP + 1))
    found = [each for each in (_date(year, month, day) for year in years) if each]
    return min(found, key=lambda each: abs(each - today), default=None)


def _of_a_month(day: int, today: date) -> Day:
    """Of this one; where that day is over, or the month has none, of the next that has one."""
    coming = (_months_later(today, more, day) for more in range(_MONTHS_TO_ANY_DAY))
    return next((each for each in coming if each and each >= today), None)


def _of_the_next_month(day: int, today: date) -> Day:
    return _months_later(today, 1, day)


def _months_later(today: date, months: int, day: int) -> Day:
    year, month = divmod(today.year * _MONTHS + today.month - 1 + months, _MONTHS)
    return _date(year, month + 1, day)


def _date(year: int, month: int, day: int) -> Day:
    try:
        return date(year, month, day)
    except ValueError:
        return None


def _span(folded: Folded, match: re.Match[str], day: Day) -> Span[Day]:
    return Span(*folded.original(*match.span()), day)
