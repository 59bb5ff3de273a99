"""Two equal messages are two, unless the centre may not have heard our answer to the first."""

import asyncio
from collections.abc import AsyncIterator, Awaitable, Callable, Sequence
from contextlib import AsyncExitStack, asynccontextmanager
from dataclasses import replace
from datetime import timedelta

import pytest

from tests.ussd_gateway.channels.smpp.message_centre import (
    Caller,
    ScriptedCentre,
    scripted_centre,
)
from tests.ussd_gateway.channels.smpp.messages import from_citizen
from tests.ussd_gateway.channels.smpp.whole import smpp_channel
from tests.ussd_gateway.harness import Gateway
from ussd_gateway.channels.base import Channel, Take
from ussd_gateway.channels.smpp import wire
from ussd_gateway.channels.smpp.channel import Smpp
from ussd_gateway.channels.smpp.journal_keys import JournalKeys
from ussd_gateway.channels.smpp.lanes import Origin
from ussd_gateway.channels.smpp.open_links import OpenLinks
from ussd_gateway.channels.smpp.pdus import RESPONSE, Command, Tag
from ussd_gateway.channels.smpp.statuses import Status
from ussd_gateway.messages import Heard

pytestmark = pytest.mark.anyio
SHORT = {"close_seconds": 0.1, "response_timeout_seconds": 0.5}  # nobody answers an unbind
ONE = from_citizen(b"1")
OpenWorker = Callable[..., Awaitable[Smpp]]


@pytest.fixture
async def centre() -> AsyncIterator[ScriptedCentre]:
    async with scripted_centre() as centre:
        yield centre


@pytest.fixture
async def open_worker(gateway: Gateway, centre: ScriptedCentre) -> AsyncIterator[OpenWorker]:
    """One more of those that bind to this centre."""
    async with AsyncExitStack() as stack:

        async def open_(take: Take | None = None, **changes: float) -> Smpp:
            channel = smpp_channel(gateway)
            copies_for = timedelta(seconds=changes.pop("copy_seconds", 15))
            settings = channel.settings.model_copy(
                update={"port": centre.port, "reconnect_seconds": 0.01} | SHORT | changes
            )
            channel = replace(
                channel, settings=settings, copies_for=copies_for, clock=gateway.clock
            )
            await stack.enter_async_context(_running(channel, take or gateway.parts.intake.take))
            return channel

        yield open_


@asynccontextmanager
async def _running(channel: Smpp, take: Take) -> AsyncIterator[None]:
    running = asyncio.create_task(channel.stay_connected(take))
    yield
    running.cancel()
    await asyncio.wait([running])


async def bound(centre: ScriptedCentre) -> Caller:
    caller = await centre.next_caller()
    await caller.accept_bind()
    return caller


async def recorded(gateway: Gateway) -> int:
    return int(await gateway.value("SELECT count(*) FROM gateway.inbox"))


async def handled(gateway: Gateway) -> list[str]:
    await gateway.settle()
    return gateway.assistant.heard


async def test_equal_words_on_one_connection_are_two_messages(
    gateway: Gateway, centre: ScriptedCentre, open_worker: OpenWorker
) -> None:
    await open_worker()
    caller = await bound(centre)
    assert [await caller.deliver(ONE, sequence) for sequence in (1, 2)] == [0, 0]
    assert await handled(gateway) == ["1", "1"]


async def test_equal_words_before_the_first_answer_are_two_messages(
    gateway: Gateway, centre: ScriptedCentre, open_worker: OpenWorker
) -> None:
    """Even where the answers are late: the centre did not wait for them."""
    await open_worker(patience_seconds=0.2, take=slow(gateway, asyncio.Event()))
    caller = await bound(centre)
    for sequence in (1, 2):
        caller.write(_deliver(sequence))
    for sequence in (1, 2):
        answer = await caller.next(Command.DELIVER_SM | RESPONSE)
        assert (answer.sequence, answer.status) == (sequence, 0)
    assert await handled(gateway) == ["1", "1"]


async def test_one_that_comes_again_while_its_answer_is_late_is_one(
    gateway: Gateway, centre: ScriptedCentre, open_worker: OpenWorker
) -> None:
    begun = asyncio.Event()
    await open_worker(patience_seconds=0.2, take=slow(gateway, begun))
    caller = await bound(centre)
    caller.write(_deliver(1))
    await begun.wait()
    await asyncio.sleep(0.25)  # the centre's patience ends
    caller.write(_deliver(2))
    for _ in range(2):
        assert (await caller.next(Command.DELIVER_SM | RESPONSE)).status == 0
    assert await handled(gateway) == ["1"]


async def test_the_same_number_on_the_same_connection_is_one(
    gateway: Gateway, centre: ScriptedCentre, open_worker: OpenWorker
) -> None:
    await open_worker()
    caller = await bound(centre)
    assert [await caller.deliver(ONE, 7) for _ in range(2)] == [0, 0]
    assert await handled(gateway) == ["1"]


