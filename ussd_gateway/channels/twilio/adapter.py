"""Twilio Programmable Messaging: https://www.twilio.com/docs/messaging/guides/webhook-request"""

from dataclasses import dataclass, field
from datetime import datetime
from urllib.parse import parse_qs
from uuid import UUID

from ussd_gateway.channels.reading import read_address, read_form, read_id, read_phone, read_text
from ussd_gateway.channels.twilio.client import OPTED_OUT, TwilioClient
from ussd_gateway.channels.twilio.signature import HEADER, is_signed
from ussd_gateway.errors import ChannelError, SignatureRefused
from ussd_gateway.messages import (
    Acknowledgement,
    ChannelKind,
    InboundMessage,
    OutboxState,
    OutgoingMessage,
    Receipt,
    SessionEvent,
    StatusUpdate,
    Webhook,
)

STATUS = {
    "accepted": OutboxState.ACCEPTED,
    "scheduled": OutboxState.ACCEPTED,
    "queued": OutboxState.ACCEPTED,
    "sending": OutboxState.ACCEPTED,
    "sent": OutboxState.SENT,
    "delivered": OutboxState.DELIVERED,
    "read": OutboxState.DELIVERED,
    "undelivered": OutboxState.FAILED,
    "failed": OutboxState.FAILED,
    "canceled": OutboxState.FAILED,
}
_NOTHING_TO_SAY_NOW = '<?xml version="1.0" encoding="UTF-8"?><Response/>'


@dataclass(frozen=True)
class TwilioSms:
    client: TwilioClient
    auth_token: str = field(repr=False)
    assistant_timeout_seconds: float
    deadline_seconds: float
    id: str = "twilio"
    kind: ChannelKind = ChannelKind.SMS
    can_script: bool = True
    is_free: bool = False

    def verify(self, webhook: Webhook) -> None:
        signature = webhook.headers.get(HEADER.lower(), "")
        form = parse_qs(webhook.body.decode("utf-8", "replace"), keep_blank_values=True)
        if not is_signed(self.auth_token, webhook.url, form, signature):
            raise SignatureRefused("the signature is missing or does not fit")

    def parse_inbound(self, webhook: Webhook, received_at: datetime) -> InboundMessage:
        form = read_form(webhook.body)
        sender = read_phone(form, "From")
        if sender == self.client.number:
            raise ChannelError("From is our own number")  # an echo would be answered for ever
        return InboundMessage(
            channel=self.id,
            provider_message_id=read_id(form, "MessageSid"),
            sender=sender,
            recipient=read_address(form, "To"),
            text=read_text(form, "Body"),
            session=None,
            session_event=SessionEvent.NONE,
            received_at=received_at,
            raw=form,
        )

    def acknowledge(self, message: InboundMessage) -> Acknowledgement:
        return Acknowledgement(_NOTHING_TO_SAY_NOW, "text/xml")

    def parse_status(self, webhook: Webhook) -> StatusUpdate:
        form = read_form(webhook.body)
        status = form.get("MessageStatus", "")
        if status not in STATUS:
            raise ChannelError("MessageStatus is missing or unknown")
        code = form.get("ErrorCode", "")
        return StatusUpdate(
            message_id=_our_id(webhook.query.get("message")),
            provider_message_id=read_id(form, "MessageSid"),
            state=STATUS[status],
            reason=f"twilio:{code}" if code.isascii() and code.isdecimal() else None,
            opted_out=code == OPTED_OUT,
        )

    async def send(self, message: OutgoingMessage) -> Receipt:
        return await self.client.send(message)


def _our_id(value: str | None) -> UUID | None:
    try:
        return UUID(value) if value else None
    except ValueError:
        raise ChannelError("message is not one of our ids") from None
