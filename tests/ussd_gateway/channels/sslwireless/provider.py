import json

import httpx

from tests.ussd_gateway.channels.suite import OutgoingSms

TOML = """
[channels.sslwireless]
type = "sslwireless"
api_token = { env = "SSLWIRELESS_API_TOKEN" }
sid = "NALISH"
api_url = "https://sslwireless.example"
"""
ENVIRONMENT = {"SSLWIRELESS_API_TOKEN": "ssl-token"}


def read(request: httpx.Request) -> tuple[str, str]:
    sent = json.loads(request.content)
    return f"+{sent['msisdn']}", sent["sms"]


def accept(id_: str) -> httpx.Response:
    details = {"sms_status": "SUCCESS", "status_message": "Success", "reference_id": id_}
    body = {"status": "SUCCESS", "status_code": 200, "error_message": "", "smsinfo": [details]}
    return httpx.Response(200, json=body)


def failed(code: int) -> httpx.Response:
    body = {"status": "FAILED", "status_code": code, "error_message": "…", "smsinfo": []}
    return httpx.Response(200, json=body)


SPEAKS = [
    OutgoingSms(
        channel="sslwireless",
        host="sslwireless.example",
        read=read,
        accept=accept,
        deferred=[
            (failed(4001), "sslwireless:4001"),
            (failed(4029), "sslwireless:4029"),
            (failed(5000), "sslwireless:5000"),
            (httpx.Response(502), "http:502"),
            (httpx.Response(200, json={"status": "SUCCESS"}), "answer_without_code"),
        ],
        refused=[(failed(4025), "sslwireless:4025"), (failed(4026), "sslwireless:4026")],
    )
]
