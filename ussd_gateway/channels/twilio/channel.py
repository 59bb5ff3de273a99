"""Twilio Programmable Messaging: https://www.twilio.com/docs/messaging/guides/webhook-request"""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from datetime import datetime
from urllib.parse import parse_qs
from uuid import UUID

from ussd_gateway.channels.base import Route, SmsTerms
from ussd_gateway.channels.config import ChannelConfig, ChannelType, Given, Secret, Surroundings
from ussd_gateway.channels.reading import read_address, read_form, read_id, read_phone, read_text
from ussd_gateway.channels.twilio.client import OPTED_OUT, TwilioClient
from ussd_gateway.channels.twilio.signature import HEADER, is_signed
from ussd_gateway.errors import ChannelError, SignatureRefused
from ussd_gateway.messages import (
    Acknowledgement,
    Heard,
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


class TwilioConfig(ChannelConfig):
    account_sid: Given
    auth_token: Secret
    number: Given
    api_url: Given = "https://api.twilio.com"


@dataclass(frozen=True)
class TwilioSms:
    id: str
    sms: SmsTerms
    client: TwilioClient
    auth_token: str = field(repr=False)
    ussd: None = None

    @property
    def routes(self) -> Mapping[str, Route]:
        return {
            "inbound": Route(
                verify=self.verify, read=self.read_inbound, acknowledge=_nothing_to_say_now
            ),
            "status": Route(verify=self.verify, read=self.read_status),
        }

    def verify(self, webhook: Webhook) -> None:
        signature = webhook.headers.get(HEADER.lower(), "")
        form = parse_qs(webhook.body.decode("utf-8", "replace"), keep_blank_values=True)
        if not is_signed(self.auth_token, webhook.url, form, signature):
            raise SignatureRefused("the signature is missing or does not fit")

    def read_inbound(self, webhook: Webhook, received_at: datetime) -> list[InboundMessage]:
        form = read_form(webhook.body)
        sender = read_phone(form, "From")
        if sender == self.client.number:
            raise ChannelError("From is our own number")  # an echo would be answered for ever
        message = InboundMessage(
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
        return [message]

    def read_status(self, webhook: Webhook, received_at: datetime) -> list[StatusUpdate]:
        form = read_form(webhook.body)
        status = form.get("MessageStatus", "")
        if status not in STATUS:
            raise ChannelError("MessageStatus is missing or unknown")
        code = form.get("ErrorCode", "")
        update = StatusUpdate(
            message_id=_our_id(webhook.query.get("message")),
            provider_message_id=read_id(form, "MessageSid"),
            state=STATUS[status],
            reason=f"twilio:{code}" if code.isascii() and code.isdecimal() else None,
            opted_out=code == OPTED_OUT,
        )
        return [update]

    async def send(self, message: OutgoingMessage) -> Receipt:
        return await self.client.send(message)


def make(id_: str, config: TwilioConfig, surroundings: Surroundings) -> TwilioSms:
    auth_token = config.auth_token.get_secret_value()
    client = TwilioClient(
        http=surroundings.http,
        api_url=config.api_url,
        account_sid=config.account_sid,
        auth_token=auth_token,
        number=config.number,
        status_url=surroundings.url_of(id_, "status"),
    )
    return TwilioSms(id_, surroundings.sms_terms(config), client, auth_token)


TYPE = ChannelType(TwilioConfig, make)


def _nothing_to_say_now(heard: Sequence[Heard]) -> Acknowledgement:
    """The answer goes by a request of ours: the assistant may take longer than Twilio waits."""
    return Acknowledgement('<?xml version="1.0" encoding="UTF-8"?><Response/>', "text/xml")


def _our_id(value: str | None) -> UUID | None:
    try:
        return UUID(value) if value else None
    except ValueError:
        raise ChannelError("message is not one of our ids") from None
