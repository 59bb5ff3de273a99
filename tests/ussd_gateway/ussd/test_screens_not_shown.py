"""A screen that goes by a request of ours may be refused: its answer then goes by SMS."""

import json

import httpx
import pytest

from tests.ussd_gateway.channels.bdapps import provider
from tests.ussd_gateway.channels.bdapps.test_adapter import STEP
from tests.ussd_gateway.harness import Gateway

pytestmark = pytest.mark.anyio


class Operator:
    """Takes every SMS; of screens only those before it is told to refuse them."""

    def __init__(self) -> None:
        self.refusal: httpx.Response | None = None
        self.shown: list[str] = []
        self.sent: list[str] = []

    def __call__(self, request: httpx.Request) -> httpx.Response:
        words = json.loads(request.content)["message"]
        if request.url.path == "/sms/send":
            self.sent.append(words)
            return provider.answer("S1000", messageId=str(len(self.sent)))
        if self.refusal is not None:
            return self.refusal
        self.shown.append(words)
        return provider.answer("S1000")


@pytest.fixture
def operator(gateway: Gateway) -> Operator:
    operator = Operator()
    gateway.providers[provider.HOST] = operator
    return operator


async def types(gateway: Gateway, *inputs: str) -> None:
    request = provider.request("ussd", STEP | provider.typed(inputs))
    await gateway.web.post(request.path, content=request.body)
    await gateway.app.state.intake.finish(5)


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
    await types(gateway)
    await types(gateway, "taka")
    await gateway.parts.conversation.repeat_by_sms("bdapps", "ussd:r0")
    await gateway.settle()
    assert operator.sent == []
