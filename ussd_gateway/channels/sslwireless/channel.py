"""SSL Wireless, SMS Plus v3: sends only, and never reports what became of a message.

Provisional, from public client code and a third party's copy of the manual: the fields, the
codes, `csms_id` of at most 20 characters and unique within a day, `sms` of at most 1000.
"""

from base64 import b32encode
from collections.abc import Mapping
from dataclasses import dataclass, field
from hashlib import blake2b
from typing import Any
from uuid import UUID

import httpx
from pydantic import Field

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

LONGEST_TEXT = 1000
_TAKEN, _TAKEN_BEFORE = "200", "4023"
_FAILED = "FAILED"
_FAULTS = {
    "4001": Fault.OPERATOR,  # no such token
    "4002": Fault.OPERATOR,  # the sender may not send
    "4003": Fault.OPERATOR,  # our address is not let in
    "4004": Fault.OPERATOR,  # no such address of theirs
    "4005": Fault.OPERATOR,  # not what they read as JSON
    "4020": Fault.OPERATOR,  # not what they take for an id
    "4022": Fault.OPERATOR,  # a field is missing
    "4025": Fault.MESSAGE,  # no such number
    "4026": Fault.MESSAGE,  # the number is blocked
    "4027": Fault.MESSAGE,  # too long
    "4028": Fault.MESSAGE,  # none of the messages is good
    "4029": Fault.THROTTLED,  # too many requests
    "4030": Fault.OPERATOR,  # too many numbers in a request
    "4031": Fault.THROTTLED,  # too many in a second
    "5000": Fault.PASSING,  # for a reason that they do not know
}


class SslWirelessConfig(ChannelConfig):
    api_token: Secret
    sid: Given
    api_url: Given = "https://smsplus.sslwireless.com"
    longest_text: int = Field(default=LONGEST_TEXT, ge=160, le=LONGEST_TEXT)


@dataclass(frozen=True)
class SslWireless:
    id: str
    sms: SmsTerms
    http: httpx.AsyncClient
    api_url: str
    sid: str
    api_token: str = field(repr=False)
    ussd: None = None
    routes: Mapping[str, Route] = field(default_factory=dict)

    async def send(self, message: OutgoingMessage) -> Receipt:
        csms_id = csms_id_of(message.id)
        fields = {
            "api_token": self.api_token,
            "sid": self.sid,
            "msisdn": without_plus(message.phone),
            "sms": message.text,
            "csms_id": csms_id,
        }
        response = await call(
            self.http, "POST", f"{self.api_url.rstrip('/')}/api/v3/send-sms", json=fields
        )
        return Receipt(_id_of_theirs(response) or csms_id)


def csms_id_of(message_id: UUID) -> str:
    """The same for each try, so that one taken before is not sent again; 20 characters."""
    return b32encode(blake2b(message_id.bytes, digest_size=12).digest()).decode().rstrip("=")


def _id_of_theirs(response: httpx.Response) -> str | None:
    """Raises SendRefused or SendDeferred unless they have the message."""
    answer = read_answer(response)
    code = str(answer.get("status_code", ""))
    if not code:
        if response.is_success:
            raise SendDeferred("answer_without_code")
        raise failure_by_http(response.status_code)
    if code == _TAKEN_BEFORE:
        return None
    if code != _TAKEN:
        reason = f"sslwireless:{code}" if code.isascii() and code.isdecimal() else "unknown_code"
        raise failure(_FAULTS.get(code, Fault.PASSING), reason[:64])
    if str(answer.get("status", "")).upper() == _FAILED:
        raise SendDeferred("contradictory_answer")  # should they have it, they say so next time
    return _id_in_details(_first(answer.get("smsinfo")))


def _id_in_details(details: Mapping[str, Any]) -> str | None:
    """The whole may have succeeded and its only message not."""
    status = str(details.get("sms_status", "SUCCESS")).upper()
    about = f"{status} {details.get('status_message', '')}".upper()
    if status != "SUCCESS" and not ("DUPLICATE" in about and "CSMS" in about):
        raise failure(Fault.MESSAGE, "sslwireless:message")
    return id_in(details.get("reference_id"))


def _first(messages: object) -> Mapping[str, Any]:
    first = messages[0] if isinstance(messages, list) and messages else None
    return first if isinstance(first, dict) else {}


def make(id_: str, config: SslWirelessConfig, surroundings: Surroundings) -> SslWireless:
    return SslWireless(
        id_,
        surroundings.sms_terms(config),
        surroundings.open_http(),
        config.api_url,
        config.sid,
        config.api_token.get_secret_value(),
    )


TYPE = ChannelType(SslWirelessConfig, make)
