"""A step was committed and acknowledged; then a part is away, or the talk goes on."""

import asyncio
from collections.abc import Awaitable, Callable
from dataclasses import replace

import pytest
from redis.exceptions import ConnectionError as RedisConnectionError
from sqlalchemy.exc import OperationalError

from tests.ussd_gateway.channels.bdapps import provider
from tests.ussd_gateway.channels.bdapps.test_adapter import STEP, made, webhook
from tests.ussd_gateway.harness import Gateway
from tests.ussd_gateway.test_races import Altered
from tests.ussd_gateway.ussd.operator import Operator, calls, types
from tests.ussd_gateway.ussd.test_dialled_again import Slow
from tests.ussd_gateway.ussd.test_killed_steps import (
    LATER,
    a_worker_looks,
    before_it_is_read,
    dies,
    other_intake,
    while_it_is_asked,
)
from tests.ussd_gateway.ussd.test_late_answers import NOWHERE
from ussd_gateway.channels.base import Channel
from ussd_gateway.db import make_engine, make_sessions
from ussd_gateway.intake import Intake
from ussd_gateway.messages import Language, SessionEvent
from ussd_gateway.texts import apology, ussd_text
from ussd_gateway.ussd.waiting import LATE_SECONDS

pytestmark = pytest.mark.anyio
AN_SMS_FOLLOWS = ussd_text("by_sms", Language.BANGLISH)


async def no_redis(*_: object) -> None:
    raise RedisConnectionError


async def no_database(*_: object) -> None:
    raise OperationalError("", {}, Exception())


def without_locks(intake: Intake) -> Intake:
    locks = Altered(intake.showing.locks, acquire=no_redis)  # type: ignore[arg-type]
    return replace(intake, showing=replace(intake.showing, locks=locks))


def without_calls(intake: Intake) -> Intake:
    engine = replace(intake.calls, calls=Altered(intake.calls.calls, load=no_redis))  # type: ignore[arg-type]
    return replace(intake, showing=replace(intake.showing, engine=engine))


def without_redis(intake: Intake) -> Intake:
    return without_locks(without_calls(intake))


def without_database(intake: Intake) -> Intake:
    sessions = make_sessions(make_engine(NOWHERE))
    conversation = replace(intake.calls.conversation, sessions=sessions)
    engine = replace(intake.calls, conversation=conversation)
    return replace(intake, showing=replace(intake.showing, engine=engine))


def with_assistant(intake: Intake, assistant: Slow) -> Intake:
    engine = assistant.instead(intake.calls)
    return replace(intake, showing=replace(intake.showing, engine=engine))


async def sends_sms(gateway: Gateway, words: str) -> None:
    request = provider.request("inbound", provider.message() | {"message": words})
    await gateway.web.post(request.path, content=request.body)


async def dials_elsewhere(gateway: Gateway) -> None:
    """The same phone, on a channel whose screens go by requests of its provider."""
    bdapps: Channel = gateway.app.state.channels["bdapps"]
    [step] = made().read_step(webhook(STEP | provider.typed([])), gateway.clock())
    changes = {"channel": "elsewhere", "session": "another", "provider_message_id": "again"}
    step = replace(step, session_event=SessionEvent.NEW, **changes)
    engine = gateway.app.state.intake.calls
    await engine.answer(Altered(bdapps, id="elsewhere"), step)
    await engine.steps.finish(5)


async def the_answer_is_slow(
    gateway: Gateway, intake: Intake, meanwhile: Callable[[Gateway], Awaitable[None]]
) -> None:
    assistant = Slow(gateway.parts.conversation.assistant, "taka")
    intake = with_assistant(intake, assistant)
    with other_intake(gateway, intake):
        await calls(gateway, "taka")
        await assistant.asked.wait()
        await meanwhile(gateway)
        await asyncio.sleep(LATE_SECONDS)
        assistant.going_on.set()
        await intake.showing.finish(5)


@pytest.mark.parametrize("without", [without_locks, without_calls, without_redis])
async def test_without_redis_an_sms_is_promised_and_sent(
    gateway: Gateway, operator: Operator, without: Callable[[Intake], Intake]
) -> None:
    await types(gateway)
    with other_intake(gateway, without(gateway.app.state.intake)):
        await types(gateway, "taka")
    assert operator.shown[-1] == AN_SMS_FOLLOWS
    await gateway.settle()
    assert operator.sent == ["heard: taka"]
    assert await gateway.inbox_states() == ["answered"] * 2


async def test_without_redis_and_database_an_sms_is_promised_and_a_worker_goes_on(
    gateway: Gateway, operator: Operator
) -> None:
    await types(gateway)
    intake = without_database(without_locks(gateway.app.state.intake))
    with other_intake(gateway, intake):
        await types(gateway, "taka")
    assert operator.shown[-1] == AN_SMS_FOLLOWS
    await a_worker_looks(gateway, seconds=121)
    assert operator.sent == ["heard: taka"]


