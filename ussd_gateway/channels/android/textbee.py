"""textbee: https://textbee.dev/docs/webhooks, and https://github.com/textbee/textbee for the fields

Its ids of one and the same SMS may differ; the moment at which the phone received it does not.
"""

from collections.abc import Mapping
from dataclasses import dataclass, field
from typing import Any

import httpx

from ussd_gateway.channels.android.dialects import ReceivedSms
from ussd_gateway.channels.derived_ids import read_moment
from ussd_gateway.channels.reading import read_id, read_object, read_sender, read_text
from ussd_gateway.channels.requests import call, failure_by_http, id_in, read_answer
from ussd_gateway.channels.signatures import check_hmac
from ussd_gateway.errors import SendDeferred, UnknownOperation, UnknownStatus
from ussd_gateway.messages import OutboxState, OutgoingMessage, Receipt, StatusUpdate, Webhook

EVENTS = {
    "MESSAGE_SENT": OutboxState.SENT,
    "MESSAGE_DELIVERED": OutboxState.DELIVERED,
    "MESSAGE_FAILED": OutboxState.FAILED,
    "UNKNOWN_STATE": OutboxState.ACCEPTED,
}
_RECEIVED = "MESSAGE_RECEIVED"


@dataclass(frozen=True)
class Textbee:
    http: httpx.AsyncClient
    api_url: str
    device_id: str
    api_key: str = field(repr=False)
    signing_key: str = field(repr=False)

    def verify(self, webhook: Webhook) -> None:
        check_hmac(
            webhook.headers.get("x-signature", ""),
            secret=self.signing_key.encode(),
            signed=webhook.body,
        )

    def read_sms(self, webhook: Webhook) -> ReceivedSms:
        event, fields = _read_event(webhook)
        if event != _RECEIVED:
            raise UnknownOperation("webhookEvent is not MESSAGE_RECEIVED")
        return ReceivedSms(
            sender=read_sender(fields, "sender"),
            recipient=None,
            text=read_text(fields, "message"),
            received_at=read_moment(fields.get("receivedAt"), "receivedAt"),
        )

    def read_report(self, webhook: Webhook) -> StatusUpdate:
        event, fields = _read_event(webhook)
        if event not in EVENTS:
            raise UnknownStatus("webhookEvent is missing or unknown")
        code = str(fields.get("errorCode") or "")
        is_code = code.isascii() and code.replace("_", "").isalnum() and len(code) <= 48
        return StatusUpdate(
            message_id=None,
            provider_message_id=read_id(fields, "smsBatchId"),  # we send one at a time
            state=EVENTS[event],
            reason=f"textbee:{code}" if event == "MESSAGE_FAILED" and is_code else None,
        )

    async def send(self, message: OutgoingMessage) -> Receipt:
        response = await call(
            self.http,
            "POST",
            f"{self.api_url.rstrip('/')}/api/v1/gateway/devices/{self.device_id}/send-sms",
            json={"recipients": [message.phone], "message": message.text},
            headers={"x-api-key": self.api_key},
        )
        if not response.is_success:
            raise failure_by_http(response.status_code)
        data = read_answer(response).get("data")
        id_ = id_in(data.get("smsBatchId")) if isinstance(data, dict) else None
        if id_ is None:
            raise SendDeferred("answer_without_id")
        return Receipt(id_)


def _read_event(webhook: Webhook) -> tuple[str, Mapping[str, Any]]:
    """Its server sends the fields as they are, its manual shows them in an envelope."""
    fields = read_object(webhook.body)
    event = str(fields.get("webhookEvent") or fields.get("event") or "")
    data = fields.get("data")
    return event, data if isinstance(data, dict) else fields
