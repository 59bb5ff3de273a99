from datetime import timedelta
from uuid import UUID

from sqlalchemy import select
from sqlalchemy.orm import Session

from case_manager.job_queue import defer
from case_manager.messages.queue import HAND_OVER, QUEUE
from case_manager.models import Case, OutgoingMessage


class OutgoingMessageRepository:
    def __init__(self, session: Session) -> None:
        self._session = session

    def add(self, message: OutgoingMessage) -> None:
        self._session.add(message)
        self._session.flush()

    def lock(self, message_id: UUID) -> OutgoingMessage | None:
        return self._session.get(
            OutgoingMessage, message_id, with_for_update={"key_share": True}, populate_existing=True
        )

    def case_reference(self, message: OutgoingMessage) -> str | None:
        return self._session.scalar(select(Case.reference).where(Case.id == message.case_id))

    def defer_hand_over(self, message: OutgoingMessage, wait: timedelta) -> None:
        """A conversation's messages share a lock: they leave in the order they were written, and
        what may still be taken back holds up what was written after it.
        """
        defer(
            self._session,
            HAND_OVER,
            {"message_id": str(message.id)},
            queue=QUEUE,
            lock=f"conversation:{message.conversation_id}",
            wait=wait,
        )
