from collections.abc import Mapping, Sequence
from datetime import datetime
from typing import Any
from uuid import UUID

from sqlalchemy import and_, case, delete, func, select
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

    def wait_for_others(self, partner: str) -> None:
        """Messages of one partner count one after the other."""
        key = func.hashtextextended(f"partner {partner}", 0)
        self._session.execute(select(func.pg_advisory_xact_lock(key)))

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

    def keep(self, answer: Mapping[str, Any]) -> None:
        """A question that failed leaves the answer before it, unless that was another peer's."""
        told = insert(RegistryAnswer).values(answer)
        new, old = told.excluded, RegistryAnswer
        stays = and_(new.failed_with.is_not(None), old.peer == new.peer)
        self._session.execute(
            told.on_conflict_do_update(
                index_elements=[old.person_id, old.programme, old.subject],
                set_={
                    "peer": new.peer,
                    "content_sealed": case((stays, old.content_sealed), else_=new.content_sealed),
                    "answered_at": case((stays, old.answered_at), else_=new.answered_at),
                    "asked_at": new.asked_at,
                    "failed_with": new.failed_with,
                },
            )
        )
