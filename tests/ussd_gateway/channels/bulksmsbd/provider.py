from urllib.parse import parse_qs

import httpx

from tests.ussd_gateway.channels.suite import OutgoingSms

TOML = """
[channels.bulksmsbd]
type = "bulksmsbd"
api_key = { env = "BULKSMSBD_API_KEY" }
sender_id = "8809617000000"
api_url = "https://bulksmsbd.example"
"""
ENVIRONMENT = {"BULKSMSBD_API_KEY": "bulk-key"}


def read(request: httpx.Request) -> tuple[str, str]:
    sent = parse_qs(request.content.decode())
    return f"+{sent['number'][0]}", sent["message"][0]


def answer(code: int, **fields: object) -> httpx.Response:
    words = {"success_message": "", "error_message": ""}
    return httpx.Response(200, json={"response_code": code} | words | fields)


SPEAKS = [
    OutgoingSms(
        channel="bulksmsbd",
        host="bulksmsbd.example",
        read=read,
        accept=lambda id_: answer(202, message_id=id_),
        deferred=[
            (answer(1005), "bulksmsbd:1005"),
            (httpx.Response(200, text="1007"), "bulksmsbd:1007"),
            (httpx.Response(500), "http:500"),
        ],
        refused=[(answer(1001), "bulksmsbd:1001"), (answer(1012), "bulksmsbd:1012")],
    )
]
