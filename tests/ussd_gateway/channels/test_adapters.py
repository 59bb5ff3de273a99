"""What every adapter must bear, whatever its provider's words are."""

import json
from collections.abc import Callable
from dataclasses import dataclass
from typing import Any
from urllib.parse import urlencode

import pytest

from tests.ussd_gateway.harness import PUBLIC_URL, Gateway, sign_form, twilio_form

pytestmark = pytest.mark.anyio
Fields = dict[str, Any]


@dataclass(frozen=True)
class Provider:
    """How one provider says the same things."""

    id: str
    names: dict[str, str]
    fields: Callable[[], Fields]
    encode: Callable[[Fields], tuple[bytes, dict[str, str]]]

    def request(self, **changes: Any) -> tuple[bytes, dict[str, str]]:
        fields = self.fields()
        for field, value in changes.items():
            if value is None:
                fields.pop(self.names[field])
            else:
                fields[self.names[field]] = value
        return self.encode(fields)


def encode_twilio(fields: Fields) -> tuple[bytes, dict[str, str]]:
    signature = sign_form(f"{PUBLIC_URL}/channels/twilio/inbound", fields)
    return urlencode(fields).encode(), {"X-Twilio-Signature": signature}


def encode_simulator(fields: Fields) -> tuple[bytes, dict[str, str]]:
    return json.dumps(fields).encode(), {"X-Simulator-Secret": "simulator-secret"}


PROVIDERS = [
    Provider(
        "twilio",
        {"id": "MessageSid", "from": "From", "to": "To", "text": "Body"},
        twilio_form,
        encode_twilio,
    ),
    Provider(
        "simulator",
        {"id": "id", "from": "from", "to": "to", "text": "text"},
        lambda: {"id": "m-1", "from": "01712345678", "to": "16100", "text": "salam"},
        encode_simulator,
    ),
]


@pytest.fixture(params=PROVIDERS, ids=lambda provider: provider.id)
def provider(request: pytest.FixtureRequest) -> Provider:
    found: Provider = request.param
    return found


async def post(gateway: Gateway, provider: Provider, **changes: Any) -> tuple[int, str]:
    body, headers = provider.request(**changes)
    response = await gateway.web.post(
        f"/channels/{provider.id}/inbound", content=body, headers=headers
    )
    return response.status_code, response.text


async def recorded(gateway: Gateway) -> int:
    return int(await gateway.value("SELECT count(*) FROM gateway.inbox"))


async def test_a_whole_message_is_recorded(gateway: Gateway, provider: Provider) -> None:
    status, _ = await post(gateway, provider)
    assert (status, await recorded(gateway)) == (200, 1)


@pytest.mark.parametrize("field", ["id", "from"])
async def test_a_missing_field_is_named(gateway: Gateway, provider: Provider, field: str) -> None:
    status, words = await post(gateway, provider, **{field: None})
    assert status == 422
    assert json.loads(words) == {
        "error": "Malformed",
        "detail": f"{provider.names[field]} is missing",
    }
    assert await recorded(gateway) == 0


@pytest.mark.parametrize("number", ["bKash", "16247", "0171234", " ", "+", "0" * 40])
async def test_a_bad_number_is_refused(gateway: Gateway, provider: Provider, number: str) -> None:
    status, words = await post(gateway, provider, **{"from": number})
    assert (status, await recorded(gateway)) == (422, 0)
    assert number not in words or not number.strip("+ ")


@pytest.mark.parametrize("message_id", ["a b", "x" * 65, "a\x00b", "কখ", "../x"])
async def test_a_bad_id_is_refused(gateway: Gateway, provider: Provider, message_id: str) -> None:
    status, _ = await post(gateway, provider, id=message_id)
    assert (status, await recorded(gateway)) == (422, 0)


@pytest.mark.parametrize("address", ["x" * 65, "a\x00b"])
async def test_a_bad_address_is_refused(gateway: Gateway, provider: Provider, address: str) -> None:
    status, _ = await post(gateway, provider, to=address)
    assert (status, await recorded(gateway)) == (422, 0)


async def test_a_duplicate_is_acknowledged_and_forgotten(
    gateway: Gateway, provider: Provider
) -> None:
    first = await post(gateway, provider, id="same")
    assert await post(gateway, provider, id="same") == first
    assert await recorded(gateway) == 1


@pytest.mark.parametrize(
    "text",
    ["আমার ভাতার টাকা আসে নাই।", "ক্ষ\u200dয়", "😀👨‍👩‍👧", "a\nb", "", "x" * 20_000, "\x00", "%00+&="],
)
async def test_any_text_arrives_as_it_was_written(
    gateway: Gateway, provider: Provider, text: str
) -> None:
    assert (await post(gateway, provider, text=text))[0] == 200
    message = await next_due(gateway)
    assert message == text


async def next_due(gateway: Gateway) -> str:
    from ussd_gateway.journal import Journal

    contact_id = await gateway.value("SELECT id FROM gateway.contacts")
    async with gateway.parts.sessions.begin() as session:
        journal = Journal(session, gateway.parts.conversation.sealer)
        message = await journal.next_due(contact_id, gateway.clock())
    assert message is not None
    return message.text


async def test_a_missing_text_is_an_empty_one(gateway: Gateway, provider: Provider) -> None:
    assert (await post(gateway, provider, text=None))[0] == 200


async def test_a_body_beyond_measure_is_refused(gateway: Gateway, provider: Provider) -> None:
    status, _ = await post(gateway, provider, text="x" * 70_000)
    assert (status, await recorded(gateway)) == (413, 0)


async def test_nobody_else_can_write(gateway: Gateway, provider: Provider) -> None:
    body, _ = provider.request()
    for headers in ({}, {"X-Twilio-Signature": "é", "X-Simulator-Secret": "wrong"}):
        response = await gateway.web.post(
            f"/channels/{provider.id}/inbound",
            content=body,
            headers={name: value.encode() for name, value in headers.items()},
        )
        assert response.status_code == 403
        assert response.json()["error"] == "SignatureRefused"
    assert await recorded(gateway) == 0


async def test_an_unknown_status_is_refused(gateway: Gateway, provider: Provider) -> None:
    fields = {"MessageSid": "SM1", "MessageStatus": "teleported"}
    signature = sign_form(f"{PUBLIC_URL}/channels/{provider.id}/status", fields)
    response = await gateway.web.post(
        f"/channels/{provider.id}/status",
        content=urlencode(fields),
        headers={"X-Twilio-Signature": signature, "X-Simulator-Secret": "simulator-secret"},
    )
    assert (response.status_code, response.json()["error"]) == (422, "Malformed")


async def test_a_channel_that_is_not_configured_is_not_found(gateway: Gateway) -> None:
    response = await gateway.web.post("/channels/africastalking/inbound", content=b"")
    assert (response.status_code, response.json()["error"]) == (404, "UnknownChannel")
