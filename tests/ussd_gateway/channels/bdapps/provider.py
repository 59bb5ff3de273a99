import json
import secrets
from collections.abc import Sequence

import httpx

from tests.ussd_gateway.channels.suite import (
    Calls,
    Fields,
    InboundSms,
    OutgoingSms,
    Request,
    StatusReports,
)
from ussd_gateway.messages import OutboxState

PATH_SECRET = "bdapps-path-secret-of-thirty-two-characters"
APPLICATION = "APP_000001"
PASSWORD = "bdapps-password"
HOST = "developer.bdapps.example"
MASKED = "hu3b84346f0c3a4a3bb9f0e1d2c3b4a596"
TOML = """
[channels.bdapps]
type = "bdapps"
application_id = "APP_000001"
password = { env = "BDAPPS_PASSWORD" }
path_secret = { env = "BDAPPS_PATH_SECRET" }
addresses = ["127.0.0.1"]
api_url = "https://developer.bdapps.example"
can_script = true

[channels.bdapps-airtel]
type = "bdapps"
application_id = "APP_000002"
password = { env = "BDAPPS_PASSWORD" }
path_secret = { env = "BDAPPS_PATH_SECRET" }
addresses = ["127.0.0.1"]
api_url = "https://airtel.bdapps.example"
"""
ENVIRONMENT = {"BDAPPS_PASSWORD": PASSWORD, "BDAPPS_PATH_SECRET": PATH_SECRET}
STATES = {
    "ACCEPTED": OutboxState.SENT,
    "ACCEPTD": OutboxState.SENT,
    "UNKNOWN": OutboxState.SENT,
    "DELIVERED": OutboxState.DELIVERED,
    "DELIVRD": OutboxState.DELIVERED,
    "EXPIRED": OutboxState.FAILED,
    "DELETED": OutboxState.FAILED,
    "UNDELIVERABLE": OutboxState.FAILED,
    "UNDELIV": OutboxState.FAILED,
    "REJECTED": OutboxState.FAILED,
    "REJECTD": OutboxState.FAILED,
}


def request(
    route: str, fields: Fields, secret: str = PATH_SECRET, channel: str = "bdapps"
) -> Request:
    headers = {"Content-Type": "application/json"}
    return Request(f"/channels/{channel}/{route}/{secret}", json.dumps(fields).encode(), headers)


def error(response: httpx.Response) -> str:
    if not response.is_success:
        return str(response.json()["error"])
    answer = response.json()
    assert answer["statusCode"] == "S1000"
    word, _, name = answer["statusDetail"].partition(": ")
    assert word == ("Refused" if name else "Success")
    return str(name)


def message() -> Fields:
    return {
        "version": "1.0",
        "applicationId": APPLICATION,
        "sourceAddress": "tel:8801812345678",
        "message": "nalish amar taka ashe nai",
        "requestId": secrets.token_hex(16),
        "encoding": "0",
    }


def report(status: str, theirs: str, ours: str, **more: str) -> Request:
    fields = {
        "destinationAddress": "tel:8801712345678",
        "timeStamp": "20261123101596",
        "requestId": theirs,
        "deliveryStatus": status,
    }
    return request("status", fields | more)


def read(request: httpx.Request) -> tuple[str, str]:
    sent = json.loads(request.content)
    assert request.url.path == "/sms/send"
    [address] = sent["destinationAddresses"]
    return address.replace("tel:", "+"), sent["message"]


def answer(code: object, **more: object) -> httpx.Response:
    return httpx.Response(200, json={"statusCode": code, "statusDetail": "x", **more})


def accept(id_: str) -> httpx.Response:
    """Their id of the whole counts, which is what reports name."""
    destination = {
        "address": "tel:8801712345678",
        "messageId": "of-one-destination",
        "statusCode": "S1000",
        "statusDetail": "Success",
        "timeStamp": "20261123101596",
    }
    return answer("S1000", messageId=id_, version="1.0", destinationResponses=[destination])


def typed(inputs: Sequence[str]) -> Fields:
    return {
        "requestId": f"r{len(inputs)}",
        "ussdOperation": "mo-cont" if inputs else "mo-init",
        "message": inputs[-1] if inputs else "*213*7#",
    }


def shown(request: httpx.Request) -> tuple[str, bool]:
    sent = json.loads(request.content)
    assert request.url.path == "/ussd/send"
    return sent["message"], {"mt-cont": False, "mt-fin": True}[sent["ussdOperation"]]


SPEAKS = [
    InboundSms(
        channel="bdapps",
        names={"id": "requestId", "from": "sourceAddress", "to": None, "text": "message"},
        fields=message,
        request=lambda fields: request("inbound", fields),
        stranger=lambda fields: request("inbound", fields, "wrong"),
        error=error,
        machines=(),
        masked=f"tel:{MASKED}",
    ),
    StatusReports(
        channel="bdapps", states=STATES, unknown="TELEPORTED", request=report, error=error
    ),
    OutgoingSms(
        channel="bdapps",
        host=HOST,
        read=read,
        accept=accept,
        deferred=[
            (httpx.Response(500), "http:500"),
            (httpx.Response(404), "http:404"),
            (answer("E1318"), "bdapps:E1318"),
            (answer("E1303"), "bdapps:E1303"),
            (answer("E9999"), "bdapps:E9999"),
            (answer("hello"), "answer_without_code"),
        ],
        refused=[(answer("E1334"), "bdapps:E1334"), (answer("E1356"), "bdapps:E1356")],
        opted_out=(answer("E1342"), "bdapps:E1342"),
    ),
    Calls(
        channel="bdapps",
        names={"session": "sessionId", "from": "sourceAddress", "to": None},
        fields=lambda: {
            "version": "1.0",
            "applicationId": APPLICATION,
            "sessionId": "1330929317043",
            "sourceAddress": "tel:8801812345678",
            "vlrAddress": "8801900000001",
            "encoding": "440",
        },
        typed=typed,
        step=lambda fields: request("ussd", fields),
        stranger=lambda fields: request("ussd", fields, "wrong"),
        end=None,
        host=HOST,
        shown=shown,
        accept_screen=lambda: answer("S1000", requestId="1", version="1.0", timeStamp="2611231015"),
        error=error,
        masked=f"tel:{MASKED}",
    ),
]
