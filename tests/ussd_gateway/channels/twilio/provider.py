import json
import secrets
from dataclasses import replace
from functools import partial
from hashlib import sha256
from urllib.parse import parse_qs

import httpx

from tests.ussd_gateway.channels.suite import (
    Fields,
    InboundSms,
    OutgoingSms,
    Request,
    StatusReports,
    form,
)
from ussd_gateway.channels.twilio.signature import sign
from ussd_gateway.messages import OutboxState

TOML = """
[channels.twilio]
type = "twilio"
account_sid = "AC0123"
auth_token = { env = "NALISH_TWILIO_AUTH_TOKEN" }
number = "+8809612345678"
api_url = { env = "NALISH_TWILIO_API_URL" }
"""
ENVIRONMENT = {
    "NALISH_TWILIO_AUTH_TOKEN": "twilio-auth-token",
    "NALISH_TWILIO_API_URL": "https://api.twilio.example",
}
PUBLIC_URL = "https://sms.nalish.example"
THROTTLED_OR_OURS_TO_SET_RIGHT = [
    *(14107, 21611, 30001, 30022, 63017, 63018, 21730),
    *(20003, 20005, 30002, 21606, 21703, 21704, 21705),
]
# No such number, not a mobile one, no permission for its country, nothing in it, too long.
FINAL = [21211, 21614, 21408, 21602, 21617, 30003, 30007]
MOVED = [21612, 30005, 30006]
STATES = {
    "accepted": OutboxState.ACCEPTED,
    "scheduled": OutboxState.ACCEPTED,
    "queued": OutboxState.ACCEPTED,
    "sending": OutboxState.ACCEPTED,
    "sent": OutboxState.SENT,
    "delivered": OutboxState.DELIVERED,
    "read": OutboxState.DELIVERED,
    "undelivered": OutboxState.FAILED,
    "failed": OutboxState.FAILED,
    "canceled": OutboxState.FAILED,
}


def sign_request(request: Request, token: str = "twilio-auth-token") -> Request:
    """A form by its fields, anything else by its hash."""
    path = request.path
    try:
        fields = parse_qs(request.body.decode("ascii"), keep_blank_values=True, errors="strict")
    except ValueError:
        mark = "&" if "?" in path else "?"
        fields, path = {}, f"{path}{mark}bodySHA256={sha256(request.body).hexdigest()}"
    signature = sign(token, f"{PUBLIC_URL}{path}", fields)
    headers = {**request.headers, "X-Twilio-Signature": signature}
    return replace(request, path=path, headers=headers)


def signed(path: str, fields: Fields) -> Request:
    return sign_request(form(path, fields))


def report(status: str, theirs: str, ours: str, **more: str) -> Request:
    path = f"/channels/twilio/status?message={ours}"
    return signed(path, {"MessageSid": theirs, "MessageStatus": status} | more)


def failed(code: int, theirs: str, ours: str) -> Request:
    return report("failed", theirs, ours, ErrorCode=str(code))


def read(request: httpx.Request) -> tuple[str, str]:
    sent = parse_qs(request.content.decode())
    return sent["To"][0], sent["Body"][0]


def error(status: int, code: int | None = None) -> httpx.Response:
    return httpx.Response(status, content=json.dumps({"code": code} if code else {}))


SPEAKS = [
    InboundSms(
        channel="twilio",
        names={"id": "MessageSid", "from": "From", "to": "To", "text": "Body"},
        fields=lambda: {
            "MessageSid": f"SM{secrets.token_hex(16)}",
            "AccountSid": "AC0123",
            "From": "+8801712345678",
            "To": "+8809612345678",
            "Body": "amar bhatar taka ashe nai",
            "NumMedia": "0",
            "NumSegments": "1",
            "SmsStatus": "received",
            "ApiVersion": "2010-04-01",
        },
        request=lambda fields: signed("/channels/twilio/inbound", fields),
        stranger=lambda fields: form(
            "/channels/twilio/inbound", fields, **{"X-Twilio-Signature": "wrong"}
        ),
        sign=sign_request,
    ),
    StatusReports(
        channel="twilio",
        states=STATES,
        unknown="teleported",
        request=report,
        moved=[lambda theirs, ours: report("undelivered", theirs, ours, ErrorCode="30005")],
        passing=[
            (partial(failed, code), f"twilio:{code}") for code in (30001, 30002, 30022, 21730)
        ],
    ),
    OutgoingSms(
        channel="twilio",
        host="api.twilio.example",
        read=read,
        accept=lambda id_: httpx.Response(201, json={"sid": id_, "status": "queued"}),
        deferred=[
            (error(500), "http:500"),
            (error(429), "http:429"),
            (error(429, 20429), "twilio:20429"),
            (error(401), "http:401"),
            (error(400), "http:400"),
            (httpx.Response(400, json={"code": "9" * 60}), "http:400"),
            (httpx.Response(404, content=b"<html>"), "http:404"),
            *((error(400, code), f"twilio:{code}") for code in THROTTLED_OR_OURS_TO_SET_RIGHT),
            (httpx.Response(201, json={"status": "queued"}), "answer_without_sid"),
        ],
        refused=[(error(400, code), f"twilio:{code}") for code in FINAL],
        moved=[(error(400, code), f"twilio:{code}") for code in MOVED],
        opted_out=(error(400, 21610), "twilio:21610"),
    ),
]
