"""Brings the case manager what it must learn, until it has it."""

from collections.abc import Callable
from dataclasses import dataclass
from datetime import datetime

import structlog

from ussd_gateway import traces
from ussd_gateway.clients.case_manager import CaseManager
from ussd_gateway.db import Sessions
from ussd_gateway.errors import CaseManagerRefused, CaseManagerUnavailable
from ussd_gateway.events import DueEvent, Events
from ussd_gateway.journal import Journal
from ussd_gateway.sealing import Sealer

log = structlog.get_logger(__name__)


@dataclass(frozen=True)
class Reporter:
    sessions: Sessions
    sealer: Sealer
    case_manager: CaseManager
    clock: Callable[[], datetime]

    async def claim(self, limit: int) -> list[DueEvent]:
        async with self.sessions.begin() as session:
            return list(await Events(session, self.sealer).claim_due(self.clock(), limit))

    async def report(self, event: DueEvent) -> None:
        with traces.under(event.trace_id):
            await self._report(event)

    async def _report(self, event: DueEvent) -> None:
        try:
            await self._tell(event)
        except CaseManagerUnavailable as error:
            log.warning("event_deferred", event_id=str(event.id), error=str(error))
            async with self.sessions.begin() as session:
                await Events(session, self.sealer).record_deferred(event, self.clock())
        except CaseManagerRefused as error:
            log.error("event_refused", event_id=str(event.id), error=str(error))
            async with self.sessions.begin() as session:
                await Events(session, self.sealer).record_refused(event.id, self.clock())
        else:
            async with self.sessions.begin() as session:
                await Events(session, self.sealer).record_taken(event.id)

    async def _tell(self, event: DueEvent) -> None:
        """The part may have been down since the contact's first message, so it meets them first."""
        if "conversation_id" in event.body:
            async with self.sessions.begin() as session:
                journal = Journal(session, self.sealer)
                contact = await journal.lock_contact(event.contact_id)
                phone, language = journal.open_address(contact).phone, contact.language
            await self.case_manager.introduce(event.contact_id, phone=phone, language=language)
        await self.case_manager.report(event.body)
