import re
from dataclasses import dataclass, field

import httpx

from ussd_gateway.channels.requests import (
    call,
    failure,
    failure_by_http,
    fault_by_http,
    read_answer,
)
from ussd_gateway.errors import SendDeferred, SendFailed
from ussd_gateway.messages import Fault, OutgoingMessage, Receipt

_CODE = re.compile(r"[0-9]{1,10}")
# Of answers and reports; what is not here is the message's. OPERATOR: no such credentials, account
# or sender, no money. OTHER_OPERATOR: no carrier of theirs reaches it.
_FAULTS = {
    Fault.OPTED_OUT: {"21610"},
    Fault.OTHER_OPERATOR: {"21612", "30005", "30006"},
    Fault.THROTTLED: {"14107", "20429", "21611", "30001", "30022", "63017", "63018"},
    Fault.PASSING: {"21730"},
    Fault.OPERATOR: {"20003", "20005", "21606", "21703", "21704", "21705", "30002"},
}
_FAULT_OF = {code: fault for fault, codes in _FAULTS.items() for code in codes}


@dataclass(frozen=True)
class TwilioClient:
    http: httpx.AsyncClient
    api_url: str
    account_sid: str
    auth_token: str = field(repr=False)
    status_url: str
    number: str | None = None
    messaging_service_sid: str | None = None
    validity_seconds: int | None = None

    async def send(self, message: OutgoingMessage) -> Receipt:
        response = await call(
            self.http,
            "POST",
            self.messages_url,
            data=self._form(message),
            auth=(self.account_sid, self.auth_token),
        )
        answer = read_answer(response)
        if not response.is_success:
            raise _failure(response.status_code, str(answer.get("code", "")))
        sid = answer.get("sid")
        if not isinstance(sid, str) or not 0 < len(sid) <= 64:
            raise SendDeferred("answer_without_sid")
        return Receipt(sid)

    @property
    def messages_url(self) -> str:
        return f"{self.api_url.rstrip('/')}/2010-04-01/Accounts/{self.account_sid}/Messages.json"

    def _form(self, message: OutgoingMessage) -> dict[str, str]:
        """Our texts are in the cheapest signs already: Twilio leaves them as they are."""
        given = {
            "To": message.phone,
            "From": self.number,
            "MessagingServiceSid": self.messaging_service_sid,
            "Body": message.text,
            "SmartEncoded": "false",
            "ValidityPeriod": self.validity_seconds and str(self.validity_seconds),
            "StatusCallback": f"{self.status_url}?message={message.id}",
        }
        return {name: value for name, value in given.items() if value}


def reason_of(code: str) -> str | None:
    return f"twilio:{code}" if _CODE.fullmatch(code) else None


def fault_of(code: str) -> Fault:
    return _FAULT_OF.get(code, Fault.MESSAGE)


def _failure(status: int, code: str) -> SendFailed:
    reason = reason_of(code)
    if reason is None:
        return failure_by_http(status)
    fault = fault_of(code)
    if fault is Fault.MESSAGE and (status in (401, 429) or status >= 500):
        return failure(fault_by_http(status), reason)
    return failure(fault, reason)
