from collections.abc import Sequence
from datetime import datetime

from sqlalchemy import select
from sqlalchemy.orm import Session, contains_eager

from case_manager.models import Case, CaseEvent, Conversation

_MOST_CASES = 200


class TrainingRepository:
    def __init__(self, session: Session) -> None:
        self._session = session

    def conversations(self, phone_indexes: Sequence[bytes]) -> Sequence[Conversation]:
        query = select(Conversation).where(Conversation.phone_index.in_(phone_indexes))
        return self._session.scalars(query).all()

    def cases_since(self, phone_indexes: Sequence[bytes], since: datetime) -> Sequence[Case]:
        query = (
            select(Case)
            .join(Case.conversation)
            .where(Conversation.phone_index.in_(phone_indexes), Case.opened_at >= since)
            .options(contains_eager(Case.conversation))
            .order_by(Case.opened_at.desc())
            .limit(_MOST_CASES)
        )
        return self._session.scalars(query).all()

    def events(self, cases: Sequence[Case]) -> Sequence[CaseEvent]:
        ids = [case.id for case in cases]
        query = select(CaseEvent).where(CaseEvent.case_id.in_(ids)).order_by(CaseEvent.id)
        return self._session.scalars(query).all()
