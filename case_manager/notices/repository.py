from collections.abc import Collection, Sequence
from datetime import datetime, timedelta
from typing import Any, NamedTuple
from uuid import UUID

from sqlalchemy import (
    ColumnElement,
    Select,
    and_,
    exists,
    func,
    lateral,
    null,
    or_,
    select,
    true,
    update,
)
from sqlalchemy.dialects.postgresql import insert
from sqlalchemy.orm import Session, joinedload

from case_manager.job_queue import defer
from case_manager.models import (
    Case,
    Conversation,
    Death,
    Enrolment,
    Identifier,
    Notice,
    NoticeRecipient,
    Payment,
    Person,
)
from case_manager.notices.queue import MOVE_ON, QUEUE
from case_manager.vocabulary import DeliveryStatus, IdentifierKind, NoticeStatus, SafeContact

_UNSAFE = (SafeContact.NO.value, SafeContact.CALL.value)


class Fitting(NamedTuple):
    """Somebody of the audience; without a phone both halves of it are None."""

    person_id: UUID
    phone_index: bytes | None
    phone_sealed: bytes | None
    has_died: bool
    amount_paisa: int | None
    period_from: Any
    period_to: Any


class Progress(NamedTuple):
    delivery_status: DeliveryStatus
    is_handed: bool
    messages: int


