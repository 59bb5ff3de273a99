"""A phone with a SIM as a gateway, by an app that listens on it and sends for us."""

import json
from collections.abc import Callable, Mapping
from dataclasses import dataclass, replace
from datetime import datetime
from functools import partial
from typing import Literal, Self

from pydantic import Field, SecretStr, model_validator

from ussd_gateway.channels.android.dialects import Dialect
from ussd_gateway.channels.android.sms_gate import SmsGate
from ussd_gateway.channels.android.textbee import Textbee
from ussd_gateway.channels.base import Route, SmsTerms
from ussd_gateway.channels.config import ChannelConfig, ChannelType, Given, Secret, Surroundings
from ussd_gateway.channels.derived_ids import derived_id
from ussd_gateway.db import utc_now
from ussd_gateway.errors import AppError
from ussd_gateway.messages import (
    Acknowledgement,
    InboundMessage,
    OutgoingMessage,
    Receipt,
    SessionEvent,
    StatusUpdate,
    Webhook,
)

_OF_THE_DIALECT = {
    "sms-gate": ("user_name", "password"),
    "textbee": ("api_key", "device_id"),
}


class AndroidConfig(ChannelConfig):
    """`number` is that of the SIM, `signing_key` what the app signs its webhooks with."""

    dialect: Literal["sms-gate", "textbee"] = "sms-gate"
    number: Given
    signing_key: Secret
    user_name: Given = ""
    password: Secret = SecretStr("")
    messages_url: Given = "https://api.sms-gate.app/3rdparty/v1/messages"
    sim_number: int | None = Field(default=None, ge=1, le=3)
    clock_tolerance_seconds: int = Field(default=300, ge=1)
    copy_seconds: float = Field(default=15.0, ge=0)
    api_key: Secret = SecretStr("")
    device_id: Given = ""
    api_url: Given = "https://api.textbee.dev"
    segments_per_second: float = Field(default=0.5, gt=0)

    @model_validator(mode="after")
    def _has_what_the_dialect_needs(self) -> Self:
        needed = _OF_THE_DIALECT[self.dialect]
        if missing := [name for name in needed if not getattr(self, name)]:
            raise ValueError(f"the dialect {self.dialect} needs {' and '.join(missing)}")
        return self


@dataclass(frozen=True)
class Android:
    """A phone hears operators and shops as well; what cannot be read is acknowledged all the same,
    because the app would send it for two days. The message's own moment tells copies from messages,
    within some seconds: an app that reads its SMS in two ways has two moments of one."""

    id: str
    sms: SmsTerms
    number: str
    dialect: Dialect
    id_of: Callable[[str, str, str], str]
    ussd: None = None

    @property
    def routes(self) -> Mapping[str, Route]:
        verify = self.dialect.verify
        return {
            "inbound": Route(verify=verify, read=self.read_inbound, refuse=refuse),
            "status": Route(verify=verify, read=self.read_status, refuse=refuse),
        }

    def read_inbound(self, webhook: Webhook, received_at: datetime) -> list[InboundMessage]:
        received = self.dialect.read_sms(webhook)
        moment = received.received_at.isoformat()
        message = InboundMessage(
            channel=self.id,
            provider_message_id=self.id_of(received.sender.text, received.text, moment),
            sender=received.sender,
            recipient=received.recipient or self.number,
            text=received.text,
            session=None,
            session_event=SessionEvent.NONE,
            received_at=received_at,
            raw={"receivedAt": moment},
            sent_at=received.received_at,
        )
        return [message]

    def read_status(self, webhook: Webhook, received_at: datetime) -> list[StatusUpdate]:
        return [self.dialect.read_report(webhook)]

    async def send(self, message: OutgoingMessage) -> Receipt:
        return await self.dialect.send(message)


def refuse(error: AppError) -> Acknowledgement:
    return Acknowledgement(json.dumps({"refused": error.name}), "application/json")


def make(id_: str, config: AndroidConfig, surroundings: Surroundings) -> Android:
    return Android(
        id_,
        replace(
            surroundings.sms_terms(config, number=config.number), copy_seconds=config.copy_seconds
        ),
        config.number,
        _dialect(config, surroundings),
        partial(derived_id, surroundings.sealer),
    )


def _dialect(config: AndroidConfig, surroundings: Surroundings) -> Dialect:
    signing_key = config.signing_key.get_secret_value()
    if config.dialect == "textbee":
        return Textbee(
            surroundings.open_http(),
            config.api_url,
            config.device_id,
            config.api_key.get_secret_value(),
            signing_key,
        )
    return SmsGate(
        surroundings.open_http(),
        config.messages_url,
        config.user_name,
        config.password.get_secret_value(),
        signing_key,
        config.sim_number,
        config.clock_tolerance_seconds,
        utc_now,
    )


TYPE = ChannelType(AndroidConfig, make)
