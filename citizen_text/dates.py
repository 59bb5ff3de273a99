"""Dates for people to read, in the three languages of the replies."""

from datetime import date

from citizen_text.digits import to_bangla

_ENGLISH = (
    *("January", "February", "March", "April", "May", "June", "July", "August", "September"),
    *("October", "November", "December"),
)
_BANGLA = (
    *("জানুয়ারি", "ফেব্রুয়ারি", "মার্চ", "এপ্রিল", "মে", "জুন", "জুলাই", "আগস্ট", "সেপ্টেম্বর"),
    *("অক্টোবর", "নভেম্বর", "ডিসেম্বর"),
)
_MONTHS = {"bn": _BANGLA, "bn-Latn": _ENGLISH, "en": _ENGLISH}


def in_words(day: date, language: str) -> str:
    """২৩ নভেম্বর ২০২৬ or 23 November 2026."""
    return _written(f"{day.day} {_MONTHS[language][day.month - 1]} {day.year}", language)


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
