"""A call that rings off: it costs the caller nothing, and asks us to call back.

From Twilio's voice webhook (https://www.twilio.com/docs/voice/twiml/reject), which is told to
reject the call, or from any switchboard that posts a form.
"""

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Literal, Self
from uuid import uuid4

from pydantic import Field, SecretStr, model_validator

from ussd_gateway.channels.base import Route, UssdTerms
from ussd_gateway.channels.callers import caller_check
from ussd_gateway.channels.config import (
    ChannelType,
    Given,
    Network,
    PathSecret,
    Secret,
    Surroundings,
    UnsignedConfig,
)
from ussd_gateway.channels.reading import read_address, read_form, read_id, read_phone
from ussd_gateway.channels.twilio.signature import is_signed
from ussd_gateway.errors import AppError, SignatureRefused
from ussd_gateway.messages import Acknowledgement, Heard, InboundMessage, SessionEvent, Webhook

_OF_THE_SOURCE = {"twilio": ("auth_token",), "form": ("path_secret", "addresses")}


class MissedCallConfig(UnsignedConfig):
    """The `…_field`s are names in the form of a switchboard; Twilio has its own."""

    source: Literal["twilio", "form"]
    sms_channel: Given
    auth_token: Secret = SecretStr("")
    path_secret: PathSecret = SecretStr("")
    addresses: list[Network] = Field(default_factory=list)
    id_field: Given = "id"
    from_field: Given = "from"
    to_field: Given = "to"

    @model_validator(mode="after")
    def _has_what_the_source_needs(self) -> Self:
        needed = _OF_THE_SOURCE[self.source]
        if missing := [name for name in needed if not getattr(self, name)]:
            raise ValueError(f"the source {self.source} needs {' and '.join(missing)}")
        return self


@dataclass(frozen=True)
class Names:
    """A ring without an id needs none: those that follow soon are one request anyway."""

    id: str
    sender: str
    recipient: str
    id_may_be_missing: bool = True


TWILIOS = Names(id="CallSid", sender="From", recipient="To", id_may_be_missing=False)


@dataclass(frozen=True)
class MissedCall:
    """Answered by SMS; where it goes is the contact's own channel, or `sms_channel`."""

    id: str
    ussd: UssdTerms
    names: Names
    verify: Callable[[Webhook], None]
    acknowledge: Callable[[Sequence[Heard]], Acknowledgement]
    refuse: Callable[[AppError], Acknowledgement] | None
    sms: None = None

    @property
    def routes(self) -> Mapping[str, Route]:
        ring = Route(
            verify=self.verify,
            read=self.read_ring,
            acknowledge=self.acknowledge,
            refuse=self.refuse,
        )
        return {"ring": ring}

    def read_ring(self, webhook: Webhook, received_at: datetime) -> list[InboundMessage]:
        form, names = read_form(webhook.body), self.names
        some_id = {names.id: str(uuid4())} if names.id_may_be_missing else {}
        id_ = read_id(some_id | form, names.id)
        ring = InboundMessage(
            channel=self.id,
            provider_message_id=id_,
            sender=read_phone(form, names.sender),
            recipient=read_address(form, names.recipient),
            text="",
            session=id_,
            session_event=SessionEvent.RANG,
            received_at=received_at,
            raw=form,
        )
        return [ring]


def reject(heard: Sequence[Heard]) -> Acknowledgement:
    return _twiml("<Reject/>")


def reject_unread(error: AppError) -> Acknowledgement:
    """Nor is a hidden number's call taken: it would cost both sides."""
    return _twiml(f"<Reject/><!-- {error.name} -->")


def accept(heard: Sequence[Heard]) -> Acknowledgement:
    return Acknowledgement("OK")


def _twiml(verbs: str) -> Acknowledgement:
    xml = f'<?xml version="1.0" encoding="UTF-8"?><Response>{verbs}</Response>'
    return Acknowledgement(xml, "text/xml")


def signature_check(auth_token: SecretStr) -> Callable[[Webhook], None]:
    def check(webhook: Webhook) -> None:
        if not is_signed(auth_token.get_secret_value(), webhook):
            raise SignatureRefused("the signature is missing or does not fit")

    return check


def make(id_: str, config: MissedCallConfig, surroundings: Surroundings) -> MissedCall:
    terms = surroundings.ussd_terms(config, sms_channel=config.sms_channel)
    if config.source == "twilio":
        check = signature_check(config.auth_token)
        return MissedCall(id_, terms, TWILIOS, check, reject, reject_unread)
    names = Names(config.id_field, config.from_field, config.to_field)
    return MissedCall(id_, terms, names, caller_check(config), accept, None)


TYPE = ChannelType(MissedCallConfig, make)
