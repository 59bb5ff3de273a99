"""Agents who keep money, found by open complaints: no list names an agent."""

from collections.abc import Sequence
from datetime import date, datetime

from sqlalchemy import ColumnElement, String, and_, cast, exists, func, or_, select
from sqlalchemy.orm import Session

from case_manager.incidents.gathering import gather
from case_manager.incidents.rules import Fault
from case_manager.models import Case, Incident, IncidentCase
from case_manager.vocabulary import IncidentKind

_OVERCHARGED = "agent_overcharge"


class AgentRepository:
    def __init__(self, session: Session) -> None:
        self._session = session

    def complained_of(self, since: date, fewest: float) -> Sequence[Fault]:
        """Of whom so many complain since then whose cases are part of nothing else."""
        provider = Case.told["provider"].astext
        rows = self._session.execute(
            select(provider, Case.area_code)
            .where(_is_about_an_agent(), Case.received_on >= since, ~_is_part_of_an_incident())
            .where(provider.is_not(None), Case.area_code.is_not(None))
            .group_by(provider, Case.area_code)
            .having(func.count(citizen().distinct()) >= fewest)
            .order_by(provider, Case.area_code)
        )
        return [
            Fault(IncidentKind.AGENT, provider=provider, area_code=area_code)
            for provider, area_code in rows
        ]

    def add_cases(self, incident: Incident, family: Sequence[Incident], now: datetime) -> int:
        each = [
            and_(Case.told["provider"].astext == one.provider, Case.area_code == one.area_code)
            for one in family
            if one.fault and one.kind is IncidentKind.AGENT
        ]
        if not each:
            return 0
        meant = select(Case.id).where(_is_about_an_agent(), or_(*each))
        return gather(self._session, incident, meant, now)


def citizen() -> ColumnElement[str]:
    """Whose case it is, as far as anything tells."""
    known = (Case.person_id, Case.conversation_id, Case.citizen_phone_index, Case.id)
    return func.coalesce(*(cast(each, String) for each in known))


def _is_about_an_agent() -> ColumnElement[bool]:
    return and_(
        Case.closed_at.is_(None), Case.category == _OVERCHARGED, Case.is_restricted.is_(False)
    )


def _is_part_of_an_incident() -> ColumnElement[bool]:
    """Or was: one that was mended is not opened anew by the same cases, nor by what was taken out
    by hand."""
    return exists().where(
        IncidentCase.case_id == Case.id,
        Incident.id == IncidentCase.incident_id,
        or_(
            Incident.mended_at.is_(None),
            Incident.kind == IncidentKind.AGENT,
            IncidentCase.removed_at.is_not(None),
        ),
    )
