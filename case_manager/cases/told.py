"""What a citizen has told of a complaint beside their words, in the vocabulary's own terms."""

from datetime import date
from typing import Annotated, Literal

from pydantic import BaseModel, BeforeValidator, ConfigDict, Field, StringConstraints
from sqlalchemy.orm import Session

from case_manager.errors import Malformed
from case_manager.models import Case
from case_manager.people import service as people_service
from case_manager.vocabulary import (
    AccusedRole,
    CallTime,
    ForOther,
    Provider,
    SafeContact,
    Wanted,
    WrongDetail,
)

_MOST_PAISA = 10**12
HourOfCall = Annotated[str, StringConstraints(pattern=r"^([01][0-9]|2[0-3]):[0-5][0-9]$")]
WrongDetails = Annotated[
    tuple[WrongDetail, ...],
    BeforeValidator(lambda told: (told,) if isinstance(told, str) else told),
    Field(min_length=1, max_length=len(WrongDetail)),
]
RingAt = Annotated[str, StringConstraints(pattern=r"^\+8801[3-9][0-9]{8}$")]


class Told(BaseModel):
    """Everything may be absent: nothing is asked that the words have told, or that is not known.

    Of `detail`, what is wrong in the record, there may be several; one may come alone.

    `ring_at` is where to call instead of the phone that it is told from; it is kept apart, sealed.
    """

    model_config = ConfigDict(extra="forbid", frozen=True, hide_input_in_errors=True)

    amount_paisa: Annotated[int, Field(gt=0, le=_MOST_PAISA, strict=True)] | None = None
    area_code: Annotated[str, StringConstraints(pattern=r"^[0-9]{2,10}$")] | None = None
    role: AccusedRole | None = None
    provider: Provider | None = None
    detail: WrongDetails | None = None
    wanted: Wanted | None = None
    for_other: ForOther | None = None
    contact_safely: SafeContact | None = None
    call_time: CallTime | None = None
    ring_at: RingAt | None = None


class ToldOfCase(Told):
    """With the day and the hour of the call that the citizen was promised, or that they want none
    any more."""

    call_on: date | None = None
    call_after: HourOfCall | None = None
    no_call: Literal[True] | None = None


def told_of(case: Case) -> ToldOfCase:
    return ToldOfCase.model_validate(case.told)


def keep(session: Session, case: Case, told: Told) -> None:
    """Raises Malformed where the place is none."""
    if told.area_code and not people_service.area_names(session, {told.area_code}):
        raise Malformed("told.area_code: there is no such area")
    case.told = told.model_dump(mode="json", exclude_none=True, exclude={"ring_at"})
