"""What nobody asks for any more is deleted, in steps so small that nobody waits for them."""

from collections.abc import Callable, Iterator
from dataclasses import dataclass
from datetime import datetime, timedelta

import structlog
from sqlalchemy import TextClause, text
from sqlalchemy.exc import OperationalError
from sqlalchemy.ext.asyncio import AsyncSession

from ussd_gateway.db import Sessions
from ussd_gateway.sending.reports import EARLY_KEPT, PARTS_KEPT
from ussd_gateway.settings import Settings

log = structlog.get_logger(__name__)
ROWS_AT_ONCE = 1000

# From the moment on that the step before ended with: what is deleted stays in the index until it is
# cleaned up, and would be passed over anew by every step.
_STEP = """
DELETE FROM gateway.{table} AS old USING (
    SELECT {key} FROM gateway.{table}
    WHERE {moment} >= :since AND {moment} < :before AND {only}
    ORDER BY {moment} LIMIT :most FOR UPDATE SKIP LOCKED
) AS step
WHERE {same} RETURNING old.{moment}
"""
_ALONE = text("SELECT pg_try_advisory_xact_lock(hashtext('gateway.pruning'))")
_EARLIEST = datetime.fromisoformat("1970-01-01T00:00:00+00:00")

_OLD_MONTHS = text("""
SELECT month.relname FROM pg_inherits AS of_table
JOIN pg_class AS month ON month.oid = of_table.inhrelid
WHERE of_table.inhparent = to_regclass('gateway.' || :table)
  AND month.relname < :table || '_' || :first_kept
ORDER BY month.relname
""")
_UNFINISHED = {"inbox": ("pending", "in_call"), "outbox": ("held", "queued", "sending")}
_LONGEST_LOCK = "1s"  # that others may have to wait behind us


@dataclass(frozen=True)
class OldRows:
    """Of a table without months, those whose `moment` is too long ago."""

    table: str
    key: tuple[str, ...]
    moment: str
    kept_for: timedelta
    only: str = "true"

    @property
    def step(self) -> TextClause:
        same = " AND ".join(f"old.{column} = step.{column}" for column in self.key)
        key = ", ".join(self.key)
        return text(
            _STEP.format(table=self.table, key=key, moment=self.moment, only=self.only, same=same)
        )


def old_rows(ids_kept_for: timedelta) -> Iterator[OldRows]:
    provider_id = ("channel", "provider_message_id")
    yield OldRows("message_parts", provider_id, "told_at", EARLY_KEPT, "message_id IS NULL")
    yield OldRows("message_parts", provider_id, "told_at", PARTS_KEPT, "message_id IS NOT NULL")
    yield OldRows("inbound_keys", provider_id, "received_at", ids_kept_for)
    yield OldRows("outgoing_keys", ("message_id",), "accepted_at", ids_kept_for)


@dataclass(frozen=True)
class Pruner:
    """`months_kept`: whole months of messages before this one; None is all."""

    sessions: Sessions
    clock: Callable[[], datetime]
    ids_kept_for: timedelta
    months_kept: int | None
    rows_at_once: int = ROWS_AT_ONCE

    async def prune(self) -> None:
        """Of several workers that come at once one does it."""
        for rows in old_rows(self.ids_kept_for):
            if deleted := await self._delete(rows):
                log.info("pruned", table=rows.table, rows=deleted)
        if self.months_kept is not None:
            for table in _UNFINISHED:
                await self._drop_months(table, self.months_kept)

    async def _delete(self, rows: OldRows) -> int:
        deleted, since, step = 0, _EARLIEST, rows.step
        before = self.clock() - rows.kept_for
        while True:
            async with self.sessions.begin() as session:
                if not await session.scalar(_ALONE):
                    return deleted
                limits = {"since": since, "before": before, "most": self.rows_at_once}
                moments = (await session.scalars(step, limits)).all()
            deleted += len(moments)
            if len(moments) < self.rows_at_once:
                return deleted
            since = max(moments)

    async def _drop_months(self, table: str, months_kept: int) -> None:
        first_kept = _months_before(self.clock(), months_kept)
        async with self.sessions.begin() as session:
            named = {"table": table, "first_kept": first_kept}
            months = (await session.scalars(_OLD_MONTHS, named)).all()
        for month in months:
            try:
                async with self.sessions.begin() as session:
                    await _drop(session, table, month)
            except OperationalError as error:  # somebody reads it, a backup for instance
                log.warning("month_not_dropped", month=month, error=type(error.orig).__name__)


async def _drop(session: AsyncSession, table: str, month: str) -> None:
    if not await session.scalar(_ALONE):
        return
    await session.execute(text(f"SET LOCAL lock_timeout = '{_LONGEST_LOCK}'"))
    is_unfinished = " OR ".join(  # one by one, as the indexes of each hold them
        f"EXISTS (SELECT FROM gateway.{month} WHERE state = '{state}')"
        for state in _UNFINISHED[table]
    )
    if await session.scalar(text(f"SELECT {is_unfinished}")):
        log.error("month_has_unfinished_messages", month=month)
        return
    await session.execute(text(f"DROP TABLE gateway.{month}"))
    log.info("month_dropped", month=month)


def _months_before(now: datetime, months: int) -> str:
    """As the months of messages are named, which are those of UTC."""
    years, month = divmod(now.year * 12 + now.month - 1 - months, 12)
    return f"{years:04}{month + 1:02}"


def make_pruner(settings: Settings, sessions: Sessions, clock: Callable[[], datetime]) -> Pruner:
    return Pruner(
        sessions,
        clock,
        timedelta(days=settings.ids_kept_days),
        settings.messages_kept_months or None,
    )
