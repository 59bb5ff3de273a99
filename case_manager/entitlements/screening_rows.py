"""The lines of a screening: whom, what, how certain, why, and who says so."""

import math
from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from functools import cached_property
from itertools import chain

import numpy as np

from case_manager.entitlements import logic
from case_manager.entitlements.findings import DIED, NOT_OPEN, Finding, by_pattern
from case_manager.entitlements.roll_answers import RollAnswers
from case_manager.entitlements.rolls import Roll
from case_manager.entitlements.screening import Screened
from case_manager.entitlements.variables import SEX
from case_manager.entitlements.wording import Texts, Wording, joined, plain_value
from case_manager.kit import spreadsheets
from case_manager.programmes.facts import Condition, Fact
from case_manager.programmes.schemas import Programme
from case_manager.vocabulary import Language, Misplacement

HEADINGS = (
    "kind",
    "certainty",
    "beneficiary_id",
    "area_code",
    "programme",
    "programme_en",
    "programme_bn",
    "instead_of",
    "enrolled_on",
    "conditions",
    "reason_en",
    "reason_bn",
    "sources",
    "needs",
)
_TOGETHER, _BETWEEN = " ", "; "


@dataclass(frozen=True)
class Said:
    """Why, in words, and who says so."""

    en: str
    bn: str
    sources: tuple[str, ...]


@dataclass
class Lines:
    """What was said once of a value is kept: of a million people most say the same.

    No cell but the id is made of anybody else's words.
    """

    wording: Wording
    kept: dict[tuple[object, ...], Said] = field(default_factory=dict)

    def of(self, screened: Screened, beneficiary_ids: Mapping[str, str]) -> Iterator[list[str]]:
        """A line for each person and programme that was found."""
        roll = screened.answers.roll
        for finding in screened.findings:
            programme = self.wording.catalogue.programmes[finding.programme]
            names = [programme.short_names[each] for each in (Language.ENGLISH, Language.BANGLA)]
            instead_of, needs = _TOGETHER.join(finding.instead_of), _TOGETHER.join(finding.needs)
            conditions = _TOGETHER.join(finding.conditions)
            said = self._said(finding, programme, screened.answers)
            days = _enrolled_on(finding, roll)
            for row, why, day in zip(finding.rows.tolist(), said, days, strict=True):
                yield [
                    finding.kind,
                    finding.certainty,
                    spreadsheets.harmless(beneficiary_ids[roll.keys[row]]),
                    roll.areas[row],
                    programme.id,
                    *names,
                    instead_of,
                    day,
                    conditions,
                    _BETWEEN.join([each.en for each in why]),
                    _BETWEEN.join([each.bn for each in why]),
                    self._sources(why),
                    needs,
                ]

    def _said(
        self, finding: Finding, programme: Programme, answers: RollAnswers
    ) -> Iterable[Sequence[Said]]:
        """Of each row, what is said of one condition after the other."""
        columns = [self._of(name, finding, programme, answers) for name in finding.conditions]
        return zip(*columns, strict=True)

    def _of(
        self, name: str, finding: Finding, programme: Programme, answers: RollAnswers
    ) -> Sequence[Said]:
        if name == DIED:
            death = programme.on_death
            died = self.wording.catalogue.words["reasons"][DIED]
            return [_said(died, *([death.source] if death else []))] * len(finding.rows)
        if name == NOT_OPEN and programme.not_open:
            ended = self.wording.not_open(programme.not_open)
            return [_said(ended, programme.not_open.source)] * len(finding.rows)
        condition = next(each for each in programme.conditions if each.id == name)
        columns = [self._part(part, finding, programme, answers) for part in condition.parts]
        if not condition.any_:
            return columns[0]
        deciding = [_decides(part, finding, programme, answers) for part in condition.parts]
        return [
            _together([said for said, is_so in zip(row, so, strict=True) if is_so])
            for row, so in zip(zip(*columns, strict=True), zip(*deciding, strict=True), strict=True)
        ]

    def _part(
        self, part: Condition, finding: Finding, programme: Programme, answers: RollAnswers
    ) -> Sequence[Said]:
        if part.receives_none_of is not None:
            return self._excluded(part, finding, programme, answers.roll)
        fact = self.wording.catalogue.facts[part.fact or ""]
        by_sex = part.limit is not None and bool(part.limit.by_sex)
        values = answers.fact(fact.id)[finding.rows].tolist()
        sexes = answers.fact(SEX)[finding.rows].tolist() if by_sex else [math.nan] * len(values)
        kept, place = self.kept, (programme.id, part.id)
        found = []
        for value, sex in zip(values, sexes, strict=True):
            key = (place, None if value != value else value, None if sex != sex else sex)
            if (said := kept.get(key)) is None:
                said = kept[key] = self._compared(part, fact, value, sex)
            found.append(said)
        return found

    def _compared(self, part: Condition, fact: Fact, value: float, sex: float) -> Said:
        needed = self.wording.needed(part, plain_value(self.wording.catalogue.facts[SEX], sex))
        told = self.wording.value(fact, plain_value(fact, value))
        return _said(self.wording.reason(part, fact.label, told, needed.words), needed.source)

    def _excluded(
        self, part: Condition, finding: Finding, programme: Programme, roll: Roll
    ) -> Sequence[Said]:
        named = set(part.receives_none_of or ())
        excluding = [
            each
            for each in self.wording.catalogue.programmes.values()
            if {each.id, each.counts_as} & named and each.id != programme.id
        ]
        marks = np.stack([roll.receives[each.id][finding.rows] == 1 for each in excluding])
        found = [_said(self.wording.condition(part), part.source)] * len(finding.rows)
        for coming, places in by_pattern([each.short_names for each in excluding], marks):
            words = self.wording.reason(part, {}, joined(coming), self.wording.needed(part).words)
            for place in places:
                found[place] = _said(words, part.source)
        return found

    def _sources(self, why: Sequence[Said]) -> str:
        named = tuple([each.sources for each in why])
        if (known := self._named.get(named)) is None:
            names = dict.fromkeys(chain.from_iterable(named))
            known = self._named[named] = _BETWEEN.join(map(self._source, names))
        return known

    @cached_property
    def _named(self) -> dict[tuple[tuple[str, ...], ...], str]:
        return {}

    def _source(self, name: str) -> str:
        source = self.wording.catalogue.sources[name]
        return f"{source.title} ({source.date})" if source.date else source.title


def _said(words: Texts, *sources: str) -> Said:
    return Said(words[Language.ENGLISH], words[Language.BANGLA], sources)


def _together(said: Sequence[Said]) -> Said:
    return Said(
        ", ".join(each.en for each in said),
        ", ".join(each.bn for each in said),
        tuple(source for each in said for source in each.sources),
    )


def _decides(
    part: Condition, finding: Finding, programme: Programme, answers: RollAnswers
) -> Sequence[bool]:
    """Of several of which any is enough: all that fail, or those that are met."""
    if finding.kind is Misplacement.WRONGLY_IN:
        return [True] * len(finding.rows)
    met: list[bool] = (answers.of(programme, part).agreed[finding.rows] == logic.YES).tolist()
    return met


def _enrolled_on(finding: Finding, roll: Roll) -> Sequence[str]:
    on_roll = roll.enrolled.get(finding.programme)
    if on_roll is None or finding.kind is not Misplacement.WRONGLY_IN:
        return [""] * len(finding.rows)
    since = on_roll.since[finding.rows]
    days = np.where(np.isnan(since), 0.0, since).astype(np.int64).astype("datetime64[D]")
    written: list[str] = np.where(np.isnan(since), "", days.astype(str)).tolist()
    return written
