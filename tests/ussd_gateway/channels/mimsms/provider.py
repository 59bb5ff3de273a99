import json

import httpx

from tests.ussd_gateway.channels.suite import OutgoingSms

TOML = """
[channels.mimsms]
type = "mimsms"
user_name = "nalish@example.org"
api_key = { env = "MIMSMS_API_KEY" }
sender_name = "8809601000000"
api_url = "https://mimsms.example"
"""
ENVIRONMENT = {"MIMSMS_API_KEY": "mim-key"}


def read(request: httpx.Request) -> tuple[str, str]:
    sent = json.loads(request.content)
    return f"+{sent['MobileNumber']}", sent["Message"]


def accept(id_: str) -> httpx.Response:
    body = {"statusCode": "200", "status": "Success", "trxnId": id_, "responseResult": "sent"}
    return httpx.Response(200, json=body)


def failed(code: int) -> httpx.Response:
    body = {"statusCode": str(code), "status": "Failed", "isError": True, "responseResult": "…"}
    return httpx.Response(200, json=body)


SPEAKS = [
    OutgoingSms(
        channel="mimsms",
        host="mimsms.example",
        read=read,
        accept=accept,
        deferred=[
            (failed(216), "mimsms:216"),
            (failed(221), "mimsms:221"),
            (httpx.Response(500), "http:500"),
        ],
        refused=[(failed(206), "mimsms:206")],
    )
]
