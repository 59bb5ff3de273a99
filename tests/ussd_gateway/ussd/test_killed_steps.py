"""A step is committed, then acknowledged, then answered: whoever has it may die in between."""

import asyncio
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from dataclasses import replace
from typing import Any

import pytest

from tests.ussd_gateway.channels.bdapps import provider
from tests.ussd_gateway.fakes import Answers, Body
from tests.ussd_gateway.harness import Gateway
from tests.ussd_gateway.test_races import Altered
from tests.ussd_gateway.test_shutdown import is_waited_for, locked_journal
from tests.ussd_gateway.ussd.operator import Operator, calls, types
from ussd_gateway.intake import Intake
from ussd_gateway.messages import Turn, TurnResult
from ussd_gateway.settings import Settings
from ussd_gateway.shutdown import Shutdown

pytestmark = pytest.mark.anyio
LATER = 11  # seconds; by then the lock of the dead has ended


def offer(turn: Body) -> Answers:
    """Options, of which each asks for something else."""
    buttons = [{"title": f"option {n}", "payload": f"/choose{{{n}}}"} for n in (1, 2)]
    return [{"text": f"heard: {turn['message']}", "buttons": buttons}]


class Stuck:
    """Whoever is asked or told to show something is never done with it."""

    def __init__(self) -> None:
        self.begun = asyncio.Event()

    async def __call__(self, *_: object) -> None:
        self.begun.set()
        await asyncio.Event().wait()

    async def take_turn(self, turn: Turn, *, timeout_seconds: float) -> TurnResult:
        await self()
        raise AssertionError


def before_it_is_read(intake: Intake, stuck: Stuck) -> Intake:
    """Where it stops for good, `stuck` says so."""
    locks = Altered(intake.showing.locks, acquire=stuck)  # type: ignore[arg-type]
    return replace(intake, showing=replace(intake.showing, locks=locks))


def while_it_is_asked(intake: Intake, stuck: Stuck) -> Intake:
    conversation = replace(intake.calls.conversation, assistant=stuck)
    engine = replace(intake.calls, conversation=conversation)
    return replace(intake, showing=replace(intake.showing, engine=engine))


def before_it_is_written(intake: Intake, stuck: Stuck) -> Intake:
    steps = Altered(intake.showing.steps, answered=stuck)  # type: ignore[arg-type]
    return replace(intake, showing=replace(intake.showing, steps=steps))


Stop = Callable[[Intake, Stuck], Intake]
ANYWHERE = [before_it_is_read, while_it_is_asked, before_it_is_written]


@contextmanager
def other_intake(gateway: Gateway, intake: Intake) -> Iterator[None]:
    state = gateway.app.state
    before, state.webhooks.intake = state.webhooks.intake, intake
    try:
        yield
    finally:
        state.webhooks.intake = before


async def dies(gateway: Gateway, stop: Stop, *inputs: str, **changes: Any) -> None:
    """The process that acknowledged the step, there where it stops."""
    stuck, before = Stuck(), asyncio.all_tasks()
    with other_intake(gateway, stop(gateway.app.state.intake, stuck)):
        await calls(gateway, *inputs, **changes)
        await stuck.begun.wait()
    for task in asyncio.all_tasks() - before:
        if task.get_coro().__qualname__ == "Showing._answer":  # type: ignore[union-attr]
            task.cancel()
            await asyncio.wait([task])


async def a_worker_looks(gateway: Gateway, seconds: float = LATER) -> None:
    gateway.clock.advance(seconds=seconds)
    await gateway.settle()


@pytest.mark.parametrize("stop", ANYWHERE)
async def test_a_worker_shows_the_screen_in_the_same_call(
    gateway: Gateway, operator: Operator, stop: Stop
) -> None:
    gateway.assistant.say = offer
    await types(gateway)
    await dies(gateway, stop, "1")
    await a_worker_looks(gateway)
    assert gateway.assistant.heard == ["/greet", "/choose{1}"]
    assert "heard: /choose{1}" in operator.shown[-1]
    assert operator.sent == []
    await types(gateway, "1", "2")
    assert gateway.assistant.heard == ["/greet", "/choose{1}", "/choose{2}"]
    assert await gateway.inbox_states() == ["answered"] * 3


@pytest.mark.parametrize("stop", ANYWHERE)
async def test_a_call_that_had_only_begun_goes_on(
    gateway: Gateway, operator: Operator, stop: Stop
) -> None:
    await dies(gateway, stop)
    await a_worker_looks(gateway)
    await types(gateway, "taka")
    assert gateway.assistant.heard == ["/greet", "taka"]
    assert "heard: taka" in operator.shown[-1]


