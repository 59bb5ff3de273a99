"""A phone without an operator, for demonstrations and exercises."""

import hmac
import json
from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import datetime
from typing import Any

from ussd_gateway.channels.reading import read_address, read_id, read_phone, read_text
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
from ussd_gateway.simulator.recorder import Recorder

SECRET_HEADER = "x-simulator-secret"  # noqa: S105 (a header's name)
_OUR_NUMBER = "nalish"


@dataclass(frozen=True)
class Simulator:
    recorder: Recorder
    secret: str = field(repr=False)
    assistant_timeout_seconds: float
    deadline_seconds: float
    id: str = "simulator"
    kind: ChannelKind = ChannelKind.SMS
    can_script: bool = True
    is_free: bool = False

    def verify(self, webhook: Webhook) -> None:
        verify_secret(webhook, self.secret)

    def parse_inbound(self, webhook: Webhook, received_at: datetime) -> InboundMessage:
        fields = read_object(webhook.body)
        text = read_text(fields, "text")
        return InboundMessage(
            channel=self.id,
            provider_message_id=read_id(fields, "id"),
            sender=read_phone(fields, "from"),
            recipient=read_address({"to": _OUR_NUMBER, **fields}, "to"),
            text=text,
            session=None,
            session_event=SessionEvent.NONE,
            received_at=received_at,
            raw={name: str(value) for name, value in fields.items()} | {"text": text},
        )

    def acknowledge(self, message: InboundMessage) -> Acknowledgement:
        body = {"id": message.provider_message_id, "status": "accepted"}
        return Acknowledgement(json.dumps(body), "application/json")

    def parse_status(self, webhook: Webhook) -> StatusUpdate:
        raise ChannelError("the simulator sends no status reports")

    async def send(self, message: OutgoingMessage) -> Receipt:
        sid = f"sim-{message.id}"
        await self.recorder.record(sid, self.id, message.recipient, message.text)
        return Receipt(sid, OutboxState.DELIVERED)


def verify_secret(webhook: Webhook, secret: str) -> None:
    given = webhook.headers.get(SECRET_HEADER, "")
    if not hmac.compare_digest(given.encode(), secret.encode()):
        raise SignatureRefused("X-Simulator-Secret is missing or wrong")


def read_object(body: bytes) -> Mapping[str, Any]:
    try:
        fields = json.loads(body)
    except (ValueError, RecursionError):
        raise ChannelError("the body is not JSON") from None
    if not isinstance(fields, dict):
        raise ChannelError("the body is not a JSON object")
    return fields
