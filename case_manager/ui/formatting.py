"""Dates, money, phones and references as people read them."""

from datetime import date, datetime

from case_manager.kit.calendar import DHAKA
from case_manager.vocabulary import Language
from citizen_text.digits import to_bangla
from citizen_text.money import grouped, with_sign

_MONTHS = {
    Language.BANGLA: (
        "জানুয়ারি",
        "ফেব্রুয়ারি",
        "মার্চ",
        "এপ্রিল",
        "মে",
        "জুন",
        "জুলাই",
        "আগস্ট",
        "সেপ্টেম্বর",
        "অক্টোবর",
        "নভেম্বর",
        "ডিসেম্বর",
    ),
    Language.ENGLISH: (
        "January",
        "February",
        "March",
        "April",
        "May",
        "June",
        "July",
        "August",
        "September",
        "October",
        "November",
        "December",
    ),
}


def digits(value: object, language: Language) -> str:
    return to_bangla(str(value)) if language == Language.BANGLA else str(value)


def day(value: date, language: Language) -> str:
    return digits(f"{value.day} {_MONTHS[language][value.month - 1]} {value.year}", language)


def short_day(value: datetime, language: Language) -> str:
    """Day and month of a moment, where the year goes without saying."""
    return day_of_month(value.astimezone(DHAKA).date(), language)


def month(value: date, language: Language) -> str:
    return digits(f"{_MONTHS[language][value.month - 1]} {value.year}", language)


def moment(value: datetime, language: Language) -> str:
    local = value.astimezone(DHAKA)
    return f"{day(local.date(), language)}, {digits(f'{local:%H:%M}', language)}"


def period(first: date, last: date, language: Language) -> str:
    """`জুলাই–সেপ্টেম্বর ২০২৬`; the year is said once where it is the same."""
    months = _MONTHS[language]
    start, end = months[first.month - 1], months[last.month - 1]
    if (first.year, first.month) == (last.year, last.month):
        return digits(f"{end} {last.year}", language)
    if first.year == last.year:
        return digits(f"{start}–{end} {last.year}", language)
    return digits(f"{start} {first.year} – {end} {last.year}", language)


def day_of_month(value: date, language: Language) -> str:
    """Where the year goes without saying."""
    name = _MONTHS[language][value.month - 1]
    return digits(f"{value.day} {name if language == Language.BANGLA else name[:3]}", language)


def number(value: int, language: Language) -> str:
    """In lakh grouping, with a minus that is as wide as a figure."""
    size = grouped(abs(value))
    return digits(f"−{size}" if value < 0 else size, language)


def decimal(value: float, language: Language) -> str:
    """To a tenth."""
    return digits(f"{value:.1f}", language)


def money(amount_paisa: int, language: Language) -> str:
    """Taka in lakh grouping; paisa only where there are any."""
    return with_sign(amount_paisa, bangla_digits=language == Language.BANGLA)


def reference(value: str, language: Language) -> str:
    return digits(" ".join(value[i : i + 4] for i in range(0, len(value), 4)), language)


def whole_phone(value: str, language: Language) -> str:
    local = _local_phone(value)
    return digits(f"{local[:5]}-{local[5:]}", language)


def masked_phone(value: str, language: Language) -> str:
    """`০১৭••-•••৬৭৮`: enough to recognise, too little to call."""
    local = _local_phone(value)
    return digits(f"{local[:3]}••-•••{local[-3:]}", language)


def _local_phone(value: str) -> str:
    return "0" + value.removeprefix("+880") if value.startswith("+880") else value


_TITLES = ("Md.", "Mst.", "Mosammat", "মোঃ", "মোছাঃ", "মোসাম্মৎ")


def first_name_and_initial(name: str) -> str:
    """`Rahima B.` of Mst. Rahima Begum; a Bangla initial keeps its vowel sign."""
    first, *rest = [word for word in name.split() if word not in _TITLES] or name.split()
    if not rest:
        return first
    last = rest[-1]
    signs = next((i for i, c in enumerate(last[1:], 1) if not _joins(c)), len(last))
    return f"{first} {last[:signs]}."


def _joins(character: str) -> bool:
    return "\u0981" <= character <= "\u0983" or "\u09bc" <= character <= "\u09cd"
