"""Incidents, who may see them, and the cases of each."""

from collections.abc import Collection, Sequence
from datetime import datetime
from uuid import UUID

from sqlalchemy import (
    BigInteger,
    ColumnElement,
    and_,
    cast,
    func,
    literal,
    or_,
    select,
    true,
    tuple_,
    update,
)
from sqlalchemy.dialects.postgresql import insert
from sqlalchemy.orm import Session, aliased, joinedload

from case_manager.cases.conditions import visible_to as sees_case
from case_manager.incidents.agent_repository import citizen
from case_manager.models import (
    Case,
    Incident,
    IncidentCase,
    IncidentEvent,
    RemedyNews,
    User,
)
from case_manager.vocabulary import Role


class IncidentRepository:
    def __init__(self, session: Session) -> None:
        self._session = session

    def add(self, row: Incident | IncidentEvent) -> None:
        self._session.add(row)
        self._session.flush()

    def find(self, number: int, viewer: User) -> Incident | None:
        return self._session.scalar(
            select(Incident)
            .where(Incident.number == number, visible_to(viewer))
            .options(joinedload(Incident.owner), joinedload(Incident.area))
            .execution_options(populate_existing=True)
        )

    def lock(self, number: int, viewer: User) -> Incident | None:
        return self._session.scalar(
            select(Incident)
            .where(Incident.number == number, visible_to(viewer))
            .with_for_update(key_share=True)
            .execution_options(populate_existing=True)
        )

    def get(self, incident_id: UUID) -> Incident:
        return self._session.get_one(Incident, incident_id)

    def lock_by_id(self, incident_id: UUID) -> Incident:
        return self._session.get_one(
            Incident, incident_id, with_for_update={"key_share": True}, populate_existing=True
        )

    def open_with_fault(self, fault: str) -> Incident | None:
        """The one it was joined into, if it was."""
        found = self._session.scalar(
            select(Incident).where(Incident.fault == fault, Incident.mended_at.is_(None))
        )
        if found and found.joined_into_id:
            return self.get(found.joined_into_id)
        return found

    def joined_into(self, incident_id: UUID) -> Sequence[Incident]:
        return self._session.scalars(
            select(Incident).where(Incident.joined_into_id == incident_id).order_by(Incident.number)
        ).all()

    def seen(self, numbers: Collection[int], viewer: User) -> set[int]:
        """Those of them that the viewer may see."""
        found = select(Incident.number).where(Incident.number.in_(numbers), visible_to(viewer))
        return set(self._session.scalars(found))

    def page(
        self,
        viewer: User,
        *,
        is_mended: bool,
        after: tuple[datetime, UUID] | None,
        limit: int,
    ) -> Sequence[Incident]:
        """The latest first; of the open ones those that are due first are marked, not moved."""
        place = tuple_(Incident.opened_at, Incident.id)
        state = Incident.mended_at.is_not(None) if is_mended else Incident.mended_at.is_(None)
        return self._session.scalars(
            select(Incident)
            .where(visible_to(viewer), state, Incident.joined_into_id.is_(None))
            .where(place < tuple_(*after) if after else true())
            .options(joinedload(Incident.owner), joinedload(Incident.area))
            .order_by(Incident.opened_at.desc(), Incident.id.desc())
            .limit(limit)
        ).all()

    def count_open_cases(self, incident_ids: Sequence[UUID], viewer: User) -> dict[UUID, int]:
        """Of those that the viewer may see."""
        rows = self._session.execute(
            select(IncidentCase.incident_id, func.count())
            .join(Case, Case.id == IncidentCase.case_id)
            .where(IncidentCase.incident_id.in_(incident_ids), IncidentCase.removed_at.is_(None))
            .where(Case.closed_at.is_(None), sees_case(viewer))
            .group_by(IncidentCase.incident_id)
        )
        return {row[0]: row[1] for row in rows}

    def cases(
        self, incident_id: UUID, viewer: User, after: UUID | None, limit: int
    ) -> Sequence[Case]:
        """With person, area and assignee."""
        return self._session.scalars(
            select(Case)
            .join(IncidentCase, IncidentCase.case_id == Case.id)
            .where(IncidentCase.incident_id == incident_id, IncidentCase.removed_at.is_(None))
            .where(sees_case(viewer), Case.id > after if after else true())
            .options(joinedload(Case.person), joinedload(Case.area), joinedload(Case.assignee))
            .order_by(Case.id)
            .limit(limit)
        ).all()

    def news_of(self, case_ids: Sequence[UUID]) -> dict[UUID, RemedyNews]:
        """The latest of each."""
        rows = self._session.scalars(
            select(RemedyNews).where(RemedyNews.case_id.in_(case_ids)).order_by(RemedyNews.id)
        )
        return {row.case_id: row for row in rows}

    def open_case_ids(self, incident_id: UUID, after: UUID | None, limit: int) -> Sequence[UUID]:
        return self._session.scalars(
            select(Case.id)
            .join(IncidentCase, IncidentCase.case_id == Case.id)
            .where(IncidentCase.incident_id == incident_id, IncidentCase.removed_at.is_(None))
            .where(Case.closed_at.is_(None), Case.id > after if after else true())
            .order_by(Case.id)
            .limit(limit)
        ).all()

    def membership(self, case_id: UUID) -> IncidentCase | None:
        return self._session.get(
            IncidentCase, case_id, with_for_update=True, populate_existing=True
        )

    def put_case(self, case_id: UUID, incident_id: UUID, now: datetime) -> None:
        values = {"incident_id": incident_id, "added_at": now, "removed_at": None}
        statement = insert(IncidentCase).values(case_id=case_id, **values)
        self._session.execute(
            statement.on_conflict_do_update(index_elements=["case_id"], set_=values)
        )

    def members(self, incident_id: UUID, references: Sequence[str], viewer: User) -> Sequence[Case]:
        return self._session.scalars(
            select(Case)
            .join(IncidentCase, IncidentCase.case_id == Case.id)
            .where(IncidentCase.incident_id == incident_id, IncidentCase.removed_at.is_(None))
            .where(Case.reference.in_(references), sees_case(viewer))
            .order_by(Case.id)
        ).all()

    def move_all(self, from_id: UUID, into_id: UUID) -> None:
        self._session.execute(
            update(IncidentCase)
            .where(IncidentCase.incident_id == from_id)
            .values(incident_id=into_id)
        )

    def waiting(self, incident_id: UUID) -> tuple[int, int]:
        """Of its open cases, how many people and how much they have told of."""
        told = cast(Case.told["amount_paisa"].astext, BigInteger)
        row = self._session.execute(
            select(func.count(citizen().distinct()), func.coalesce(func.sum(told), 0))
            .join(IncidentCase, IncidentCase.case_id == Case.id)
            .where(IncidentCase.incident_id == incident_id, IncidentCase.removed_at.is_(None))
            .where(Case.closed_at.is_(None))
        ).one()
        return row[0], int(row[1])

    def events(self, incident_id: UUID) -> Sequence[IncidentEvent]:
        return self._session.scalars(
            select(IncidentEvent)
            .where(IncidentEvent.incident_id == incident_id)
            .options(joinedload(IncidentEvent.actor))
            .order_by(IncidentEvent.id)
        ).all()

    def find_event(self, source_key: str) -> IncidentEvent | None:
        return self._session.scalar(
            select(IncidentEvent).where(IncidentEvent.source_key == source_key)
        )

    def possible_owners(self, incident: Incident, limit: int) -> Sequence[User]:
        """Those whose area holds all of it: the leading and the nearest first, then who has least
        to do of this kind."""
        owned = aliased(Incident)
        busy = (
            select(func.count())
            .where(owned.owner_id == User.id, owned.mended_at.is_(None))
            .correlate(User)
            .scalar_subquery()
        )
        leads = User.role.in_((Role.SUPERVISOR, Role.ADMINISTRATOR))
        holds: ColumnElement[bool] = User.area_code.is_(None)
        if incident.area_code:
            holds = or_(holds, literal(incident.area_code).startswith(User.area_code))
        not_concerned = User.id != incident.concerns_id if incident.concerns_id else true()
        return self._session.scalars(
            select(User)
            .where(User.is_active, holds, not_concerned)
            .order_by(
                leads.desc(),
                func.length(User.area_code).desc().nulls_last(),
                busy,
                User.name,
                User.id,
            )
            .limit(limit)
        ).all()


def visible_to(viewer: User) -> ColumnElement[bool]:
    """Whoever an incident concerns is never shown it. Of others, what reaches into their area, and
    what they opened or work on."""
    near: ColumnElement[bool] = true()
    if viewer.area_code:
        near = or_(
            Incident.owner_id == viewer.id,
            Incident.opened_by == viewer.id,
            Incident.area_code.is_(None),
            Incident.area_code.startswith(viewer.area_code, autoescape=True),
            literal(viewer.area_code).startswith(Incident.area_code),
        )
    return and_(Incident.concerns_id.is_distinct_from(viewer.id), near)
