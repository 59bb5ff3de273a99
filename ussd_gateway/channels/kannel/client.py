"""Kannel's `sendsms`, by POST: the text and the number stand in no address."""

import re
from dataclasses import dataclass, field
from urllib.parse import quote
from uuid import UUID

import httpx

from citizen_text.sms import encoding_of
from ussd_gateway.channels.requests import call, failure_by_http
from ussd_gateway.errors import SendDeferred, SendFailed, SendRefused
from ussd_gateway.messages import OutgoingMessage, Receipt

_EVERY_REPORT = "31"
_GSM, _UCS2 = "0", "2"
_TAKEN = re.compile(r"[03]: ")  # accepted, or queued until its SMSC is back
_NOT_ROUTABLE = "kannel:not_routable"  # by none of its links
_FINAL = {
    "Not routable. Do not try again.": _NOT_ROUTABLE,
    "Number(s) has/have been denied by white- and/or black-lists.": "kannel:denied",
}


@dataclass(frozen=True)
class KannelClient:
    http: httpx.AsyncClient
    sendsms_url: str
    username: str
    password: str = field(repr=False)
    number: str
    smsc: str
    status_url: str = field(repr=False)

    async def send(self, message: OutgoingMessage) -> Receipt:
        """Kannel gives no id: ours comes back in the reports."""
        response = await call(
            self.http,
            "POST",
            self.sendsms_url,
            content=message.text.encode(),
            headers=self._headers(message),
        )
        if not response.is_success:
            raise _failure(response)
        if not _TAKEN.match(response.text):
            raise SendDeferred("answer_without_code")
        return Receipt(str(message.id))

    def _headers(self, message: OutgoingMessage) -> dict[str, str]:
        headers = {
            "Content-Type": "text/plain; charset=UTF-8",
            "X-Kannel-Username": self.username,
            "X-Kannel-Password": self.password,
            "X-Kannel-From": self.number,
            "X-Kannel-To": message.phone,
            "X-Kannel-Coding": _GSM if encoding_of(message.text) == "GSM-7" else _UCS2,
            "X-Kannel-DLR-Mask": _EVERY_REPORT,
            "X-Kannel-DLR-Url": self._report_to(message.id),
        }
        return headers | ({"X-Kannel-SMSC": self.smsc} if self.smsc else {})

    def _report_to(self, message_id: UUID) -> str:
        """Kannel writes the state where `%d` stands."""
        address = quote(self.status_url, safe=":/[]").replace("%", "%%")
        return f"{address}?message={message_id}&status=%d"


def _failure(response: httpx.Response) -> SendFailed:
    if reason := _FINAL.get(response.text.strip()):
        return SendRefused(reason, other_operator=reason == _NOT_ROUTABLE)
    if response.status_code == 400:
        return SendRefused("http:400")
    return failure_by_http(response.status_code)
