from collections.abc import Iterator, Sequence

from sqlalchemy import func, select
from sqlalchemy.orm import Session

from case_manager.models import AuditEntry

_PORTION = 1000
_CHAINS = 7253002  # the advisory locks that keep each chain one line wide


class AuditRepository:
    def __init__(self, session: Session) -> None:
        self._session = session

    def wait_for_turn(self, chain: int) -> None:
        self._session.execute(select(func.pg_advisory_xact_lock(_CHAINS, chain)))

    def last_hash(self, chain: int) -> bytes | None:
        return self._session.scalar(
            select(AuditEntry.hash)
            .where(AuditEntry.chain == chain)
            .order_by(AuditEntry.id.desc())
            .limit(1)
        )

    def add(self, entry: AuditEntry) -> None:
        self._session.add(entry)
        self._session.flush()

    def in_order(self, chain: int) -> Iterator[AuditEntry]:
        """Read in portions: the trail is longer than the memory."""
        last = 0
        while entries := self._following(chain, last):
            yield from entries
            last = entries[-1].id

    def _following(self, chain: int, entry_id: int) -> Sequence[AuditEntry]:
        return self._session.scalars(
            select(AuditEntry)
            .where(AuditEntry.chain == chain, AuditEntry.id > entry_id)
            .order_by(AuditEntry.id)
            .limit(_PORTION)
        ).all()
