"""Africa's Talking: calls, and SMS where an account for them is named."""

from collections.abc import Callable, Mapping
from dataclasses import dataclass
from datetime import datetime
from functools import partial
from typing import Self

from pydantic import model_validator

from ussd_gateway.channels.africastalking.calls import (
    newest_input,
    read_end,
    read_step,
    refuse,
    show,
)
from ussd_gateway.channels.africastalking.client import SmsClient
from ussd_gateway.channels.africastalking.sms import read_message, read_report
from ussd_gateway.channels.base import Route, SmsTerms, UssdTerms
from ussd_gateway.channels.callers import caller_check
from ussd_gateway.channels.config import ChannelType, Given, Secret, Surroundings, UnsignedConfig
from ussd_gateway.errors import AppError
from ussd_gateway.messages import (
    Acknowledgement,
    InboundMessage,
    OutgoingMessage,
    Receipt,
    StatusUpdate,
    Webhook,
)


class AfricasTalkingConfig(UnsignedConfig):
    """`username` and `api_key` are of the account that sends SMS, `sender` its short code or name.
    With them late answers go by this channel itself unless `sms_channel` says otherwise."""

    sms_channel: str | None = None
    username: Given | None = None
    api_key: Secret | None = None
    sender: Given | None = None
    api_url: Given = "https://api.africastalking.com"

    @model_validator(mode="after")
    def _sends_sms_or_has_them_sent(self) -> Self:
        if bool(self.username) != bool(self.api_key):
            raise ValueError("username and api_key belong together")
        if not (self.username or self.sms_channel):
            raise ValueError("sms_channel, or username and api_key, must say how SMS are sent")
        return self


@dataclass(frozen=True)
class AfricasTalking:
    """Nothing is signed."""

    id: str
    ussd: UssdTerms
    verify: Callable[[Webhook], None]
    refuse: Callable[[AppError], Acknowledgement]
    sms: SmsTerms | None

    @property
    def routes(self) -> Mapping[str, Route]:
        return {
            "ussd": Route(verify=self.verify, read=self.read_step, show=show, refuse=self.refuse),
            "ussd-end": Route(verify=self.verify, read=self.read_end),
        }

    def read_step(self, webhook: Webhook, received_at: datetime) -> list[InboundMessage]:
        return [read_step(webhook, self.id, received_at)]

    def read_end(self, webhook: Webhook, received_at: datetime) -> list[InboundMessage]:
        return [read_end(webhook, self.id, received_at)]


@dataclass(frozen=True)
class AfricasTalkingWithSms(AfricasTalking):
    client: SmsClient

    @property
    def routes(self) -> Mapping[str, Route]:
        return {
            **super().routes,
            "inbound": Route(verify=self.verify, read=self.read_inbound),
            "status": Route(verify=self.verify, read=self.read_status),
        }

    def read_inbound(self, webhook: Webhook, received_at: datetime) -> list[InboundMessage]:
        return [read_message(webhook, self.id, received_at)]

    def read_status(self, webhook: Webhook, received_at: datetime) -> list[StatusUpdate]:
        return [read_report(webhook)]

    async def send(self, message: OutgoingMessage) -> Receipt:
        return await self.client.send(message)


def make(id_: str, config: AfricasTalkingConfig, surroundings: Surroundings) -> AfricasTalking:
    calls = surroundings.ussd_terms(
        config, sms_channel=config.sms_channel or id_, newest_input=newest_input
    )
    verify, tell = caller_check(config), partial(refuse, code=surroundings.ussd_code)
    if not (config.username and config.api_key):
        return AfricasTalking(id_, calls, verify, tell, None)
    client = SmsClient(
        http=surroundings.open_http(),
        api_url=config.api_url,
        username=config.username,
        api_key=config.api_key.get_secret_value(),
        sender=config.sender,
    )
    return AfricasTalkingWithSms(
        id_, calls, verify, tell, surroundings.sms_terms(config, number=config.sender or ""), client
    )


TYPE = ChannelType(AfricasTalkingConfig, make)
