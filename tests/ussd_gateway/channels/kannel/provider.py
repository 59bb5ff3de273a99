from urllib.parse import urlencode
from uuid import uuid4

import httpx

from tests.ussd_gateway.channels.suite import (
    Fields,
    InboundSms,
    OutgoingSms,
    Request,
    StatusReports,
)
from ussd_gateway.db import utc_now
from ussd_gateway.ids import uuid7
from ussd_gateway.messages import OutboxState

PATH_SECRET = "kannel-path-secret-of-thirty-two-characters"
HOST = "kannel.example"
TOML = """
[channels.kannel]
type = "kannel"
path_secret = { env = "KANNEL_PATH_SECRET" }
addresses = ["127.0.0.1"]
sendsms_url = "http://kannel.example:13013/cgi-bin/sendsms"
username = "nalish"
password = { env = "KANNEL_PASSWORD" }
number = "16100"
"""
ENVIRONMENT = {"KANNEL_PATH_SECRET": PATH_SECRET, "KANNEL_PASSWORD": "kannel-password"}
STATES = {
    "1": OutboxState.DELIVERED,
    "2": OutboxState.FAILED,
    "4": OutboxState.SENT,
    "8": OutboxState.SENT,
    "16": OutboxState.FAILED,
}


def error(response: httpx.Response) -> str:
    """Whatever was sent, its body would be a reply by SMS."""
    if not response.is_success:
        return str(response.json()["error"])
    assert (response.status_code, response.content) == (200, b"")
    return response.headers.get("X-Refused", "")


def inbound(fields: Fields, secret: str = PATH_SECRET) -> Request:
    """As `post-url` does it."""
    headers = {name: value for name, value in fields.items() if name.startswith("X-")}
    query = urlencode({name: fields[name] for name in ("id",) if name in fields})
    return Request(
        f"/channels/kannel/inbound/{secret}?{query}",
        str(fields.get("text", "")).encode(),
        {"Content-Type": 'text/plain; charset="UTF-8"', **headers},
    )


def report(status: str, theirs: str, ours: str) -> Request:
    query = urlencode({"message": ours or str(uuid7(utc_now())), "status": status})
    return Request(f"/channels/kannel/status/{PATH_SECRET}?{query}", method="GET")


def read(request: httpx.Request) -> tuple[str, str]:
    assert request.headers["Content-Type"] == "text/plain; charset=UTF-8"
    return request.headers["X-Kannel-To"], request.content.decode()


SPEAKS = [
    InboundSms(
        channel="kannel",
        names={"id": "id", "from": "X-Kannel-From", "to": "X-Kannel-To", "text": "text"},
        fields=lambda: {
            "id": str(uuid4()),
            "X-Kannel-From": "8801712345678",
            "X-Kannel-To": "16100",
            "X-Kannel-Coding": "0",
            "X-Kannel-SMSC": "gp",
            "X-Kannel-Service": "default",
            "text": "amar bhatar taka ashe nai",
        },
        request=inbound,
        stranger=lambda fields: inbound(fields, "wrong"),
        error=error,
        nonsense=(b"\xff", b"\xe0\xa6", b"taka \x80"),
    ),
    StatusReports(
        channel="kannel",
        states=STATES,
        unknown="32",
        request=report,
        error=error,
        gives_id=False,
    ),
    OutgoingSms(
        channel="kannel",
        host=HOST,
        read=read,
        accept=lambda _: httpx.Response(202, text="0: Accepted for delivery"),
        deferred=[
            (httpx.Response(503, text="Temporal failure, try again later."), "http:503"),
            (httpx.Response(500, text="Sending failed."), "http:500"),
            (httpx.Response(403, text="Authorization failed for sendsms"), "http:403"),
            (httpx.Response(404, text="Unknown request."), "http:404"),
            (httpx.Response(202, text="9: ?"), "answer_without_code"),
        ],
        moved=[
            (httpx.Response(403, text="Not routable. Do not try again."), "kannel:not_routable")
        ],
        refused=[
            (
                httpx.Response(
                    400, text="Number(s) has/have been denied by white- and/or black-lists."
                ),
                "kannel:denied",
            ),
            (httpx.Response(400, text="UDH field misformed, rejected"), "http:400"),
        ],
        gives_id=False,
    ),
]
