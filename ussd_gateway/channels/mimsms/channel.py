"""MiM SMS (https://www.mimsms.com/api-documentation/): sends only.

Its report of a delivery can be looked up by hand; nothing is pushed. Provisional, from public
client code: the codes, and that failures come with HTTP 200.
"""

from collections.abc import Mapping
from dataclasses import dataclass, field
from typing import Literal, Self

import httpx
from pydantic import Field, model_validator

from ussd_gateway.channels.base import Route, SmsTerms
from ussd_gateway.channels.config import ChannelConfig, ChannelType, Given, Secret, Surroundings
from ussd_gateway.channels.requests import (
    call,
    failure,
    failure_by_http,
    id_in,
    read_answer,
    without_plus,
)
from ussd_gateway.errors import SendDeferred
from ussd_gateway.messages import Fault, OutgoingMessage, Receipt

LONGEST_TEXT = 1530
_NO_CAMPAIGN = "null"  # a word of theirs, not the value
_TAKEN = "200"
_FAULTS = {
    "401": Fault.OPERATOR,  # wrong user or key, or our address is not let in
    "205": Fault.MESSAGE,  # they do not take the text
    "206": Fault.MESSAGE,  # no such number
    "207": Fault.OPERATOR,  # no such type of transaction
    "208": Fault.OPERATOR,  # no such sender
    "209": Fault.MESSAGE,  # too long
    "210": Fault.OPERATOR,  # no such campaign
    "213": Fault.OPERATOR,  # a field is missing
    "216": Fault.OPERATOR,  # no money
    "221": Fault.PASSING,  # not sent
    "500": Fault.PASSING,  # an error of theirs
}


class MimSmsConfig(ChannelConfig):
    """`transaction_type`: T for answers and notices, P for a campaign that they approved."""

    user_name: Given
    api_key: Secret
    sender_name: Given
    transaction_type: Literal["T", "P"] = "T"
    campaign_id: Given | None = None
    api_url: Given = "https://api.mimsms.com"
    longest_text: int = Field(default=LONGEST_TEXT, ge=160, le=LONGEST_TEXT)

    @model_validator(mode="after")
    def _names_its_campaign(self) -> Self:
        if (self.transaction_type == "P") != (self.campaign_id is not None):
            raise ValueError('transaction_type "P" and campaign_id belong together')
        return self


@dataclass(frozen=True)
class MimSms:
    id: str
    sms: SmsTerms
    http: httpx.AsyncClient
    config: MimSmsConfig
    ussd: None = None
    routes: Mapping[str, Route] = field(default_factory=dict)

    async def send(self, message: OutgoingMessage) -> Receipt:
        config = self.config
        fields = {
            "UserName": config.user_name,
            "Apikey": config.api_key.get_secret_value(),
            "MobileNumber": without_plus(message.phone),
            "CampaignId": config.campaign_id or _NO_CAMPAIGN,
            "SenderName": config.sender_name,
            "TransactionType": config.transaction_type,
            "Message": message.text,
        }
        url = f"{config.api_url.rstrip('/')}/api/SmsSending/SMS"
        response = await call(self.http, "POST", url, json=fields)
        return Receipt(_id_of_theirs(response) or str(message.id))


def _id_of_theirs(response: httpx.Response) -> str | None:
    """Raises SendRefused or SendDeferred unless they have the message."""
    answer = read_answer(response)
    code = str(answer.get("statusCode", ""))
    if code in _FAULTS:
        raise failure(_FAULTS[code], f"mimsms:{code}")
    if not response.is_success:
        raise failure_by_http(response.status_code)
    if code != _TAKEN or answer.get("isError") is True:
        raise SendDeferred("unknown_code" if code else "answer_without_code")
    return id_in(answer.get("trxnId"))


def make(id_: str, config: MimSmsConfig, surroundings: Surroundings) -> MimSms:
    return MimSms(id_, surroundings.sms_terms(config), surroundings.open_http(), config)


TYPE = ChannelType(MimSmsConfig, make)
