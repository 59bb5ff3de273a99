"""What failed in the ledger: counted by what it has in common, and the open cases about it."""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import date, datetime, timedelta
from typing import Any
from uuid import UUID

from sqlalchemy import (
    ColumnElement,
    and_,
    false,
    func,
    literal,
    not_,
    or_,
    select,
    text,
    true,
    tuple_,
)
from sqlalchemy.orm import Session

from case_manager.cases.remedy_repository import may_be_meant
from case_manager.incidents.gathering import gather
from case_manager.incidents.rules import Failures, Fault
from case_manager.kit.calendar import DHAKA
from case_manager.models import Case, Incident, Payment
from case_manager.vocabulary import IncidentKind

_MOST_MINUTES = 20
_PAID_LATE_DAYS = 400  # at most, after its period began
_KEYS: dict[IncidentKind, tuple[Any, ...]] = {
    IncidentKind.BATCH: (Payment.batch,),
    IncidentKind.PROVIDER: (Payment.provider, Payment.programme),
    IncidentKind.UNION: (Payment.area_code, Payment.programme),
}


@dataclass(frozen=True)
class Left:
    """Whose money still fails, and between which areas they live."""

    people: int
    amount_paisa: int
    first_area: str | None
    last_area: str | None


class FaultRepository:
    def __init__(self, session: Session) -> None:
        self._session = session

    def take_time(self) -> None:
        """Whole quarters are read, and no page waits for it."""
        self._session.execute(text(f"SET LOCAL statement_timeout = '{_MOST_MINUTES}min'"))

    def failures(self, since: date) -> list[Failures]:
        """Without what a mended incident had already: that failed before it was mended."""
        by = (
            Payment.batch,
            Payment.provider,
            Payment.programme,
            Payment.return_reason,
            Payment.area_code,
        )
        rows = self._session.execute(
            select(*by, func.count(Payment.person_id.distinct()))
            .where(_fails(), _since(since), not_(self._mended_since(since)))
            .group_by(*by)
        )
        return [
            Failures(batch, provider, programme, reason, area_code, people)
            for batch, provider, programme, reason, area_code, people in rows
            if reason
        ]

    def everybody(
        self, kind: IncidentKind, faults: Sequence[Fault], since: date
    ) -> dict[tuple[str, ...], int]:
        """By the batch, or provider or area with the programme: all who were to be paid."""
        if not faults:
            return {}
        columns = _KEYS[kind]
        wanted = [key_of(kind, fault) for fault in faults]
        rows = self._session.execute(
            select(*columns, func.count(Payment.person_id.distinct()))
            .where(tuple_(*columns).in_(wanted), _since(since))
            .group_by(*columns)
        )
        return {tuple(row[:-1]): row[-1] for row in rows}

    def known_faults(self) -> frozenset[str]:
        found = select(Incident.fault).where(
            Incident.mended_at.is_(None), Incident.fault.is_not(None)
        )
        return frozenset(fault for fault in self._session.scalars(found) if fault)

    def open_incidents(self) -> Sequence[UUID]:
        return self._session.scalars(
            select(Incident.id)
            .where(Incident.mended_at.is_(None), Incident.joined_into_id.is_(None))
            .order_by(Incident.id)
        ).all()

    def left(self, family: Iterable[Incident], window: timedelta) -> Left:
        row = self._session.execute(
            select(
                func.count(Payment.person_id.distinct()),
                func.coalesce(func.sum(Payment.amount_paisa), 0),
                func.min(Payment.area_code),
                func.max(Payment.area_code),
            ).where(_fails(), self._of(family, window))
        ).one()
        return Left(row[0], int(row[1]), row[2], row[3])

    def add_cases(
        self, incident: Incident, family: Sequence[Incident], window: timedelta, now: datetime
    ) -> int:
        """Open cases about what fails in it."""
        meant = (
            select(Case.id)
            .join(
                Payment,
                and_(Payment.person_id == Case.person_id, Payment.programme == Case.programme),
            )
            .where(Case.closed_at.is_(None), _fails(), self._of(family, window), may_be_meant())
            .distinct()
        )
        return gather(self._session, incident, meant, now)

    def _of(self, family: Iterable[Incident], window: timedelta) -> ColumnElement[bool]:
        each = [self._of_one(incident, window) for incident in family if incident.fault]
        return or_(*each) if each else false()

    def _of_one(self, incident: Incident, window: timedelta) -> ColumnElement[bool]:
        last = self._session.scalar(
            select(func.max(Incident.mended_at)).where(Incident.fault == incident.fault)
        )
        since = incident.opened_at.astimezone(DHAKA).date() - window
        after = last.astimezone(DHAKA).date() if last else None
        not_before = Payment.status_on > after if after else true()
        return and_(_hit_by(incident), _since(since), not_before)

    def _mended_since(self, since: date) -> ColumnElement[bool]:
        """What the incidents mended since then were about."""
        mended = self._session.scalars(
            select(Incident).where(
                Incident.fault.is_not(None), func.date(Incident.mended_at) >= since
            )
        )
        each = [
            and_(
                _hit_by(incident),
                Payment.status_on <= incident.mended_at.astimezone(DHAKA).date(),
            )
            for incident in mended
            if incident.mended_at
        ]
        return func.coalesce(or_(*each), false()) if each else false()  # some name no batch


def _fails() -> ColumnElement[bool]:
    """In the words of the partial indexes, which a parameter would hide."""
    states = (literal(state, literal_execute=True) for state in ("returned", "on_hold"))
    return or_(*(Payment.status == state for state in states))


def _since(day: date) -> ColumnElement[bool]:
    """The quarters are named too, so that only theirs are read."""
    return and_(
        Payment.status_on >= day,
        Payment.period_from >= day - timedelta(days=_PAID_LATE_DAYS),
    )


def _hit_by(incident: Incident) -> ColumnElement[bool]:
    match incident.kind:
        case IncidentKind.BATCH:
            return Payment.batch == incident.batch
        case IncidentKind.PROVIDER:
            return and_(
                Payment.provider == incident.provider,
                Payment.programme == incident.programme,
                Payment.return_reason == incident.return_reason,
            )
        case IncidentKind.UNION:
            return and_(
                Payment.area_code == incident.area_code, Payment.programme == incident.programme
            )
    return false()


def key_of(kind: IncidentKind, fault: Fault) -> tuple[str, ...]:
    values = {
        IncidentKind.BATCH: (fault.batch,),
        IncidentKind.PROVIDER: (fault.provider, fault.programme),
        IncidentKind.UNION: (fault.area_code, fault.programme),
    }[kind]
    return tuple(str(value) for value in values)
