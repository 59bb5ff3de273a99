"""The catalogue as an administrator reads it: each fact with its source and its date."""

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from datetime import date

from case_manager.entitlements.wording import Wording
from case_manager.models import StatedAmount
from case_manager.programmes import rules
from case_manager.programmes import service as programmes_service
from case_manager.programmes.amounts import Amounts
from case_manager.programmes.facts import Condition
from case_manager.programmes.rules import Rate
from case_manager.programmes.schemas import Coverage, DatedAmount, Programme, Source
from case_manager.vocabulary import Language


@dataclass(frozen=True)
class ProgrammeRow:
    programme: Programme
    name: str
    rate: Rate | None
    benefit: str | None


@dataclass(frozen=True)
class AmountRow:
    """`group` names whom it holds for, None: everybody."""

    entry: DatedAmount
    group: str | None
    is_in_force: bool
    source: Source


@dataclass(frozen=True)
class ConditionRow:
    condition: Condition
    words: str
    source: Source


@dataclass(frozen=True)
class CoverageRow:
    entry: Coverage
    source: Source


@dataclass(frozen=True)
class ProgrammeView:
    row: ProgrammeRow
    names: Sequence[str]
    aliases: Sequence[str]
    not_open: str | None
    amounts: Sequence[AmountRow]
    conditions: Sequence[ConditionRow]
    offices: Sequence[str]
    documents: Sequence[str]
    channels: Sequence[str]
    coverage: Sequence[CoverageRow]
    stated: Sequence[StatedAmount]


def list_programmes(
    words: str, paid: Amounts, language: Language, today: date
) -> list[ProgrammeRow]:
    """Those whose name, code or alias holds the words, as citizens write them too."""
    wanted = words.strip().lower()
    return [
        _row(programme, paid, language, today)
        for programme in programmes_service.programmes().values()
        if any(wanted in said.lower() for said in _said(programme))
    ]


def view_programme(
    programme: Programme,
    paid: Amounts,
    stated: Sequence[StatedAmount],
    language: Language,
    today: date,
) -> ProgrammeView:
    catalogue = programmes_service.catalogue()
    wording, sources = Wording(catalogue, today), {**catalogue.sources, **paid.sources}
    return ProgrammeView(
        row=_row(programme, paid, language, today),
        names=list(dict.fromkeys([*programme.names.values(), *programme.short_names.values()])),
        aliases=_aliases(programme),
        not_open=wording.not_open(programme.not_open)[language] if programme.not_open else None,
        amounts=[
            AmountRow(entry, entry.applies_to, _is_in_force(entry, today), sources[entry.source])
            for entry in reversed(paid.entries[programme.id])
        ],
        conditions=[
            ConditionRow(
                condition,
                wording.condition(condition)[language],
                catalogue.sources[wording.source_of(condition)],
            )
            for condition in programme.conditions
        ],
        offices=_named(programme.apply.offices, catalogue.offices, language),
        documents=_named(programme.documents.ids, catalogue.documents, language),
        channels=_named(programme.channels.ids, catalogue.channels, language),
        coverage=[
            CoverageRow(entry, catalogue.sources[entry.source])
            for entry in reversed(programme.coverage)
        ],
        stated=stated,
    )


def _row(programme: Programme, paid: Amounts, language: Language, today: date) -> ProgrammeRow:
    rate = rules.rate_on(today, paid.monthly[programme.id])
    benefit = programme.benefit[language] if programme.benefit and rate is None else None
    return ProgrammeRow(programme, programme.short_names[language], rate, benefit)


def _said(programme: Programme) -> Iterator[str]:
    yield from (programme.id, programme.sms_code)
    yield from programme.names.values()
    yield from programme.short_names.values()
    yield from _aliases(programme)


def _aliases(programme: Programme) -> list[str]:
    return [*programme.aliases.bn, *programme.aliases.banglish, *programme.aliases.en]


def _is_in_force(entry: DatedAmount, today: date) -> bool:
    has_begun = entry.first_day is None or entry.first_day <= today
    return has_begun and (entry.last_day is None or today <= entry.last_day)


def _named(
    ids: Sequence[str], texts: Mapping[str, Mapping[Language, str]], language: Language
) -> list[str]:
    return [texts[each][language] for each in ids]
