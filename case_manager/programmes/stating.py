"""Administrators confirm or correct what a programme pays from a day on, and take that back."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date, datetime

from sqlalchemy.orm import Session

from case_manager.audit import service as audit
from case_manager.errors import AmountInUse, UnknownAmount, UnknownProgramme
from case_manager.models import StatedAmount, User
from case_manager.programmes import service
from case_manager.programmes.repository import StatedAmountRepository
from case_manager.programmes.schemas import DatedAmount

_MONTH = "month"


@dataclass(frozen=True)
class StateAmount:
    """`applies_to` is a group of the programme's amounts, None: everybody."""

    programme: str
    applies_to: str | None
    first_day: date
    amount: int
    is_uncertain: bool
    source_title: str
    source_on: date | None
    source_url: str | None
    reason: str


@dataclass(frozen=True)
class Measure:
    """What an amount counts: taka without a unit."""

    unit: str | None
    per: str


def state_amount(
    session: Session, command: StateAmount, *, actor: User, now: datetime
) -> StatedAmount:
    """Sent twice, it is stated once."""
    repository = StatedAmountRepository(session)
    repository.wait_for_turn()
    measure = measure_of(session, command.programme, command.applies_to, command.first_day)
    stated = StatedAmount(
        **vars(command), unit=measure.unit, per=measure.per, stated_by=actor.id, stated_at=now
    )
    if same := _same(repository.of_programme(command.programme), stated):
        return same
    repository.add(stated)
    _record(session, "amount_stated", stated, actor, now)
    return stated


def take_back(
    session: Session, programme_id: str, stated_id: int, *, actor: User, now: datetime
) -> None:
    stated = StatedAmountRepository(session).lock(programme_id, stated_id)
    if stated is None:
        raise UnknownAmount("nobody stated this amount")
    if stated.taken_back_at:
        return
    if stated.first_used_at:
        raise AmountInUse("citizens were answered from this amount")
    stated.taken_back_at, stated.taken_back_by = now, actor.id
    _record(session, "amount_taken_back", stated, actor, now)


def list_stated(session: Session, programme_id: str) -> Sequence[StatedAmount]:
    """With those that were taken back, the newest first."""
    return StatedAmountRepository(session).of_programme(programme_id)


def measure_of(session: Session, programme_id: str, applies_to: str | None, day: date) -> Measure:
    """As what this group got last before that day is counted."""
    found = service.amounts(session).entries.get(programme_id)
    if found is None:
        raise UnknownProgramme("there is no programme of this id")
    own = [entry for entry in found if entry.applies_to == applies_to]
    if not own:
        raise UnknownAmount("the programme has no amount for this group")
    entry = _last_before(own, day)
    return Measure(entry.unit, entry.per or _MONTH)


def _last_before(entries: Sequence[DatedAmount], day: date) -> DatedAmount:
    begun = [entry for entry in entries if (entry.first_day or date.min) <= day]
    return (begun or entries[:1])[-1]


def _same(known: Sequence[StatedAmount], stated: StatedAmount) -> StatedAmount | None:
    """If the newest for that group and day says it already."""
    holding = (
        each
        for each in known
        if each.taken_back_at is None
        and (each.applies_to, each.first_day) == (stated.applies_to, stated.first_day)
    )
    newest = next(holding, None)
    return newest if newest and _says(newest) == _says(stated) else None


def _says(stated: StatedAmount) -> tuple[object, ...]:
    return (
        stated.amount,
        stated.is_uncertain,
        stated.source_title,
        stated.source_on,
        stated.source_url,
        stated.reason,
    )


def _record(
    session: Session, action: str, stated: StatedAmount, actor: User, now: datetime
) -> None:
    audit.record(
        session,
        action,
        subject_kind="programme",
        subject_id=stated.programme,
        actor=actor,
        now=now,
        data={
            "statement": str(stated.id),
            "first_day": stated.first_day.isoformat(),
            "group": stated.applies_to or "everybody",
            "amount": str(stated.amount),
            "is_uncertain": str(stated.is_uncertain).lower(),
        },
    )
