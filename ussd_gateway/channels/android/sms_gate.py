"""SMS Gateway for Android, cloud, private or on the phone: https://docs.sms-gate.app

Its events have a new id each time although the SMS is the same, and the id of the SMS is a hash of
32 bits: neither tells two messages apart. Each part of a long text is reported by itself.
"""

import re
from collections.abc import Callable, Mapping
from dataclasses import dataclass, field
from datetime import datetime
from typing import Any
from uuid import UUID

import httpx

from ussd_gateway.channels.android.dialects import ReceivedSms
from ussd_gateway.channels.derived_ids import read_moment
from ussd_gateway.channels.reading import read_address, read_id, read_object, read_sender, read_text
from ussd_gateway.channels.requests import (
    call,
    failure,
    failure_by_http,
    id_in,
    read_answer,
)
from ussd_gateway.channels.signatures import check_hmac
from ussd_gateway.errors import (
    MissingField,
    SendDeferred,
    SignatureRefused,
    UnknownOperation,
    UnknownStatus,
)
from ussd_gateway.messages import (
    Fault,
    OutboxState,
    OutgoingMessage,
    Receipt,
    StatusUpdate,
    Webhook,
)

EVENTS = {
    "sms:sent": OutboxState.SENT,
    "sms:delivered": OutboxState.DELIVERED,
    "sms:failed": OutboxState.FAILED,
}
_RECEIVED = "sms:received"
_REASON = re.compile(r"[A-Z][A-Z_]{3,47}")
_TAKEN_BEFORE = 409  # under this id, so it is ours


@dataclass(frozen=True)
class SmsGate:
    http: httpx.AsyncClient
    messages_url: str
    user_name: str
    password: str = field(repr=False)
    signing_key: str = field(repr=False)
    sim_number: int | None
    clock_tolerance_seconds: int
    now: Callable[[], datetime]

    def verify(self, webhook: Webhook) -> None:
        timestamp = webhook.headers.get("x-timestamp", "")
        check_hmac(
            webhook.headers.get("x-signature", ""),
            secret=self.signing_key.encode(),
            signed=webhook.body + timestamp.encode("utf-8", "replace"),
        )
        age = abs(self.now().timestamp() - int(timestamp)) if timestamp.isdecimal() else None
        if age is None or age > self.clock_tolerance_seconds:
            raise SignatureRefused("the signature is too old, or the phone's clock is wrong")

    def read_sms(self, webhook: Webhook) -> ReceivedSms:
        event, payload = _read_event(webhook)
        if event != _RECEIVED:
            raise UnknownOperation("event is not sms:received")
        sender = payload.get("sender") or payload.get("phoneNumber")  # the older name
        recipient = payload.get("recipient")
        return ReceivedSms(
            sender=read_sender({"sender": sender}, "sender"),
            recipient=read_address(payload, "recipient") if recipient else None,
            text=read_text(payload, "message"),
            received_at=read_moment(payload.get("receivedAt"), "receivedAt"),
        )

    def read_report(self, webhook: Webhook) -> StatusUpdate:
        event, payload = _read_event(webhook)
        if event not in EVENTS:
            raise UnknownStatus("event is missing or unknown")
        id_ = read_id(payload, "messageId")
        reason = _REASON.search(str(payload.get("reason", "")))
        return StatusUpdate(
            message_id=_our_id(id_),
            provider_message_id=id_,
            state=EVENTS[event],
            reason=f"android:{reason[0]}" if event == "sms:failed" and reason else None,
        )

    async def send(self, message: OutgoingMessage) -> Receipt:
        fields: dict[str, Any] = {
            "id": str(message.id),
            "textMessage": {"text": message.text},
            "phoneNumbers": [message.phone],
            "withDeliveryReport": True,
        }
        if self.sim_number is not None:
            fields["simNumber"] = self.sim_number
        response = await call(
            self.http,
            "POST",
            self.messages_url,
            json=fields,
            auth=(self.user_name, self.password),
        )
        if response.status_code == _TAKEN_BEFORE:
            return Receipt(str(message.id))
        if not response.is_success:
            raise failure_by_http(response.status_code)
        return _receipt(read_answer(response))


def _receipt(answer: Mapping[str, Any]) -> Receipt:
    id_ = id_in(answer.get("id"))
    if id_ is None:
        raise SendDeferred("answer_without_id")
    if answer.get("state") == "Failed":
        raise failure(Fault.PASSING, "android:Failed")
    return Receipt(id_)


def _read_event(webhook: Webhook) -> tuple[str, Mapping[str, Any]]:
    envelope = read_object(webhook.body)
    payload = envelope.get("payload")
    if not isinstance(payload, dict):
        raise MissingField("payload is missing")
    return str(envelope.get("event", "")), payload


def _our_id(id_: str) -> UUID | None:
    try:
        return UUID(id_)
    except ValueError:
        return None  # an older app made one of its own
