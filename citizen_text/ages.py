"""Ages: ৬৭ বছর, boyos 70, 63 years old; years of birth: 1958, ১৩৬৫ সালে."""

import re
from collections.abc import Iterator

from citizen_text.normalisation import Folded, fold
from citizen_text.numerals import COUNT, value_of
from citizen_text.patterns import ENDING, LEFT, words
from citizen_text.spans import Span, without_overlaps

_AGE = words("boyos boyosh boyes boysh bois boyosta age aged বয়স বয়েস বয়সটা বয়সী")
_YEARS = words("bochor bosor bochhor bosshor bochar bcr yrs yr year years বছর বৎসর বসর বছরের")
_OLD = r"(?P<old>[\s-]?old)?"
_SPAN_OF_TIME = words(
    "dhore dhoira dhori jabot theke holo hoilo hoise age ধরে ধরি যাবত যাবৎ থেকে হলো হইলো আগে ago"
)
_BETWEEN = r"(?:\s?[:=-]?\s?|\s(?:is|holo|hoilo|ta|এখন|ekhon|now|pray|প্রায়|হলো|হইলো)\s)"
_BEFORE_THAT = re.compile(  # "age" is also আগে: "age dui bar", "age 2 ta card chilo"
    rf"[a-z]|[0-9]+\s?{words('bar ta ti mash mas month months din kisti taka tk jon')}"
)
_NAMED = re.compile(rf"{LEFT}(?P<name>{_AGE})(?P<gap>{_BETWEEN})(?P<years>{COUNT}){ENDING}")
_WITH_UNIT = re.compile(
    rf"{LEFT}(?P<years>{COUNT})(?:\s?\+)?[\s-]?{_YEARS}{_OLD}{ENDING}(?!\S*\s{_SPAN_OF_TIME})"
)
_SOMEBODY = words(
    "i he she who son daughter child boy girl mother father mom mum dad husband wife grandmother"
    " grandfather"
)
_SAID_OF_SOMEBODY = re.compile(  # "he is 9", and nothing behind it that is counted
    rf"{LEFT}(?:{_SOMEBODY}\s(?:is|am)|{words('ami আমি')})\s"
    r"(?P<years>[0-9]{1,3})(?=\s?(?:[.,;?!]|and\s|$))"
)
_AFTER_AGE = re.compile(rf"{LEFT}{_AGE}\S{{0,2}}{_BETWEEN}$")
_YEAR = re.compile(rf"{LEFT}(?P<year>[0-9]{{4}}){ENDING}")
_BENGALI_YEARS_BEHIND = 593
_OLDEST = 120
_YOUNGEST_WITHOUT_THE_WORD = 15


def find_ages(text: str) -> list[Span[int]]:
    """A number of years is an age by the word age or old, or when nobody could wait so long."""
    return without_overlaps(_found(fold(text)))


def find_birth_years(text: str, this_year: int) -> list[Span[int]]:
    """Every year in which somebody who lives can be born, of the Bengali calendar as well."""
    folded, found = fold(text), []
    for match in _YEAR.finditer(folded.text):
        told = int(match["year"])
        for year in (told, told + _BENGALI_YEARS_BEHIND):
            if this_year - _OLDEST <= year <= this_year:
                found.append(Span(*folded.original(*match.span()), year))
    return found


def _found(folded: Folded) -> Iterator[Span[int]]:
    for match in _WITH_UNIT.finditer(folded.text):
        years = value_of(match["years"])
        named = match["old"] or _AFTER_AGE.search(folded.text, 0, match.start())
        if years <= _OLDEST and (named or years >= _YOUNGEST_WITHOUT_THE_WORD):
            yield Span(*folded.original(*match.span()), years)
    for match in _NAMED.finditer(folded.text):
        years = value_of(match["years"])
        if years <= _OLDEST and not _is_else(folded.text, match, years):
            yield Span(*folded.original(*match.span()), years)
    for match in _SAID_OF_SOMEBODY.finditer(folded.text):
        if (years := int(match["years"])) <= _OLDEST:
            yield Span(*folded.original(*match.span("years")), years)


def _is_else(text: str, match: re.Match[str], years: int) -> bool:
    is_a_count = match["name"] == "age" and _BEFORE_THAT.match(text, match.start("years"))
    is_told_with_its_unit = re.match(rf"\s?{_YEARS}", text[match.end() :])
    return bool((is_a_count and years < _YOUNGEST_WITHOUT_THE_WORD) or is_told_with_its_unit)
