from collections.abc import Collection, Sequence
from uuid import UUID

from sqlalchemy import func, select, true
from sqlalchemy.dialects.postgresql import insert
from sqlalchemy.orm import Session

from case_manager.job_queue import defer
from case_manager.models import Area, Conversation, Death, Identifier, IdentityGuard, Person
from case_manager.people.queue import HEAR, QUEUE
from case_manager.vocabulary import AreaLevel, IdentifierKind


class PersonRepository:
    def __init__(self, session: Session) -> None:
        self._session = session

    def get(self, person_id: UUID) -> Person | None:
        return self._session.get(Person, person_id)

    def holding(self, value_indexes: Collection[bytes]) -> Sequence[Person]:
        """Whoever one of these numbers is valid for; each kind of number has hashes of its own."""
        holders = select(Identifier.person_id).where(
            Identifier.value_index.in_(value_indexes), Identifier.valid_until.is_(None)
        )
        return self._session.scalars(
            select(Person).where(Person.id.in_(holders)).order_by(Person.id)
        ).all()

    def numbers_of(
        self, person_ids: Collection[UUID], *kinds: IdentifierKind
    ) -> Sequence[Identifier]:
        """The valid ones of these kinds."""
        return self._session.scalars(
            select(Identifier)
            .where(
                Identifier.person_id.in_(person_ids),
                Identifier.kind.in_(kinds),
                Identifier.valid_until.is_(None),
            )
            .order_by(Identifier.id)
        ).all()

    def death_of(self, person_id: UUID) -> Death | None:
        return self._session.scalar(
            select(Death).where(Death.person_id == person_id, Death.revoked_on.is_(None))
        )

    def next_to_hear(self, after: UUID | None, limit: int) -> Sequence[Person]:
        return self._session.scalars(
            select(Person)
            .where(Person.id > after if after else true())
            .order_by(Person.id)
            .limit(limit)
        ).all()

    def defer_hearing(self, after: UUID) -> None:
        defer(self._session, HEAR, {"after": str(after)}, queue=QUEUE, lock=HEAR)

    def lock_guards(self, person_ids: Collection[UUID]) -> Sequence[IdentityGuard]:
        """One for each, in the same order for everybody, until this transaction ends."""
        if not person_ids:
            return []
        self._session.execute(
            insert(IdentityGuard)
            .values([{"person_id": id_, "failed_checks": 0} for id_ in sorted(person_ids)])
            .on_conflict_do_nothing()
        )
        return self._session.scalars(
            select(IdentityGuard)
            .where(IdentityGuard.person_id.in_(person_ids))
            .order_by(IdentityGuard.person_id)
            .with_for_update()
            .execution_options(populate_existing=True)
        ).all()


class ConversationRepository:
    def __init__(self, session: Session) -> None:
        self._session = session

    def get(self, conversation_id: UUID) -> Conversation | None:
        return self._session.get(Conversation, conversation_id)

    def with_phone(self, phone_index: bytes) -> Conversation | None:
        return self._session.scalar(
            select(Conversation)
            .where(Conversation.phone_index == phone_index)
            .order_by(Conversation.created_at.desc(), Conversation.id)
            .limit(1)
        )

    def lock(self, conversation_id: UUID) -> Conversation | None:
        """Nobody else reads it for a change until this transaction ends."""
        return self._session.get(
            Conversation,
            conversation_id,
            with_for_update={"key_share": True},
            populate_existing=True,
        )

    def make_sure_of(self, conversation: Conversation) -> Conversation:
        """Inserts it unless it is there already; either way the row is locked."""
        self._session.execute(
            insert(Conversation)
            .values(
                id=conversation.id,
                phone_sealed=conversation.phone_sealed,
                phone_index=conversation.phone_index,
                language=conversation.language,
                opted_out=False,
                failed_checks=0,
                created_at=conversation.created_at,
            )
            .on_conflict_do_nothing()
        )
        kept = self.lock(conversation.id)
        if kept is None:
            raise LookupError("a conversation vanished between two statements")
        return kept


class AreaRepository:
    def __init__(self, session: Session) -> None:
        self._session = session

    def with_parents(self, code: str) -> Sequence[Area]:
        """The area and everything it lies in, the largest first."""
        prefixes = [code[:length] for length in (2, 4, 6, 10) if length <= len(code)]
        return self._session.scalars(
            select(Area).where(Area.code.in_(prefixes)).order_by(Area.code)
        ).all()

    def of_length(self, code: str, length: int) -> Sequence[Area]:
        return self._session.scalars(
            select(Area)
            .where(Area.code.startswith(code), func.length(Area.code) == length)
            .order_by(Area.code)
        ).all()

    def names(self, codes: set[str]) -> dict[str, Area]:
        found = self._session.scalars(select(Area).where(Area.code.in_(codes)))
        return {area.code: area for area in found}

    def inside(self, code: str | None) -> Sequence[Area]:
        with_unions = code is not None and len(code) >= 6
        return self._session.scalars(
            select(Area)
            .where(
                Area.code.startswith(code) if code else true(),
                true() if with_unions else Area.level != AreaLevel.UNION,
            )
            .order_by(Area.code)
        ).all()
