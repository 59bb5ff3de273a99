"""Hands what is due to the providers, each contact's messages one after the other."""

from collections.abc import Callable, Mapping
from dataclasses import dataclass
from datetime import datetime

import structlog

from ussd_gateway.channels.base import Channel, SendsSms
from ussd_gateway.conversation import opt_out
from ussd_gateway.db import Sessions
from ussd_gateway.errors import SendDeferred, SendFailed, SendRefused
from ussd_gateway.events import Events
from ussd_gateway.journal import Journal
from ussd_gateway.messages import Receipt
from ussd_gateway.outbox import DueMessage, Outbox
from ussd_gateway.sealing import Sealer

log = structlog.get_logger(__name__)


@dataclass(frozen=True)
class Sender:
    sessions: Sessions
    sealer: Sealer
    channels: Mapping[str, Channel]
    clock: Callable[[], datetime]

    async def claim(self, limit: int) -> list[DueMessage]:
        async with self.sessions.begin() as session:
            return list(await Outbox(session, self.sealer).claim_due(self.clock(), limit))

    async def send(self, due: DueMessage) -> None:
        """No transaction is open while the provider is called."""
        try:
            receipt = await self._call_provider(due)
        except SendDeferred as failure:
            await self._record_deferred(due, failure)
        except SendRefused as failure:
            await self._record_refused(due, failure)
        else:
            await self._record_receipt(due, receipt)

    async def _call_provider(self, due: DueMessage) -> Receipt:
        channel = self.channels.get(due.channel)
        if not isinstance(channel, SendsSms):
            raise SendDeferred("channel_not_configured")
        try:
            return await channel.send(due.message)
        except SendFailed:
            raise
        except Exception as error:  # noqa: BLE001 (an adapter's mistake must not stop the others)
            log.error("send_failed", message_id=str(due.id), error=type(error).__name__)
            raise SendDeferred("unexpected") from None

    async def _record_receipt(self, due: DueMessage, receipt: Receipt) -> None:
        async with self.sessions.begin() as session:
            outbox = Outbox(session, self.sealer)
            await outbox.record_receipt(due.id, receipt, self.clock())

    async def _record_deferred(self, due: DueMessage, failure: SendDeferred) -> None:
        tell = log.error if failure.needs_operator else log.warning
        tell("send_deferred", message_id=str(due.id), channel=due.channel, reason=failure.reason)
        async with self.sessions.begin() as session:
            outbox = Outbox(session, self.sealer)
            await outbox.record_deferred(due.id, failure.reason, self.clock())

    async def _record_refused(self, due: DueMessage, failure: SendRefused) -> None:
        log.warning("send_refused", message_id=str(due.id), reason=failure.reason)
        async with self.sessions.begin() as session:
            outbox = Outbox(session, self.sealer)
            contact_id = await outbox.record_refused(due.id, failure.reason, self.clock())
            if contact_id is not None and failure.opted_out:
                contact = await Journal(session, self.sealer).lock_contact(contact_id)
                await opt_out(contact, Events(session, self.sealer), outbox, self.clock())
