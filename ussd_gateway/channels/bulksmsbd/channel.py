"""BulkSMSBD: sends only, and never reports what became of a message.

Provisional, from public client code: the fields, and the codes as https://bulksmsbd.net/developers
is quoted there. 1004 and 1008 to 1010 stand in older clients only.
"""

import re
from collections.abc import Mapping
from dataclasses import dataclass, field
from typing import Any

import httpx

from citizen_text import sms
from ussd_gateway.channels.base import Route, SmsTerms
from ussd_gateway.channels.config import ChannelConfig, ChannelType, Given, Secret, Surroundings
from ussd_gateway.channels.requests import (
    call,
    failure,
    failure_by_http,
    id_in,
    read_json,
    without_plus,
)
from ussd_gateway.errors import SendDeferred
from ussd_gateway.messages import Fault, OutgoingMessage, Receipt

_TAKEN = "202"
_BARE_CODE = re.compile(r"\s*(\d{3,4})\b")
_FAULTS = {
    "1001": Fault.MESSAGE,  # no such number
    "1002": Fault.OPERATOR,  # the sender is wrong or not let in
    "1003": Fault.OPERATOR,  # a field is missing
    "1004": Fault.MESSAGE,  # taken for spam
    "1005": Fault.PASSING,  # an error of theirs
    "1006": Fault.OPERATOR,  # the balance has expired
    "1007": Fault.OPERATOR,  # no money
    "1008": Fault.MESSAGE,  # an empty text
    "1009": Fault.OPERATOR,  # no type
    "1010": Fault.OPERATOR,  # wrong user or password
    "1011": Fault.OPERATOR,  # no such user
    "1012": Fault.MESSAGE,  # under a name only Bangla may be sent
    "1013": Fault.OPERATOR,  # the sender has no gateway
    "1014": Fault.OPERATOR,  # the sender has no type
    "1015": Fault.OPERATOR,  # the sender has no gateway that works
    "1016": Fault.OPERATOR,  # the sender's type has no price now
    "1017": Fault.OPERATOR,  # the sender's type has no price
    "1018": Fault.OPERATOR,  # the account is not let in
    "1019": Fault.OPERATOR,  # the account's price is not let in
    "1020": Fault.OPERATOR,  # the account above is not there
    "1021": Fault.OPERATOR,  # the account above has no price now
    "1031": Fault.OPERATOR,  # the account is not verified
    "1032": Fault.OPERATOR,  # our address is not on their list
}


class BulkSmsBdConfig(ChannelConfig):
    api_key: Secret
    sender_id: Given
    api_url: Given = "https://bulksmsbd.net"


@dataclass(frozen=True)
class BulkSmsBd:
    id: str
    sms: SmsTerms
    http: httpx.AsyncClient
    api_url: str
    sender_id: str
    api_key: str = field(repr=False)
    ussd: None = None
    routes: Mapping[str, Route] = field(default_factory=dict)

    async def send(self, message: OutgoingMessage) -> Receipt:
        form = {
            "api_key": self.api_key,
            "type": "text" if sms.encoding_of(message.text) == "GSM-7" else "unicode",
            "number": without_plus(message.phone),
            "senderid": self.sender_id,
            "message": message.text,
        }
        url = f"{self.api_url.rstrip('/')}/api/smsapi"
        answer = _read(await call(self.http, "POST", url, data=form))
        return Receipt(id_in(answer.get("message_id")) or str(message.id))


def _read(response: httpx.Response) -> Mapping[str, Any]:
    """Raises SendRefused or SendDeferred unless they have the message.

    An answer is JSON, or a bare code with or without words behind it.
    """
    answer = read_json(response)
    if not isinstance(answer, dict):
        bare = _BARE_CODE.match(response.text)
        answer = {"response_code": bare[1]} if bare else {}
    code = str(answer.get("response_code", ""))
    if code in _FAULTS:
        raise failure(_FAULTS[code], f"bulksmsbd:{code}")
    if not response.is_success:
        raise failure_by_http(response.status_code)
    if code != _TAKEN:
        raise SendDeferred("answer_without_code" if not code else "unknown_code")
    return answer


def make(id_: str, config: BulkSmsBdConfig, surroundings: Surroundings) -> BulkSmsBd:
    return BulkSmsBd(
        id_,
        surroundings.sms_terms(config, number=config.sender_id),
        surroundings.open_http(),
        config.api_url,
        config.sender_id,
        config.api_key.get_secret_value(),
    )


TYPE = ChannelType(BulkSmsBdConfig, make)
