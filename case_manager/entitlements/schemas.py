from collections.abc import Mapping
from datetime import date

from pydantic import BaseModel, ConfigDict

from case_manager.vocabulary import EnrolmentStatus, Language

Texts = dict[Language, str]


class Read(BaseModel):
    model_config = ConfigDict(from_attributes=True)


class RateRead(Read):
    """A month's amount, from the lowest to the highest group's; its last known fiscal year."""

    amount_paisa: int
    highest_paisa: int
    fiscal_year: str
    may_change: bool


class NamedRead(Read):
    id: str
    name: Texts


class ApplicationRead(Read):
    """`is_open` is null where nobody knows; `last_day` is that of the last known window."""

    offices: list[NamedRead]
    documents: list[NamedRead]
    url: str | None
    is_open: bool | None
    last_day: date | None


class EnrolmentRead(BaseModel):
    programme: str
    programme_name: Mapping[Language, str]
    status: EnrolmentStatus
    enrolled_on: date
    rate: RateRead | None


class ProgrammeName(BaseModel):
    programme: str
    programme_name: Mapping[Language, str]


class EntitlementsRead(BaseModel):
    """Enrolments only where identity is known; the programmes to ask about for everybody."""

    enrolments: list[EnrolmentRead]
    programmes: list[ProgrammeName]


class SourceRead(Read):
    title: str
    date: str | None
    url: str | None


class ToldSourceRead(SourceRead):
    """`said` is how citizens are told of it, of the first always."""

    said: Texts | None


class ProgrammeRead(ProgrammeName):
    """Of any in the catalogue. `qualifies` is only told of the main allowances, `benefit` where it
    is no money; `not_open` is why nobody can apply, `apply_at` is
    null only then. `paid_every_months` is null where the payroll
    decides. Of how to apply there are no `sources` where it is only generally known. `enrolment` is
    the person's own.
    """

    rate: RateRead | None
    paid_every_months: int | None
    benefit: Mapping[Language, str] | None
    qualifies: Mapping[Language, str] | None
    apply_at: Mapping[Language, str] | None
    not_open: Mapping[Language, str] | None
    application: ApplicationRead
    sources: list[ToldSourceRead]
    enrolment: EnrolmentRead | None
