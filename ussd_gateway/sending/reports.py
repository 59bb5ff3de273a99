"""Delivery reports that need more than the id of a message: of its parts, or before its receipt."""

from collections.abc import Collection, Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta
from uuid import UUID

from sqlalchemy import text
from sqlalchemy.ext.asyncio import AsyncSession

from ussd_gateway.messages import OutboxState, StatusUpdate, moves_forward

EARLY_KEPT = timedelta(hours=6)  # longer than a message in parts is tried
PARTS_KEPT = timedelta(days=7)  # providers give up after one to three

_LOCK = {
    True: text("SELECT pg_advisory_xact_lock(hashtext('gateway.reports:' || :channel))"),
    False: text("SELECT pg_advisory_xact_lock_shared(hashtext('gateway.reports:' || :channel))"),
}

# A last word stays the last; who opted out did, whatever is told later.
_KEEP = text("""
INSERT INTO gateway.message_parts AS kept
    (channel, provider_message_id, state, reason, opted_out, other_operator, may_pass, told_at)
SELECT :channel, id, :state, :reason, :opted_out, :other_operator, :may_pass, :now
FROM unnest(CAST(:provider_ids AS text[])) AS id
ON CONFLICT (channel, provider_message_id) DO UPDATE SET
    state = CASE WHEN kept.state IN ('delivered', 'failed')
        THEN kept.state ELSE excluded.state END,
    reason = coalesce(kept.reason, excluded.reason),
    opted_out = kept.opted_out OR excluded.opted_out,
    other_operator = kept.other_operator OR excluded.other_operator,
    may_pass = CASE WHEN kept.state IN ('delivered', 'failed')
        THEN kept.may_pass ELSE excluded.may_pass END
""")
_TAKE_EARLY = text("""
DELETE FROM gateway.message_parts AS part
USING unnest(CAST(:channels AS text[]), CAST(:provider_ids AS text[])) AS named (channel, id)
WHERE part.channel = named.channel AND part.provider_message_id = named.id
  AND part.message_id IS NULL
RETURNING part.channel, part.provider_message_id, part.state, part.reason, part.opted_out,
    part.other_operator, part.may_pass
""")
_ADD_PARTS = text("""
INSERT INTO gateway.message_parts
    (channel, provider_message_id, message_id, state, reason, opted_out, other_operator, told_at)
SELECT channel, provider_message_id, message_id, state, reason, false, false, :now
FROM unnest(CAST(:channels AS text[]), CAST(:provider_ids AS text[]),
            CAST(:message_ids AS uuid[]), CAST(:states AS text[]), CAST(:reasons AS text[]))
    AS part (channel, provider_message_id, message_id, state, reason)
ON CONFLICT DO NOTHING
""")
_FORGET_PARTS = text("DELETE FROM gateway.message_parts WHERE message_id = :message_id")
_FIND_PART = text("""
SELECT message_id, provider_message_id, state FROM gateway.message_parts
WHERE channel = :channel AND provider_message_id = ANY(CAST(:provider_ids AS text[]))
  AND message_id IS NOT NULL
ORDER BY array_position(CAST(:provider_ids AS text[]), CAST(provider_message_id AS text)) LIMIT 1
""")
_TELL_PART = text("""
UPDATE gateway.message_parts SET state = :state, reason = :reason, told_at = :now
WHERE channel = :channel AND provider_message_id = :provider_message_id
""")
_ALL_PARTS = text("SELECT state FROM gateway.message_parts WHERE message_id = :message_id")


@dataclass(frozen=True)
class Told:
    state: OutboxState
    reason: str | None = None
    opted_out: bool = False
    other_operator: bool = False
    may_pass: bool = False


def whole(parts: Collection[OutboxState]) -> OutboxState:
    """Of a message in parts: one failure spoils it, and it is delivered with the last of them."""
    if OutboxState.FAILED in parts:
        return OutboxState.FAILED
    if set(parts) == {OutboxState.DELIVERED}:
        return OutboxState.DELIVERED
    if set(parts) & {OutboxState.SENT, OutboxState.DELIVERED}:
        return OutboxState.SENT
    return OutboxState.ACCEPTED


class Reports:
    def __init__(self, session: AsyncSession) -> None:
        self._session = session

    async def lock(self, channel: str, *, alone: bool) -> None:
        """Until the commit. Receipts are recorded together; a report that nobody knows, alone.

        So it either finds its receipt or is found by it. Comes before any lock of a row.
        """
        await self._session.execute(_LOCK[alone], {"channel": channel})

    async def keep_early(self, channel: str, update: StatusUpdate, now: datetime) -> None:
        """For a receipt that is still on its way; forgotten when none comes."""
        await self._session.execute(
            _KEEP,
            {
                "channel": channel,
                "provider_ids": update.provider_ids,
                "state": update.state,
                "reason": update.reason,
                "opted_out": update.opted_out,
                "other_operator": update.other_operator,
                "may_pass": update.may_pass,
                "now": now,
            },
        )

    async def take_early(self, names: Sequence[tuple[str, str]]) -> Mapping[tuple[str, str], Told]:
        """By channel and provider's id, what was told before the receipt."""
        rows = await self._session.execute(
            _TAKE_EARLY,
            {"channels": [name[0] for name in names], "provider_ids": [name[1] for name in names]},
        )
        return {
            (row.channel, row.provider_message_id): Told(
                OutboxState(row.state),
                row.reason,
                row.opted_out,
                row.other_operator,
                row.may_pass,
            )
            for row in rows
        }

    async def add_parts(
        self, message_id: UUID, channel: str, parts: Mapping[str, Told], now: datetime
    ) -> None:
        await self._session.execute(
            _ADD_PARTS,
            {
                "channels": [channel] * len(parts),
                "provider_ids": list(parts),
                "message_ids": [message_id] * len(parts),
                "states": [told.state for told in parts.values()],
                "reasons": [told.reason for told in parts.values()],
                "now": now,
            },
        )

    async def forget_parts(self, message_id: UUID) -> None:
        """It goes anew, and what is still told of them is of a try that is over."""
        await self._session.execute(_FORGET_PARTS, {"message_id": message_id})

    async def find_part(self, channel: str, update: StatusUpdate) -> UUID | None:
        """The message that it is a part of."""
        row = (await self._session.execute(_FIND_PART, _named(channel, update))).one_or_none()
        return row.message_id if row else None

    async def tell_part(
        self, message_id: UUID, channel: str, update: StatusUpdate, now: datetime
    ) -> OutboxState:
        """What is true of the whole message now, whose row the caller has locked."""
        row = (await self._session.execute(_FIND_PART, _named(channel, update))).one()
        if moves_forward(OutboxState(row.state), update.state):
            await self._session.execute(
                _TELL_PART,
                {
                    "channel": channel,
                    "provider_message_id": row.provider_message_id,
                    "state": update.state,
                    "reason": update.reason,
                    "now": now,
                },
            )
        states = await self._session.scalars(_ALL_PARTS, {"message_id": message_id})
        return whole([OutboxState(state) for state in states])


def _named(channel: str, update: StatusUpdate) -> dict[str, object]:
    return {"channel": channel, "provider_ids": update.provider_ids}
