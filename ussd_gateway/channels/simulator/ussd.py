"""Calls of a phone without an operator: one with Latin screens, one with Bangla ones."""

import json
from dataclasses import dataclass, field
from datetime import datetime

from ussd_gateway.channels.reading import read_address, read_id, read_phone, read_text
from ussd_gateway.channels.simulator.adapter import read_object, verify_secret
from ussd_gateway.errors import ChannelError, UnknownServiceCode
from ussd_gateway.messages import (
    Acknowledgement,
    ChannelKind,
    InboundMessage,
    Screen,
    SessionEvent,
    Webhook,
)
from ussd_gateway.ussd.screens import ROOM, measure_screen


@dataclass(frozen=True)
class SimulatorUssd:
    """In: `{session, from, to, input, is_new, id}`. Out: `{screen, ended, encoding, octets, units,
    room}`; `units` and `room` are septets or UCS-2 units, `octets` what travels."""

    id: str
    can_script: bool
    code: str
    secret: str = field(repr=False)
    assistant_timeout_seconds: float
    deadline_seconds: float
    screen_seconds: float
    is_free: bool = False
    kind: ChannelKind = ChannelKind.USSD
    sms_channel: str = "simulator"

    def verify(self, webhook: Webhook) -> None:
        verify_secret(webhook, self.secret)

    def parse_call(self, webhook: Webhook, received_at: datetime) -> InboundMessage:
        fields = read_object(webhook.body)
        is_new = fields.get("is_new", False)
        if not isinstance(is_new, bool):
            raise ChannelError("is_new must be true or false")
        recipient = read_address({"to": self.code, **fields}, "to")
        if is_new and recipient != self.code:
            raise UnknownServiceCode(f"nobody answers at this code; ours is {self.code}")
        return InboundMessage(
            channel=self.id,
            provider_message_id=read_id(fields, "id"),
            sender=read_phone(fields, "from"),
            recipient=recipient,
            text="" if is_new else read_text(fields, "input"),
            session=read_id(fields, "session"),
            session_event=SessionEvent.NEW if is_new else SessionEvent.RESUME,
            received_at=received_at,
            raw={name: str(value) for name, value in fields.items()},
        )

    def newest_input(self, text: str, heard: int) -> str | None:
        return text

    def show(self, screen: Screen) -> Acknowledgement:
        size = measure_screen(screen.text)
        body = {
            "screen": screen.text,
            "ended": screen.ended,
            "encoding": size.encoding,
            "octets": size.octets,
            "units": size.units,
            "room": ROOM[size.encoding],
        }
        return Acknowledgement(json.dumps(body, ensure_ascii=False), "application/json")

    def parse_end(self, webhook: Webhook, received_at: datetime) -> InboundMessage:
        """`{session, from}`: the phone hung up."""
        fields = read_object(webhook.body)
        session = read_id(fields, "session")
        return InboundMessage(
            channel=self.id,
            provider_message_id=session,
            sender=read_phone(fields, "from"),
            recipient=self.code,
            text="",
            session=session,
            session_event=SessionEvent.CLOSE,
            received_at=received_at,
            raw={},
        )
