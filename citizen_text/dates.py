"""Dates for people to read, in the three languages of the replies."""

from datetime import date, time

from citizen_text.digits import to_bangla

_ENGLISH = (
    *("January", "February", "March", "April", "May", "June", "July", "August", "September"),
    *("October", "November", "December"),
)
_BANGLA = (
    *("জানুয়ারি", "ফেব্রুয়ারি", "মার্চ", "এপ্রিল", "মে", "জুন", "জুলাই", "আগস্ট", "সেপ্টেম্বর"),
    *("অক্টোবর", "নভেম্বর", "ডিসেম্বর"),
)
_WEEKDAYS = {
    "bn": ("সোমবার", "মঙ্গলবার", "বুধবার", "বৃহস্পতিবার", "শুক্রবার", "শনিবার", "রবিবার"),
    "bn-Latn": (
        *("Shombar", "Mongolbar", "Budhbar", "Brihospotibar", "Shukrobar", "Shonibar"),
        "Robibar",
    ),
    "en": ("Monday", "Tuesday", "Wednesday", "Thursday", "Friday", "Saturday", "Sunday"),
}
_NOON, _AFTERNOON, _EVENING = 12, 15, 18
_PARTS_OF_DAY = {
    "bn": ("সকাল", "দুপুর", "বিকাল", "সন্ধ্যা"),
    "bn-Latn": ("shokal", "dupur", "bikal", "shondhya"),
}
_MONTHS = {"bn": _BANGLA, "bn-Latn": _ENGLISH, "en": _ENGLISH}


def in_words(day: date, language: str) -> str:
    """২৩ নভেম্বর ২০২৬ or 23 November 2026."""
    return _written(f"{day.day} {_MONTHS[language][day.month - 1]} {day.year}", language)


def with_weekday(day: date, language: str) -> str:
    """রবিবার ২৯ নভেম্বর or Sunday 29 November: a day that is near."""
    weekday = _WEEKDAYS[language][day.weekday()]
    return _written(f"{weekday} {day.day} {_MONTHS[language][day.month - 1]}", language)


def hour_in_words(hour: time, language: str) -> str:
    """সকাল ৯টা, bikal 3ta, 9 am, 4:30 pm."""
    number = str(hour.hour % 12 or 12) + (f":{hour.minute:02}" if hour.minute else "")
    if language == "en":
        return f"{number} {'am' if hour.hour < _NOON else 'pm'}"
    begun = sum(hour.hour >= each for each in (_NOON, _AFTERNOON, _EVENING))
    ending = "টা" if language == "bn" else "ta"
    return _written(f"{_PARTS_OF_DAY[language][begun]} {number}{ending}", language)


def month_in_words(day: date, language: str) -> str:
    return _written(f"{_MONTHS[language][day.month - 1]} {day.year}", language)


def months_in_words(first: date, last: date, language: str) -> str:
    """July-September 2026; the first year only where it differs from the last."""
    end = month_in_words(last, language)
    if (first.year, first.month) == (last.year, last.month):
        return end
    if first.year == last.year:
        return f"{_MONTHS[language][first.month - 1]}-{end}"
    return f"{month_in_words(first, language)}-{end}"


def _written(text: str, language: str) -> str:
    return to_bangla(text) if language == "bn" else text
