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


class ProgrammeRead(ProgrammeName):
    """`paid_every_months` is null where the payroll decides; `enrolment` is the person's own."""

    rate: RateRead | None
    paid_every_months: int | None
    qualifies: Mapping[Language, str]
    apply_at: Mapping[Language, str]
    application: ApplicationRead
    enrolment: EnrolmentRead | None
