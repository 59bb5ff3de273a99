"""Facts that are told where nobody asked for them: by the way, and to put right what was told
before. Values in, values out.
"""

import re
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, replace
from pathlib import Path
from typing import Any

from ruamel.yaml import YAML

from citizen_text.lookups import Lookup
from citizen_text.normalisation import fold
from citizen_text.patterns import LEFT, RIGHT, any_of
from citizen_text.spans import Span
from eligibility.answers import NO, NOTHING, WORDS, YES
from eligibility.assessment import AGE, CHOICE, Question
from eligibility.interview import FactValue, Interview
from eligibility.numbers import LAND, Numbers
from phrases.taken_back import begins_with_no, is_own_mistake, is_taken_back
from turn import Turn

AREA = "area_code"
SEX, MARITAL_STATE, WIDOWED = "sex", "marital_state", "widowed"
DIVORCED, DESERTED = "divorced", "deserted"
ALLOWANCE = "allowance"
OWN_INCOME, FAMILY_INCOME = "own_income_month", "family_income_month"
INCOMES = (OWN_INCOME, FAMILY_INCOME)
FREEDOM_FIGHTER, HEIR = "freedom_fighter", "heir"
PENSION, DISABILITY_CARD, POOR = "has_government_pension", "has_disability_card", "is_poor"
_INCOME = "income"
_OPPOSITE = {"female": "male", "male": "female"}
_CLAUSE = re.compile(r"[^,.;:!?\u0964\n]+")
_WORD = re.compile(r"[^\s.,;:!?\u0964'\"-]+")
_LESS_THAN_A_SUM = 120  # an age, or a mistake
_MOST_BESIDE = 1  # words


@dataclass(frozen=True)
class Heard:
    """`facts` beside the question, and what is left of the message without them."""

    facts: Mapping[str, FactValue]
    rest: Turn


_COMES = re.compile(  # behind an allowance that comes already: "bidhoba vata pay"
    rf"\S{{0,3}}\s*(?:{any_of(('vata', 'bhata', 'ভাতা', 'allowance'))}\s+)?"
    rf"(?:{any_of(('to', 'তো', 'already', 'আগে থেকে', 'age theke'))}\s+)?"
    rf"{any_of(('pay', 'pai', 'pan', 'pacche', 'pachhe', 'পায়', 'পাই', 'পান', 'পাচ্ছে'))}{RIGHT}"
    rf"(?!\s*(?:\?|{any_of(('na', 'nai', 'ni', 'না', 'নাই', 'নি'))}{RIGHT}))"
    rf"(?!\s*{any_of(('ki', 'kina', 'কি', 'কিনা'))}{RIGHT})"
)
_GETS = re.compile(  # before it
    rf"{LEFT}(?:{any_of(('gets', 'getting', 'receives', 'receiving', 'i get', 'they get'))})"
    r"\s(?:already\s)?(?:the\s|a\s|an\s|her\s|his\s)?$"
)
_ASKED = re.compile(  # before all that: "can I get", "how old to get", "ke ke bidhoba vata pay"
    rf"{LEFT}(?:{any_of(('can', 'could', 'may', 'might', 'will', 'would', 'should'))}"
    rf"|{any_of(('do', 'does', 'did', 'how', 'who', 'when', 'if', 'ke', 'kara', 'koto'))}"
    rf"|{any_of(('ki', 'kon', 'কে', 'কারা', 'কত', 'কি', 'কী', 'কোন'))}"
    r"|(?:is|are|am)\s(?:i|he|she|they|you|we))\s(?:[^\s,.;:?!\u0964]+\s){0,3}$"
)
NAMED = ("oaa", "wda", "pwd", "mcbp", FREEDOM_FIGHTER)  # of the allowances that may come already


