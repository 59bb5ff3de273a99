"""What every adapter of a call must bear, whatever its provider's words are."""

import json
from collections.abc import Callable
from dataclasses import dataclass
from typing import Any
from urllib.parse import urlencode

import pytest

from tests.ussd_gateway.harness import Gateway

pytestmark = pytest.mark.anyio
Fields = dict[str, Any]


@dataclass(frozen=True)
class Provider:
    """How one provider says the same things; `typed` is what its text is after some inputs."""

    id: str
    path: str
    names: dict[str, str]
    fields: Callable[[], Fields]
    encode: Callable[[Fields], bytes]
    headers: dict[str, str]
    typed: Callable[[list[str]], Fields]
    read: Callable[[str], tuple[str, bool]]


def typed_on_simulator(inputs: list[str]) -> Fields:
    return {"id": f"m{len(inputs)}", "is_new": not inputs, "input": inputs[-1] if inputs else ""}


def read_json(body: str) -> tuple[str, bool]:
    answer = json.loads(body)
    return answer["screen"], answer["ended"]


def simulator(channel: str) -> Provider:
    return Provider(
        id=channel,
        path=f"/channels/{channel}/ussd",
        names={"session": "session", "from": "from", "to": "to"},
        fields=lambda: {"session": "s-1", "from": "01712345678", "to": "*16236#"},
        encode=lambda fields: json.dumps(fields).encode(),
        headers={"X-Simulator-Secret": "simulator-secret"},
        typed=typed_on_simulator,
        read=read_json,
    )


AFRICASTALKING = Provider(
    id="africastalking",
    path="/channels/africastalking/ussd/path-secret",
    names={"session": "sessionId", "from": "phoneNumber", "to": "serviceCode"},
    fields=lambda: {
        "sessionId": "ATUid_8a3f2c",
        "serviceCode": "*384*123#",
        "phoneNumber": "+8801712345678",
        "networkCode": "99999",
    },
    encode=lambda fields: urlencode(fields).encode(),
    headers={"Content-Type": "application/x-www-form-urlencoded"},
    typed=lambda inputs: {"text": "*".join(inputs)},
    read=lambda body: (body[4:], {"CON ": False, "END ": True}[body[:4]]),
)
PROVIDERS = [AFRICASTALKING, simulator("simulator-ussd"), simulator("simulator-ussd-bangla")]


@pytest.fixture(params=PROVIDERS, ids=lambda provider: provider.id)
def provider(request: pytest.FixtureRequest) -> Provider:
    found: Provider = request.param
    return found


async def post(
    gateway: Gateway, provider: Provider, *inputs: str, **changes: Any
) -> tuple[int, str]:
    fields = provider.fields() | provider.typed(list(inputs))
    for field, value in changes.items():
        fields[provider.names[field]] = value
    kept = {name: value for name, value in fields.items() if value is not None}
    response = await gateway.web.post(
        provider.path, content=provider.encode(kept), headers=provider.headers
    )
    return response.status_code, response.text


async def recorded(gateway: Gateway) -> int:
    return int(await gateway.value("SELECT count(*) FROM gateway.inbox"))


async def test_a_call_goes_on_step_by_step(gateway: Gateway, provider: Provider) -> None:
    typed: list[str] = []
    for words in ("", "1", "two words", "3"):
        typed += [words] if words else []
        status, body = await post(gateway, provider, *typed)
        screen, ended = provider.read(body)
        assert (status, ended) == (200, False)
        assert screen.startswith(f"heard: {words or '/greet'}")
    assert await recorded(gateway) == 4


@pytest.mark.parametrize("field", ["session", "from"])
async def test_a_missing_field_is_named(gateway: Gateway, provider: Provider, field: str) -> None:
    status, body = await post(gateway, provider, **{field: None})
    detail = f"{provider.names[field]} is missing"
    assert (status, json.loads(body)) == (422, {"error": "Malformed", "detail": detail})
    assert await recorded(gateway) == 0


@pytest.mark.parametrize("number", ["bKash", "16247", "0171234", " ", "+", "0" * 40])
async def test_a_bad_number_is_refused(gateway: Gateway, provider: Provider, number: str) -> None:
    status, body = await post(gateway, provider, **{"from": number})
    assert (status, await recorded(gateway)) == (422, 0)
    assert number not in body or not number.strip("+ ")


@pytest.mark.parametrize("session", ["a b", "x" * 65, "a\x00b", "কখ", "../x"])
async def test_a_bad_session_is_refused(gateway: Gateway, provider: Provider, session: str) -> None:
    status, _ = await post(gateway, provider, session=session)
    assert (status, await recorded(gateway)) == (422, 0)


async def test_a_step_delivered_twice_gets_the_same_screen(
    gateway: Gateway, provider: Provider
) -> None:
    for inputs in ([], ["taka"], ["taka", "taka"]):
        first = await post(gateway, provider, *inputs)
        assert await post(gateway, provider, *inputs) == first
    assert gateway.assistant.heard == ["/greet", "taka", "taka"]


@pytest.mark.parametrize(
    "text", ["আমার ভাতার টাকা আসে নাই।", "😀👨‍👩‍👧", "a\nb", "x" * 500, "%00+&=", "*", "1*2**3*", "*123#"]
)
async def test_any_text_arrives_as_it_was_written(
    gateway: Gateway, provider: Provider, text: str
) -> None:
    await post(gateway, provider)
    await post(gateway, provider, text)
    await post(gateway, provider, text, "next")
    assert gateway.assistant.heard == ["/greet", text, "next"]


async def test_a_body_beyond_measure_is_refused(gateway: Gateway, provider: Provider) -> None:
    status, _ = await post(gateway, provider, "x" * 70_000)
    assert (status, await recorded(gateway)) == (413, 0)


async def test_nobody_else_can_call(gateway: Gateway, provider: Provider) -> None:
    fields = provider.fields() | provider.typed([])
    for end in ("ussd", "ussd/wrong", "ussd-end", "ussd-end/wrong"):
        response = await gateway.web.post(
            f"/channels/{provider.id}/{end}",
            content=provider.encode(fields),
            headers={"X-Simulator-Secret": "wrong"},
        )
        assert (response.status_code, response.json()["error"]) == (403, "SignatureRefused")
    assert await recorded(gateway) == 0


@pytest.mark.parametrize("body", [b"", b"[]", b"{", b"\xff", b"%ff=%ff"])
async def test_what_is_no_step_is_refused(
    gateway: Gateway, provider: Provider, body: bytes
) -> None:
    for path in (provider.path, provider.path.replace("/ussd", "/ussd-end")):
        response = await gateway.web.post(path, content=body, headers=provider.headers)
        assert (response.status_code, response.json()["error"]) == (422, "Malformed")


async def test_a_channel_of_sms_takes_no_calls(gateway: Gateway) -> None:
    response = await gateway.web.post("/channels/simulator/ussd", content=b"{}")
    assert (response.status_code, response.json()["error"]) == (404, "UnknownChannel")
