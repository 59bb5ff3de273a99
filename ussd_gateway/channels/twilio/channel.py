"""Twilio Programmable Messaging: https://www.twilio.com/docs/messaging/guides/webhook-request"""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from datetime import datetime
from functools import cached_property
from typing import Self
from uuid import UUID

from pydantic import Field, model_validator

from ussd_gateway.channels.base import Route, SmsTerms
from ussd_gateway.channels.config import ChannelConfig, ChannelType, Given, Secret, Surroundings
from ussd_gateway.channels.reading import read_address, read_id, read_one, read_sender, read_text
from ussd_gateway.channels.twilio.client import TwilioClient, fault_of, reason_of
from ussd_gateway.channels.twilio.fields import read_fields, unwrap
from ussd_gateway.channels.twilio.listing import list_inbound
from ussd_gateway.channels.twilio.signature import is_signed
from ussd_gateway.errors import (
    ContradictoryFields,
    SignatureRefused,
    UnknownStatus,
    UnreadableField,
    WrongAccount,
)
from ussd_gateway.messages import (
    Acknowledgement,
    Heard,
    InboundMessage,
    OutboxState,
    OutgoingMessage,
    Receipt,
    SessionEvent,
    StatusUpdate,
    SubscriptionChanged,
    Unreadable,
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
ANSWERED_BY_TWILIO = {"STOP": False, "START": True, "HELP": None}  # do they want messages
LONGEST_VALIDITY_SECONDS = 36_000
LONGEST_TEXT = 1600  # characters
_IDS = ("MessageSid", "SmsSid", "SmsMessageSid")  # one id under today's name and the older ones


class TwilioConfig(ChannelConfig):
    account_sid: Given
    auth_token: Secret
    number: Given | None = None
    messaging_service_sid: Given | None = None
    validity_seconds: int | None = Field(default=None, ge=1, le=LONGEST_VALIDITY_SECONDS)
    longest_text: int = Field(default=LONGEST_TEXT, ge=160, le=LONGEST_TEXT)
    api_url: Given = "https://api.twilio.com"

    @model_validator(mode="after")
    def _has_a_sender(self) -> Self:
        if not (self.number or self.messaging_service_sid):
            raise ValueError("number or messaging_service_sid must say who sends")
        return self


@dataclass(frozen=True)
class TwilioSms:
    id: str
    sms: SmsTerms
    client: TwilioClient
    auth_token: str = field(repr=False)
    ussd: None = None

    @cached_property
    def routes(self) -> Mapping[str, Route]:
        return {
            "inbound": Route(
                verify=self.verify, read=self.read_inbound, acknowledge=_nothing_to_say_now
            ),
            "status": Route(verify=self.verify, read=self.read_status),
        }

    def verify(self, webhook: Webhook) -> None:
        if not is_signed(self.auth_token, webhook):
            raise SignatureRefused("the signature is missing or does not fit")

    def read_inbound(self, webhook: Webhook, received_at: datetime) -> list[Heard]:
        fields = self._read(webhook)
        message = self._message(fields, received_at)
        wanted = ANSWERED_BY_TWILIO.get(fields.get("OptOutType", ""))
        if wanted is None:
            return [message]
        return [message, SubscriptionChanged(message.provider_message_id, message.sender, wanted)]

    def _message(self, fields: Mapping[str, str], received_at: datetime) -> InboundMessage:
        """Of a picture only its address is kept, and its text may be empty."""
        sender, recipient = read_sender(fields, "From"), read_address(fields, "To")
        return InboundMessage(
            channel=self.id,
            provider_message_id=read_id(fields, "MessageSid"),
            sender=sender,
            recipient=recipient,
            text=unwrap(read_text(fields, "Body")),
            session=None,
            session_event=SessionEvent.NONE,
            received_at=received_at,
            raw={name: value for name, value in fields.items() if name != "Body"},
            is_answered=fields.get("OptOutType") in ANSWERED_BY_TWILIO,
        )

    def read_status(self, webhook: Webhook, received_at: datetime) -> list[StatusUpdate]:
        fields = self._read(webhook)
        status = fields.get("MessageStatus", "")
        if status not in STATUS:
            raise UnknownStatus("MessageStatus is missing or unknown")
        code = fields.get("ErrorCode", "")
        update = StatusUpdate(
            message_id=_our_id(webhook.query.get("message")),
            provider_message_id=read_id(fields, "MessageSid"),
            state=STATUS[status],
            reason=reason_of(code),
            fault=fault_of(code) if code else None,
        )
        return [update]

    def _read(self, webhook: Webhook) -> Mapping[str, str]:
        fields = read_fields(webhook)
        if fields.get("AccountSid", self.client.account_sid) != self.client.account_sid:
            raise WrongAccount("AccountSid is not ours")
        if len({fields[name] for name in _IDS if name in fields}) > 1:
            raise ContradictoryFields(f"{', '.join(_IDS)} are not one id")
        return fields

    async def inbound_between(
        self, start: datetime, end: datetime, received_at: datetime
    ) -> list[InboundMessage | Unreadable]:
        def read(fields: Mapping[str, str]) -> InboundMessage:
            return self._message(fields, received_at)

        listed = await list_inbound(self.client, start, end)
        return [read_one(fields, fields.get("MessageSid", "?"), read) for fields in listed]

    async def send(self, message: OutgoingMessage) -> Receipt:
        return await self.client.send(message)


def make(id_: str, config: TwilioConfig, surroundings: Surroundings) -> TwilioSms:
    auth_token = config.auth_token.get_secret_value()
    client = TwilioClient(
        http=surroundings.open_http(),
        api_url=config.api_url,
        account_sid=config.account_sid,
        auth_token=auth_token,
        status_url=surroundings.url_of(id_, "status"),
        number=config.number,
        messaging_service_sid=config.messaging_service_sid,
        validity_seconds=config.validity_seconds,
    )
    return TwilioSms(
        id_, surroundings.sms_terms(config, number=config.number or ""), client, auth_token
    )


TYPE = ChannelType(TwilioConfig, make)


def _nothing_to_say_now(heard: Sequence[Heard]) -> Acknowledgement:
    """The answer goes by a request of ours: the assistant may take longer than Twilio waits."""
    return Acknowledgement('<?xml version="1.0" encoding="UTF-8"?><Response/>', "text/xml")


def _our_id(value: str | None) -> UUID | None:
    try:
        return UUID(value) if value else None
    except ValueError:
        raise UnreadableField("message is not one of our ids") from None
