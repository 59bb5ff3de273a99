"""A provider that speaks plain HTTP and has no adapter of its own: the file says how."""

import hmac
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime
from functools import partial
from typing import Any
from uuid import UUID

from ussd_gateway.addresses import Address
from ussd_gateway.channels.base import Route, SmsTerms
from ussd_gateway.channels.callers import caller_check
from ussd_gateway.channels.config import ChannelType, Surroundings
from ussd_gateway.channels.derived_ids import derived_id
from ussd_gateway.channels.external.client import ExternalClient, reason_of
from ussd_gateway.channels.external.settings import (
    Answer,
    ExternalConfig,
    Format,
    Inbound,
    SecretHeader,
    Signature,
    Status,
)
from ussd_gateway.channels.external.templates import at
from ussd_gateway.channels.reading import (
    read_address,
    read_form,
    read_id,
    read_object,
    read_query,
    read_sender,
    read_text,
)
from ussd_gateway.channels.signatures import check_hmac
from ussd_gateway.channels.smpp.coding import decode
from ussd_gateway.channels.smpp.errors import UnreadableText
from ussd_gateway.channels.smpp.settings import Coding
from ussd_gateway.errors import (
    BadEncoding,
    MissingField,
    SignatureRefused,
    UnknownStatus,
    UnreadableField,
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
    Webhook,
)

_GSM = "0"
CODINGS = {_GSM: Coding.GSM, "1": Coding.ASCII, "3": Coding.LATIN_1, "8": Coding.UCS_2}


@dataclass(frozen=True)
class External:
    id: str
    sms: SmsTerms
    config: ExternalConfig
    client: ExternalClient
    verify: Callable[[Webhook], None]
    id_of: Callable[[str, str, str], str]
    ussd: None = None

    @property
    def routes(self) -> Mapping[str, Route]:
        inbound, status = self.config.inbound, self.config.status
        routes = {}
        if inbound:
            read = partial(self.read_inbound, inbound)
            routes["inbound"] = self._route(read, inbound)
        if status:
            routes["status"] = self._route(partial(read_status, status), status)
        return routes

    def _route(
        self, read: Callable[[Webhook, datetime], Sequence[Heard]], heard: Inbound | Status
    ) -> Route:
        return Route(
            verify=self.verify,
            read=read,
            acknowledge=partial(acknowledge, heard.answer),
            methods=(heard.method,),
        )

    def read_inbound(
        self, names: Inbound, webhook: Webhook, received_at: datetime
    ) -> list[InboundMessage]:
        fields = read_fields(webhook, names.format, names.all)
        sender, text = read_sender(fields, names.from_), read_words(fields, names)
        message = InboundMessage(
            channel=self.id,
            provider_message_id=self._id_in(fields, names, sender, text),
            sender=sender,
            recipient=read_address(fields, names.to) if names.to else self.config.number,
            text=text,
            session=None,
            session_event=SessionEvent.NONE,
            received_at=received_at,
            raw={name: value for name, value in fields.items() if name not in names.of_the_text},
        )
        return [message]

    def _id_in(self, fields: Mapping[str, str], names: Inbound, sender: Address, text: str) -> str:
        if names.id:
            return read_id(fields, names.id)
        moment = fields.get(str(names.time), "").strip()
        if not moment:
            raise MissingField(f"{names.time} is missing")
        return self.id_of(sender.text, text, moment)

    async def send(self, message: OutgoingMessage) -> Receipt:
        return await self.client.send(message)


def read_words(fields: Mapping[str, str], names: Inbound) -> str:
    if names.octets is None:
        return read_text(fields, str(names.text))
    coding = CODINGS.get(fields.get(names.octets.coding, _GSM).strip())
    if coding is None:
        raise UnreadableField(f"{names.octets.coding} names no alphabet that we read")
    try:
        return decode(bytes.fromhex(fields.get(names.octets.field, "")), coding)
    except ValueError:
        raise BadEncoding(f"{names.octets.field} is not hexadecimal") from None
    except UnreadableText:
        raise BadEncoding(f"{names.octets.field} is not in the alphabet that it names") from None


def read_status(names: Status, webhook: Webhook, received_at: datetime) -> list[StatusUpdate]:
    fields = read_fields(webhook, names.format, (names.id, names.our_id, names.status))
    word = fields.get(names.status, "")
    state = names.state_of(word)
    if state is None:
        raise UnknownStatus(f"{names.status} is missing or unknown")
    update = StatusUpdate(
        message_id=_our_id(fields.get(names.our_id)) if names.our_id else None,
        provider_message_id=read_id(fields, names.id or str(names.our_id)),
        state=state,
        reason=reason_of(word) if state is OutboxState.FAILED else None,
        fault=names.fault_of(word),
    )
    return [update]


def read_fields(webhook: Webhook, format_: Format, names: Sequence[str | None]) -> dict[str, str]:
    """Those of these names that are there; numbers are texts as well."""
    wanted = [name for name in names if name]
    if format_ == "json":
        body = read_object(webhook.body)
        found: dict[str, Any] = {name: at(body, name) for name in wanted}
    else:
        given = read_query(webhook.url) if format_ == "query" else read_form(webhook.body)
        found = {name: given.get(name) for name in wanted}
    return {name: _as_text(name, value) for name, value in found.items() if value is not None}


def _as_text(name: str, value: object) -> str:
    if isinstance(value, bool) or not isinstance(value, str | int | float):
        raise UnreadableField(f"{name} must be text")
    return str(value)


def acknowledge(answer: Answer, heard: Sequence[Heard]) -> Acknowledgement:
    return Acknowledgement(answer.body, answer.media_type, answer.status)


def checks(config: ExternalConfig) -> Callable[[Webhook], None]:
    """Whoever knows the path and is on the list; with it what else the file asks for."""
    is_on_the_list = caller_check(config)

    def verify(webhook: Webhook) -> None:
        is_on_the_list(webhook)
        if config.secret_header:
            _check_header(config.secret_header, webhook)
        if config.signature:
            _check_signature(config.signature, webhook)

    return verify


def _check_header(header: SecretHeader, webhook: Webhook) -> None:
    given = webhook.headers.get(header.name.lower(), "").encode("utf-8", "replace")
    if not hmac.compare_digest(given, header.secret.get_secret_value().encode()):
        raise SignatureRefused(f"{header.name} is missing or wrong")


def _check_signature(signature: Signature, webhook: Webhook) -> None:
    given = webhook.headers.get(signature.header.lower(), "")
    if not given.startswith(signature.prefix):
        raise SignatureRefused("the signature is missing or does not fit")
    check_hmac(
        given.removeprefix(signature.prefix),
        secret=signature.secret.get_secret_value().encode(),
        signed=webhook.body,
        digest=signature.digest,
        encoding=signature.encoding,
    )


def _our_id(value: str | None) -> UUID | None:
    try:
        return UUID(value) if value else None
    except ValueError:
        raise UnreadableField("this is none of our ids") from None


def make(id_: str, config: ExternalConfig, surroundings: Surroundings) -> External:
    secret = config.path_secret.get_secret_value()
    status_url = f"{surroundings.url_of(id_, 'status')}/{secret}"
    return External(
        id_,
        surroundings.sms_terms(config, number=config.number),
        config,
        ExternalClient(surroundings.open_http(), config.outbound, config.number, status_url),
        checks(config),
        partial(derived_id, surroundings.sealer),
    )


TYPE = ChannelType(ExternalConfig, make)
