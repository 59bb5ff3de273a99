from collections.abc import Sequence
from datetime import datetime
from uuid import UUID

from sqlalchemy import delete, func, select
from sqlalchemy.dialects.postgresql import insert
from sqlalchemy.orm import Session

from case_manager.models import PartnerMessage, RegistryAnswer


class PartnerMessageRepository:
    def __init__(self, session: Session) -> None:
        self._session = session

    def keep(self, partner: str, digest: bytes, questions: int, now: datetime) -> bool:
        """False where this message came before; the same one side by side waits for the first."""
        kept = self._session.execute(
            insert(PartnerMessage)
            .values(partner=partner, digest=digest, questions=questions, received_at=now)
            .on_conflict_do_nothing()
            .returning(PartnerMessage.digest)
        )
        return kept.first() is not None

    def questions_since(self, partner: str, moment: datetime) -> int:
        total = self._session.scalar(
            select(func.sum(PartnerMessage.questions)).where(
                PartnerMessage.partner == partner, PartnerMessage.received_at > moment
            )
        )
        return int(total or 0)

    def forget_before(self, moment: datetime) -> None:
        self._session.execute(delete(PartnerMessage).where(PartnerMessage.received_at < moment))


class RegistryAnswerRepository:
    def __init__(self, session: Session) -> None:
        self._session = session

    def of_person(self, person_id: UUID) -> Sequence[RegistryAnswer]:
        return self._session.scalars(
            select(RegistryAnswer)
            .where(RegistryAnswer.person_id == person_id)
            .order_by(RegistryAnswer.programme, RegistryAnswer.subject)
        ).all()

    def keep(self, answer: RegistryAnswer) -> None:
        """A question that failed leaves the answer before it, unless that was another peer's."""
        before = self._session.get(
            RegistryAnswer, (answer.person_id, answer.programme, answer.subject)
        )
        if before and answer.failed_with and before.peer == answer.peer:
            before.asked_at, before.failed_with = answer.asked_at, answer.failed_with
        else:
            self._session.merge(answer)
