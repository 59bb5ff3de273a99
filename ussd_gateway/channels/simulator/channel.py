"""A phone without an operator, for demonstrations and exercises."""

import hmac
import json
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime

from pydantic import SecretStr

from ussd_gateway.channels.base import Route, SmsTerms
from ussd_gateway.channels.config import ChannelConfig, ChannelType, Secret, Surroundings
from ussd_gateway.channels.reading import (
    read_address,
    read_id,
    read_object,
    read_sender,
    read_text,
)
from ussd_gateway.errors import SignatureRefused
from ussd_gateway.messages import (
    Acknowledgement,
    Heard,
    InboundMessage,
    OutboxState,
    OutgoingMessage,
    Receipt,
    SessionEvent,
    Webhook,
)
from ussd_gateway.simulator.recorder import Recorder

SECRET_HEADER = "x-simulator-secret"  # noqa: S105 (a header's name)
_OUR_NUMBER = "nalish"


class SimulatorConfig(ChannelConfig):
    secret: Secret


@dataclass(frozen=True)
class Simulator:
    id: str
    sms: SmsTerms
    recorder: Recorder
    verify: Callable[[Webhook], None]
    ussd: None = None

    @property
    def routes(self) -> Mapping[str, Route]:
        return {"inbound": Route(verify=self.verify, read=self.read, acknowledge=_accept)}

    def read(self, webhook: Webhook, received_at: datetime) -> list[InboundMessage]:
        fields = read_object(webhook.body)
        message = InboundMessage(
            channel=self.id,
            provider_message_id=read_id(fields, "id"),
            sender=read_sender(fields, "from"),
            recipient=read_address({"to": _OUR_NUMBER, **fields}, "to"),
            text=read_text(fields, "text"),
            session=None,
            session_event=SessionEvent.NONE,
            received_at=received_at,
            raw={name: str(value) for name, value in fields.items() if name != "text"},
        )
        return [message]

    async def send(self, message: OutgoingMessage) -> Receipt:
        sid = f"sim-{message.id}"
        await self.recorder.record(sid, self.id, message.phone, message.text)
        return Receipt(sid, OutboxState.DELIVERED)


def make(id_: str, config: SimulatorConfig, surroundings: Surroundings) -> Simulator:
    recorder = Recorder(surroundings.redis, surroundings.redis_prefix, surroundings.sealer)
    return Simulator(id_, surroundings.sms_terms(config), recorder, secret_check(config.secret))


TYPE = ChannelType(SimulatorConfig, make, is_demonstration=True)


def secret_check(secret: SecretStr) -> Callable[[Webhook], None]:
    expected = secret.get_secret_value().encode()

    def check(webhook: Webhook) -> None:
        if not hmac.compare_digest(webhook.headers.get(SECRET_HEADER, "").encode(), expected):
            raise SignatureRefused("X-Simulator-Secret is missing or wrong")

    return check


def _accept(heard: Sequence[Heard]) -> Acknowledgement:
    ids = [each.provider_message_id for each in heard if isinstance(each, InboundMessage)]
    return Acknowledgement(json.dumps({"id": ids[0], "status": "accepted"}), "application/json")
