from collections.abc import Mapping
from datetime import date

from pydantic import BaseModel, ConfigDict

from case_manager.vocabulary import EnrolmentStatus, Language


class RateRead(BaseModel):
    """A month's amount, from the lowest to the highest group's; its last known fiscal year."""

    model_config = ConfigDict(from_attributes=True)

    amount_paisa: int
    highest_paisa: int
    fiscal_year: str
    may_change: bool


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
    enrolment: EnrolmentRead | None
