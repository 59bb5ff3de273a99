"""What every channel of calls must bear, whatever its provider's words are."""

import asyncio
from typing import Any

import httpx
import pytest

from tests.ussd_gateway.channels.suite import Calls, Request, all_that
from tests.ussd_gateway.harness import Gateway
from tests.ussd_gateway.ussd.menu import talk

pytestmark = pytest.mark.anyio


@pytest.fixture(params=all_that(Calls), ids=lambda speaks: speaks.channel)
def provider(request: pytest.FixtureRequest) -> Calls:
    found: Calls = request.param
    return found


async def post(gateway: Gateway, request: Request) -> httpx.Response:
    return await gateway.web.request(
        request.method, request.path, content=request.body, headers=dict(request.headers)
    )


async def step(
    gateway: Gateway, provider: Calls, *inputs: str, **changes: Any
) -> tuple[httpx.Response, tuple[str, bool] | None]:
    """The answer, and the screen that the phone then shows, if there is a new one."""
    shown: list[httpx.Request] = []

    def accept(request: httpx.Request) -> httpx.Response:
        shown.append(request)
        return provider.accept_screen()

    gateway.providers[provider.host] = accept
    fields = provider.fields() | provider.typed(list(inputs))
    for name, value in changes.items():
        theirs = provider.names[name]
        assert theirs is not None
        fields[theirs] = value
    kept = {name: value for name, value in fields.items() if value is not None}
    response = await post(gateway, provider.step(kept))
    if provider.error(response) or not response.is_success:
        return response, None
    if provider.shown is None:
        assert provider.screen is not None
        return response, provider.screen(response)
    async with asyncio.timeout(5):
        await gateway.app.state.intake.finish(5)
    return response, provider.shown(shown[-1]) if shown else None


async def recorded(gateway: Gateway) -> int:
    return int(await gateway.value("SELECT count(*) FROM gateway.inbox"))


async def test_a_call_goes_on_step_by_step(gateway: Gateway, provider: Calls) -> None:
    typed: list[str] = []
    for words in ("", "1", "two words", "3"):
        typed += [words] if words else []
        _, shown = await step(gateway, provider, *typed)
        assert shown is not None
        text, ended = shown
        assert text.startswith(f"heard: {words or '/greet'}")
        assert not ended
    assert await recorded(gateway) == 4


@pytest.mark.parametrize("field", ["session", "from"])
async def test_a_missing_field_is_refused(gateway: Gateway, provider: Calls, field: str) -> None:
    response, _ = await step(gateway, provider, **{field: None})
    assert (provider.error(response), await recorded(gateway)) == ("Malformed", 0)


@pytest.mark.parametrize("number", ["bKash", "16247", "0171234", " ", "+", "0" * 40])
async def test_a_bad_number_is_refused(gateway: Gateway, provider: Calls, number: str) -> None:
    response, _ = await step(gateway, provider, **{"from": number})
    assert (provider.error(response), await recorded(gateway)) == ("Malformed", 0)
    assert number not in response.text or not number.strip("+ ")


async def test_a_hidden_number_calls_like_any_other(gateway: Gateway, provider: Calls) -> None:
    if provider.masked is None:
        return
    for words in ([], ["taka"], ["taka", "nai"]):
        _, shown = await step(gateway, provider, *words, **{"from": provider.masked})
        assert shown is not None
        assert shown[0].startswith(f"heard: {words[-1] if words else '/greet'}")
    assert await recorded(gateway) == 3
    assert {body["phone"] for _, body in gateway.case_manager.conversations} == {None}


async def test_an_answer_that_comes_too_late_reaches_a_hidden_number(
    gateway: Gateway, provider: Calls
) -> None:
    if provider.masked is None:
        return
    gateway.assistant.down = "timeout"
    await step(gateway, provider, **{"from": provider.masked})
    gateway.assistant.down = None
    gateway.providers[provider.host] = lambda _: provider.accept_screen()
    await gateway.settle()
    channels = await gateway.rows("SELECT channel, state FROM gateway.outbox")
    assert [tuple(row) for row in channels] == [(provider.channel, "accepted")]


@pytest.mark.parametrize("session", ["a b", "x" * 65, "a\x00b", "কখ", "../x"])
async def test_a_bad_session_is_refused(gateway: Gateway, provider: Calls, session: str) -> None:
    response, _ = await step(gateway, provider, session=session)
    assert (provider.error(response), await recorded(gateway)) == ("Malformed", 0)


async def test_a_step_delivered_twice_gets_one_screen(gateway: Gateway, provider: Calls) -> None:
    for inputs in ([], ["taka"], ["taka", "taka"]):
        _, first = await step(gateway, provider, *inputs)
        assert first is not None
        again = None if provider.shown else first  # which the phone looks at already
        assert (await step(gateway, provider, *inputs))[1] == again
    assert gateway.assistant.heard == ["/greet", "taka", "taka"]


@pytest.mark.parametrize(
    "text", ["আমার ভাতার টাকা আসে নাই।", "😀👨‍👩‍👧", "a\nb", "x", "%00+&=", "*", "1*2**3*", "*123#"]
)
async def test_any_text_arrives_as_it_was_written(
    gateway: Gateway, provider: Calls, text: str
) -> None:
    text = text * provider.longest_text if text == "x" else text
    await step(gateway, provider)
    await step(gateway, provider, text)
    await step(gateway, provider, text, "next")
    assert gateway.assistant.heard == ["/greet", text, "next"]


async def test_a_call_that_ends_is_gone_on_with(gateway: Gateway, provider: Calls) -> None:
    if provider.end is None:
        return
    gateway.assistant.say = talk
    await step(gateway, provider)
    _, before = await step(gateway, provider, "taka")
    response = await post(gateway, provider.end(provider.fields()))
    assert response.is_success
    _, offer = await step(gateway, provider, session="another")
    assert offer is not None
    assert before != offer
    assert await recorded(gateway) == 2


async def test_a_body_beyond_measure_is_refused(gateway: Gateway, provider: Calls) -> None:
    response, _ = await step(gateway, provider, "x" * 70_000)
    assert (provider.error(response), await recorded(gateway)) == ("BodyTooLarge", 0)


async def test_nobody_else_can_call(gateway: Gateway, provider: Calls) -> None:
    response = await post(gateway, provider.stranger(provider.fields() | provider.typed([])))
    assert (response.status_code, response.json()["error"]) == (403, "SignatureRefused")
    assert await recorded(gateway) == 0


@pytest.mark.parametrize("body", [b"", b"[]", b"{", b"\xff", b"%ff=%ff"])
async def test_what_is_no_step_is_refused(gateway: Gateway, provider: Calls, body: bytes) -> None:
    samples = [provider.step(provider.fields() | provider.typed([]))]
    samples += [provider.end(provider.fields())] if provider.end else []
    for sample in samples:
        response = await post(gateway, Request(sample.path, body, sample.headers, sample.method))
        assert provider.error(response) == "Malformed"
    assert await recorded(gateway) == 0
