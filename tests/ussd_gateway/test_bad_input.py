"""What nobody would send by mistake is refused in words; it never breaks anything."""

import json
from typing import Any

import pytest

from tests.ussd_gateway.harness import Gateway, twilio_form

pytestmark = pytest.mark.anyio
SECRETS = {
    "X-Simulator-Secret": "simulator-secret",
    "Authorization": "Bearer gateway-token",
}
SIMULATED = {"id": "m1", "from": "01712345678", "to": "16100", "text": "salam"}
MESSAGE = {
    "message_id": "0197f3aa-4444-7c00-8000-00000000000d",
    "contact_id": "0197f3aa-4444-7c00-8000-00000000000e",
    "text": "salam",
    "language": "bn",
    "case_reference": "48210934",
    "cost_tag": "case_reply",
}
CONTACT = {"phone": "+8801712345678", "language": "bn"}
BAD = [pytest.param("a\x00", id="nul"), pytest.param("a\ud800", id="half")]
BAD_IN_ADDRESSES = ["%00", "a%00", "%ED%A0%80", "%FF", "%0A", "m1%0A"]


@pytest.mark.parametrize("bad", BAD_IN_ADDRESSES)
@pytest.mark.parametrize(
    ("method", "path"),
    [
        ("GET", "/channels/simulator/inbound/{}"),
        ("POST", "/channels/{}/inbound"),
        ("POST", "/channels/{}/status"),
        ("POST", "/channels/twilio/status?message={}"),
        ("GET", "/simulator/outgoing?lang={}"),
        ("GET", "/simulator/outgoing.json?to={}"),
        ("POST", "/simulator/twilio/2010-04-01/Accounts/{}/Messages.json"),
        ("GET", "/{}"),
    ],
)
async def test_in_an_address(gateway: Gateway, method: str, path: str, bad: str) -> None:
    response = await gateway.web.request(method, path.format(bad), headers=SECRETS)
    assert response.status_code < 500


@pytest.mark.parametrize("bad", BAD)
@pytest.mark.parametrize(
    ("path", "body", "field"),
    [("/channels/simulator/inbound", SIMULATED, field) for field in (*SIMULATED, "else")]
    + [("/api/v1/messages", MESSAGE, field) for field in (*MESSAGE, "template", "else")]
    + [("/api/v1/contacts", CONTACT, field) for field in (*CONTACT, "else")],
)
async def test_in_a_body(
    gateway: Gateway, path: str, body: dict[str, Any], field: str, bad: str
) -> None:
    for changed in (body | {field: bad}, body | {bad: "x"}):
        content = json.dumps(changed)
        method = "PUT" if path.endswith("contacts") else "POST"
        response = await gateway.web.request(method, path, content=content, headers=SECRETS)
        assert response.status_code < 500


@pytest.mark.parametrize("bad", ["\x00", "\x00a"])
@pytest.mark.parametrize("field", [*twilio_form(), "MessageStatus", "else"])
async def test_in_a_form(gateway: Gateway, field: str, bad: str) -> None:
    for path in ("/channels/twilio/inbound", "/channels/twilio/status"):
        response = await gateway.post_twilio(path, twilio_form(**{field: bad}))
        assert response.status_code < 500


@pytest.mark.parametrize("content", [b"To=%FF&Body=%ED%A0%80", b"\xff\xed\xa0\x80", b"Body=%00"])
async def test_in_the_recorders_form(gateway: Gateway, content: bytes) -> None:
    path = "/simulator/twilio/2010-04-01/Accounts/AC0123/Messages.json"
    response = await gateway.web.post(path, content=content, auth=("AC0123", "twilio-auth-token"))
    assert response.status_code == 400


@pytest.mark.parametrize("path", ["/channels/simulator/inbound", "/api/v1/messages"])
async def test_nested_without_end(gateway: Gateway, path: str) -> None:
    response = await gateway.web.post(path, content=b"[" * 60_000, headers=SECRETS)
    assert response.status_code in (400, 422)


@pytest.mark.parametrize("bad", [b"\xff", b"\xed\xa0\x80", b"\x00"])
async def test_in_a_header(gateway: Gateway, bad: bytes) -> None:
    headers: dict[str, bytes] = {name: value.encode() for name, value in SECRETS.items()}
    for name in (*SECRETS, "X-Simulator-Phone"):
        response = await gateway.web.get("/simulator/outgoing.json", headers=headers | {name: bad})
        assert response.status_code < 500