async def test_a_centre_that_numbers_nothing_is_heard_again_later(
    gateway: Gateway, centre: ScriptedCentre, open_worker: OpenWorker
) -> None:
    await open_worker(copy_seconds=0.05)
    caller = await bound(centre)
    assert await caller.deliver(ONE, 0) == 0
    await asyncio.sleep(0.1)
    assert await caller.deliver(ONE, 0) == 0
    assert await handled(gateway) == ["1", "1"]


async def test_what_was_not_answered_when_the_connection_broke_is_one(
    gateway: Gateway, centre: ScriptedCentre, open_worker: OpenWorker
) -> None:
    going_on = asyncio.Event()

    async def take(channel: Channel, heard: Sequence[Heard]) -> None:
        await gateway.parts.intake.take(channel, heard)
        await going_on.wait()

    await open_worker(take=take)
    first = await bound(centre)
    first.write(_deliver(1))
    while not await recorded(gateway):
        await asyncio.sleep(0.01)
    first.writer.transport.abort()
    again = await bound(centre)
    going_on.set()
    assert await again.deliver(ONE) == 0
    assert await handled(gateway) == ["1"]


async def test_what_comes_again_after_a_lost_connection_is_one_though_it_was_answered(
    gateway: Gateway, centre: ScriptedCentre, open_worker: OpenWorker
) -> None:
    await open_worker()
    first = await bound(centre)
    assert await first.deliver(ONE) == 0
    first.writer.transport.abort()
    again = await bound(centre)
    assert [await again.deliver(ONE, sequence) for sequence in (1, 2)] == [0, 0]
    assert await handled(gateway) == ["1", "1"]  # the one that came again, and another


async def test_a_step_that_comes_again_after_a_lost_connection_is_one(
    gateway: Gateway, centre: ScriptedCentre, open_worker: OpenWorker
) -> None:
    """The call that it began goes on."""
    session = {int(Tag.ITS_SESSION_INFO): b"\x12\x34"}
    dials = from_citizen(b"*16236#", tlvs=session | {int(Tag.USSD_SERVICE_OP): b"\x01"})
    types = from_citizen(b"taka", tlvs=session | {int(Tag.USSD_SERVICE_OP): b"\x12"})
    await open_worker()
    first = await bound(centre)
    assert await first.deliver(dials) == 0
    first.answer(await first.next(Command.SUBMIT_SM))
    first.writer.transport.abort()
    again = await bound(centre)
    assert [await again.deliver(dials, 1), await again.deliver(types, 2)] == [0, 0]
    screen = await again.next(Command.SUBMIT_SM)
    again.answer(screen)
    assert b"heard: taka" in screen.body
    assert gateway.assistant.heard == ["/greet", "taka"]


async def test_without_a_time_for_copies_only_the_connection_counts(
    gateway: Gateway, centre: ScriptedCentre, open_worker: OpenWorker
) -> None:
    await open_worker(copy_seconds=0)
    first = await bound(centre)
    assert await first.deliver(ONE) == 0
    first.writer.transport.abort()
    assert await (await bound(centre)).deliver(ONE) == 0
    assert await handled(gateway) == ["1", "1"]


async def test_equal_words_by_the_connections_of_two_workers_are_two_messages(
    gateway: Gateway, centre: ScriptedCentre, open_worker: OpenWorker
) -> None:
    for _ in range(2):
        await open_worker()
    callers = [await bound(centre) for _ in range(2)]
    assert [await caller.deliver(ONE) for caller in callers] == [0, 0]
    assert await handled(gateway) == ["1", "1"]


async def test_what_another_worker_gets_after_the_first_one_died_is_one(
    gateway: Gateway,
) -> None:
    """It said that its connection is open, and then nothing more."""
    channel = smpp_channel(gateway)
    redis, prefix, id_ = channel.redis, channel.prefix, channel.id
    links = OpenLinks(redis, prefix, id_)
    keys = JournalKeys(redis, prefix, channel.sealer, id_, links, channel.copies_for, 5)
    async with keys.key_of(ONE, Origin("of the dead", 1, 0.0)) as (first, _):
        await links.say(["of the dead"])
    async with keys.key_of(ONE, Origin("of another", 1, 0.0)) as (key, comes_again):
        assert (key, comes_again) == (first, True)


async def test_what_failed_comes_again_by_any_connection(
    gateway: Gateway, centre: ScriptedCentre, open_worker: OpenWorker
) -> None:
    """It may have been recorded all the same."""
    failures = iter([True, False])

    async def take(channel: Channel, heard: Sequence[Heard]) -> None:
        await gateway.parts.intake.take(channel, heard)
        if next(failures):
            raise ConnectionError

    for _ in range(2):
        await open_worker(take=take)
    callers = [await bound(centre) for _ in range(2)]
    assert await callers[0].deliver(ONE) == Status.RECEIVER_TEMPORARY
    assert await callers[1].deliver(ONE) == 0
    assert await handled(gateway) == ["1"]


def slow(gateway: Gateway, begun: asyncio.Event) -> Take:
    async def take(channel: Channel, heard: Sequence[Heard]) -> None:
        begun.set()
        await gateway.parts.intake.take(channel, heard)
        await asyncio.sleep(0.4)

    return take


def _deliver(sequence: int) -> bytes:
    return wire.encode_deliver(ONE, sequence)
