from collections.abc import Sequence
from datetime import datetime

from sqlalchemy import func, select, update
from sqlalchemy.orm import Session, joinedload

from case_manager.models import StatedAmount

_STATING = 7253011  # the advisory lock under which amounts are stated, so that none is twice


class StatedAmountRepository:
    def __init__(self, session: Session) -> None:
        self._session = session

    def wait_for_turn(self) -> None:
        self._session.execute(select(func.pg_advisory_xact_lock(_STATING)))

    def add(self, stated: StatedAmount) -> None:
        self._session.add(stated)
        self._session.flush()

    def holding(self) -> Sequence[StatedAmount]:
        """Those that nobody took back, in the order in which they were stated."""
        return self._session.scalars(
            select(StatedAmount)
            .where(StatedAmount.taken_back_at.is_(None))
            .order_by(StatedAmount.id)
        ).all()

    def of_programme(self, programme_id: str) -> Sequence[StatedAmount]:
        """With whoever stated them or took them back, the newest first."""
        return self._session.scalars(
            select(StatedAmount)
            .where(StatedAmount.programme == programme_id)
            .options(joinedload(StatedAmount.author), joinedload(StatedAmount.taker_back))
            .order_by(StatedAmount.id.desc())
        ).all()

    def lock(self, programme_id: str, stated_id: int) -> StatedAmount | None:
        return self._session.scalar(
            select(StatedAmount)
            .where(StatedAmount.programme == programme_id, StatedAmount.id == stated_id)
            .with_for_update()
            .execution_options(populate_existing=True)
        )

    def mark_used(self, ids: Sequence[int], at: datetime) -> None:
        self._session.execute(
            update(StatedAmount)
            .where(
                StatedAmount.id.in_(ids),
                StatedAmount.first_used_at.is_(None),
                StatedAmount.taken_back_at.is_(None),
            )
            .values(first_used_at=at)
            .execution_options(synchronize_session=False)
        )
