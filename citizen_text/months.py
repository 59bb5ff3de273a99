"""Months as people name them, in three spellings, and counting with ISO months."""

from dataclasses import dataclass
from datetime import date

from citizen_text.patterns import table

GREGORIAN = table(
    {
        1: "january januari janury janyari januyari janu jan জানুয়ারি জানুয়ারী জানুয়ারী",
        2: "february februari februyari february feb ফেব্রুয়ারি ফেব্রুয়ারী ফেব",
        3: "march marc marsh মার্চ মারচ",
        4: "april epril apr এপ্রিল",
        5: "may mey মে",
        6: "june jun জুন",
        7: "july julai julay juli jul জুলাই",
        8: "august agost ogost augost aug আগস্ট আগষ্ট অগাস্ট আগস্ট্",
        9: "september septembor setember septembr sept sep সেপ্টেম্বর সেপ্টেম্বার",
        10: "october oktober octobor oktobor oct অক্টোবর অক্টবর",
        11: "november nobhembor nobember novembor nov নভেম্বর নবেম্বর",
        12: "december disembor december decembor disember dec ডিসেম্বর",
    }
)
# The Gregorian month in which a Bengali month begins (in its middle); it ends in the next one.
BENGALI = table(
    {
        4: "boishakh boisakh baishakh baisakh বৈশাখ",
        5: "joishtho joistho joisto jyoishtho jaistha জ্যৈষ্ঠ জৈষ্ঠ",
        6: "ashar asharh asarh আষাঢ়",
        7: "srabon shrabon sraban shaon শ্রাবণ শ্রাবন শাওন",
        8: "bhadro vadro bhadra ভাদ্র",
        9: "ashwin ashshin assin asshin আশ্বিন",
        10: "kartik kartick কার্তিক",
        11: "ogrohayon agrahayan ogran অগ্রহায়ণ অগ্রহায়ন অঘ্রাণ",
        12: "poush pous পৌষ",
        1: "magh মাঘ",
        2: "falgun phalgun fagun ফাল্গুন ফাগুন",
        3: "choitro chaitra choitra চৈত্র",
    }
)
NAMES_OF_PEOPLE = frozenset({"kartik", "কার্তিক", "shaon", "শাওন", "juli"})
# Also ordinary words or names: a month only beside the word month, a year or "from", and those that
# are nobody's name before "er ta"
DOUBTFUL = NAMES_OF_PEOPLE | frozenset(
    {
        "may",
        "mey",
        "marsh",
        "jan",
        "sep",
        "dec",
        "মে",
        "ashar",
        "bhadro",
        "vadro",
        "poush",
        "pous",
        "magh",
        "ogran",
        "fagun",
        "ফেব",
    }
)
_MONTHS_AHEAD = 1


@dataclass(frozen=True)
class Period:
    """Whole months, both ends included, as ISO months: 2026-07."""

    first: str
    last: str

    def __post_init__(self) -> None:
        if self.first > self.last:
            raise ValueError("a period ends before it begins")


def index(day: date) -> int:
    return day.year * 12 + day.month - 1


def iso(month_index: int) -> str:
    return f"{month_index // 12:04d}-{month_index % 12 + 1:02d}"


def between(first: int, last: int) -> Period:
    return Period(iso(first), iso(last))


def nearest(month: int, today: date) -> int:
    """The month of that name nearest to a complaint: past, unless it comes next month."""
    latest = index(today) + _MONTHS_AHEAD
    return latest - (latest - (month - 1)) % 12


def quarter_of(month_index: int) -> int:
    """First month of the quarter; allowances are paid for calendar quarters."""
    return month_index - month_index % 3
