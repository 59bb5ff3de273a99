"""Infobip SMS: https://www.infobip.com/docs/api/channels/sms"""

import json
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Self

import httpx
from pydantic import model_validator

from ussd_gateway.channels.base import Route, SmsTerms
from ussd_gateway.channels.callers import caller_check
from ussd_gateway.channels.config import ChannelType, Given, Secret, Surroundings, UnsignedConfig
from ussd_gateway.channels.infobip.client import InfobipClient
from ussd_gateway.channels.infobip.reading import read_message, read_report
from ussd_gateway.channels.reading import read_each, read_object
from ussd_gateway.messages import (
    Acknowledgement,
    Heard,
    InboundMessage,
    OutgoingMessage,
    Receipt,
    Unreadable,
    Webhook,
)


class InfobipConfig(UnsignedConfig):
    """`api_url` is the account's own, as its page of keys says."""

    sender: Given
    api_key: Secret | None = None
    username: Given | None = None
    password: Secret | None = None
    api_url: Given = "https://api.infobip.com"

    @model_validator(mode="after")
    def _can_sign_in(self) -> Self:
        if not (self.api_key or (self.username and self.password)):
            raise ValueError("api_key, or username and password, must say who we are")
        return self

    def authorization(self) -> str:
        if self.api_key:
            return f"App {self.api_key.get_secret_value()}"
        password = self.password.get_secret_value() if self.password else ""
        signed_in = httpx.BasicAuth(self.username or "", password)
        request = next(signed_in.auth_flow(httpx.Request("POST", self.api_url)))
        return request.headers["Authorization"]


@dataclass(frozen=True)
class InfobipSms:
    """A request may hold many messages or reports; nothing is signed."""

    id: str
    sms: SmsTerms
    client: InfobipClient
    verify: Callable[[Webhook], None]
    ussd: None = None

    @property
    def routes(self) -> Mapping[str, Route]:
        return {
            "inbound": Route(
                verify=self.verify, read=self.read_inbound, acknowledge=tell_what_was_read
            ),
            "status": Route(
                verify=self.verify, read=self.read_status, acknowledge=tell_what_was_read
            ),
        }

    def read_inbound(self, webhook: Webhook, received_at: datetime) -> list[Heard]:
        def read(fields: Mapping[str, object]) -> InboundMessage:
            return read_message(fields, self.id, received_at)

        return read_each(read_object(webhook.body), "results", read)

    def read_status(self, webhook: Webhook, received_at: datetime) -> list[Heard]:
        return read_each(read_object(webhook.body), "results", read_report)

    async def send(self, message: OutgoingMessage) -> Receipt:
        return await self.client.send(message)


def tell_what_was_read(heard: Sequence[Heard]) -> Acknowledgement:
    """A success as well where some could not be read: the others are not to come again."""
    refused = [each.detail for each in heard if isinstance(each, Unreadable)]
    answer = {"accepted": len(heard) - len(refused), "refused": refused}
    return Acknowledgement(json.dumps(answer), "application/json")


def make(id_: str, config: InfobipConfig, surroundings: Surroundings) -> InfobipSms:
    secret = config.path_secret.get_secret_value()
    client = InfobipClient(
        http=surroundings.open_http(),
        api_url=config.api_url,
        authorization=config.authorization(),
        sender=config.sender,
        status_url=f"{surroundings.url_of(id_, 'status')}/{secret}",
    )
    return InfobipSms(
        id_, surroundings.sms_terms(config, number=config.sender), client, caller_check(config)
    )


TYPE = ChannelType(InfobipConfig, make)
