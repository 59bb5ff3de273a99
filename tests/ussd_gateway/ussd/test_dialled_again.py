"""An answer that comes when its caller has hung up and dialled again."""

import asyncio
from dataclasses import dataclass, field, replace

import pytest

from tests.ussd_gateway.harness import Gateway
from tests.ussd_gateway.ussd.handset import Handset
from tests.ussd_gateway.ussd.operator import Operator, calls, types
from tests.ussd_gateway.ussd.test_killed_steps import other_intake
from tests.ussd_gateway.ussd.test_late_answers import (
    NOT_FINISHED,
    SORRY,
    impatient,
    other_engine,
)
from ussd_gateway.clients.assistant import Assistant
from ussd_gateway.errors import AssistantUnavailable
from ussd_gateway.messages import Turn, TurnResult
from ussd_gateway.ussd.engine import Engine
from ussd_gateway.ussd.waiting import LATE_SECONDS

pytestmark = pytest.mark.anyio


@dataclass
class Slow:
    """Answers at once, but for the first time, or each, that it is asked this."""

    assistant: Assistant
    slow: str
    once: bool = True
    fails: bool = False
    asked: asyncio.Event = field(default_factory=asyncio.Event)
    going_on: asyncio.Event = field(default_factory=asyncio.Event)

    async def take_turn(self, turn: Turn, *, timeout_seconds: float) -> TurnResult:
        if turn.message == self.slow and not (self.once and self.asked.is_set()):
            self.asked.set()
            await self.going_on.wait()
            if self.fails:
                raise AssistantUnavailable("down")
        return await self.assistant.take_turn(turn, timeout_seconds=timeout_seconds)

    async def tell_caseworker_asked(self, *_: object, **__: object) -> None: ...

    def instead(self, engine: Engine) -> Engine:
        return replace(engine, conversation=replace(engine.conversation, assistant=self))


@pytest.fixture
def assistant(gateway: Gateway) -> Slow:
    return Slow(gateway.parts.conversation.assistant, "taka")


async def test_the_next_call_goes_on_as_it_was(
    gateway: Gateway, phone: Handset, assistant: Slow
) -> None:
    again = Handset(gateway)
    with other_engine(gateway, assistant.instead):
        await phone.dials()
        typing = asyncio.create_task(phone.types("taka"))
        await assistant.asked.wait()
        await again.dials()
        again.sees(NOT_FINISHED)
        await asyncio.sleep(LATE_SECONDS)
        assistant.going_on.set()
        await typing
        await again.types("1")
        again.sees("heard: taka")


async def test_nor_is_it_disturbed_by_an_answer_that_goes_by_sms(
    gateway: Gateway, phone: Handset, assistant: Slow
) -> None:
    again, assistant.fails = Handset(gateway), True
    with other_engine(gateway, assistant.instead):
        await phone.dials()
        typing = asyncio.create_task(phone.types("taka"))
        await assistant.asked.wait()
        await again.dials()
        again.sees(NOT_FINISHED)
        await asyncio.sleep(LATE_SECONDS)
        assistant.going_on.set()
        await typing
        phone.sees_the_end(SORRY)
        await again.types("1")
        again.sees("heard: taka")


async def test_a_step_that_is_pushed_again_is_answered_once(
    gateway: Gateway, phone: Handset, assistant: Slow
) -> None:
    """On a screen or by SMS, though two requests wait for it."""
    again = Handset(gateway)
    await phone.dials()
    again.session = phone.session
    assistant.once = False
    with other_engine(gateway, assistant.instead), impatient(gateway, phone.channel, 0.4):
        first = asyncio.create_task(phone.types("taka", id="same"))
        await assistant.asked.wait()
        await asyncio.sleep(0.2)
        gateway.clock.advance(seconds=0.4)
        second = asyncio.create_task(again.types("taka", id="same"))
        await first
        assistant.going_on.set()
        await second
    assert phone.screen == again.screen
    phone.sees_the_end(SORRY)
    await gateway.settle()
    assert await phone.received_sms() == ["heard: taka"]


async def test_no_screen_of_a_call_shows_in_the_next_one(
    gateway: Gateway, operator: Operator, assistant: Slow
) -> None:
    intake = gateway.app.state.intake
    showing = replace(intake.showing, engine=assistant.instead(intake.calls))
    with other_intake(gateway, replace(intake, showing=showing)):
        await types(gateway)
        await calls(gateway, "taka")
        await assistant.asked.wait()
        await calls(gateway, requestId="again", sessionId="another")
        while len(operator.shown) < 2:
            await asyncio.sleep(0.01)
        await asyncio.sleep(LATE_SECONDS)
        assistant.going_on.set()
        await showing.finish(5)
    assert not [screen for screen in operator.shown if "heard: taka" in screen]
    assert (len(operator.shown), operator.sent) == (2, [])
    assert await gateway.inbox_states() == ["answered"] * 3
