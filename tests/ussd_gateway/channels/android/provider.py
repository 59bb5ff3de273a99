import hashlib
import hmac
import json
import time
from dataclasses import replace
from datetime import datetime, timedelta, timezone
from uuid import uuid4

import httpx

from tests.ussd_gateway.channels.suite import (
    Fields,
    InboundSms,
    OutgoingSms,
    Request,
    StatusReports,
)
from ussd_gateway.messages import OutboxState

TOML = """
[channels.phone]
type = "android"
number = "+8801300000001"
signing_key = { env = "PHONE_SIGNING_KEY" }
user_name = "A1B2C3"
password = { env = "PHONE_PASSWORD" }
messages_url = "https://sms-gate.example/3rdparty/v1/messages"
sim_number = 2

[channels.textbee]
type = "android"
dialect = "textbee"
number = "16100"
signing_key = { env = "TEXTBEE_SIGNING_KEY" }
api_key = { env = "TEXTBEE_API_KEY" }
device_id = "65f0000000000000000000aa"
api_url = "https://textbee.example"
"""
ENVIRONMENT = {
    "PHONE_SIGNING_KEY": "phone-signing-key",
    "PHONE_PASSWORD": "phone-password",
    "TEXTBEE_SIGNING_KEY": "textbee-signing-key",
    "TEXTBEE_API_KEY": "textbee-api-key",
}
DHAKA = timezone(timedelta(hours=6))


def sms_gate(
    route: str,
    event: str,
    payload: Fields,
    *,
    key: str = "phone-signing-key",
    timestamp: float | None = None,
) -> Request:
    body = json.dumps(
        {
            "deviceId": "ffffffffceb0b1db0000018e937c815b",
            "event": event,
            "id": f"event-{uuid4()}",  # another one each time it is sent
            "payload": payload,
            "webhookId": "w-1",
        },
        ensure_ascii=False,
    ).encode()
    at = str(int(time.time() if timestamp is None else timestamp))
    headers = {"X-Timestamp": at, "Content-Type": "application/json"}
    return sign(Request(f"/channels/phone/{route}", body, headers), key)


def sign(request: Request, key: str) -> Request:
    signed = request.body + request.headers.get("X-Timestamp", "").encode()
    signature = hmac.new(key.encode(), signed, hashlib.sha256).hexdigest()
    return replace(request, headers={**request.headers, "X-Signature": signature})


def textbee(route: str, event: str, fields: Fields, *, key: str = "textbee-signing-key") -> Request:
    ids = {"webhookEvent": event, "webhookSubscriptionId": "s-1", "idempotencyKey": str(uuid4())}
    body = json.dumps(ids | {"deviceId": "d-1"} | fields, ensure_ascii=False).encode()
    return sign(Request(f"/channels/textbee/{route}", body), key)


def error(response: httpx.Response) -> str:
    """What cannot be read is acknowledged; only a stranger is refused."""
    answer = response.json() if response.content else {}
    return str(answer.get("refused") or answer.get("error") or "")


def moment() -> str:
    return datetime.now(DHAKA).isoformat(timespec="milliseconds")


def sms_gate_fields() -> Fields:
    return {
        "messageId": "a80532bb",
        "message": "amar bhatar taka ashe nai",
        "sender": "+8801712345678",
        "recipient": "+8801300000001",
        "simNumber": 1,
        "receivedAt": moment(),
    }


def textbee_fields() -> Fields:
    return {
        "smsId": uuid4().hex[:24],
        "sender": "+8801712345678",
        "message": "amar bhatar taka ashe nai",
        "receivedAt": moment(),
    }


def sms_gate_sent(request: httpx.Request) -> tuple[str, str]:
    sent = json.loads(request.content)
    return sent["phoneNumbers"][0], sent["textMessage"]["text"]


def textbee_sent(request: httpx.Request) -> tuple[str, str]:
    sent = json.loads(request.content)
    return sent["recipients"][0], sent["message"]


SPEAKS = [
    InboundSms(
        channel="phone",
        names={"id": None, "from": "sender", "to": "recipient", "text": "message"},
        fields=sms_gate_fields,
        request=lambda fields: sms_gate("inbound", "sms:received", fields),
        stranger=lambda fields: sms_gate("inbound", "sms:received", fields, key="wrong"),
        error=error,
        sign=lambda request: sign(request, "phone-signing-key"),
        copies_are_one=True,
    ),
    StatusReports(
        channel="phone",
        states={
            "sms:sent": OutboxState.SENT,
            "sms:delivered": OutboxState.DELIVERED,
            "sms:failed": OutboxState.FAILED,
        },
        unknown="sms:teleported",
        request=lambda word, theirs, ours: sms_gate("status", word, {"messageId": theirs}),
        error=error,
    ),
    OutgoingSms(
        channel="phone",
        host="sms-gate.example",
        read=sms_gate_sent,
        accept=lambda id_: httpx.Response(202, json={"id": id_, "state": "Pending"}),
        deferred=[
            (httpx.Response(400, json={"message": "no such device"}), "http:400"),
            (httpx.Response(401), "http:401"),
            (httpx.Response(503, json={"message": "queue limits exceeded"}), "http:503"),
            (httpx.Response(202, json={}), "answer_without_id"),
        ],
        refused=[],
    ),
    InboundSms(
        channel="textbee",
        names={"id": None, "from": "sender", "to": None, "text": "message"},
        fields=textbee_fields,
        request=lambda fields: textbee("inbound", "MESSAGE_RECEIVED", fields),
        stranger=lambda fields: textbee("inbound", "MESSAGE_RECEIVED", fields, key="wrong"),
        error=error,
        sign=lambda request: sign(request, "textbee-signing-key"),
        copies_are_one=True,
    ),
    StatusReports(
        channel="textbee",
        states={
            "MESSAGE_SENT": OutboxState.SENT,
            "MESSAGE_DELIVERED": OutboxState.DELIVERED,
            "MESSAGE_FAILED": OutboxState.FAILED,
            "UNKNOWN_STATE": OutboxState.ACCEPTED,
        },
        unknown="SMS_STATUS_UPDATED",
        request=lambda word, theirs, ours: textbee("status", word, {"smsBatchId": theirs}),
        error=error,
    ),
    OutgoingSms(
        channel="textbee",
        host="textbee.example",
        read=textbee_sent,
        accept=lambda id_: httpx.Response(201, json={"data": {"smsBatchId": id_}}),
        deferred=[
            (httpx.Response(400, json={"error": "not enabled"}), "http:400"),
            (httpx.Response(429), "http:429"),
            (httpx.Response(201, json={"data": []}), "answer_without_id"),
        ],
        refused=[],
    ),
]
