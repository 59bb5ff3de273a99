"""An answer that comes too late for its screen, or never got there."""

import asyncio
from collections.abc import Awaitable, Callable, Iterator
from contextlib import contextmanager
from dataclasses import replace

import pytest
from redis.exceptions import ConnectionError as RedisConnectionError

from tests.ussd_gateway.harness import Gateway
from tests.ussd_gateway.ussd.handset import Handset
from ussd_gateway.db import make_engine, make_sessions
from ussd_gateway.messages import Language, Turn, TurnResult
from ussd_gateway.texts import ussd_text
from ussd_gateway.ussd.calls import Calls
from ussd_gateway.ussd.engine import Engine

pytestmark = pytest.mark.anyio
NOWHERE = "postgresql://nobody@127.0.0.1:1/none"
SORRY = ussd_text("by_sms", Language.BANGLISH)
NOT_FINISHED = ussd_text("not_finished", Language.BANGLISH)


class SlowAssistant:
    async def take_turn(self, turn: Turn, *, timeout_seconds: float) -> TurnResult:
        await asyncio.sleep(60)
        raise AssertionError("nobody waits so long")

    async def tell_caseworker_asked(self, *_: object, **__: object) -> None: ...


class ReadOnly:
    async def get(self, _: str) -> None:
        return None

    def register_script(self, _: str) -> Callable[..., Awaitable[None]]:
        return self.set

    async def set(self, *_: object, **__: object) -> None:
        raise RedisConnectionError


class WithoutRedis(Calls):
    async def owns_session(self, channel: str, session: str, phone: str) -> bool:
        return True


@contextmanager
def impatient(gateway: Gateway, channel_id: str, seconds: float = 0.2) -> Iterator[None]:
    channels = gateway.app.state.channels
    patient = channels[channel_id]
    channels[channel_id] = replace(patient, ussd=replace(patient.ussd, screen_seconds=seconds))
    try:
        yield
    finally:
        channels[channel_id] = patient


@contextmanager
def other_engine(gateway: Gateway, change: Callable[[Engine], Engine]) -> Iterator[None]:
    """What providers call leads to it."""
    state = gateway.app.state
    intake = state.intake
    state.intake = state.webhooks.intake = replace(intake, calls=change(intake.calls))
    try:
        yield
    finally:
        state.intake = state.webhooks.intake = intake


def slow(engine: Engine) -> Engine:
    conversation = replace(engine.conversation, assistant=SlowAssistant())
    return replace(engine, conversation=conversation)


class TestTooLate:
    async def test_the_answer_comes_by_sms(self, phone: Handset, gateway: Gateway) -> None:
        await phone.dials()
        gateway.clock.advance(seconds=1)
        gateway.assistant.down = "timeout"
        await phone.types("1")
        phone.sees_the_end(SORRY)
        assert await gateway.inbox_states() == ["answered", "pending"]
        gateway.assistant.down = None
        await gateway.settle()
        assert await phone.received_sms() == ["heard: /choose{1}"]
        assert await gateway.inbox_states() == ["answered", "answered"]

    async def test_a_call_that_could_not_begin_is_answered_too(
        self, phone: Handset, gateway: Gateway
    ) -> None:
        gateway.assistant.down = "refused"
        await phone.dials()
        phone.sees_the_end(SORRY)
        gateway.assistant.down = None
        await gateway.settle()
        assert await phone.received_sms() == ["Welcome\n১. option 1\n২. option 2\n৩. option 3"]
        [turn] = gateway.assistant.turns
        assert turn["message"] == "/greet"
        assert (turn["metadata"]["channel"], turn["metadata"]["can_script"]) == ("ussd", True)

    async def test_the_numbers_of_that_sms_are_answered_by_sms(
        self, phone: Handset, gateway: Gateway
    ) -> None:
        gateway.assistant.down = "refused"
        await phone.dials()
        gateway.assistant.down = None
        await gateway.settle()
        body = {"id": "m1", "from": phone.number, "text": "2"}
        await gateway.web.post(
            "/channels/simulator/inbound",
            json=body,
            headers={"X-Simulator-Secret": "simulator-secret"},
        )
        await gateway.settle()
        assert gateway.assistant.heard == ["/greet", "/choose{2}"]

    async def test_nobody_gets_an_apology_besides(self, phone: Handset, gateway: Gateway) -> None:
        gateway.assistant.down = "refused"
        await phone.dials()
        gateway.clock.advance(minutes=2)
        await gateway.watch_deadlines()
        await gateway.settle()
        assert await phone.received_sms() == []

    async def test_no_screen_waits_for_a_slow_assistant(
        self, phone: Handset, gateway: Gateway
    ) -> None:
        await phone.dials()

        with other_engine(gateway, slow), impatient(gateway, phone.channel):
            await phone.types("1")
        phone.sees_the_end(SORRY)
        await gateway.settle()
        assert await phone.received_sms() == ["heard: /choose{1}"]

    async def test_what_is_answered_is_shown_without_redis(
        self, phone: Handset, gateway: Gateway
    ) -> None:
        def forgetful(engine: Engine) -> Engine:
            sealer = engine.conversation.sealer
            return replace(engine, calls=WithoutRedis(ReadOnly(), "", sealer))  # type: ignore[arg-type]

        with other_engine(gateway, forgetful):
            await phone.dials()
        phone.sees("Welcome")

    async def test_without_the_database_there_is_still_a_word(
        self, phone: Handset, gateway: Gateway
    ) -> None:
        def without(engine: Engine) -> Engine:
            sessions = make_sessions(make_engine(NOWHERE))
            return replace(engine, conversation=replace(engine.conversation, sessions=sessions))

        with other_engine(gateway, without):
            await phone.dials()
        phone.sees_the_end("*16236#")


class TestNeverShown:
    @pytest.fixture
    async def died(self, phone: Handset, gateway: Gateway) -> None:
        """The assistant was asked, and the gateway died before it could show the answer."""
        await phone.dials()

        with other_engine(gateway, slow):
            step = asyncio.create_task(phone.types("1", id="unseen"))
            await asyncio.sleep(0.2)
            step.cancel()
            await asyncio.gather(step, return_exceptions=True)

    @pytest.mark.usefixtures("died")
    async def test_it_is_there_for_whoever_dials_again(
        self, phone: Handset, gateway: Gateway
    ) -> None:
        await phone.dials()
        phone.sees(NOT_FINISHED)
        await phone.types("1")
        phone.sees("heard: /choose{1}")
        assert gateway.assistant.heard == ["/greet", "/choose{1}"]

    @pytest.mark.usefixtures("died")
    async def test_it_is_shown_before_anything_else_in_the_same_call(
        self, phone: Handset, gateway: Gateway
    ) -> None:
        await phone.types("3")
        phone.sees("heard: /choose{1}")
        await phone.types("taka")
        phone.sees("heard: taka")
        assert gateway.assistant.heard == ["/greet", "/choose{1}", "taka"]

    @pytest.mark.usefixtures("died")
    async def test_a_provider_that_asks_again_gets_it(
        self, phone: Handset, gateway: Gateway
    ) -> None:
        await phone.types("1", id="unseen")
        phone.sees("heard: /choose{1}")
        assert await gateway.inbox_states() == ["answered", "answered"]
