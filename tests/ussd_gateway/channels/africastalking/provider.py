import json
import secrets
from typing import Any
from urllib.parse import parse_qs

import httpx

from tests.ussd_gateway.channels.suite import (
    Calls,
    Fields,
    InboundSms,
    OutgoingSms,
    Request,
    StatusReports,
    form,
    refused_in_words,
)
from ussd_gateway.messages import OutboxState

PATH_SECRET = "path-secret-of-thirty-two-characters"
HOST = "api.africastalking.example"
TOML = """
[channels.africastalking]
type = "africastalking"
path_secret = { env = "AFRICASTALKING_PATH_SECRET" }
addresses = ["127.0.0.1"]
sms_channel = "twilio"

[channels.africastalking-sms]
type = "africastalking"
path_secret = { env = "AFRICASTALKING_PATH_SECRET" }
addresses = ["127.0.0.1"]
username = "nalish"
api_key = { env = "AFRICASTALKING_API_KEY" }
sender = "12345"
api_url = "https://api.africastalking.example"
"""
ENVIRONMENT = {
    "AFRICASTALKING_PATH_SECRET": PATH_SECRET,
    "AFRICASTALKING_API_KEY": "africastalking-key",
}
STATES = {
    "Sent": OutboxState.SENT,
    "Submitted": OutboxState.SENT,
    "Buffered": OutboxState.SENT,
    "Success": OutboxState.DELIVERED,
    "Rejected": OutboxState.FAILED,
    "Failed": OutboxState.FAILED,
    "AbsentSubscriber": OutboxState.FAILED,
    "Expired": OutboxState.FAILED,
}


def screen(response: httpx.Response) -> tuple[str, bool]:
    return response.text[4:], {"CON ": False, "END ": True}[response.text[:4]]


def error(response: httpx.Response) -> str:
    """Who calls is told to dial again."""
    if response.status_code >= 400:
        return refused_in_words(response)
    name = response.headers.get("X-Refused", "")
    assert response.text.startswith("END ") or not name
    return str(name)


def calls(channel: str) -> Calls:
    return Calls(
        channel=channel,
        names={"session": "sessionId", "from": "phoneNumber", "to": "serviceCode"},
        fields=lambda: {
            "sessionId": "ATUid_8a3f2c",
            "serviceCode": "*384*123#",
            "phoneNumber": "+8801712345678",
            "networkCode": "99999",
        },
        typed=lambda inputs: {"text": "*".join(inputs)},
        step=lambda fields: form(f"/channels/{channel}/ussd/{PATH_SECRET}", fields),
        stranger=lambda fields: form(f"/channels/{channel}/ussd/wrong", fields),
        end=lambda fields: form(f"/channels/{channel}/ussd-end/{PATH_SECRET}", fields),
        screen=screen,
        error=error,
    )


def inbound(fields: Fields, secret: str = PATH_SECRET) -> Request:
    return form(f"/channels/africastalking-sms/inbound/{secret}", fields)


def report(status: str, theirs: str, ours: str, **more: str) -> Request:
    fields = {
        "id": theirs,
        "status": status,
        "phoneNumber": "+8801712345678",
        "networkCode": "47001",
        "retryCount": "0",
    }
    return form(f"/channels/africastalking-sms/status/{PATH_SECRET}", fields | more)


def read(asked: httpx.Request) -> tuple[str, str]:
    sent = parse_qs(asked.content.decode())
    return sent["to"][0], sent["message"][0]


def answer(code: Any, id_: str | None = "ATXid_1", **more: Any) -> httpx.Response:
    recipient = {
        "statusCode": code,
        "status": "…",
        "number": "+8801712345678",
        "messageId": id_,
        "cost": "BDT 0.8000",
    }
    told = {"Message": "Sent to 1/1 Total Cost: BDT 0.8000", "Recipients": [recipient]}
    return httpx.Response(201, content=json.dumps({"SMSMessageData": told | more}))


SPEAKS = [
    calls("africastalking"),
    calls("africastalking-sms"),
    InboundSms(
        channel="africastalking-sms",
        names={"id": "id", "from": "from", "to": "to", "text": "text"},
        fields=lambda: {
            "id": secrets.token_hex(12),
            "from": "+8801712345678",
            "to": "12345",
            "text": "amar bhatar taka ashe nai",
            "date": "2017-05-03T06:04:45Z",
            "networkCode": "47001",
            "linkId": "SampleLinkId123",
        },
        request=inbound,
        stranger=lambda fields: inbound(fields, "wrong"),
    ),
    StatusReports(
        channel="africastalking-sms",
        states=STATES,
        unknown="Teleported",
        request=report,
        moved=[
            lambda theirs, ours: report(
                "Failed", theirs, ours, failureReason="NotNetworkSubscriber"
            )
        ],
    ),
    OutgoingSms(
        channel="africastalking-sms",
        host=HOST,
        read=read,
        accept=lambda id_: answer(101, id_),
        deferred=[
            (httpx.Response(500), "http:500"),
            (httpx.Response(429), "http:429"),
            (httpx.Response(401, text="The supplied authentication is invalid"), "http:401"),
            (httpx.Response(404, text="<html>"), "http:404"),
            *((answer(code), f"africastalking:{code}") for code in (402, 405, 500, 501, 502, 599)),
            (answer(None), "answer_without_code"),
            (answer("a sentence"), "answer_without_code"),
            (answer(101, Message="InvalidSenderId", Recipients=[]), "answer_without_code"),
        ],
        refused=[
            (httpx.Response(400), "http:400"),
            *((answer(code), f"africastalking:{code}") for code in (401, 403, 404, 409)),
        ],
        moved=[(answer(407), "africastalking:407")],
        opted_out=(answer(406), "africastalking:406"),
    ),
]
