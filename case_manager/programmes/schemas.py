"""The catalogue's files as values; what does not fit is refused with a sentence."""

from collections.abc import Mapping
from datetime import date
from enum import StrEnum
from functools import cached_property
from types import MappingProxyType
from typing import Literal, Self

from pydantic import Field, model_validator

from case_manager.programmes import rules
from case_manager.programmes.facts import (
    Benefit,
    Condition,
    Entry,
    Fact,
    Id,
    SourceId,
    Test,
    Texts,
)
from case_manager.vocabulary import Language

FiscalYear = str
GENERAL_KNOWLEDGE = "GK"


class Source(Entry):
    title: str
    date: str | None = None
    url: str | None = None
    note: str | None = None
    said: Texts | None = None


class Names(Entry):
    bn: str
    banglish: str = Field(alias="bn-Latn")
    en: str
    short_bn: str | None = None
    short_en: str | None = None


class Aliases(Entry):
    bn: tuple[str, ...] = ()
    banglish: tuple[str, ...] = Field((), alias="bn-Latn")
    en: tuple[str, ...] = ()


class Cycle(Entry):
    cycle: str
    every_months: int | None = Field(None, ge=1, le=12)
    instalments: tuple[str, ...] = ()
    uncertain: bool = False
    sources: tuple[SourceId, ...]


class Channels(Entry):
    """Since `own_account_since` only an account on the person's own NID is paid into."""

    ids: tuple[Id, ...]
    own_account_since: date | None = None
    note: str | None = None
    sources: tuple[SourceId, ...]


class Window(Entry):
    first_day: date = Field(alias="from")
    last_day: date = Field(alias="to")

    @model_validator(mode="after")
    def _in_order(self) -> Self:
        if self.last_day < self.first_day:
            raise ValueError("the last day is before the first")
        return self


class DaysOfMonth(Entry):
    first: int = Field(ge=1, le=31)
    last: int = Field(ge=1, le=31)


class Apply(Entry):
    """Where and when; without windows, months or days there is no known time."""

    offices: tuple[Id, ...]
    url: str | None = Field(None, pattern=r"^https://[^ ]+$")
    windows: tuple[Window, ...] = ()
    months: tuple[int, ...] = ()
    days_of_month: DaysOfMonth | None = None
    sources: tuple[SourceId, ...]


class Documents(Entry):
    ids: tuple[Id, ...]
    uncertain: bool = False
    note: str | None = None
    sources: tuple[SourceId, ...]


class Told(Entry):
    """What a citizen is told of a main cash allowance; offered in the order of `rank`."""

    rank: int
    qualifies: Texts
    sources: tuple[SourceId, ...] = Field(min_length=1)


class WhyNotOpen(StrEnum):
    MERGED = "merged"
    ENDED = "ended"
    FOR_COMMUNITIES = "for_communities"


class NotOpen(Entry):
    because: WhyNotOpen
    into: Id | None = None
    source: SourceId
    uncertain: bool = False


class SelectedBy(Entry):
    office: Id
    source: SourceId


class OnDeath(Entry):
    """The nominee gets arrears, the month of death and so many months after it."""

    report_within_days: int
    months_paid_after: int
    source: SourceId


class Appeal(Entry):
    first: Id
    second: Id
    source: SourceId


class Extra(Entry):
    """Taka besides the dated amounts, by group."""

    what: str
    amounts: Mapping[str, int]
    source: SourceId


class DatedAmount(Entry):
    """Taka unless there is a `unit`; null where the source states no single number."""

    first_day: date | None = Field(alias="from")
    last_day: date | None = Field(alias="to")
    amount: int | None
    unit: str | None = None
    per: str | None = None
    applies_to: Id | None = None
    duration_months: int | None = None
    stated_as: str | None = None
    source: SourceId
    uncertain: bool = False
    note: str | None = None

    @model_validator(mode="after")
    def _says_something(self) -> Self:
        if self.first_day and self.last_day and self.last_day < self.first_day:
            raise ValueError("the last day is before the first")
        if self.amount is None and not (self.stated_as or self.note):
            raise ValueError("without a number, say what the source says")
        return self

    @property
    def is_monthly_taka(self) -> bool:
        return self.amount is not None and self.per == "month" and self.unit is None

    @property
    def monthly(self) -> rules.Amount | None:
        """As a rate; None where it is no sum of taka a month since a known day."""
        if not self.is_monthly_taka or self.first_day is None or self.amount is None:
            return None
        return rules.Amount(
            first_day=self.first_day,
            last_day=self.last_day,
            taka=self.amount,
            applies_to=self.applies_to,
            is_uncertain=self.uncertain,
        )


class Coverage(Entry):
    fiscal_year: str = Field(pattern=r"^\d{4}-\d{2}$")
    number: int
    unit: str
    source: SourceId
    uncertain: bool = False
    note: str | None = None


class Programme(Entry):
    id: Id
    sms_code: str = Field(pattern=r"^[A-Z]{3}$")
    full_names: Names = Field(alias="names")
    aliases: Aliases = Aliases()
    benefit_type: str
    life_cycle_group: str
    ministry: str
    department: str
    started: str | None = None
    counts_as: Benefit | None = None
    not_open: NotOpen | None = None
    uncertain: bool = False
    payment_cycle: Cycle
    channels: Channels
    apply: Apply
    documents: Documents
    told: Told | None = None
    selected_by: SelectedBy | None = None
    conditions: tuple[Condition, ...]
    priority: tuple[str, ...] = ()
    on_death: OnDeath | None = None
    appeal: Appeal | None = None
    extras: tuple[Extra, ...] = ()
    benefit: Texts | None = None
    dated_amounts: tuple[DatedAmount, ...] = Field(alias="amounts")
    coverage: tuple[Coverage, ...] = ()

    @cached_property
    def names(self) -> Mapping[Language, str]:
        return MappingProxyType(
            {
                Language.BANGLA: self.full_names.bn,
                Language.BANGLISH: self.full_names.banglish,
                Language.ENGLISH: self.full_names.en,
            }
        )

    @cached_property
    def short_names(self) -> Mapping[Language, str]:
        """As people say them and as an SMS has room for."""
        return MappingProxyType(
            {
                Language.BANGLA: self.full_names.short_bn or self.full_names.bn,
                Language.BANGLISH: self.full_names.banglish,
                Language.ENGLISH: self.full_names.short_en or self.full_names.en,
            }
        )

    @cached_property
    def amounts(self) -> tuple[rules.Amount, ...]:
        """Those in taka a month."""
        return tuple(entry.monthly for entry in self.dated_amounts if entry.monthly)

    @property
    def application_sources(self) -> list[SourceId]:
        """Citizens are told of the first; empty where it is only generally known."""
        named = dict.fromkeys([*self.apply.sources, *self.documents.sources])
        return [each for each in named if each != GENERAL_KNOWLEDGE]

    @property
    def paid_every_months(self) -> int | None:
        return self.payment_cycle.every_months


class Catalogue(Entry):
    """Programmes in the order in which they are offered, and what they refer to."""

    sources: Mapping[SourceId, Source]
    offices: Mapping[Id, Texts]
    documents: Mapping[Id, Texts]
    channels: Mapping[Id, Texts]
    units: Mapping[Id, Texts]
    facts: Mapping[Id, Fact]
    groups: Mapping[Id, Test]
    words: Mapping[Literal["reasons", "conditions", "answers", "not_open"], Mapping[Id, Texts]]
    programmes: Mapping[Id, Programme]