class Told:
    def __init__(self, words: Mapping[str, Any]) -> None:
        facts, kin = words["facts"], words["kin"]
        self._numbers = Numbers(words)
        self._answers = Lookup(words["answers"])
        self._choices = {name: Lookup(facts[name]) for name in words["told_by_itself"]}
        self._beside = {
            name: Lookup({value: [*facts[name].get(value, ())] for value in values})
            for name, values in words["told_beside"].items()
        }
        self._gets_none = Lookup({NOTHING: words["gets_none"]})
        self._topics = Lookup(words["topics"])
        self._family = Lookup({"family": words["family"]})
        self._somebody = Lookup({"who": words["somebody"]})
        self._comes = Lookup({"comes": words["comes"]})
        self._fillers = Lookup({"filler": words["fillers"]})
        self._died = re.compile(_died(words))
        self._kin = {sex: re.compile(rf"{LEFT}{any_of(who)}{RIGHT}") for sex, who in kin.items()}
        self._dead = {sex: _dead(who, words) for sex, who in kin.items()}
        self._spouses = {
            sex: re.compile(rf"{LEFT}{any_of(who)}{RIGHT}") for sex, who in words["spouses"].items()
        }
        self._dead_spouse = {sex: _dead(who, words) for sex, who in words["spouses"].items()}
        self._was_a_fighter = _was_one(words["speaks_of"][FREEDOM_FIGHTER])

    def at_first(self, turn: Turn, home: str = "") -> dict[str, FactValue]:
        """Before anything was asked. The name of a programme says nothing of people."""
        age, place = turn.entity(AGE), turn.place(home)
        told: dict[str, FactValue] = {} if age is None else {AGE: int(age)}
        if place is not None:
            told[AREA] = place
        if not turn.is_written:
            return told
        text = _without_programmes(turn)
        told |= self._of_themselves(text)
        is_of_a_dead_fighter = self._is_of_a_dead_fighter(turn.text)
        sex = None if is_of_a_dead_fighter else self._sex_of_kin(text)
        if told.get(MARITAL_STATE) in (DIVORCED, DESERTED):
            sex = self._left_by_spouse(text) or sex
        if SEX not in told and sex:
            told[SEX] = sex
        told |= self._of_a_spouse(text, told.get(SEX))
        if received := self.received(turn):
            told[ALLOWANCE] = received
        if is_of_a_dead_fighter:
            told[FREEDOM_FIGHTER] = HEIR
        ages = self._numbers.ages(text, by_name=True)
        if AGE not in told and len(ages) == 1:
            told[AGE] = ages.pop()
        return told | self._of_topics(text, {}, turn)

    def received(self, turn: Turn) -> str | None:
        """An allowance of which is said, and not asked, that it comes already."""
        for found in turn.entities:
            if found["value"] not in NAMED or "end" not in found:
                continue
            before, after = (
                fold(turn.text[: found["start"]]).text,
                fold(turn.text[found["end"] :]).text,
            )
            gets = _GETS.search(before)
            is_asked = _ASKED.search(before[: gets.start()] if gets else before)
            if (gets or _COMES.match(after)) and not is_asked:
                return str(found["value"])
        return None

    def beside(self, question: Question, turn: Turn, facts: Mapping[str, FactValue]) -> Heard:
        """Of other questions than the one that is asked, clause by clause. What is chosen from may
        be said by the same words, so there the whole message is left.
        """
        if not turn.is_written:
            return Heard({}, turn)
        told: dict[str, FactValue] = {}
        rest = turn.text
        for clause in reversed([*_CLAUSE.finditer(turn.text)]):
            other = self._told_in(clause[0], facts, turn, question)
            told |= other
            if other and not self._is_about(question.id, clause[0]):
                rest = f"{rest[: clause.start()]} {rest[clause.end() :]}"
        if not told:
            return Heard({}, turn)
        if question.type == CHOICE and not self._is_of_a_widow(question, turn, told):
            return Heard(told, turn)
        return Heard(told, replace(turn, text=rest, intent="inform", confidence=0.0, entities=()))

    def put_right(
        self, turn: Turn, interview: Interview, this_year: int
    ) -> Mapping[str, FactValue]:
        """What was answered before and is told in another way now."""
        if not turn.is_written or not interview.facts:
            return {}
        text, facts = turn.text, interview.facts
        asked = interview.question.id if interview.question else ""
        is_mistake = is_own_mistake(text)
        if told := self._instead_of(text, facts, is_marked=is_mistake or begins_with_no(text)):
            return told
        if not (is_mistake or begins_with_no(text) or self._numbers.is_other_time(text)):
            return {}
        ages = self._numbers.ages(text, by_name=False)
        if AGE in facts and asked != AGE and len(ages) == 1:
            return {AGE: ages.pop()}
        is_money = self._numbers.says_per(text) or self._numbers.is_of_money(text)
        income = next((each for each in reversed([*facts]) if each in INCOMES), None)
        if income and asked not in INCOMES and is_money:
            number = self._numbers.told(income, turn, this_year)
            return {} if number is None else {income: number}
        return self._by_mistake(turn, interview, this_year) if is_mistake else {}

    def says_only(self, turn: Turn) -> bool:
        """Whether a message tells such facts and hardly anything else; no programme is one."""
        return self._is_of_nothing_else(turn) and self._tells_any(turn)

    def says_who(self, turn: Turn) -> bool:
        """Or their age."""
        is_told = self._tells_any(turn) or len(self._numbers.ages(turn.text, by_name=True)) == 1
        return self._is_of_nothing_else(turn) and is_told

    def _is_of_nothing_else(self, turn: Turn) -> bool:
        if not turn.is_written or turn.entity("programme"):
            return False
        spans = [*self._spans(turn.text)]
        words = (Span(*match.span(), None) for match in _WORD.finditer(turn.text))
        left = [word for word in words if not any(word.overlaps(span) for span in spans)]
        return len(left) <= _MOST_BESIDE

    def gets_none(self, turn: Turn) -> bool:
        return turn.is_written and bool(self._gets_none.find(turn.text))

    def widowed_by(self, turn: Turn, sex: object) -> bool:
        """Whether the one who died is the husband or wife of somebody of that sex, who may be
        called father or mother by who writes.
        """
        return turn.is_written and self._is_dead_of(turn.text, sex)

    def _is_dead_of(self, text: str, sex: object) -> bool:
        dead = {each for each, pattern in self._dead.items() if pattern.search(fold(text).text)}
        return bool(dead) and (sex not in _OPPOSITE or _OPPOSITE[str(sex)] in dead)

    def _left_by_spouse(self, text: str) -> str | None:
        """The sex of who is left: that of the one whose husband or wife is spoken of."""
        folded = fold(text).text
        named = [_OPPOSITE[sex] for sex, each in self._spouses.items() if each.search(folded)]
        return named[0] if len(named) == 1 else None

    def _of_a_spouse(self, text: str, sex: object) -> dict[str, FactValue]:
        """Whose husband died is a widow, whose wife a widower, if they may be of that sex."""
        folded = fold(text).text
        left = {_OPPOSITE[dead] for dead, each in self._dead_spouse.items() if each.search(folded)}
        if len(left) != 1 or sex not in (None, *left):
            return {}
        return {SEX: left.pop(), MARITAL_STATE: WIDOWED}

    def _is_of_a_dead_fighter(self, text: str) -> bool:
        folded = fold(text).text
        return bool(self._was_a_fighter.search(folded) and self._died.search(folded))

    def _is_of_a_widow(self, question: Question, turn: Turn, told: Mapping[str, FactValue]) -> bool:
        """ "She is a widow" is no allowance that comes."""
        is_widow = question.id == ALLOWANCE and told.get(MARITAL_STATE) == WIDOWED
        return is_widow and bool(self._somebody.find(turn.text)) and not self._comes.find(turn.text)

    def _told_in(
        self, clause: str, facts: Mapping[str, FactValue], turn: Turn, question: Question
    ) -> dict[str, FactValue]:
        told = self._of_topics(clause, facts, turn) | self._of_themselves(clause)
        for name, lookup in self._beside.items():
            told |= _of_one_value(name, lookup.find(clause))
        if ALLOWANCE not in told and self._gets_none.find(clause):
            told[ALLOWANCE] = NOTHING
        ages = self._numbers.ages(clause, by_name=True)
        if len(ages) == 1:
            told[AGE] = ages.pop()
        sex = facts.get(SEX) or told.get(SEX)
        told |= self._of_a_spouse(clause, sex)
        if sex is not None and self._is_dead_of(clause, sex):
            told[MARITAL_STATE] = WIDOWED
        return {name: value for name, value in told.items() if name != question.id}

    def _of_themselves(self, text: str) -> dict[str, FactValue]:
        told: dict[str, FactValue] = {}
        living = self._without_the_dead(text)
        for name, lookup in self._choices.items():
            told |= _of_one_value(name, lookup.find(living))
        return told

    def _sex_of_kin(self, text: str) -> str | None:
        """Of the one person who is named and lives."""
        living = self._without_the_dead(text)
        found = [sex for sex, pattern in self._kin.items() if pattern.search(living)]
        return found[0] if len(found) == 1 else None

    def _without_the_dead(self, text: str) -> str:
        folded = fold(text).text
        for pattern in self._dead.values():
            folded = pattern.sub(" ", folded)
        return folded

    def _of_topics(
        self, text: str, facts: Mapping[str, FactValue], turn: Turn
    ) -> dict[str, FactValue]:
        named = {span.value for span in self._topics.find(text)}
        said = {span.value for span in self._answers.find(text)}
        told: dict[str, FactValue] = {}
        for fact in (PENSION, DISABILITY_CARD):
            if fact in named and said & {NO, YES}:
                told[fact] = NO not in said
        if POOR in named and NO not in said:
            told[POOR] = True
        for topic, fact in ((_INCOME, self._income(text, facts)), (LAND, LAND)):
            if topic not in named:
                continue
            number = self._numbers.told(fact, replace(turn, text=text, entities=()), 0)
            if number is not None or NO in said:
                told[fact] = number or 0
        return told

    def _income(self, text: str, facts: Mapping[str, FactValue]) -> str:
        """The family's where that is said, or where it alone was told before."""
        is_family = bool(self._family.find(text))
        is_family = is_family or (FAMILY_INCOME in facts and OWN_INCOME not in facts)
        return FAMILY_INCOME if is_family else OWN_INCOME

    def _is_about(self, fact: str, text: str) -> bool:
        topic = _INCOME if fact in INCOMES else fact
        return any(span.value == topic for span in self._topics.find(text))

    def _instead_of(
        self, text: str, facts: Mapping[str, FactValue], *, is_marked: bool
    ) -> dict[str, FactValue]:
        """ "58, not 68", where 68 was told."""
        numbers = self._numbers.found(text, set())
        known = {
            value: fact for fact, value in facts.items() if type(value) is int and fact != AREA
        }
        before = [each for each in numbers if each.value in known]
        others = {each.value for each in numbers} - {each.value for each in before}
        if len(before) != 1 or len(others) != 1:
            return {}
        wrong = before[0]
        is_wrong = is_marked or is_taken_back(text, wrong.start, wrong.end)
        return {known[wrong.value]: others.pop()} if is_wrong else {}

    def _by_mistake(self, turn: Turn, interview: Interview, this_year: int) -> dict[str, FactValue]:
        """Of who says that they wrote it wrong, and not what it was: the fact whose kind it is."""
        facts = interview.facts
        told = self._of_themselves(turn.text)
        for name, lookup in self._beside.items():
            told |= _of_one_value(name, lookup.find(turn.text))
        if new := {name: value for name, value in told.items() if name in facts}:
            return new
        last = interview.answered[-1] if interview.answered else AGE
        numbers = {each.value for each in self._numbers.found(turn.text, set())}
        if type(facts.get(last)) is int and len(numbers) == 1:
            number = self._numbers.told(last, turn, this_year)
            is_age = last == AGE
            fits = number is not None and (not is_age or number <= _LESS_THAN_A_SUM)
            return {last: number} if fits and number is not None else {}
        said = {span.value for span in self._answers.find(turn.text)}
        if type(facts.get(last)) is bool and len(said & {NO, YES}) == 1:
            return {last: YES in said}
        return {}

    def _tells_any(self, turn: Turn) -> bool:
        text = turn.text
        is_topic = bool(self._of_topics(text, {}, turn) or self._of_themselves(text))
        is_dead = any(each.search(fold(text).text) for each in self._dead.values())
        return is_topic or is_dead or self.gets_none(turn)

    def _spans(self, text: str) -> Iterator[Span[Any]]:
        lookups: Sequence[Lookup] = (
            *(self._gets_none, self._topics, self._family, self._fillers, self._answers),
            *self._choices.values(),
            *self._beside.values(),
        )
        for lookup in lookups:
            yield from lookup.find(text)
        yield from self._numbers.found(text, set())
        folded = fold(text)
        for pattern in (*self._kin.values(), *self._dead.values()):
            for match in pattern.finditer(folded.text):
                yield Span(*folded.original(*match.span()), None)