class NoticeRepository:
    def __init__(self, session: Session) -> None:
        self._session = session

    def add(self, notice: Notice) -> None:
        self._session.add(notice)
        self._session.flush()

    def take_form(self, form_id: UUID) -> None:
        """Whoever sends the same form meanwhile waits for the end of this transaction."""
        key = func.hashtextextended(str(form_id), 0)
        self._session.execute(select(func.pg_advisory_xact_lock(key)))

    def get(self, notice_id: UUID) -> Notice | None:
        return self._session.get(Notice, notice_id)

    def find(self, notice_id: UUID, area_code: str | None) -> Notice | None:
        """With whoever wrote and released it."""
        return self._session.scalar(self._shown(area_code).where(Notice.id == notice_id))

    def lock(self, notice_id: UUID) -> Notice | None:
        return self._session.get(
            Notice, notice_id, with_for_update={"key_share": True}, populate_existing=True
        )

    def latest(self, area_code: str | None, before: int | None, limit: int) -> Sequence[Notice]:
        earlier = Notice.number < before if before else true()
        return self._session.scalars(
            self._shown(area_code).where(earlier).order_by(Notice.number.desc()).limit(limit)
        ).all()

    def _shown(self, area_code: str | None) -> Select[Notice]:
        """Those to nobody outside the area."""
        inside = Notice.area_code.startswith(area_code) if area_code else true()
        return (
            select(Notice)
            .where(inside)
            .options(joinedload(Notice.author), joinedload(Notice.releaser))
        )

    def defer_moving_on(self, notice: Notice, wait: timedelta) -> None:
        args = {"notice_id": str(notice.id), "turn": str(notice.turn)}
        defer(self._session, MOVE_ON, args, queue=QUEUE, wait=wait)

    def candidates(self, notice: Notice, limit: int) -> Sequence[UUID]:
        """The next people of the place, in order of id; the rest is asked of these alone, so that
        no statement is long, however few fit."""
        return self._session.scalars(
            select(Person.id)
            .where(_is_of_the_place(notice))
            .where(Person.id > notice.counted_to if notice.counted_to else true())
            .order_by(Person.id)
            .limit(limit)
        ).all()

    def fitting(self, notice: Notice, person_ids: Collection[UUID]) -> list[Fitting]:
        """Those of these people who are of the audience now, with the latest of their payments."""
        phone = lateral(
            select(Identifier.value_index, Identifier.value_sealed)
            .where(
                Identifier.person_id == Person.id,
                Identifier.kind == IdentifierKind.PHONE,
                Identifier.valid_until.is_(None),
            )
            .order_by(Identifier.id.desc())
            .limit(1)
        )
        has_died = exists().where(Death.person_id == Person.id, Death.revoked_on.is_(None))
        statement = select(Person.id, phone.c.value_index, phone.c.value_sealed, has_died)
        statement = statement.outerjoin_from(Person, phone, true())
        if notice.payment_status is None:
            statement = statement.add_columns(null(), null(), null())
        else:
            paid = _payment_of(notice)
            statement = statement.join(paid, true()).add_columns(
                paid.c.amount_paisa, paid.c.period_from, paid.c.period_to
            )
        rows = self._session.execute(
            statement.where(Person.id.in_(person_ids), _is_of_the_place(notice))
            .where(*_of_the_sex_and_age(notice), _is_enrolled(notice))
            .order_by(Person.id)
        )
        return [Fitting(*row) for row in rows]

    def holders(self, phone_indexes: Collection[bytes]) -> dict[bytes, set[UUID]]:
        """Whose each of these phones is in the register."""
        rows = self._session.execute(
            select(Identifier.value_index, Identifier.person_id).where(
                Identifier.value_index.in_(phone_indexes), Identifier.valid_until.is_(None)
            )
        )
        holders: dict[bytes, set[UUID]] = {}
        for phone_index, person_id in rows:
            holders.setdefault(phone_index, set()).add(person_id)
        return holders

    def conversations(self, phone_indexes: Collection[bytes]) -> dict[bytes, list[Conversation]]:
        """By the hash under which conversations have their phone; the oldest first."""
        found = self._session.scalars(
            select(Conversation)
            .where(Conversation.phone_index.in_(phone_indexes))
            .order_by(Conversation.created_at, Conversation.id)
        )
        conversations: dict[bytes, list[Conversation]] = {}
        for each in found:
            if each.phone_index:
                conversations.setdefault(each.phone_index, []).append(each)
        return conversations

    def unsafe(
        self,
        person_ids: Collection[UUID],
        conversation_ids: Collection[UUID],
        phone_indexes: Collection[bytes],
    ) -> set[UUID | bytes]:
        """The people, conversations and phones (by the hash under which cases have theirs) of
        which somebody has told that an SMS could harm them."""
        told = Case.told["contact_safely"].astext.in_(_UNSAFE)
        theirs = or_(
            Case.person_id.in_(person_ids),
            Case.conversation_id.in_(conversation_ids),
            Case.citizen_phone_index.in_(phone_indexes),
        )
        rows = self._session.execute(
            select(Case.person_id, Case.conversation_id, Case.citizen_phone_index).where(
                told, theirs
            )
        )
        return {each for row in rows for each in row if each is not None}

    def add_recipients(self, notice: Notice, people: dict[UUID, UUID]) -> set[UUID]:
        """`people` by their messages; returns those messages that were not there before."""
        if not people:
            return set()
        rows = [
            {"message_id": message_id, "notice_id": notice.id, "person_id": person_id}
            for message_id, person_id in people.items()
        ]
        added = self._session.scalars(
            insert(NoticeRecipient)
            .on_conflict_do_nothing(index_elements=["message_id"])
            .returning(NoticeRecipient.message_id),
            [row | {"delivery_status": DeliveryStatus.QUEUED} for row in rows],
        )
        return set(added)

    def waiting(self, notice: Notice, limit: int) -> Sequence[NoticeRecipient]:
        """From where they began the last time: what waits no more never waits again, and what is
        left of it in the index is not gone through for each batch."""
        first = notice.waiting_from
        found = self._session.scalars(
            select(NoticeRecipient)
            .where(NoticeRecipient.notice_id == notice.id, _IS_WAITING)
            .where(NoticeRecipient.message_id >= first if first else true())
            .order_by(NoticeRecipient.message_id)
            .limit(limit)
        ).all()
        if found:
            notice.waiting_from = found[0].message_id
        return found

    def ahead(self, since: datetime) -> dict[UUID, int]:
        """By notice, how many the gateway has had since then and has not told anything of."""
        may_have_some = select(Notice.id).where(
            or_(
                Notice.status.in_((NoticeStatus.SENDING, NoticeStatus.PAUSED)),
                Notice.ended_at > since,
            )
        )
        rows = self._session.execute(
            select(NoticeRecipient.notice_id, func.count())
            .where(
                NoticeRecipient.notice_id.in_(may_have_some),
                NoticeRecipient.delivery_status == DeliveryStatus.QUEUED,
                NoticeRecipient.handed_at > since,
            )
            .group_by(NoticeRecipient.notice_id)
        )
        return {row[0]: row[1] for row in rows}

    def count_going(self) -> int:
        found = select(func.count()).where(Notice.status == NoticeStatus.SENDING)
        return self._session.scalars(found).one()

    def mark_handed(self, message_ids: Collection[UUID], now: datetime) -> None:
        """Also what has been reported on already."""
        self._session.execute(
            update(NoticeRecipient)
            .where(NoticeRecipient.message_id.in_(message_ids), NoticeRecipient.handed_at.is_(None))
            .values(handed_at=now)
            .execution_options(synchronize_session=False)
        )

    def mark_told(self, message_ids: Collection[UUID]) -> None:
        """Those of which the gateway will never report anything."""
        self._session.execute(
            update(NoticeRecipient)
            .where(NoticeRecipient.message_id.in_(message_ids))
            .values(delivery_status=DeliveryStatus.SENT)
            .execution_options(synchronize_session=False)
        )

    def mark_failed(self, message_ids: Collection[UUID], reason: str) -> None:
        self._session.execute(
            update(NoticeRecipient)
            .where(NoticeRecipient.message_id.in_(message_ids), _IS_WAITING)
            .values(delivery_status=DeliveryStatus.FAILED, failure_reason=reason)
            .execution_options(synchronize_session=False)
        )

    def count_tries(self, message_ids: Collection[UUID], most: int) -> Sequence[UUID]:
        """Returns those that have had that many."""
        tries = self._session.execute(
            update(NoticeRecipient)
            .where(NoticeRecipient.message_id.in_(message_ids))
            .values(tries=NoticeRecipient.tries + 1)
            .returning(NoticeRecipient.message_id, NoticeRecipient.tries)
            .execution_options(synchronize_session=False)
        )
        return [message_id for message_id, count in tries if count >= most]

    def lock_recipient(self, message_id: UUID) -> NoticeRecipient | None:
        return self._session.get(
            NoticeRecipient, message_id, with_for_update={"key_share": True}, populate_existing=True
        )

    def progress(self, notice_id: UUID) -> list[Progress]:
        by = (NoticeRecipient.delivery_status, NoticeRecipient.handed_at.is_not(None))
        rows = self._session.execute(
            select(*by, func.count()).where(NoticeRecipient.notice_id == notice_id).group_by(*by)
        )
        return [Progress(*row) for row in rows]

    def failures(self, notice_id: UUID) -> list[tuple[str | None, int]]:
        """How many failed of each reason."""
        rows = self._session.execute(
            select(NoticeRecipient.failure_reason, func.count())
            .where(
                NoticeRecipient.notice_id == notice_id,
                NoticeRecipient.delivery_status == DeliveryStatus.FAILED,
            )
            .group_by(NoticeRecipient.failure_reason)
        )
        return [(reason, messages) for reason, messages in rows]


