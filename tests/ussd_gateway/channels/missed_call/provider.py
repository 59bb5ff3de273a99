import re
import secrets

import httpx

from tests.ussd_gateway.channels.suite import (
    FORM,
    Fields,
    InboundSms,
    Request,
    form,
    refused_in_words,
)
from tests.ussd_gateway.channels.twilio.provider import sign_request

TOML = """
[channels.ring]
type = "missed_call"
source = "twilio"
auth_token = { env = "RING_AUTH_TOKEN" }
sms_channel = "twilio"

[channels.ring-form]
type = "missed_call"
source = "form"
path_secret = { env = "RING_PATH_SECRET" }
addresses = ["127.0.0.0/8"]
sms_channel = "simulator"
from_field = "caller"
to_field = "called"
id_field = "call"
"""
ENVIRONMENT = {"RING_AUTH_TOKEN": "ring-auth-token", "RING_PATH_SECRET": "r" * 32}


def twilio(fields: Fields, token: str = "ring-auth-token") -> Request:
    return sign_request(form("/channels/ring/ring", fields), token)


def switchboard(fields: Fields, path_secret: str = "r" * 32) -> Request:
    request = form(f"/channels/ring-form/ring/{path_secret}", fields)
    return Request(request.path, request.body, FORM)


def twilio_fields() -> Fields:
    return {
        "CallSid": f"CA{secrets.token_hex(16)}",
        "AccountSid": "AC0123",
        "From": "+8801712345678",
        "To": "+8809612345678",
        "CallStatus": "ringing",
        "ApiVersion": "2010-04-01",
        "Direction": "inbound",
        "CallerCountry": "BD",
    }


def switchboard_fields() -> Fields:
    return {"call": secrets.token_hex(8), "caller": "01712345678", "called": "09612345678"}


def error(response: httpx.Response) -> str:
    """Every call is rejected; only a stranger's request is refused."""
    if response.status_code >= 400:
        return refused_in_words(response)
    found = re.search(r"<!-- (\w+) -->", response.text)
    return found[1] if found else ""


SPEAKS = [
    InboundSms(
        channel="ring",
        machines=(),
        names={"id": "CallSid", "from": "From", "to": "To", "text": None},
        fields=twilio_fields,
        request=twilio,
        stranger=lambda fields: twilio(fields, "wrong"),
        error=error,
        sign=lambda request: sign_request(request, "ring-auth-token"),
    ),
    InboundSms(
        channel="ring-form",
        machines=(),
        names={"id": None, "from": "caller", "to": "called", "text": None},
        fields=switchboard_fields,
        request=switchboard,
        stranger=lambda fields: switchboard(fields, "x" * 32),
    ),
]
