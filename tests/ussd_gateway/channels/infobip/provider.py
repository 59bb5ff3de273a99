import json
import secrets
from collections.abc import Sequence
from functools import partial

import httpx

from tests.ussd_gateway.channels.suite import (
    Fields,
    InboundSms,
    OutgoingSms,
    Request,
    StatusReports,
)
from ussd_gateway.messages import OutboxState

PATH_SECRET = "infobip-path-secret-of-thirty-two-characters"
HOST = "xyz.api.infobip.example"
TOML = """
[channels.infobip]
type = "infobip"
api_key = { env = "INFOBIP_API_KEY" }
sender = "8809612345678"
api_url = "https://xyz.api.infobip.example"
path_secret = { env = "INFOBIP_PATH_SECRET" }
addresses = ["127.0.0.1"]
"""
ENVIRONMENT = {"INFOBIP_API_KEY": "infobip-key", "INFOBIP_PATH_SECRET": PATH_SECRET}
STATES = {
    "PENDING/PENDING_WAITING_DELIVERY": OutboxState.SENT,
    "PENDING/PENDING_ENROUTE": OutboxState.SENT,
    "PENDING/PENDING_ACCEPTED": OutboxState.SENT,
    "DELIVERED/DELIVERED_TO_OPERATOR": OutboxState.SENT,
    "DELIVERED/DELIVERED_TO_HANDSET": OutboxState.DELIVERED,
    "UNDELIVERABLE/UNDELIVERABLE_REJECTED_OPERATOR": OutboxState.FAILED,
    "UNDELIVERABLE/UNDELIVERABLE_NOT_DELIVERED": OutboxState.FAILED,
    "UNDELIVERABLE/UNDELIVERABLE_NOT_SENT": OutboxState.FAILED,
    "EXPIRED/EXPIRED_EXPIRED": OutboxState.FAILED,
    "EXPIRED/EXPIRED_DLR_UNKNOWN": OutboxState.SENT,
    "REJECTED/": OutboxState.FAILED,
}


def request(route: str, *results: Fields, secret: str = PATH_SECRET) -> Request:
    body = {"results": results, "messageCount": len(results), "pendingMessageCount": 0}
    headers = {"Content-Type": "application/json"}
    return Request(f"/channels/infobip/{route}/{secret}", json.dumps(body).encode(), headers)


def inbound(messages: Sequence[Fields]) -> Request:
    return request("inbound", *messages)


def report(word: str, theirs: str, ours: str, error: str = "NO_ERROR") -> Request:
    group, _, name = word.partition("/")
    status = {"groupId": 1, "groupName": group, "id": 1, "name": name, "description": "…"}
    about = {"groupId": 0, "groupName": "OK", "id": 0, "name": error, "permanent": False}
    fields = {
        "bulkId": "BULK-1",
        "messageId": theirs,
        "to": "8801712345678",
        "sentAt": "2026-11-23T10:00:00.000+0000",
        "doneAt": "2026-11-23T10:00:02.000+0000",
        "smsCount": 1,
        "price": {"pricePerMessage": 0.01, "currency": "EUR"},
        "callbackData": ours,
        "status": status,
        "error": about,
    }
    return request("status", fields)


def read(asked: httpx.Request) -> tuple[str, str]:
    [message] = json.loads(asked.content)["messages"]
    [destination] = message["destinations"]
    return f"+{destination['to']}", message["content"]["text"]


def taken(group: str, name: str, id_: str, number: str = "8801712345678") -> Fields:
    status = {"groupId": 1, "groupName": group, "id": 26, "name": name, "description": "…"}
    details = {"messageCount": 1}
    return {"messageId": id_, "status": status, "destination": number, "details": details}


def answer(group: str, name: str, id_: str = "id-1") -> httpx.Response:
    messages = [taken(group, name, id_)]
    return httpx.Response(200, json={"bulkId": "BULK-1", "messages": messages})


def rejected(*names: str) -> list[tuple[httpx.Response, str]]:
    return [(answer("REJECTED", name), f"infobip:{name}") for name in names]


SPEAKS = [
    InboundSms(
        channel="infobip",
        names={"id": "messageId", "from": "from", "to": "to", "text": "text"},
        fields=lambda: {
            "messageId": secrets.token_hex(9),
            "from": "8801712345678",
            "to": "8809612345678",
            "text": "amar bhatar taka ashe nai",
            "keyword": None,
            "receivedAt": "2026-11-23T09:28:39.220+0000",
            "smsCount": 1,
            "price": {"pricePerMessage": 0, "currency": "EUR"},
        },
        request=lambda fields: request("inbound", fields),
        stranger=lambda fields: request("inbound", fields, secret="wrong"),
        batch=inbound,
    ),
    StatusReports(
        channel="infobip",
        states=STATES,
        unknown="TELEPORTED/TELEPORTED_HOME",
        request=report,
        moved=[
            partial(report, "REJECTED/REJECTED_NETWORK"),
            partial(
                report, "UNDELIVERABLE/UNDELIVERABLE_NOT_DELIVERED", error="EC_UNKNOWN_SUBSCRIBER"
            ),
        ],
        passing=[
            (partial(report, f"REJECTED/{name}"), f"infobip:{name}")
            for name in (
                "REJECTED_FLOODING_FILTER",
                "REJECTED_SYSTEM_ERROR",
                "REJECTED_NOT_ENOUGH_CREDITS",
            )
        ],
    ),
    OutgoingSms(
        channel="infobip",
        host=HOST,
        read=read,
        accept=lambda id_: answer("PENDING", "PENDING_ACCEPTED", id_),
        deferred=[
            (httpx.Response(500), "http:500"),
            (httpx.Response(429), "http:429"),
            (httpx.Response(401), "http:401"),
            (httpx.Response(403), "http:403"),
            (httpx.Response(404, text="<html>"), "http:404"),
            (answer("TELEPORTED", ""), "answer_without_status"),
            (httpx.Response(200, json={"messages": [{}, {}]}), "answer_without_status"),
            *rejected(
                "REJECTED_FLOODING_FILTER",
                "REJECTED_SYSTEM_ERROR",
                "UNDELIVERABLE_REJECTED_PLATFORM",
                "REJECTED_DESTINATION_NOT_REGISTERED",
                "REJECTED_NOT_ENOUGH_CREDITS",
                "REJECTED_PREPAID_PACKAGE_EXPIRED",
                "REJECTED_ROUTE_NOT_AVAILABLE",
                "REJECTED_SENDER",
                "REJECTED_SOURCE",
            ),
        ],
        moved=rejected("REJECTED_NETWORK"),
        refused=[
            (httpx.Response(400), "http:400"),
            (answer("REJECTED", "not a name"), "infobip:REJECTED"),
            (answer("EXPIRED", "EXPIRED_EXPIRED"), "infobip:EXPIRED_EXPIRED"),
            *rejected(
                "REJECTED_PREFIX_MISSING",
                "REJECTED_DND",
                "REJECTED_DUPLICATE_MESSAGE_ID",
                "REJECTED_INVALID_UDH",
                "REJECTED_MESSAGE_TOO_LONG",
                "MISSING_TO",
                "REJECTED_DESTINATION",
                "SIGNALS_BLOCKED",
            ),
        ],
        opted_out=rejected("REJECTED_DESTINATION_BLOCKLISTED")[0],
    ),
]
