"""How much or how many a message says. Values in, values out."""

import re
from collections.abc import Mapping
from typing import Any

from citizen_text.ages import find_ages, find_birth_years
from citizen_text.lookups import Lookup
from citizen_text.normalisation import fold
from citizen_text.numerals import QUANTITY, value_of
from citizen_text.patterns import ENDING, LEFT, words
from citizen_text.spans import Span
from eligibility.assessment import AGE
from phrases.taken_back import is_taken_back
from turn import Turn

LAND = "land_decimals"
CLASS, OTHER = "class", "other"
_A_MONTH, _YEAR = "_month", "year"
_MONTHS_IN_A_YEAR = 12
_NUMBER = re.compile(rf"{LEFT}(?P<quantity>{QUANTITY}){ENDING}")
_OF_SOMEBODY = re.compile(  # "I am 64 man"
    rf"{LEFT}(?P<age>[1-9][0-9])(?=\s(?:old\s)?"
    rf"{words('man woman male female lady widow purush mohila nari পুরুষ মহিলা নারী')})"
)


class Numbers:
    def __init__(self, words: Mapping[str, Any]) -> None:
        self._ages = Lookup(words["ages"])
        self._age_words = Lookup({AGE: words["age_words"]})
        self._measures = Lookup(words["decimals"])
        self._counted = Lookup(words["counted"])
        self._per = Lookup(words["per"])

    def told(self, fact: str, turn: Turn, this_year: int) -> int | None:
        """Of two different numbers nothing says which one is meant. Asked for their age, many tell
        when they were born, and what is counted in taka is none.
        """
        if fact == AGE and (born := find_birth_years(turn.text, this_year)):
            return this_year - born[-1].value
        no_numbers = {CLASS, OTHER} if fact == AGE else {CLASS}
        found = {number.value for number in self.found(turn.text, no_numbers)}
        if fact == AGE:
            found |= {int(span.value) for span in self._ages.find(turn.text)}
        if len(found) != 1:
            told = turn.entity(AGE if fact == AGE else "amount")
            return None if told is None else int(told)
        measures = self._measures.find(turn.text) if fact == LAND else []
        number = found.pop() * (int(measures[0].value) if measures else 1)
        is_of_a_year = fact.endswith(_A_MONTH) and self.is_of_a_year(turn.text)
        return number // _MONTHS_IN_A_YEAR if is_of_a_year else number

    def found(self, text: str, uncounted: set[str]) -> list[Span[int]]:
        """Without those beside which a word says that they count something of these kinds."""
        return [
            number
            for number, counted in self._with_what_they_count(text)
            if uncounted.isdisjoint(counted)
        ]

    def of_a_class(self, text: str) -> int | None:
        """The one number that counts a school's class, or says nothing of what it counts."""
        numbers = self._with_what_they_count(text)
        classes = {number.value for number, counted in numbers if CLASS in counted}
        found = classes or {number.value for number, counted in numbers if not counted}
        return found.pop() if len(found) == 1 else None

    def is_of_a_year(self, text: str) -> bool:
        """Whether a sum is that of a year; "a month, no, a year" is."""
        spans = self._per.find(text)
        meant = {span.value for span in spans if not is_taken_back(text, span.start, span.end)}
        return meant == {_YEAR}

    def is_of_money(self, text: str) -> bool:
        return any(OTHER in counted for _, counted in self._with_what_they_count(text))

    def is_other_time(self, text: str) -> bool:
        """ "Not a month, a year"."""
        spans = self._per.find(text)
        return any(is_taken_back(text, span.start, span.end) for span in spans)

    def says_per(self, text: str) -> bool:
        return bool(self._per.find(text))

    def ages(self, text: str, *, by_name: bool) -> set[int]:
        """Told as such: by the word for it, or also by years that nobody could wait."""
        if by_name and not self._age_words.find(text):
            return set()
        of_somebody = _OF_SOMEBODY.finditer(fold(text).text)
        return {span.value for span in find_ages(text)} | {int(each["age"]) for each in of_somebody}

    def _with_what_they_count(self, text: str) -> list[tuple[Span[int], set[str]]]:
        folded = fold(text)
        return [
            (
                Span(*folded.original(*match.span("quantity")), value_of(match["quantity"])),
                self._counted_beside(folded.text, match),
            )
            for match in _NUMBER.finditer(folded.text)
        ]

    def _counted_beside(self, text: str, number: re.Match[str]) -> set[str]:
        """What the word right before or behind it says that it counts."""
        around = (*text[: number.start()].split()[-1:], *text[number.end() :].split()[:1])
        return {span.value for word in around for span in self._counted.find(word)}