async def test_without_redis_nobody_waits_for_a_step_whose_gateway_died(
    gateway: Gateway, operator: Operator
) -> None:
    await types(gateway)
    await dies(gateway, before_it_is_read, "taka")
    showing = without_locks(gateway.parts.intake).showing
    gateway.clock.advance(seconds=119)
    assert await showing.claim(10) == []
    assert await gateway.inbox_states() == ["answered", "in_call"]
    gateway.clock.advance(seconds=1)
    assert await showing.claim(10) == []
    assert await gateway.inbox_states() == ["answered", "pending"]
    await gateway.watch_deadlines()
    gateway.assistant.down = "refused"
    await gateway.settle()
    assert operator.sent == [apology(Language.BANGLA)]


async def test_without_the_database_an_sms_is_promised_and_a_worker_goes_on(
    gateway: Gateway, operator: Operator
) -> None:
    await types(gateway)
    gateway.assistant.down = "refused"
    with other_intake(gateway, without_database(gateway.app.state.intake)):
        await types(gateway, "taka")
    assert operator.shown[-1] == AN_SMS_FOLLOWS
    assert await gateway.inbox_states() == ["answered", "in_call"]
    gateway.assistant.down = None
    operator.refusal = provider.answer("E1325")  # the call is over
    await a_worker_looks(gateway)
    assert gateway.assistant.heard == ["/greet", "taka"]
    assert operator.sent == ["heard: taka"]


async def test_a_late_screen_is_shown_though_nobody_knows_whether_they_dialled_again(
    gateway: Gateway, operator: Operator
) -> None:
    async def nothing(_: Gateway) -> None: ...

    await types(gateway)
    intake = gateway.app.state.intake
    steps = Altered(intake.showing.steps, is_of_a_call_before=no_database)  # type: ignore[arg-type]
    intake = replace(intake, showing=replace(intake.showing, steps=steps))
    await the_answer_is_slow(gateway, intake, meanwhile=nothing)
    assert "heard: taka" in operator.shown[-1]
    assert await gateway.inbox_states() == ["answered"] * 2


async def test_what_was_on_its_way_to_the_assistant_is_asked_though_they_wrote_since(
    gateway: Gateway, operator: Operator
) -> None:
    await types(gateway)
    await dies(gateway, while_it_is_asked, "taka")
    gateway.clock.advance(seconds=1)
    await sends_sms(gateway, "nai")
    await gateway.settle()
    await a_worker_looks(gateway)
    assert gateway.assistant.heard == ["/greet", "nai", "taka"]
    assert operator.sent == ["heard: nai", "heard: taka"]


async def test_it_is_asked_though_they_wrote_and_dialled_since(
    gateway: Gateway, operator: Operator
) -> None:
    await types(gateway)
    await dies(gateway, while_it_is_asked, "taka")
    gateway.clock.advance(seconds=1)
    await sends_sms(gateway, "nai")
    await gateway.settle()
    gateway.clock.advance(seconds=1)
    await types(gateway, requestId="again", sessionId="another")
    await a_worker_looks(gateway)
    assert gateway.assistant.heard.count("taka") == 1
    assert operator.sent == ["heard: nai", "heard: taka"]


async def test_it_is_asked_though_they_dialled_on_another_channel(
    gateway: Gateway, operator: Operator
) -> None:
    await types(gateway)
    await dies(gateway, while_it_is_asked, "taka")
    gateway.clock.advance(seconds=1)
    await dials_elsewhere(gateway)
    await a_worker_looks(gateway)
    assert operator.sent == ["heard: taka"]


async def test_a_late_answer_goes_by_sms_to_whoever_dialled_on_another_channel(
    gateway: Gateway, operator: Operator
) -> None:
    await types(gateway)

    async def dial(gateway: Gateway) -> None:
        gateway.clock.advance(seconds=1)
        await dials_elsewhere(gateway)

    await the_answer_is_slow(gateway, gateway.app.state.intake, meanwhile=dial)
    await gateway.settle()
    assert not [screen for screen in operator.shown if "heard: taka" in screen]
    assert operator.sent == ["heard: taka"]


async def test_a_worker_keeps_what_it_held_when_redis_went(
    gateway: Gateway, operator: Operator
) -> None:
    await dies(gateway, before_it_is_read)
    await dies(gateway, before_it_is_read, "taka")
    gateway.clock.advance(seconds=LATER)
    showing = gateway.parts.intake.showing
    answers = iter(["token"])

    async def acquire(_: object) -> str:
        for token in answers:
            return token
        raise RedisConnectionError

    held = await replace(showing, locks=Altered(showing.locks, acquire=acquire)).claim(10)  # type: ignore[arg-type]
    assert [step.token for step in held] == ["token"]
