"""What a message tells: the answer to a question."""

import re
from collections.abc import Iterator, Mapping, Sequence
from pathlib import Path
from typing import Any

from ruamel.yaml import YAML

from citizen_text.digits import to_latin
from citizen_text.lookups import Lookup
from citizen_text.normalisation import fold
from eligibility.assessment import CHOICE, NUMBER, YES_NO, Question
from eligibility.interview import FactValue
from eligibility.numbers import Numbers
from turn import Turn

WORDS = Path(__file__).with_name("words.yml")
UNKNOWN, NO, YES = "unknown", "no", "yes"
KEY_FOR_UNKNOWN = "000"  # of one who answers by digits alone; no number is written so
TYPE, NOTHING = "type", "none"
NO_AMOUNT = "nothing"
REFUSED = "refused."  # and behind it how many refusals were told already
_ONE_OF_AN_OPTION = re.compile("[/,]")
_RANGE = re.compile(r"([0-9]+)-([0-9]+)")
_LONGEST_COMMAND = 3  # words


class Unreadable(Exception):
    """The message does not answer the question."""


class Answers:
    def __init__(self, words: Mapping[str, Any]) -> None:
        self._facts: Mapping[str, Mapping[str, Sequence[str]]] = words["facts"]
        self._answers = Lookup(words["answers"])
        self._again = Lookup({"again": words["again"]})
        self._papers = Lookup(words["papers"])
        self._cards = Lookup(words["cards"])
        self._places = Lookup({"where": words["where"]})
        self._numbers = Numbers(words)
        self._gets_none = Lookup({NOTHING: words["gets_none"]})
        self._spoken_of = {
            each: Lookup({each: words["speaks_of"][each]}) for each in words["speaks_of"]
        }

    def read(self, question: Question, turn: Turn, this_year: int) -> FactValue | None:
        """None where the citizen does not know. Raises Unreadable."""
        if not turn.is_written:
            return _picked(question, turn)
        said = [span.value for span in self._answers.find(turn.text)]
        if UNKNOWN in said or turn.text.strip() == KEY_FOR_UNKNOWN:
            return None
        if question.type == NUMBER:
            return self._number(question, turn, said, this_year)
        if question.type == CHOICE:
            return self._choice(question, turn, said)
        return self._yes_no(turn, said)

    def wants_to_type(self, question: Question, turn: Turn) -> bool:
        """Of a caller, who was asked first whether there is any."""
        return not turn.is_written and turn.entity("answer") == f"{question.id}.{TYPE}"

    def begins_again(self, turn: Turn) -> bool:
        """Whether the first question is wanted again, in few words."""
        is_short = turn.is_written and len(turn.text.split()) <= _LONGEST_COMMAND
        return is_short and bool(self._again.find(turn.text))

    def asks_for_papers(self, turn: Turn) -> bool:
        return turn.is_written and bool(self._papers.find(turn.text))

    def asks_where(self, turn: Turn) -> bool:
        return turn.is_written and bool(self._places.find(turn.text))

    def asks_for_disability_card(self, turn: Turn) -> bool:
        return turn.is_written and bool(self._cards.find(turn.text))

    def spoken_of(self, turn: Turn) -> tuple[str, ...]:
        """The programmes whose people a written message speaks of."""
        text = turn.text if turn.is_written else ""
        return tuple(each for each, lookup in self._spoken_of.items() if lookup.find(text))

    def _yes_no(self, turn: Turn, said: Sequence[str]) -> bool:
        if {NO, NO_AMOUNT} & {*said}:
            return False
        if YES in said:
            return True
        if turn.says("affirm", "deny"):
            return turn.intent == "affirm"
        raise Unreadable

    def _number(self, question: Question, turn: Turn, said: Sequence[str], this_year: int) -> int:
        number = self._numbers.told(question.id, turn, this_year)
        if number is None and {NO, NO_AMOUNT} & {*said} and question.may_be_none:
            number = 0
        if number is None or not _is_within(question, number):
            raise Unreadable
        return number

    def _choice(self, question: Question, turn: Turn, said: Sequence[str]) -> str:
        names = dict(self._names(question))
        whole = fold(turn.text).text
        exact = [each for each in names if any(fold(name).text == whole for name in names[each])]
        if len(exact) == 1:
            return exact[0]
        named = Lookup(names).find(turn.text)
        values = list(dict.fromkeys(span.value for span in named))
        if len(values) > 1 and NOTHING in values:
            values.remove(NOTHING)
        if len(values) == 1:
            return values[0]
        is_none = bool({NO, NO_AMOUNT} & {*said}) or bool(self._gets_none.find(turn.text))
        if not values and is_none and NOTHING in question.choices:
            return NOTHING
        number = None if values else self._numbers.of_a_class(turn.text)
        if number is not None and (option := _in_range(question, number)):
            return option
        raise Unreadable

    def _names(self, question: Question) -> Iterator[tuple[str, list[str]]]:
        more = self._facts.get(question.id, {})
        for option in question.options:
            names = [
                part.strip()
                for name in option["names"].values()
                for part in _ONE_OF_AN_OPTION.split(name)
            ]
            yield option["id"], [*names, *more.get(option["id"], ())]


def read_answers(path: Path = WORDS) -> Answers:
    return Answers(YAML(typ="safe").load(path))


def answer_payload(question: Question, option: str) -> str:
    return f'/inform{{"answer": "{question.id}.{option}"}}'


def refusals_from(turn: Turn) -> int | None:
    """Where somebody wants to hear on why other programmes do not fit."""
    part = str(turn.entity("part") or "")
    number = part.removeprefix(REFUSED)
    return int(number) if part != number and number.isdecimal() and len(number) <= 2 else None


def _picked(question: Question, turn: Turn) -> FactValue | None:
    """An option, of this question: one that was offered earlier may still stand on a phone."""
    if question.type == YES_NO and turn.intent in ("affirm", "deny"):
        return turn.intent == "affirm"
    asked, _, option = str(turn.entity("answer") or "").partition(".")
    if asked == UNKNOWN:
        return None
    if asked != question.id:
        raise Unreadable
    if option == NOTHING and question.may_be_none:
        return 0
    if option not in question.choices:
        raise Unreadable
    return option


def _in_range(question: Question, number: int) -> str | None:
    """The option whose name holds the number: "class 6-10"."""
    for option in question.options:
        ranges = (_RANGE.search(to_latin(name)) for name in option["names"].values())
        if any(each and int(each[1]) <= number <= int(each[2]) for each in ranges):
            return str(option["id"])
    return None


def _is_within(question: Question, number: int) -> bool:
    lowest, highest = question.lowest, question.highest
    return (lowest is None or number >= lowest) and (highest is None or number <= highest)
