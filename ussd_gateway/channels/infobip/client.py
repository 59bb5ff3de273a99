from dataclasses import dataclass, field
from typing import Any

import httpx

from ussd_gateway.channels.asking import check_status, post, read_answer
from ussd_gateway.channels.infobip.codes import check_accepted
from ussd_gateway.errors import SendDeferred
from ussd_gateway.messages import OutgoingMessage, Receipt


@dataclass(frozen=True)
class InfobipClient:
    http: httpx.AsyncClient
    api_url: str
    authorization: str = field(repr=False)
    sender: str
    status_url: str = field(repr=False)

    async def send(self, message: OutgoingMessage) -> Receipt:
        response = await post(
            self.http,
            f"{self.api_url.rstrip('/')}/sms/3/messages",
            json={"messages": [self._in_words(message)]},
            headers={"Authorization": self.authorization, "Accept": "application/json"},
        )
        check_status(response)
        taken = _only_message(read_answer(response))
        status, id_ = taken.get("status"), taken.get("messageId")
        check_accepted(status if isinstance(status, dict) else {})
        if not isinstance(id_, str) or not 0 < len(id_) <= 64:
            raise SendDeferred("answer_without_id")
        return Receipt(id_)

    def _in_words(self, message: OutgoingMessage) -> dict[str, Any]:
        """Our own id comes back in the reports. It is not Infobip's `messageId` as well: that would
        have a message refused that is tried again."""
        return {
            "sender": self.sender,
            "destinations": [{"to": message.phone.removeprefix("+")}],
            "content": {"text": message.text},
            "webhooks": {
                "delivery": {"url": self.status_url, "intermediateReport": True},
                "contentType": "application/json",
                "callbackData": str(message.id),
            },
        }


def _only_message(answer: dict[str, Any]) -> dict[str, Any]:
    messages = answer.get("messages")
    if isinstance(messages, list) and len(messages) == 1 and isinstance(messages[0], dict):
        return messages[0]
    return {}
