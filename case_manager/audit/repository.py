from collections.abc import Iterator, Sequence

from sqlalchemy import func, select
from sqlalchemy.orm import Session

from case_manager.models import AuditEntry

_PORTION = 1000
_CHAIN = 7253002  # the advisory lock that keeps the chain one line wide


class AuditRepository:
    def __init__(self, session: Session) -> None:
        self._session = session

    def wait_for_turn(self) -> None:
        self._session.execute(select(func.pg_advisory_xact_lock(_CHAIN)))

    def last_hash(self) -> bytes | None:
        return self._session.scalar(select(AuditEntry.hash).order_by(AuditEntry.id.desc()).limit(1))

    def add(self, entry: AuditEntry) -> None:
        self._session.add(entry)
        self._session.flush()

    def in_order(self) -> Iterator[AuditEntry]:
        """Read in portions: the trail is longer than the memory."""
        last = 0
        while entries := self._following(last):
            yield from entries
            last = entries[-1].id

    def _following(self, entry_id: int) -> Sequence[AuditEntry]:
        return self._session.scalars(
            select(AuditEntry)
            .where(AuditEntry.id > entry_id)
            .order_by(AuditEntry.id)
            .limit(_PORTION)
        ).all()
