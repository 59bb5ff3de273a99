"""Calls of a phone without an operator, with Latin screens or with Bangla ones.

In: `{session, from, to, input, is_new, id}`. Out: `{screen, ended, encoding, octets, units, room}`;
`units` and `room` are septets or UCS-2 units, `octets` what travels.
"""

import json
from collections.abc import Callable, Mapping
from dataclasses import dataclass
from datetime import datetime

from ussd_gateway.channels.base import Route, UssdTerms
from ussd_gateway.channels.config import ChannelConfig, ChannelType, Secret, Surroundings
from ussd_gateway.channels.reading import (
    read_address,
    read_id,
    read_object,
    read_phone,
    read_text,
)
from ussd_gateway.channels.simulator.channel import secret_check
from ussd_gateway.errors import ChannelError, UnknownServiceCode
from ussd_gateway.messages import (
    Acknowledgement,
    InboundMessage,
    Screen,
    SessionEvent,
    Webhook,
)
from ussd_gateway.ussd.screens import ROOM, measure_screen


class SimulatorUssdConfig(ChannelConfig):
    secret: Secret
    can_script: bool = False
    sms_channel: str = "simulator"


@dataclass(frozen=True)
class SimulatorUssd:
    id: str
    ussd: UssdTerms
    code: str
    verify: Callable[[Webhook], None]
    sms: None = None

    @property
    def routes(self) -> Mapping[str, Route]:
        return {
            "ussd": Route(verify=self.verify, read=self.read_step, show=show),
            "ussd-end": Route(verify=self.verify, read=self.read_end),
        }

    def read_step(self, webhook: Webhook, received_at: datetime) -> list[InboundMessage]:
        fields = read_object(webhook.body)
        is_new = fields.get("is_new", False)
        if not isinstance(is_new, bool):
            raise ChannelError("is_new must be true or false")
        recipient = read_address({"to": self.code, **fields}, "to")
        if is_new and recipient != self.code:
            raise UnknownServiceCode(f"nobody answers at this code; ours is {self.code}")
        step = InboundMessage(
            channel=self.id,
            provider_message_id=read_id(fields, "id"),
            sender=read_phone(fields, "from"),
            recipient=recipient,
            text="" if is_new else read_text(fields, "input"),
            session=read_id(fields, "session"),
            session_event=SessionEvent.NEW if is_new else SessionEvent.RESUME,
            received_at=received_at,
            raw={name: str(value) for name, value in fields.items() if name != "input"},
        )
        return [step]

    def read_end(self, webhook: Webhook, received_at: datetime) -> list[InboundMessage]:
        """`{session, from}`: the phone hung up."""
        fields = read_object(webhook.body)
        session = read_id(fields, "session")
        end = InboundMessage(
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
        return [end]


def show(screen: Screen) -> Acknowledgement:
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


def make(id_: str, config: SimulatorUssdConfig, surroundings: Surroundings) -> SimulatorUssd:
    terms = surroundings.ussd_terms(
        config, sms_channel=config.sms_channel, can_script=config.can_script
    )
    return SimulatorUssd(id_, terms, surroundings.ussd_code, secret_check(config.secret))


TYPE = ChannelType(SimulatorUssdConfig, make, is_demonstration=True)
