"""https://developers.africastalking.com/docs/sms/sending"""

import re
from collections.abc import Mapping
from dataclasses import dataclass, field
from typing import Any

import httpx

from ussd_gateway.channels.requests import (
    call,
    check_status,
    failure,
    id_in,
    read_answer,
)
from ussd_gateway.errors import SendDeferred
from ussd_gateway.messages import Fault, OutgoingMessage, Receipt

_WE_ARE_BILLED = "1"
_CODE = re.compile(r"[0-9]{3}")
_TAKEN = {"100", "101", "102"}
_FAULTS = {
    "401": Fault.MESSAGE,  # held as a risk
    "402": Fault.OPERATOR,  # no such sender
    "403": Fault.MESSAGE,  # no such number
    "404": Fault.MESSAGE,  # no number of a phone that gets SMS
    "405": Fault.OPERATOR,  # no money
    "406": Fault.OPTED_OUT,
    "407": Fault.OTHER_OPERATOR,  # no way to it
    "409": Fault.MESSAGE,  # wants no advertisements
    "500": Fault.PASSING,
    "501": Fault.PASSING,
    "502": Fault.PASSING,
}


@dataclass(frozen=True)
class SmsClient:
    http: httpx.AsyncClient
    api_url: str
    username: str
    api_key: str = field(repr=False)
    sender: str | None

    async def send(self, message: OutgoingMessage) -> Receipt:
        form = {
            "username": self.username,
            "to": message.phone,
            "message": message.text,
            "bulkSMSMode": _WE_ARE_BILLED,
        }
        response = await call(
            self.http,
            "POST",
            f"{self.api_url.rstrip('/')}/version1/messaging",
            data=form | ({"from": self.sender} if self.sender else {}),
            headers={"apikey": self.api_key, "Accept": "application/json"},
        )
        check_status(response)
        recipient = _only_recipient(read_answer(response))
        _check_code(recipient.get("statusCode"))
        theirs = id_in(recipient.get("messageId"))
        return Receipt(theirs or str(message.id))  # taken, so never sent again


def _only_recipient(answer: Mapping[str, Any]) -> dict[str, Any]:
    data = answer.get("SMSMessageData")
    recipients = data.get("Recipients") if isinstance(data, dict) else None
    if isinstance(recipients, list) and len(recipients) == 1 and isinstance(recipients[0], dict):
        return recipients[0]
    return {}


def _check_code(code: object) -> None:
    """Raises SendRefused or SendDeferred unless it was taken; a code not known yet may pass."""
    word = str(code)
    if not _CODE.fullmatch(word):
        raise SendDeferred("answer_without_code")
    if word not in _TAKEN:
        raise failure(_FAULTS.get(word, Fault.PASSING), f"africastalking:{word}")
