from collections.abc import Collection, Iterable, Sequence
from datetime import date, datetime
from uuid import UUID

from sqlalchemy import (
    ColumnElement,
    Select,
    and_,
    delete,
    false,
    func,
    literal,
    or_,
    select,
    true,
    union_all,
)
from sqlalchemy.dialects.postgresql import distinct_on, insert
from sqlalchemy.orm import Session, joinedload

from case_manager.cases.conditions import chosen, in_area_of, in_queue, ordered, visible_to
from case_manager.cases.queue import INTRODUCE, QUEUE
from case_manager.cases.queues import CaseFilter, Days, Position, Queue
from case_manager.job_queue import defer
from case_manager.models import (
    Case,
    CaseEvent,
    CaseMessage,
    CaseMovement,
    CasePause,
    CaseWord,
    Holiday,
    Person,
    User,
    reference_sequence,
)
from case_manager.vocabulary import MessageKind, Role, SafeContact

_MOST_ASSIGNEES = 200
_MOST_ALREADY_OPEN = 20


class CaseRepository:
    def __init__(self, session: Session) -> None:
        self._session = session

    def next_position(self) -> int:
        return self._session.execute(select(reference_sequence.next_value())).scalar_one() - 1

    def holidays(self) -> frozenset[date]:
        return frozenset(self._session.scalars(select(Holiday.on)))

    def add(self, row: Case | CaseEvent | CaseMessage | CaseMovement | CasePause) -> None:
        self._session.add(row)
        self._session.flush()

    def defer_introduction(self, case: Case) -> None:
        defer(
            self._session,
            INTRODUCE,
            {"case_id": str(case.id)},
            queue=QUEUE,
            lock=f"introduction:{(case.citizen_phone_index or b'').hex()}",
        )

    def pauses(self, case_id: UUID) -> Sequence[CasePause]:
        return self._session.scalars(
            select(CasePause).where(CasePause.case_id == case_id).order_by(CasePause.from_on)
        ).all()

    def forget_pause(self, pause_id: int) -> None:
        self._session.execute(delete(CasePause).where(CasePause.id == pause_id))

    def user(self, user_id: UUID) -> User:
        return self._session.get_one(User, user_id)

    def person(self, person_id: UUID) -> Person:
        return self._session.get_one(Person, person_id)

    def may_see(self, case: Case, user: User) -> bool:
        found = select(Case.id).where(Case.id == case.id, visible_to(user))
        return self._session.scalar(found) is not None

    def who_may_see(self, case: Case) -> Sequence[User]:
        """The nearest first: those with the smallest area, then by name."""
        inside = literal(case.area_code).startswith(User.area_code) if case.area_code else false()
        leads = User.role.in_((Role.SUPERVISOR, Role.ADMINISTRATOR))
        return self._session.scalars(
            select(User)
            .where(
                User.is_active,
                or_(User.area_code.is_(None), inside),
                leads if case.is_restricted else true(),
            )
            .order_by(func.length(User.area_code).desc().nulls_last(), User.name, User.id)
            .limit(_MOST_ASSIGNEES)
        ).all()

    def find_by_source(self, source_key: str) -> Case | None:
        return self._session.scalar(select(Case).where(Case.source_key == source_key))

    def open_by_source(self, conversation_id: UUID, begins_with: str) -> Case | None:
        return self._session.scalar(
            select(Case)
            .where(Case.conversation_id == conversation_id, Case.closed_at.is_(None))
            .where(Case.source_key.startswith(begins_with, autoescape=True))
            .order_by(Case.opened_at.desc(), Case.id.desc())
            .limit(1)
        )

    def get(self, case_id: UUID) -> Case:
        return self._session.get_one(Case, case_id)

    def appeal_since(self, case: Case, moment: datetime) -> Case | None:
        return self._session.scalar(
            select(Case)
            .where(Case.appeal_of == case.id, Case.opened_at >= moment)
            .order_by(Case.opened_at)
            .limit(1)
        )

    def appeals_against(self, case_id: UUID) -> Sequence[str]:
        return self._session.scalars(
            select(Case.reference).where(Case.appeal_of == case_id).order_by(Case.opened_at)
        ).all()

    def get_message(self, message_id: UUID) -> CaseMessage:
        return self._session.get_one(CaseMessage, message_id)

    def find_message_by_source(self, source_key: str) -> CaseMessage | None:
        return self._session.scalar(select(CaseMessage).where(CaseMessage.source_key == source_key))

    def of_message(self, source_key: str) -> Case | None:
        """The case that a message was written into."""
        return self._session.scalar(
            select(Case)
            .join(CaseMessage, CaseMessage.case_id == Case.id)
            .where(CaseMessage.source_key == source_key)
        )

    def of_citizen(
        self, reference: str, conversation_id: UUID, person_id: UUID | None
    ) -> Case | None:
        """The conversation that filed it, or the person it is about."""
        return self._session.scalar(
            select(Case).where(Case.reference == reference, _theirs(conversation_id, person_id))
        )

    def latest_of_citizen(
        self, conversation_id: UUID, person_id: UUID | None, limit: int
    ) -> Sequence[Case]:
        """Of whom no SMS is safe, only who knows the number of the case hears of it."""
        contact = Case.told["contact_safely"].astext
        return self._session.scalars(
            select(Case)
            .where(
                _theirs(conversation_id, person_id),
                or_(contact.is_(None), contact == SafeContact.SMS.value),
            )
            .order_by(Case.opened_at.desc(), Case.id)
            .limit(limit)
        ).all()

    def lock(self, case_id: UUID) -> Case:
        return self._session.get_one(
            Case, case_id, with_for_update={"key_share": True}, populate_existing=True
        )

    def lock_visible(self, reference: str, viewer: User) -> Case | None:
        return self._session.scalar(
            select(Case)
            .where(Case.reference == reference, visible_to(viewer))
            .with_for_update(key_share=True)
            .execution_options(populate_existing=True)
        )

    def find_visible(self, reference: str, viewer: User) -> Case | None:
        return self._session.scalar(
            select(Case)
            .where(Case.reference == reference, visible_to(viewer))
            .options(
                joinedload(Case.person),
                joinedload(Case.area),
                joinedload(Case.payment),
                joinedload(Case.assignee),
                joinedload(Case.conversation),
            )
            .execution_options(populate_existing=True)
        )

    def page(
        self, viewer: User, filter_: CaseFilter, after: Position | None, *, days: Days, limit: int
    ) -> Sequence[Case]:
        statement = listed(viewer).where(
            in_queue(filter_.queue, viewer, days), *chosen(filter_, viewer)
        )
        return self._session.scalars(ordered(statement, filter_, after).limit(limit)).all()

    def counts(self, viewer: User, *, days: Days, at_most: int) -> dict[Queue, int]:
        """In one go; counting stops at `at_most`: nobody reads whether it is 12,000 or 13,000.

        What they see is asked for in two parts that share no case, because each has an index of
        its own and both together have none.
        """
        in_area = in_area_of(viewer)
        assigned = and_(Case.assignee_id == viewer.id, in_area.is_not(True))
        counted = []
        for queue in Queue:
            counted_in = in_queue(queue, viewer, days)
            parts = union_all(
                *(
                    select(literal(1)).select_from(Case).where(part, counted_in)
                    for part in (in_area, assigned)
                )
            )
            counted.append(
                select(func.count()).select_from(parts.limit(at_most).subquery()).scalar_subquery()
            )
        return dict(zip(Queue, self._session.execute(select(*counted)).one(), strict=True))

    def messages(self, case_id: UUID) -> Sequence[CaseMessage]:
        return self._session.scalars(
            select(CaseMessage)
            .where(CaseMessage.case_id == case_id, CaseMessage.taken_back_at.is_(None))
            .options(joinedload(CaseMessage.author), joinedload(CaseMessage.outgoing))
            .order_by(CaseMessage.created_at, CaseMessage.position)
            .execution_options(populate_existing=True)
        ).all()

    def events(self, case_id: UUID) -> Sequence[CaseEvent]:
        return self._session.scalars(
            select(CaseEvent)
            .where(CaseEvent.case_id == case_id)
            .options(joinedload(CaseEvent.actor))
            .order_by(CaseEvent.id)
        ).all()

    def events_since(self, reference: str, moment: datetime) -> list[CaseEvent]:
        return list(
            self._session.scalars(
                select(CaseEvent)
                .join(Case, Case.id == CaseEvent.case_id)
                .where(Case.reference == reference, CaseEvent.at >= moment)
                .order_by(CaseEvent.id)
            )
        )

    def find_act(self, reference: str, event_id: int, actor: User) -> CaseEvent | None:
        return self._session.scalar(
            select(CaseEvent)
            .join(Case, Case.id == CaseEvent.case_id)
            .where(
                Case.reference == reference,
                CaseEvent.id == event_id,
                CaseEvent.actor_id == actor.id,
            )
        )

    def latest_words(self, case_ids: Iterable[UUID]) -> dict[UUID, bytes]:
        """What the citizen said last in each case, still sealed."""
        rows = self._session.execute(
            select(CaseMessage.case_id, CaseMessage.text_sealed)
            .where(CaseMessage.case_id.in_(list(case_ids)), CaseMessage.kind == MessageKind.CITIZEN)
            .ext(distinct_on(CaseMessage.case_id))
            .order_by(
                CaseMessage.case_id, CaseMessage.created_at.desc(), CaseMessage.position.desc()
            )
        )
        return {row.case_id: row.text_sealed for row in rows}

    def put_holidays(self, holidays: Iterable[Holiday]) -> None:
        for holiday in holidays:
            self._session.merge(holiday)
        self._session.flush()

    def lock_open(self, after: UUID | None, limit: int) -> Sequence[Case]:
        return self._session.scalars(
            select(Case)
            .where(Case.closed_at.is_(None), Case.id > after if after else true())
            .order_by(Case.id)
            .limit(limit)
            .with_for_update(key_share=True)
            .execution_options(populate_existing=True)
        ).all()

    def pauses_of(self, case_ids: Sequence[UUID]) -> dict[UUID, list[CasePause]]:
        found: dict[UUID, list[CasePause]] = {}
        for pause in self._session.scalars(
            select(CasePause).where(CasePause.case_id.in_(case_ids))
        ):
            found.setdefault(pause.case_id, []).append(pause)
        return found

    def add_words(self, rows: Sequence[tuple[int, datetime, UUID]]) -> None:
        """What is there already stays."""
        if rows:
            self._session.execute(
                insert(CaseWord).on_conflict_do_nothing(),
                [dict(zip(("word", "opened_at", "case_id"), row, strict=True)) for row in rows],
            )

    def without_name(self, references: Collection[str]) -> set[str]:
        return set(
            self._session.scalars(
                select(Case.reference).where(Case.reference.in_(references), Case.is_anonymous)
            )
        )

    def open_of_citizen(
        self,
        viewer: User,
        category: str,
        *,
        person_id: UUID | None,
        conversation_id: UUID | None,
        phone_index: bytes,
    ) -> Sequence[Case]:
        """The newest about this; of a person, a contact, or a phone that is no contact yet.

        Nothing tells whose a case without a name is."""
        theirs = [Case.citizen_phone_index == phone_index]
        if person_id:
            theirs.append(Case.person_id == person_id)
        if conversation_id:
            theirs.append(Case.conversation_id == conversation_id)
        return self._session.scalars(
            listed(viewer)
            .where(Case.closed_at.is_(None), Case.category == category, or_(*theirs))
            .where(Case.is_anonymous.is_(False))
            .order_by(Case.opened_at.desc(), Case.id.desc())
            .limit(_MOST_ALREADY_OPEN)
        ).all()


def listed(viewer: User) -> Select[Case]:
    return (
        select(Case)
        .where(visible_to(viewer))
        .options(joinedload(Case.person), joinedload(Case.area), joinedload(Case.assignee))
    )


def _theirs(conversation_id: UUID, person_id: UUID | None) -> ColumnElement[bool]:
    filed_here = Case.conversation_id == conversation_id
    return or_(filed_here, Case.person_id == person_id) if person_id else filed_here
