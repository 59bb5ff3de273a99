import json
import secrets

from tests.ussd_gateway.channels.suite import Fields, InboundSms, Request

TOML = """
[channels.simulator]
type = "simulator"
secret = { env = "NALISH_SIMULATOR_SECRET" }
"""
ENVIRONMENT = {"NALISH_SIMULATOR_SECRET": "simulator-secret"}


def request(fields: Fields, secret: str = "simulator-secret") -> Request:
    headers = {"X-Simulator-Secret": secret}
    return Request("/channels/simulator/inbound", json.dumps(fields).encode(), headers)


SPEAKS = [
    InboundSms(
        channel="simulator",
        names={"id": "id", "from": "from", "to": "to", "text": "text"},
        fields=lambda: {
            "id": secrets.token_hex(8),
            "from": "01712345678",
            "to": "16100",
            "text": "salam",
        },
        request=request,
        stranger=lambda fields: request(fields, "wrong"),
    )
]
