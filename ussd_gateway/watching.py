"""How the channels do, as an operator sees it: of all processes together, from the database."""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime, timedelta

from sqlalchemy import text
from sqlalchemy.ext.asyncio import AsyncSession

from ussd_gateway.messages import Priority

FAILURES_COUNT_FOR = timedelta(hours=1)
_AUTOMATIC_COUNTS_FOR = timedelta(days=1)
_CONNECTION_COUNTS_FOR = timedelta(seconds=20)  # longer than a worker takes to say so again

_WAITING = text("""
SELECT channel, priority, count(*) AS messages, min(created_at) AS oldest_at FROM gateway.outbox
WHERE state IN ('held', 'queued', 'sending') GROUP BY channel, priority ORDER BY channel, priority
""")
_UNANSWERED = text("""
SELECT channel, count(*) AS messages, min(received_at) AS oldest_at FROM (
    SELECT channel, received_at FROM gateway.inbox WHERE state = 'pending'
    UNION ALL
    SELECT channel, received_at FROM gateway.inbox
    WHERE state = 'in_call' AND next_attempt_at < :now
) AS waiting GROUP BY channel
""")
_FAILED = text("""
SELECT channel, count(*) AS messages FROM gateway.outbox
WHERE state = 'failed' AND changed_at > :since GROUP BY channel
""")
_AUTOMATIC = text("""
SELECT channel, count(*) AS messages FROM gateway.inbox
WHERE state = 'automatic' AND received_at > :since GROUP BY channel
""")
_HEARD = text("SELECT channel, heard_at, connected_at FROM gateway.channel_activity")
_SENT = text("SELECT channel, max(sent_at) AS sent_at FROM gateway.daily_costs GROUP BY channel")


@dataclass(frozen=True)
class Queue:
    messages: int
    oldest_at: datetime


@dataclass(frozen=True)
class State:
    """`unanswered` came in and waits for its answer, `automatic` gets none, `waiting` is to go
    out, by priority."""

    heard_at: datetime | None
    connected_at: datetime | None
    sent_at: datetime | None
    failed: int
    automatic: int
    unanswered: Queue | None
    waiting: Mapping[Priority, Queue]

    def is_connected(self, now: datetime) -> bool:
        return self.connected_at is not None and now - self.connected_at < _CONNECTION_COUNTS_FOR


async def states(session: AsyncSession, now: datetime) -> dict[str, State]:
    """By channel, those among them that are configured no more but still have something."""
    waiting: dict[str, dict[Priority, Queue]] = {}
    for row in await session.execute(_WAITING):
        line = waiting.setdefault(row.channel, {})
        line[Priority(row.priority)] = Queue(row.messages, row.oldest_at)
    unanswered = {
        row.channel: Queue(row.messages, row.oldest_at)
        for row in await session.execute(_UNANSWERED, {"now": now})
    }
    rows = await session.execute(_FAILED, {"since": now - FAILURES_COUNT_FOR})
    failed = {row.channel: row.messages for row in rows}
    rows = await session.execute(_AUTOMATIC, {"since": now - _AUTOMATIC_COUNTS_FOR})
    automatic = {row.channel: row.messages for row in rows}
    heard = {row.channel: row for row in await session.execute(_HEARD)}
    sent = {row.channel: row.sent_at for row in await session.execute(_SENT)}
    return {
        channel: State(
            heard_at=heard[channel].heard_at if channel in heard else None,
            connected_at=heard[channel].connected_at if channel in heard else None,
            sent_at=sent.get(channel),
            failed=failed.get(channel, 0),
            automatic=automatic.get(channel, 0),
            unanswered=unanswered.get(channel),
            waiting=waiting.get(channel, {}),
        )
        for channel in sorted({*waiting, *unanswered, *failed, *heard, *sent})
    }
