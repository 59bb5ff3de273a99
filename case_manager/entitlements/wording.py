"""How conditions are said, of a person or of everybody, in three languages."""

import math
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import date

from case_manager.entitlements.variables import SEX
from case_manager.programmes.facts import Benefit, Condition, Fact, FactType
from case_manager.programmes.schemas import Catalogue, NotOpen
from case_manager.vocabulary import Language
from citizen_text import money
from citizen_text.digits import to_bangla

Plain = bool | int | float | str | None
Texts = Mapping[Language, str]
_WANTED: Mapping[bool | None, str] = {True: "is_so", False: "is_not_so"}


@dataclass(frozen=True)
class Needed:
    """What a programme wants of a fact; since when, where that is known, and who says so."""

    values: Sequence[Plain]
    since: date | None
    source: str
    words: Texts


@dataclass(frozen=True)
class Wording:
    """On one day, as limits change."""

    catalogue: Catalogue
    day: date

    def condition(self, condition: Condition) -> Texts:
        """Of everybody, as a page shows it."""
        if condition.any_:
            parts = [self.condition(part) for part in condition.any_]
            return {language: " / ".join(part[language] for part in parts) for language in Language}
        fact = self.catalogue.facts.get(condition.fact or "")
        texts = self.catalogue.words["conditions"][condition.operator]
        label, needed = fact.label if fact else {}, self.needed(condition).words
        return _filled(texts, label=label, needed=needed)

    def source_of(self, condition: Condition) -> str:
        """Of the limit that holds, where it is dated."""
        return condition.source if condition.any_ else self.needed(condition).source

    def reason(self, condition: Condition, label: Texts, told: Texts, needed: Texts) -> Texts:
        """Of a person of whom something was told; a yes is wanted in other words than a no."""
        name = _WANTED.get(condition.is_, condition.operator)
        texts = self.catalogue.words["reasons"][name]
        return _filled(texts, label=label, told=told, needed=needed)

    def to_get(self, fact: Fact) -> Texts | None:
        if fact.to_get is None:
            return None
        office = self.catalogue.offices[fact.to_get.office]
        return {each: f"{fact.to_get.texts[each]}: {office[each]}" for each in Language}

    def not_open(self, not_open: NotOpen) -> Texts:
        into = self.catalogue.programmes[not_open.into].short_names if not_open.into else {}
        return _filled(self.catalogue.words["not_open"][not_open.because], into=into)

    def needed(self, condition: Condition, sex: Plain = None) -> Needed:
        """Of one sex where the limit is by sex and it is known."""
        if condition.receives_none_of is not None:
            named = condition.receives_none_of
            words = joined([self._named(each) for each in named])
            return Needed(named, None, condition.source, words)
        fact = self.catalogue.facts[condition.fact or ""]
        if condition.limit:
            return self._limit(condition, fact, sex)
        if condition.between:
            low, high = condition.between
            words = self._range(self._number(low), self._quantity(fact, high))
            return Needed([_short(low), _short(high)], None, condition.source, words)
        values = [condition.is_] if condition.is_ is not None else list(condition.one_of or ())
        words = joined([self._option(fact, each) for each in values])
        return Needed(values, None, condition.source, words)

    def value(self, fact: Fact, plain: Plain) -> Texts:
        if plain is None:
            return self.catalogue.words["answers"]["unknown"]
        if isinstance(plain, bool | str):
            return self._option(fact, plain)
        return self._quantity(fact, plain)

    def _limit(self, condition: Condition, fact: Fact, sex: Plain) -> Needed:
        limit = condition.limit
        if limit is None:
            raise ValueError(f"{condition.id} has no limit")
        if limit.by_sex:
            sexes = self.catalogue.facts[SEX]
            told = {one: value for one, value in limit.by_sex.items() if one == sex}
            by_sex = told or limit.by_sex
            words = [
                _with(self._quantity(fact, value), self._option(sexes, one))
                for one, value in by_sex.items()
            ]
            values = [_short(value) for value in by_sex.values()]
            return Needed(values, None, condition.source, joined(words))
        dated = [one for one in limit.dated if (one.first_day or date.min) <= self.day][-1]
        source = dated.source or condition.source
        words_of_it = self._quantity(fact, dated.value)
        return Needed([_short(dated.value)], dated.first_day, source, words_of_it)

    def _named(self, named: str) -> Texts:
        if named in set(Benefit):
            return self.catalogue.words["answers"][named]
        return self.catalogue.programmes[named].short_names

    def _option(self, fact: Fact, value: Plain) -> Texts:
        if isinstance(value, bool):
            return self.catalogue.words["answers"]["yes" if value else "no"]
        return next(option.names for option in fact.options if option.id == value)

    def _quantity(self, fact: Fact, value: float) -> Texts:
        number = self._number(value)
        unit = self.catalogue.units[fact.unit] if fact.unit else {}
        return {
            language: f"{number[language]} {unit.get(language, '')}".strip()
            for language in Language
        }

    def _number(self, value: float) -> Texts:
        short = _short(value)
        text = money.grouped(short) if isinstance(short, int) else f"{short:.2f}"
        return {
            language: to_bangla(text) if language is Language.BANGLA else text
            for language in Language
        }

    def _range(self, low: Texts, high: Texts) -> Texts:
        return _filled(self.catalogue.words["answers"]["range"], low=low, high=high)


def plain_value(fact: Fact, value: float) -> Plain:
    """As it was told; None where it was not."""
    if math.isnan(value):
        return None
    if fact.type is FactType.YES_NO:
        return value == 1
    if fact.type is FactType.CHOICE:
        return fact.options[int(value)].id
    return _short(value)


def joined(texts: Sequence[Texts]) -> Texts:
    return {language: ", ".join(each[language] for each in texts) for language in Language}


def _filled(texts: Texts, **gaps: Texts) -> Texts:
    return {
        language: texts[language].format(
            **{name: words.get(language, "") for name, words in gaps.items()}
        )
        for language in Language
    }


def _with(texts: Texts, beside: Texts) -> Texts:
    return {language: f"{texts[language]} ({beside[language]})" for language in Language}


def _short(value: float) -> int | float:
    return int(value) if value == int(value) else round(value, 2)