def read_told(path: Path = WORDS) -> Told:
    return Told(YAML(typ="safe").load(path))


def _died(words: Mapping[str, Any]) -> str:
    """ "If he dies" and "he did not die" tell of nobody dead."""
    unsaid = rf"(?!\s{any_of(words['not_died'])}{RIGHT})"
    return rf"{LEFT}{any_of(words['died'])}{RIGHT}{unsaid}"


def _dead(who: Sequence[str], words: Mapping[str, Any]) -> re.Pattern[str]:
    gone = rf"(?:{any_of(words['still'])}\s)?{any_of(words['gone'])}{RIGHT}"
    behind = rf"{any_of(who)}(?:(?:\s[^\s,.;]+){{0,2}}?\s{_died(words)}|\s{gone})"
    before = rf"{any_of(words['dead'])}\s{any_of(who)}{RIGHT}"
    return re.compile(rf"{LEFT}(?<!if my )(?:{behind}|{before})")


def _was_one(names: Sequence[str]) -> re.Pattern[str]:
    was = r"(?:was\s(?:a\s|an\s)?{0}|{0}\s(?:a?(?:ch|chh|s)il|আ?ছিল)\S*)".format(any_of(names))
    return re.compile(LEFT + was)


def _of_one_value(name: str, found: Sequence[Span[str]]) -> dict[str, FactValue]:
    values = {span.value for span in found}
    return {name: values.pop()} if len(values) == 1 else {}


def _without_programmes(turn: Turn) -> str:
    text = turn.text
    named = [found for found in turn.entities if found["entity"] == "programme" and "end" in found]
    for found in sorted(named, key=lambda each: each["start"], reverse=True):
        text = f"{text[: found['start']]} {text[found['end'] :]}"
    return text
