"""Cases as they are found by words and by names."""

from collections.abc import Sequence
from uuid import UUID

from sqlalchemy import (
    ColumnElement,
    and_,
    exists,
    literal,
    or_,
    select,
    true,
    tuple_,
)
from sqlalchemy.orm import Session, aliased, joinedload

from case_manager.cases.conditions import visible_to
from case_manager.cases.queue import INDEX, INDEX_QUEUE
from case_manager.cases.queues import Position
from case_manager.cases.repository import listed
from case_manager.job_queue import defer
from case_manager.models import (
    Case,
    CaseMessage,
    CaseWord,
    Person,
    User,
)

_MOST_ALIKE = 500


class WordRepository:
    def __init__(self, session: Session) -> None:
        self._session = session

    def with_words(
        self, words: Sequence[int], viewer: User, after: Position | None, *, limit: int
    ) -> Sequence[Case]:
        """All of the words; the newest first."""
        first, *others = words
        place = tuple_(CaseWord.opened_at, CaseWord.case_id)
        matching = (
            select(Case.id)
            .join(CaseWord, and_(CaseWord.case_id == Case.id, CaseWord.opened_at == Case.opened_at))
            .where(
                visible_to(viewer),
                CaseWord.word == first,
                *(_has_word(word) for word in others),
                place < tuple_(after.on, after.id) if after else true(),
            )
            .order_by(CaseWord.opened_at.desc(), CaseWord.case_id.desc())
            .limit(limit)  # before people and areas are joined: words may meet in very many cases
        )
        return self._session.scalars(
            listed(viewer)
            .where(Case.id.in_(matching))
            .order_by(Case.opened_at.desc(), Case.id.desc())
        ).all()

    def with_name_like(self, name: str, viewer: User, *, limit: int) -> Sequence[Case]:
        """The newest cases of people whose name holds something written almost like this."""
        alike = or_(
            literal(name).bool_op("<%")(Person.name_bn),
            literal(name).bool_op("<%")(Person.name_en),
        )
        area = Person.area_code.startswith(viewer.area_code) if viewer.area_code else true()
        people = select(Person.id).where(alike, area).limit(_MOST_ALIKE)
        return self._session.scalars(
            listed(viewer)
            .where(Case.person_id.in_(people))
            .order_by(Case.opened_at.desc(), Case.id.desc())
            .limit(limit)
        ).all()

    def next_to_index(self, after: UUID | None, limit: int) -> Sequence[Case]:
        return self._session.scalars(
            select(Case)
            .where(Case.id > after if after else true())
            .options(joinedload(Case.person))
            .order_by(Case.id)
            .limit(limit)
        ).all()

    def sealed_texts(self, case_ids: Sequence[UUID]) -> dict[UUID, list[bytes]]:
        found: dict[UUID, list[bytes]] = {}
        rows = self._session.execute(
            select(CaseMessage.case_id, CaseMessage.text_sealed).where(
                CaseMessage.case_id.in_(case_ids), CaseMessage.taken_back_at.is_(None)
            )
        )
        for row in rows:
            found.setdefault(row.case_id, []).append(row.text_sealed)
        return found

    def defer_indexing(self, after: UUID | None) -> None:
        args = {"after": str(after)} if after else {}
        defer(self._session, INDEX, args, queue=INDEX_QUEUE, lock=INDEX)


def _has_word(word: int) -> ColumnElement[bool]:
    other = aliased(CaseWord)
    return exists().where(
        other.word == word, other.opened_at == Case.opened_at, other.case_id == Case.id
    )
