"""bdapps, the service platform of Robi and Airtel in Bangladesh (hSenid TAP).

Everything it sends is acknowledged with S1000, what cannot be read as well: it would only come
again. Nothing is signed. It never says that a call is over.
"""

import json
import re
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from ussd_gateway.channels.base import Route, SmsTerms, UssdTerms
from ussd_gateway.channels.bdapps.addresses import read_subscriber
from ussd_gateway.channels.bdapps.client import BdappsClient
from ussd_gateway.channels.bdapps.codes import codes
from ussd_gateway.channels.callers import caller_check
from ussd_gateway.channels.config import (
    ChannelType,
    Given,
    Secret,
    Surroundings,
    UnsignedConfig,
)
from ussd_gateway.channels.reading import read_id, read_object, read_text
from ussd_gateway.errors import (
    AppError,
    BadEncoding,
    ContradictoryFields,
    UnknownOperation,
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
    Screen,
    SessionEvent,
    StatusUpdate,
    SubscriptionChanged,
    Webhook,
)

SCREEN_SEPTETS = 160  # 182 are said to arrive, 160 are sure to
STEPS = {"mo-init": SessionEvent.NEW, "mo-cont": SessionEvent.RESUME}
SUBSCRIPTIONS = {"REGISTERED": True, "UNREGISTERED": False}
_BINARY = "245"
_LONGEST_REQUEST = 59  # with `ussd:` in front of it an id of ours
_NOT_KEPT = {"message", "password", "vlrAddress"}
_WORD = re.compile(r"[A-Za-z][A-Za-z _-]{0,39}")


class BdappsConfig(UnsignedConfig):
    """`keyword`: the first word of every SMS, by which the operator knows whom it is for."""

    application_id: Given
    password: Secret
    keyword: str = ""
    source_address: str = ""
    can_script: bool = False
    sms_channel: str = ""
    api_url: Given = "https://developer.bdapps.com"


