"""The outbox as the senders see it: what is due is taken, and told what became of it, in batches.

Written in SQL, because a row of the ORM costs as much as sending the message does.
"""

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass, field, replace
from datetime import datetime, timedelta
from typing import Any, Self
from uuid import UUID

import structlog
from sqlalchemy import text
from sqlalchemy.ext.asyncio import AsyncSession

from citizen_text.sms import SmsOptions, in_cheapest_signs
from ussd_gateway.addresses import Address, NotAnAddress
from ussd_gateway.db import wake
from ussd_gateway.events import Events, delivery_changed
from ussd_gateway.messages import OutboxState, OutgoingMessage, Priority
from ussd_gateway.outbox import text_place
from ussd_gateway.places import address_place
from ussd_gateway.sealing import KeyMissing, NotOpened, Sealer
from ussd_gateway.sending.notices import Notice, Notices
from ussd_gateway.sending.routing import Letter
from ussd_gateway.sending.shares import Line, Waiting

log = structlog.get_logger(__name__)

# A row still SENDING after it belonged to a dead worker, and the provider's own report, which
# carries our id, has had time to say that it has the message.
LEASE = timedelta(seconds=60)
# Of the lease: what is not on its way by then does not go, because the rest is for the provider's
# answer and for recording it.
TO_LEAVE = timedelta(seconds=35)

# What is SENDING is due again when its lease has ended.
_CHANNELS = text("""
WITH RECURSIVE found AS (
    SELECT min(channel) AS channel FROM gateway.outbox WHERE state IN ('queued', 'sending')
    UNION ALL
    SELECT (SELECT min(channel) FROM gateway.outbox
            WHERE state IN ('queued', 'sending') AND channel > found.channel)
    FROM found WHERE found.channel IS NOT NULL
)
SELECT channel FROM found WHERE channel IS NOT NULL
""")

_WAITING = text("""
WITH RECURSIVE line AS (
    (SELECT priority, cost_tag FROM gateway.outbox
     WHERE channel = :channel AND state IN ('queued', 'sending')
     ORDER BY priority, outbox.cost_tag LIMIT 1)
    UNION ALL
    SELECT following.* FROM line, LATERAL (
        SELECT priority, outbox.cost_tag FROM gateway.outbox
        WHERE channel = :channel AND state IN ('queued', 'sending')
          AND (priority, outbox.cost_tag) > (line.priority, line.cost_tag)
        ORDER BY priority, outbox.cost_tag LIMIT 1
    ) AS following
)
SELECT line.priority, line.cost_tag, array(
    SELECT segments FROM gateway.outbox
    WHERE channel = :channel AND state IN ('queued', 'sending') AND priority = line.priority
      AND outbox.cost_tag = line.cost_tag AND next_attempt_at <= :now
    LIMIT :most
) AS segments
FROM line
""")

# Every row is locked where it is read, so that what another worker takes is passed over. Where the
# snapshot shows none before a row there is none: places are given out under the contact's lock.
_PICK = text("""
SELECT first.id, first.created_at, first.contact_id, first.is_limited
FROM unnest(CAST(:priorities AS integer[]), CAST(:cost_tags AS text[]),
            CAST(:shares AS integer[])) AS line (priority, cost_tag, share),
LATERAL (
    SELECT id, created_at, contact_id,
        quiet_from IS NOT NULL OR daily_limit IS NOT NULL AS is_limited
    FROM gateway.outbox AS message
    WHERE channel = :channel AND state IN ('queued', 'sending')
      AND message.priority = line.priority AND message.cost_tag = line.cost_tag
      AND next_attempt_at <= :now AND NOT EXISTS (
          SELECT FROM gateway.outbox AS earlier
          WHERE earlier.contact_id = message.contact_id
            AND earlier.state IN ('queued', 'sending')
            AND earlier.in_order < message.in_order
      )
    ORDER BY next_attempt_at LIMIT line.share
    FOR UPDATE SKIP LOCKED
) AS first
""")

# Apart from picking, whose number of rows PostgreSQL guesses too high to look them up one by one.
_TAKE = text("""
UPDATE gateway.outbox AS message
SET state = 'sending', attempts = attempts + 1, next_attempt_at = :lease_ends
FROM unnest(CAST(:ids AS uuid[]), CAST(:moments AS timestamptz[])) AS picked (id, created_at),
    gateway.contacts AS contact
WHERE message.id = picked.id AND message.created_at = picked.created_at
  AND contact.id = message.contact_id
RETURNING message.id, message.created_at, message.contact_id, message.channel, message.priority,
    message.cost_tag, message.in_order, message.attempts, message.segments, message.trace_id,
    message.source_message_id, message.text_sealed, contact.phone_sealed,
    message.kind = 'case_message' AND contact.opted_out_at IS NOT NULL AS is_unwanted
""")

