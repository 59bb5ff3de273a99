from collections.abc import Sequence
from uuid import UUID

from sqlalchemy import func, or_, select, true
from sqlalchemy.dialects.postgresql import insert
from sqlalchemy.orm import Session

from case_manager.models import Area, Conversation, Person
from case_manager.vocabulary import AreaLevel


class PersonRepository:
    def __init__(self, session: Session) -> None:
        self._session = session

    def get(self, person_id: UUID) -> Person | None:
        return self._session.get(Person, person_id)

    def with_phone(self, phone_index: bytes) -> Sequence[Person]:
        return self._session.scalars(select(Person).where(Person.phone_index == phone_index)).all()

    def identified_by(
        self, nid_indexes: Sequence[bytes], beneficiary_id: str, birth_year: int
    ) -> Sequence[Person]:
        return self._session.scalars(
            select(Person).where(
                or_(Person.nid_index.in_(nid_indexes), Person.beneficiary_id == beneficiary_id),
                Person.birth_year == birth_year,
            )
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
