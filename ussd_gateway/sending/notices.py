"""When a notice may go: in none of its quiet hours, and not as one too many of its contact's day.

Asked again whenever it is about to go, because it may have waited since it came.
"""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import date, datetime, time, timedelta
from typing import Any, NamedTuple
from uuid import UUID

from sqlalchemy import text
from sqlalchemy.ext.asyncio import AsyncSession

from ussd_gateway.costs import BANGLADESH
from ussd_gateway.db import wake
from ussd_gateway.quiet_hours import QuietHours

# Whoever holds a contact waits for rows of it elsewhere, so this waits for nobody.
_LOCK_CONTACTS = text("""
SELECT id, opted_out_at IS NULL AS wants_notices FROM gateway.contacts
WHERE id = ANY(CAST(:ids AS uuid[])) ORDER BY id FOR NO KEY UPDATE SKIP LOCKED
""")

# What failed reached nobody and counts no more.
_ASK = text("""
SELECT message.id, message.quiet_from, message.quiet_to, message.daily_limit, message.counted_on, (
    SELECT count(*) FROM gateway.outbox AS other
    WHERE other.contact_id = message.contact_id AND other.counted_on = :today
      AND other.id <> message.id AND other.state <> 'failed'
) AS counted
FROM unnest(CAST(:ids AS uuid[]), CAST(:moments AS timestamptz[])) AS named (id, created_at)
JOIN gateway.outbox AS message USING (id, created_at)
""")
_COUNT = text("""
UPDATE gateway.outbox AS message SET counted_on = :today
FROM unnest(CAST(:ids AS uuid[]), CAST(:moments AS timestamptz[])) AS named (id, created_at)
WHERE message.id = named.id AND message.created_at = named.created_at
  AND daily_limit IS NOT NULL AND counted_on IS DISTINCT FROM :today
""")
_HOLD = text("""
UPDATE gateway.outbox AS message SET state = 'held', next_attempt_at = named.until
FROM unnest(CAST(:ids AS uuid[]), CAST(:moments AS timestamptz[]),
            CAST(:untils AS timestamptz[])) AS named (id, created_at, until)
WHERE message.id = named.id AND message.created_at = named.created_at
""")

# The case manager's later ones stay behind it; answers go on.
_HOLD_BEHIND = text("""
WITH behind AS (
    SELECT later.id, later.created_at
    FROM unnest(CAST(:ids AS uuid[]), CAST(:moments AS timestamptz[])) AS named (id, created_at)
    JOIN gateway.outbox AS first USING (id, created_at)
    JOIN gateway.outbox AS later ON later.contact_id = first.contact_id
        AND later.state = 'queued' AND later.kind = 'case_message'
        AND later.in_order > first.in_order
    FOR UPDATE OF later SKIP LOCKED
)
UPDATE gateway.outbox AS message SET state = 'held'
FROM behind WHERE message.id = behind.id AND message.created_at = behind.created_at
""")


class Notice(NamedTuple):
    id: UUID
    created_at: datetime
    contact_id: UUID


@dataclass(frozen=True)
class Verdicts:
    """Of the asked: those that may go now, and until when others wait. What is in neither may be
    asked again in a moment: somebody else is at work on its contact."""

    go: frozenset[UUID]
    wait: Mapping[UUID, datetime]


def next_permitted(
    now: datetime, quiet: QuietHours | None, daily_limit: int | None, counted: int
) -> datetime:
    """Now, or the next moment that is worth asking at."""
    moment = now
    if daily_limit is not None and counted >= daily_limit:
        tomorrow = now.astimezone(BANGLADESH).date() + timedelta(days=1)
        moment = datetime.combine(tomorrow, time(), BANGLADESH).astimezone(now.tzinfo)
    return quiet.next_allowed(moment) if quiet else moment


class Notices:
    def __init__(self, session: AsyncSession) -> None:
        self._session = session

    async def ask(self, notices: Sequence[Notice], now: datetime) -> Verdicts:
        """Counts those that may go as of today. The caller has locked their rows, one a contact.

        What nobody wants any more waits for no hour: whoever takes it gives it up.
        """
        if not notices:
            return Verdicts(frozenset(), {})
        locked = await self._session.execute(
            _LOCK_CONTACTS, {"ids": sorted({each.contact_id for each in notices})}
        )
        wants_notices = {row.id: row.wants_notices for row in locked}
        asked = [each for each in notices if wants_notices.get(each.contact_id)]
        unwanted = [each for each in notices if wants_notices.get(each.contact_id) is False]
        today = now.astimezone(BANGLADESH).date()
        rows = await self._session.execute(_ASK, {**_keys(asked), "today": today})
        moments = {row.id: _moment(row, now, today) for row in rows}
        go = [each for each in asked if moments[each.id] <= now]
        await self._session.execute(_COUNT, {**_keys(go), "today": today})
        wait = {id_: moment for id_, moment in moments.items() if moment > now}
        return Verdicts(frozenset(each.id for each in [*go, *unwanted]), wait)

    async def hold(self, notices: Sequence[Notice], wait: Mapping[UUID, datetime]) -> None:
        """Out of the queue, so that no answer stands behind them."""
        held = [each for each in notices if each.id in wait]
        if not held:
            return
        keys = _keys(held)
        await self._session.execute(_HOLD_BEHIND, keys)
        await self._session.execute(_HOLD, {**keys, "untils": [wait[each.id] for each in held]})
        await wake(self._session, "outbox")


def _moment(row: Any, now: datetime, today: date) -> datetime:
    quiet = None
    if row.quiet_from is not None and row.quiet_to is not None:
        quiet = QuietHours(row.quiet_from, row.quiet_to)
    is_counted = row.counted_on == today
    return next_permitted(now, quiet, None if is_counted else row.daily_limit, row.counted)


def _keys(notices: Sequence[Notice]) -> dict[str, object]:
    return {
        "ids": [each.id for each in notices],
        "moments": [each.created_at for each in notices],
    }
