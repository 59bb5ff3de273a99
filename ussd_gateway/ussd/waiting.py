"""A step of a call whose phone waits for a screen."""

import asyncio
from dataclasses import dataclass, replace
from datetime import datetime, timedelta
from uuid import UUID

from ussd_gateway.channels.base import UssdTerms
from ussd_gateway.messages import InboundMessage, SessionEvent
from ussd_gateway.recording import without_number, without_secrets
from ussd_gateway.ussd.calls import Call

LATE_SECONDS = 0.5  # after which somebody may have dialled again
CALL_LASTS = timedelta(minutes=2)  # without a screen, with any provider that waits for none


@dataclass(frozen=True)
class Step:
    """`until` is the moment of the event loop at which the provider must have its screen, `id` that
    of its row where it is in the journal already. What was typed last is found in the message as it
    came, and kept as the step `says` it: without secrets."""

    terms: UssdTerms
    message: InboundMessage
    until: float
    id: UUID | None

    @property
    def session(self) -> str:
        return self.message.session or ""

    @property
    def seconds_left(self) -> float:
        return max(self.until - asyncio.get_running_loop().time(), 0)

    @property
    def is_late(self) -> bool:
        return self.terms.screen_seconds - self.seconds_left > LATE_SECONDS

    @property
    def waits_until(self) -> datetime:
        """The phone: as long as the request, or the call where no request waits."""
        for_request = timedelta(seconds=self.terms.screen_seconds)
        return self.message.received_at + (for_request if self.id is None else CALL_LASTS)

    def within(self, time_left: timedelta) -> "Step":
        until = asyncio.get_running_loop().time() + time_left.total_seconds()
        return replace(self, until=min(self.until, until))

    def says(self, text: str, event: SessionEvent) -> "Step":
        message = replace(self.message, text=text, session_event=event)
        return replace(self, message=without_secrets(message))

    def without_secret(self, call: Call) -> "Step":
        return replace(self, message=without_secret(self.message, call))


def without_secret(message: InboundMessage, call: Call) -> InboundMessage:
    return (call.awaits_secret and without_number(message)) or message
