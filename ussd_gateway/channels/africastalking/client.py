"""https://developers.africastalking.com/docs/sms/sending"""

from dataclasses import dataclass, field
from typing import Any

import httpx

from ussd_gateway.channels.asking import check_status, post, read_answer
from ussd_gateway.errors import SendDeferred, SendRefused
from ussd_gateway.messages import OutgoingMessage, Receipt

_TAKEN = {100, 101, 102}
_FINAL = {401, 403, 404, 406, 407, 409}
_OPERATORS = {402, 405}  # no such sender id, no money
_OPTED_OUT = 406
_NOT_ROUTED = 407


@dataclass(frozen=True)
class SmsClient:
    http: httpx.AsyncClient
    api_url: str
    username: str
    api_key: str = field(repr=False)
    sender: str | None

    async def send(self, message: OutgoingMessage) -> Receipt:
        form = {"username": self.username, "to": message.phone, "message": message.text}
        response = await post(
            self.http,
            f"{self.api_url.rstrip('/')}/version1/messaging",
            data=form | ({"from": self.sender} if self.sender else {}),
            headers={"apikey": self.api_key, "Accept": "application/json"},
        )
        check_status(response)
        recipient = _only_recipient(read_answer(response))
        _check_code(recipient.get("statusCode"))
        id_ = recipient.get("messageId")
        if not isinstance(id_, str) or not 0 < len(id_) <= 64:
            raise SendDeferred("answer_without_id")
        return Receipt(id_)


def _only_recipient(answer: dict[str, Any]) -> dict[str, Any]:
    data = answer.get("SMSMessageData")
    recipients = data.get("Recipients") if isinstance(data, dict) else None
    if isinstance(recipients, list) and len(recipients) == 1 and isinstance(recipients[0], dict):
        return recipients[0]
    return {}


def _check_code(code: object) -> None:
    """Raises SendRefused or SendDeferred unless it was taken; a code not known yet may pass."""
    if not isinstance(code, int):
        raise SendDeferred("answer_without_code")
    reason = f"africastalking:{code}"
    if code in _FINAL:
        raise SendRefused(reason, opted_out=code == _OPTED_OUT, other_operator=code == _NOT_ROUTED)
    if code not in _TAKEN:
        raise SendDeferred(reason, needs_operator=code in _OPERATORS)