@pytest.mark.parametrize("stop", ANYWHERE)
async def test_what_comes_again_meanwhile_is_the_same_step(
    gateway: Gateway, operator: Operator, stop: Stop
) -> None:
    await types(gateway)
    await dies(gateway, stop, "taka")
    await types(gateway, "taka")
    await a_worker_looks(gateway)
    assert gateway.assistant.heard == ["/greet", "taka"]
    assert "heard: taka" in operator.shown[-1]


@pytest.mark.parametrize("stop", [before_it_is_read, while_it_is_asked])
async def test_after_the_call_the_answer_goes_by_sms(
    gateway: Gateway, operator: Operator, stop: Stop
) -> None:
    gateway.assistant.say = offer
    await types(gateway)
    await dies(gateway, stop, "1")
    await a_worker_looks(gateway, seconds=121)
    assert gateway.assistant.heard == ["/greet", "/choose{1}"]
    [sms] = operator.sent
    assert sms.startswith("heard: /choose{1}\n")
    assert len(operator.shown) == 1


@pytest.mark.parametrize("stop", [before_it_is_read, while_it_is_asked])
async def test_a_screen_that_the_operator_refuses_goes_by_sms(
    gateway: Gateway, operator: Operator, stop: Stop
) -> None:
    await types(gateway)
    await dies(gateway, stop, "taka")
    operator.refusal = provider.answer("E1325")
    await a_worker_looks(gateway)
    assert gateway.assistant.heard == ["/greet", "taka"]
    assert operator.sent == ["heard: taka"]


async def test_what_was_shown_once_the_talk_has_gone_on_is_not_shown_again(
    gateway: Gateway, operator: Operator
) -> None:
    await types(gateway)
    await dies(gateway, before_it_is_written, "taka")
    await types(gateway, "taka", "nai")
    await a_worker_looks(gateway)
    assert gateway.assistant.heard == ["/greet", "taka", "nai"]
    assert (len(operator.shown), operator.sent) == (3, [])
    assert await gateway.inbox_states() == ["answered"] * 3


async def test_whoever_dials_again_meanwhile_sees_the_answer_there(
    gateway: Gateway, operator: Operator
) -> None:
    await types(gateway)
    await dies(gateway, while_it_is_asked, "taka")
    await types(gateway, requestId="again", sessionId="another")
    await types(gateway, "1", requestId="on", sessionId="another")
    assert "heard: taka" in operator.shown[-1]
    await a_worker_looks(gateway)
    assert gateway.assistant.heard == ["/greet", "taka"]
    assert operator.sent == []


async def test_what_nobody_asked_about_is_asked_though_they_dialled_again(
    gateway: Gateway, operator: Operator
) -> None:
    await types(gateway)
    await dies(gateway, before_it_is_read, "taka")
    await types(gateway, requestId="again", sessionId="another")
    await a_worker_looks(gateway)
    assert sorted(gateway.assistant.heard) == ["/greet", "/greet", "taka"]
    assert operator.sent == ["heard: taka"]


async def test_a_channel_that_is_gone_leaves_its_steps_to_the_sms(
    gateway: Gateway, operator: Operator
) -> None:
    await types(gateway)
    await dies(gateway, before_it_is_read, "taka")
    showing = replace(gateway.parts.intake.showing, channels={})
    gateway.clock.advance(seconds=LATER)
    for held in await showing.claim(10):
        await showing.go_on(held)
    await gateway.settle()
    assert operator.sent == ["heard: taka"]


async def test_whoever_stops_leaves_a_screen_that_they_cannot_show_to_others(
    gateway: Gateway, operator: Operator
) -> None:
    shutdown = Shutdown(30)
    shutdown.begin()
    intake = gateway.app.state.intake
    engine = replace(intake.calls, shutdown=shutdown)
    await types(gateway)
    with other_intake(gateway, replace(intake, showing=replace(intake.showing, engine=engine))):
        operator.refusal = provider.answer("E1318")
        await types(gateway, "taka")
    operator.refusal = None
    await a_worker_looks(gateway)
    assert "heard: taka" in operator.shown[-1]
    assert (gateway.assistant.heard, operator.sent) == (["/greet", "taka"], [])


async def test_workers_leave_alone_what_somebody_has_in_hand(
    gateway: Gateway, operator: Operator
) -> None:
    stuck = Stuck()
    with other_intake(gateway, while_it_is_asked(gateway.app.state.intake, stuck)):
        await calls(gateway)
        await stuck.begun.wait()
        gateway.clock.advance(seconds=LATER)
        assert await gateway.parts.intake.showing.claim(10) == []


async def test_nothing_is_acknowledged_before_its_commit(
    gateway: Gateway, operator: Operator, settings: Settings
) -> None:
    with locked_journal(settings):
        calling = asyncio.create_task(calls(gateway))
        while not await asyncio.to_thread(is_waited_for, settings):
            await asyncio.sleep(0.01)
        assert not calling.done()
        assert gateway.assistant.heard == []
    await calling
    await gateway.app.state.intake.finish(5)
    assert gateway.assistant.heard == ["/greet"]