_IS_WAITING = and_(
    NoticeRecipient.handed_at.is_(None),
    NoticeRecipient.delivery_status == DeliveryStatus.QUEUED,
)


def _is_of_the_place(notice: Notice) -> ColumnElement[bool]:
    return Person.area_code.startswith(notice.area_code) if notice.area_code else true()


def _of_the_sex_and_age(notice: Notice) -> list[ColumnElement[bool]]:
    conditions: list[ColumnElement[bool]] = []
    if notice.sex:
        conditions.append(Person.sex == notice.sex)
    if notice.born_from is not None:
        conditions.append(Person.birth_year >= notice.born_from)
    if notice.born_to is not None:
        conditions.append(Person.birth_year <= notice.born_to)
    return conditions


def _is_enrolled(notice: Notice) -> ColumnElement[bool]:
    if notice.programme is None:
        return true()
    status = Enrolment.status == notice.enrolment_status if notice.enrolment_status else true()
    return exists().where(
        Enrolment.person_id == Person.id, Enrolment.programme == notice.programme, status
    )


def _payment_of(notice: Notice) -> Any:
    return lateral(
        select(Payment.amount_paisa, Payment.period_from, Payment.period_to)
        .where(
            Payment.person_id == Person.id,
            Payment.programme == notice.programme,
            Payment.status == notice.payment_status,
            Payment.period_from.between(notice.period_from, notice.period_to),
        )
        .order_by(Payment.period_from.desc(), Payment.period_to.desc())
        .limit(1)
    )
