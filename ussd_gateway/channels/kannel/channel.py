"""Kannel, the gateway that many operators' links are run with: https://www.kannel.org

Its answer to an SMS would be sent as a reply, so ours is always empty; and it calls again after
any other status than 200 and 202.
"""

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime
from uuid import UUID

from ussd_gateway.channels.base import Route, SmsTerms
from ussd_gateway.channels.callers import caller_check
from ussd_gateway.channels.config import (
    ChannelType,
    Given,
    Secret,
    Surroundings,
    UnsignedConfig,
)
from ussd_gateway.channels.kannel.client import KannelClient
from ussd_gateway.channels.kannel.inbound import read_fields
from ussd_gateway.channels.reading import (
    read_address,
    read_id,
    read_query,
    read_sender,
    read_text,
)
from ussd_gateway.errors import AppError, UnknownStatus, UnreadableField
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

REPORTS = {
    "1": OutboxState.DELIVERED,  # to the phone
    "2": OutboxState.FAILED,  # to the phone
    "4": OutboxState.SENT,  # kept by the SMSC
    "8": OutboxState.SENT,  # taken by the SMSC
    "16": OutboxState.FAILED,  # refused by the SMSC
}


class KannelConfig(UnsignedConfig):
    """`smsc`: the id of the link that SMS go out by, where Kannel has several."""

    sendsms_url: Given
    username: Given
    password: Secret
    number: Given
    smsc: str = ""


@dataclass(frozen=True)
class Kannel:
    id: str
    sms: SmsTerms
    client: KannelClient
    verify: Callable[[Webhook], None]
    ussd: None = None

    @property
    def routes(self) -> Mapping[str, Route]:
        return {
            "inbound": Route(
                verify=self.verify,
                read=self.read_inbound,
                acknowledge=nothing_to_say,
                refuse=refuse,
                methods=("POST", "GET"),
            ),
            "status": Route(
                verify=self.verify,
                read=self.read_status,
                acknowledge=nothing_to_say,
                refuse=refuse,
                methods=("GET",),
            ),
        }

    def read_inbound(self, webhook: Webhook, received_at: datetime) -> list[InboundMessage]:
        fields = read_fields(webhook)
        message = InboundMessage(
            channel=self.id,
            provider_message_id=read_id(fields, "id"),
            sender=read_sender(fields, "from"),
            recipient=read_address(fields, "to"),
            text=read_text(fields, "text"),
            session=None,
            session_event=SessionEvent.NONE,
            received_at=received_at,
            raw={name: value for name, value in fields.items() if name != "text"},
        )
        return [message]

    def read_status(self, webhook: Webhook, received_at: datetime) -> list[StatusUpdate]:
        query = read_query(webhook.url)
        status, ours = query.get("status", ""), read_id(query, "message")
        if status not in REPORTS:
            raise UnknownStatus("status is missing or unknown")
        state = REPORTS[status]
        update = StatusUpdate(
            message_id=_our_id(ours),
            provider_message_id=ours,
            state=state,
            reason=f"kannel:{status}" if state is OutboxState.FAILED else None,
        )
        return [update]

    async def send(self, message: OutgoingMessage) -> Receipt:
        return await self.client.send(message)


def nothing_to_say(heard: Sequence[Heard]) -> Acknowledgement:
    return Acknowledgement()


def refuse(error: AppError) -> Acknowledgement:
    """The reason stands where no phone shows it."""
    return Acknowledgement(headers={"X-Refused": error.name})


def make(id_: str, config: KannelConfig, surroundings: Surroundings) -> Kannel:
    path_secret = config.path_secret.get_secret_value()
    client = KannelClient(
        http=surroundings.open_http(),
        sendsms_url=config.sendsms_url,
        username=config.username,
        password=config.password.get_secret_value(),
        number=config.number,
        smsc=config.smsc,
        status_url=f"{surroundings.url_of(id_, 'status')}/{path_secret}",
    )
    return Kannel(
        id_, surroundings.sms_terms(config, number=config.number), client, caller_check(config)
    )


TYPE = ChannelType(KannelConfig, make)


def _our_id(value: str) -> UUID:
    try:
        return UUID(value)
    except ValueError:
        raise UnreadableField("message is not one of our ids") from None