_GIVE_UP = text("""
UPDATE gateway.outbox AS message
SET state = 'failed', reason = named.reason, attempts = attempts - 1, changed_at = :now
FROM unnest(CAST(:ids AS uuid[]), CAST(:moments AS timestamptz[]), CAST(:reasons AS text[]))
    AS named (id, created_at, reason)
WHERE message.id = named.id AND message.created_at = named.created_at
""")


@dataclass(frozen=True)
class DueMessage:
    id: UUID
    created_at: datetime
    contact_id: UUID
    channel: str
    attempts: int
    priority: Priority
    cost_tag: str
    segments: int
    trace_id: UUID | None
    letter: Letter
    message: OutgoingMessage = field(repr=False)

    def fitted(self, options: SmsOptions, seconds_left: Callable[[], float]) -> Self:
        """In the signs and segments of the channel by which it goes now."""
        text, size = in_cheapest_signs(self.letter.text, options)
        message = replace(self.message, text=text, seconds_left=seconds_left)
        return replace(self, segments=size.segments, message=message)


class SendingQueue:
    def __init__(self, session: AsyncSession, sealer: Sealer) -> None:
        self._session = session
        self._sealer = sealer

    async def channels(self) -> Sequence[str]:
        """That anything goes out by, configured or not."""
        return (await self._session.scalars(_CHANNELS)).all()

    async def waiting(self, channel: str, now: datetime, most: int) -> Waiting:
        rows = await self._session.execute(_WAITING, {"channel": channel, "now": now, "most": most})
        return {Line(row.priority, row.cost_tag): row.segments for row in rows if row.segments}

    async def claim(
        self, channel: str, shares: Mapping[Line, int], now: datetime
    ) -> list[DueMessage]:
        """Each contact's first message on its way, if it is due; nobody else gets these rows.

        What must not go, or cannot be read, fails by name and keeps nobody else from going.
        """
        picked = await self._session.execute(
            _PICK,
            {
                "channel": channel,
                "priorities": [line.priority for line in shares],
                "cost_tags": [line.cost_tag for line in shares],
                "shares": list(shares.values()),
                "now": now,
            },
        )
        keys = await self._permitted(picked.all(), now)
        if not keys:
            return []
        rows = await self._session.execute(
            _TAKE,
            {
                "ids": [key.id for key in keys],
                "moments": [key.created_at for key in keys],
                "lease_ends": now + LEASE,
            },
        )
        due: list[DueMessage] = []
        given_up: list[tuple[Any, str]] = []
        for row in sorted(rows, key=lambda r: (r.priority, r.in_order)):
            if row.is_unwanted:  # they said so while it was with a provider that did not take it
                given_up.append((row, "opted_out"))
                continue
            try:
                due.append(self._open(row))
            except KeyMissing:  # its lease brings it again
                log.error("key_missing", message_id=str(row.id))
            except (NotOpened, NotAnAddress):
                log.error("message_unreadable", message_id=str(row.id))
                given_up.append((row, "unreadable"))
        await self._give_up(given_up, now)
        return due

    async def _give_up(self, given_up: Sequence[tuple[Any, str]], now: datetime) -> None:
        if not given_up:
            return
        await self._session.execute(
            _GIVE_UP,
            {
                "ids": [row.id for row, _ in given_up],
                "moments": [row.created_at for row, _ in given_up],
                "reasons": [reason for _, reason in given_up],
                "now": now,
            },
        )
        news = [
            delivery_changed(row.contact_id, row.source_message_id, OutboxState.FAILED, reason)
            for row, reason in given_up
            if row.source_message_id
        ]
        await Events(self._session, self._sealer).add_all(news, now)
        await wake(self._session, "outbox")

    async def _permitted(self, picked: Sequence[Any], now: datetime) -> Sequence[Any]:
        """Holds the others until they are."""
        limited = [
            Notice(row.id, row.created_at, row.contact_id) for row in picked if row.is_limited
        ]
        if not limited:
            return picked
        notices = Notices(self._session)
        verdicts = await notices.ask(limited, now)
        await notices.hold(limited, verdicts.wait)
        return [row for row in picked if not row.is_limited or row.id in verdicts.go]

    def _open(self, row: Any) -> DueMessage:
        address = self._sealer.open(row.phone_sealed, address_place(row.contact_id))
        letter = Letter(
            row.contact_id,
            Address.from_text(address),
            self._sealer.open(row.text_sealed, text_place(row.id)),
        )
        return DueMessage(
            id=row.id,
            created_at=row.created_at,
            contact_id=row.contact_id,
            channel=row.channel,
            attempts=row.attempts,
            priority=Priority(row.priority),
            cost_tag=row.cost_tag,
            segments=row.segments,
            trace_id=row.trace_id,
            letter=letter,
            message=OutgoingMessage(row.id, letter.address, letter.text),
        )