@dataclass(frozen=True)
class Bdapps:
    id: str
    sms: SmsTerms
    ussd: UssdTerms
    client: BdappsClient
    keyword: str
    verify: Callable[[Webhook], None]

    @property
    def routes(self) -> Mapping[str, Route]:
        readers: dict[str, Callable[[Webhook, datetime], Sequence[Heard]]] = {
            "inbound": self.read_inbound,
            "status": self.read_status,
            "ussd": self.read_step,
            "subscription": self.read_subscription,
        }
        return {
            name: Route(verify=self.verify, read=read, acknowledge=acknowledge, refuse=refuse)
            for name, read in readers.items()
        }

    def read_inbound(self, webhook: Webhook, received_at: datetime) -> list[InboundMessage]:
        fields = self._read(webhook)
        if fields.get("encoding") == _BINARY:
            raise BadEncoding("a binary message holds no text")
        text = without_keyword(read_text(fields, "message"), self.keyword)
        return [self._message(fields, read_id(fields, "requestId"), text, received_at)]

    def read_step(self, webhook: Webhook, received_at: datetime) -> list[InboundMessage]:
        fields = self._read(webhook)
        event = STEPS.get(str(fields.get("ussdOperation")))
        if event is None:
            raise UnknownOperation("ussdOperation is missing or unknown")
        request = read_id(fields, "requestId")
        if len(request) > _LONGEST_REQUEST:
            raise UnreadableField(f"requestId must be at most {_LONGEST_REQUEST} characters")
        typed = read_text(fields, "message") if event is SessionEvent.RESUME else ""
        session = read_id(fields, "sessionId")
        return [self._message(fields, f"ussd:{request}", typed, received_at, session, event)]

    def _message(
        self,
        fields: Mapping[str, Any],
        id_: str,
        text: str,
        received_at: datetime,
        session: str | None = None,
        event: SessionEvent = SessionEvent.NONE,
    ) -> InboundMessage:
        return InboundMessage(
            channel=self.id,
            provider_message_id=id_,
            sender=read_subscriber(fields, "sourceAddress", self.id),
            recipient=self.client.application_id,
            text=text,
            session=session,
            session_event=event,
            received_at=received_at,
            raw={name: str(value) for name, value in fields.items() if name not in _NOT_KEPT},
        )

    def read_status(self, webhook: Webhook, received_at: datetime) -> list[StatusUpdate]:
        """`deliveryStatus` today, `deliverStatus` in the vendor's own older client."""
        fields = self._read(webhook)
        names = ("deliveryStatus", "deliverStatus")
        words = [str(fields[name]).upper() for name in names if name in fields]
        states = {codes().reports.get(word) for word in words}
        if len(states) > 1:
            raise ContradictoryFields("deliveryStatus and deliverStatus say two things")
        state = next(iter(states), None)
        if state is None:
            raise UnknownStatus("deliveryStatus is missing or unknown")
        update = StatusUpdate(
            message_id=None,
            provider_message_id=read_id(fields, "requestId"),
            state=state,
            reason=f"bdapps:{words[0]}" if state is OutboxState.FAILED else None,
        )
        return [update]

    def read_subscription(
        self, webhook: Webhook, received_at: datetime
    ) -> list[SubscriptionChanged]:
        """Other words than the two are stations on the way, such as a charge that is pending.

        Our password stands in the notice; of its fields only these three are kept.
        """
        fields = self._read(webhook)
        status = read_text(fields, "status").strip()
        if not _WORD.fullmatch(status):
            raise UnknownStatus("status is missing or no word")
        subscriber = read_subscriber(fields, "subscriberId", self.id)
        if status.upper() not in SUBSCRIPTIONS:
            return []
        moment = read_text(fields, "timeStamp")  # ten or fourteen digits, and no clock's always
        return [
            SubscriptionChanged(
                id=f"{subscriber.text} {status} {moment}",
                subscriber=subscriber,
                wanted=SUBSCRIPTIONS[status.upper()],
            )
        ]

    def _read(self, webhook: Webhook) -> Mapping[str, Any]:
        """A number is as good as its digits. The vendor's own sample leaves our id out."""
        fields = {
            name: str(value) if type(value) is int else value
            for name, value in read_object(webhook.body).items()
        }
        if fields.get("applicationId", self.client.application_id) != self.client.application_id:
            raise WrongAccount("applicationId is not ours")
        return fields

    async def send(self, message: OutgoingMessage) -> Receipt:
        return await self.client.send(message)

    async def show_screen(self, step: InboundMessage, screen: Screen) -> None:
        await self.client.show(step.sender, step.session or "", screen)


def without_keyword(text: str, keyword: str) -> str:
    if not keyword:
        return text
    return re.sub(rf"\A\s*{re.escape(keyword)}(?:\s+|\Z)", "", text, flags=re.IGNORECASE)


def acknowledge(heard: Sequence[Heard]) -> Acknowledgement:
    return Acknowledgement(json.dumps(codes().success), "application/json")


def refuse(error: AppError) -> Acknowledgement:
    answer = codes().success | {"statusDetail": f"Refused: {error.name}"}
    return Acknowledgement(json.dumps(answer), "application/json")


def make(id_: str, config: BdappsConfig, surroundings: Surroundings) -> Bdapps:
    client = BdappsClient(
        http=surroundings.open_http(),
        api_url=config.api_url,
        application_id=config.application_id,
        password=config.password.get_secret_value(),
        source_address=config.source_address,
        can_script=config.can_script,
    )
    ussd = surroundings.ussd_terms(
        config, sms_channel=config.sms_channel or id_, screen_septets=SCREEN_SEPTETS
    )
    sms = surroundings.sms_terms(config, can_script=config.can_script, number=config.source_address)
    return Bdapps(id_, sms, ussd, client, config.keyword, caller_check(config))


TYPE = ChannelType(BdappsConfig, make)
