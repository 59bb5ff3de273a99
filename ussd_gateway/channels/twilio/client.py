from dataclasses import dataclass, field
from typing import Any

import httpx

from ussd_gateway.errors import SendDeferred, SendRefused
from ussd_gateway.messages import OutgoingMessage, Receipt

OPTED_OUT = "21610"
_TIMEOUT_SECONDS = 15.0
# Throttled, queues full, and what an operator sets right: wrong credentials, no money.
_WORTH_ANOTHER_TRY = {"20429", "30001", "21611", "63017", "63018", "20003", "20005", "30002"}


@dataclass(frozen=True)
class TwilioClient:
    http: httpx.AsyncClient
    api_url: str
    account_sid: str
    auth_token: str = field(repr=False)
    number: str
    status_url: str

    async def send(self, message: OutgoingMessage) -> Receipt:
        form = {
            "To": message.recipient,
            "From": self.number,
            "Body": message.text,
            "StatusCallback": f"{self.status_url}?message={message.id}",
        }
        try:
            response = await self.http.post(
                f"{self.api_url.rstrip('/')}/2010-04-01/Accounts/{self.account_sid}/Messages.json",
                data=form,
                auth=(self.account_sid, self.auth_token),
                timeout=_TIMEOUT_SECONDS,
            )
        except httpx.HTTPError as error:
            raise SendDeferred(type(error).__name__) from None
        answer = _read(response)
        if not response.is_success:
            raise _failure(response.status_code, str(answer.get("code", "")))
        sid = answer.get("sid")
        if not isinstance(sid, str) or not 0 < len(sid) <= 64:
            raise SendDeferred("answer_without_sid")
        return Receipt(sid)


def _failure(status: int, code: str) -> SendRefused | SendDeferred:
    reason = f"twilio:{code}" if code.isascii() and code.isdecimal() else f"http:{status}"
    if status == 429 or status >= 500 or status == 401 or code in _WORTH_ANOTHER_TRY:
        return SendDeferred(reason)
    return SendRefused(reason, opted_out=code == OPTED_OUT)


def _read(response: httpx.Response) -> dict[str, Any]:
    try:
        answer = response.json()
    except ValueError:
        return {}
    return answer if isinstance(answer, dict) else {}
