"""A screen that goes by a request of ours may be refused: its answer then goes by SMS."""

import asyncio

import httpx
import pytest

from tests.ussd_gateway.channels.bdapps import provider
from tests.ussd_gateway.channels.bdapps.test_adapter import STEP, made, webhook
from tests.ussd_gateway.harness import Gateway
from tests.ussd_gateway.test_races import Altered
from tests.ussd_gateway.ussd.operator import Operator, types
from ussd_gateway.errors import SendRefused
from ussd_gateway.messages import InboundMessage, Screen

pytestmark = pytest.mark.anyio


@pytest.mark.parametrize(
    "refusal",
    [
        provider.answer("E1325"),
        provider.answer("E1318"),
        provider.answer("E1303"),
        httpx.Response(500),
    ],
)
async def test_the_answer_goes_by_sms(
    gateway: Gateway, operator: Operator, refusal: httpx.Response
) -> None:
    await types(gateway)
    operator.refusal = refusal
    await types(gateway, "amar taka")
    await gateway.settle()
    assert operator.sent == ["heard: amar taka"]
    assert gateway.assistant.heard == ["/greet", "amar taka"], "it is not asked for a new answer"


async def test_a_screen_that_came_too_fast_comes_a_moment_later(
    gateway: Gateway, operator: Operator
) -> None:
    refusals = [provider.answer("E1318")]

    def answer(request: httpx.Request) -> httpx.Response:
        return refusals.pop() if refusals else operator(request)

    gateway.providers[provider.HOST] = answer
    await types(gateway, "amar taka")
    await gateway.settle()
    assert (len(operator.shown), operator.sent) == (1, [])


async def test_the_numbers_in_the_sms_are_those_of_its_options(
    gateway: Gateway, operator: Operator
) -> None:
    def offer(turn: dict[str, object]) -> list[dict[str, object]]:
        buttons = [{"title": "Boyosko bhata", "payload": "/choose_old_age"}]
        return [{"text": "Kon bhata?", "buttons": buttons}]

    gateway.assistant.say = offer
    operator.refusal = provider.answer("E1325")
    await types(gateway)
    await gateway.settle()
    chosen = provider.request("inbound", provider.message() | {"message": "1"})
    await gateway.web.post(chosen.path, content=chosen.body)
    await gateway.settle()
    assert gateway.assistant.heard == ["/greet", "/choose_old_age"]


async def test_a_page_that_was_not_shown_sends_nothing(
    gateway: Gateway, operator: Operator
) -> None:
    gateway.assistant.say = lambda _: [{"text": " ".join(map(str, range(300)))}]
    await types(gateway)
    operator.refusal = provider.answer("E1318")
    await types(gateway, "9")
    await gateway.settle()
    assert operator.sent == []


async def test_an_answer_that_goes_by_sms_anyway_goes_once(
    gateway: Gateway, operator: Operator
) -> None:
    gateway.assistant.down = "timeout"
    operator.refusal = provider.answer("E1325")
    await types(gateway)
    gateway.assistant.down = None
    await gateway.settle()
    assert operator.sent == ["heard: /greet"]


async def test_nobody_waits_any_more_for_an_answer_before_the_newest(
    gateway: Gateway, operator: Operator
) -> None:
    """They dialled again while the screen of their last step was on its way."""
    refused = asyncio.Event()

    async def refuse(_: InboundMessage, __: Screen) -> None:
        await refused.wait()
        raise SendRefused("bdapps:E1325")

    await types(gateway)
    intake, bdapps = gateway.parts.intake, gateway.parts.conversation.channels["bdapps"]
    [step] = made().read_step(webhook(STEP | provider.typed(["taka"])), gateway.clock())
    await intake.take(Altered(bdapps, show_screen=refuse), [step])
    await types(gateway, requestId="again", sessionId="another")
    refused.set()
    await intake.finish(5)
    await gateway.settle()
    assert operator.sent == []
    assert await gateway.inbox_states() == ["answered"] * 3
