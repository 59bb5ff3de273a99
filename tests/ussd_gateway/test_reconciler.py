"""What a provider has and never told us is found, once."""

import asyncio
from dataclasses import replace
from datetime import datetime, timedelta
from typing import Any

import httpx
import pytest

from tests.ussd_gateway.channels.twilio.test_listing import FIRST, item, page
from tests.ussd_gateway.counting import counted_up
from tests.ussd_gateway.harness import OUR_NUMBER, Gateway
from tests.ussd_gateway.test_races import Altered
from ussd_gateway.channels.base import ListsInbound
from ussd_gateway.messages import InboundMessage, Unreadable
from ussd_gateway.reconciler import AFTER_A_FAILURE, EVERY, FARTHEST, LONGEST, NEWEST, OVERLAP
from ussd_gateway.worker import make_pumps

pytestmark = pytest.mark.anyio
PHONE = "+8801712345678"


class Twilio:
    """Lists what it has, and takes what is sent."""

    def __init__(self, gateway: Gateway) -> None:
        self.gateway = gateway
        self.has: list[tuple[datetime, dict[str, Any]]] = []
        self.broken: httpx.Response | None = None
        self.most: int | None = None  # that one look comes to the end of
        self.asked: list[tuple[datetime, datetime]] = []
        gateway.providers["api.twilio.example"] = self.answer

    def answer(self, request: httpx.Request) -> httpx.Response:
        if request.method == "POST":
            return self.gateway.twilio(request)
        bounds = [request.url.params[name] for name in ("DateSent>", "DateSent<")]
        start, end = (datetime.strptime(each, "%Y-%m-%dT%H:%M:%S%z") for each in bounds)
        self.asked.append((start, end))
        if self.broken:
            return self.broken
        found = [each for at, each in reversed(self.has) if start <= at <= end]
        if self.most is not None and len(found) > self.most:
            return page(following=FIRST + f"?{request.url.query.decode()}")
        return page(*found)

    def receives(self, sid: str, body: str, **changes: Any) -> None:
        """And its call of us is lost."""
        at = self.gateway.clock().replace(microsecond=0)
        fields: dict[str, Any] = {"body": body, "from": PHONE, "to": OUR_NUMBER} | changes
        self.has.append((at, item(sid, **fields)))


@pytest.fixture
async def twilio(gateway: Gateway) -> Twilio:
    """Asked for a while already."""
    twilio = Twilio(gateway)
    await look(gateway)
    await later(gateway, OVERLAP + NEWEST + EVERY)
    twilio.asked.clear()
    return twilio


async def look(gateway: Gateway) -> int:
    """What the worker does; how often it was due."""
    due = await gateway.parts.reconciler.claim(1)
    for each in due:
        await gateway.parts.reconciler.reconcile(each)
    await gateway.settle()
    return len(due)


async def later(gateway: Gateway, by: timedelta) -> None:
    gateway.clock.advance(seconds=by.total_seconds())
    while await look(gateway):
        pass


async def test_a_message_whose_call_was_lost_is_answered_once(
    gateway: Gateway, twilio: Twilio
) -> None:
    twilio.receives("SM1", "taka koi")
    async with counted_up(gateway, "nalish_gateway_lost_messages_found_total", channel="twilio"):
        for _ in range(10):
            await later(gateway, EVERY)
    assert gateway.assistant.heard == ["taka koi"]
    phone = gateway.phone()
    phone.hears("taka koi")
    phone.hears_nothing_more()


async def test_a_message_that_was_heard_is_left_alone(gateway: Gateway, twilio: Twilio) -> None:
    twilio.receives("SM1", "taka koi")
    await gateway.phone().sends("taka koi", MessageSid="SM1")
    await later(gateway, NEWEST + EVERY)
    assert gateway.assistant.heard == ["taka koi"]


async def test_a_call_that_comes_after_all_is_a_copy(gateway: Gateway, twilio: Twilio) -> None:
    twilio.receives("SM1", "taka koi")
    await later(gateway, NEWEST + EVERY)
    await gateway.phone().sends("taka koi", MessageSid="SM1")
    assert gateway.assistant.heard == ["taka koi"]


async def test_a_call_has_its_time_before_the_list_is_asked(
    gateway: Gateway, twilio: Twilio
) -> None:
    gateway.clock.advance(minutes=10)
    twilio.receives("SM1", "taka koi")
    await later(gateway, EVERY)
    assert gateway.assistant.heard == []
    await later(gateway, NEWEST)
    assert gateway.assistant.heard == ["taka koi"]


async def test_several_are_answered_in_the_order_they_came(
    gateway: Gateway, twilio: Twilio
) -> None:
    for number, text in enumerate(["one", "two", "three"]):
        twilio.receives(f"SM{number}", text)
        gateway.clock.advance(seconds=5)
    await later(gateway, NEWEST + EVERY)
    assert gateway.assistant.heard == ["one", "two", "three"]


async def test_what_came_before_we_began_is_not_ours(gateway: Gateway) -> None:
    twilio = Twilio(gateway)
    twilio.receives("SM1", "of the old system")
    gateway.clock.advance(seconds=1)
    await look(gateway)
    twilio.receives("SM2", "of ours")
    await later(gateway, OVERLAP + NEWEST + EVERY)
    assert gateway.assistant.heard == ["of ours"]


async def test_after_a_long_absence_all_is_caught_up_with_piece_by_piece(
    gateway: Gateway, twilio: Twilio
) -> None:
    for number in range(5):
        twilio.receives(f"SM{number}", f"number {number}")
        gateway.clock.advance(hours=1)
    await later(gateway, EVERY)
    assert gateway.assistant.heard == [f"number {number}" for number in range(5)]
    assert len(twilio.asked) >= 5
    assert all(end - start <= LONGEST + OVERLAP + EVERY for start, end in twilio.asked)


async def test_what_is_very_old_is_let_rest(gateway: Gateway, twilio: Twilio) -> None:
    twilio.receives("SM1", "long ago")
    gateway.clock.advance(seconds=(FARTHEST + OVERLAP + EVERY).total_seconds())
    await look(gateway)
    [(start, _)] = twilio.asked
    assert start == (gateway.clock() - FARTHEST - OVERLAP).replace(microsecond=0)
    assert gateway.assistant.heard == []


async def test_what_is_too_much_for_one_look_is_looked_at_in_shorter_ones(
    gateway: Gateway, twilio: Twilio
) -> None:
    for number in range(6):
        twilio.receives(f"SM{number}", f"number {number}")
        gateway.clock.advance(minutes=2)
    twilio.most = 2
    await later(gateway, EVERY)
    assert gateway.assistant.heard == [f"number {number}" for number in range(6)]


async def test_a_list_without_an_end_is_given_up_for_a_while(
    gateway: Gateway, twilio: Twilio
) -> None:
    twilio.most = -1
    gateway.clock.advance(seconds=(NEWEST + EVERY).total_seconds())
    assert [await look(gateway), await look(gateway)] == [1, 0]


@pytest.mark.parametrize(
    "broken", [httpx.Response(429), httpx.Response(200, content=b"<html>"), httpx.Response(503)]
)
async def test_a_list_that_cannot_be_had_is_asked_for_again(
    gateway: Gateway, twilio: Twilio, broken: httpx.Response
) -> None:
    twilio.receives("SM1", "taka koi")
    twilio.broken = broken
    await later(gateway, NEWEST + EVERY)
    assert gateway.assistant.heard == []
    assert len(twilio.asked) == 1
    twilio.broken = None
    await later(gateway, EVERY)
    assert gateway.assistant.heard == []
    await later(gateway, AFTER_A_FAILURE)
    assert gateway.assistant.heard == ["taka koi"]


async def test_one_that_cannot_be_read_costs_the_others_nothing(
    gateway: Gateway, twilio: Twilio
) -> None:
    twilio.receives("SM1", "win a prize", **{"from": "PRIZES"})
    twilio.receives("SM2", "taka koi")
    await later(gateway, NEWEST + EVERY)
    assert gateway.assistant.heard == ["taka koi"]


async def test_one_that_cannot_be_stored_costs_the_others_nothing(
    gateway: Gateway, twilio: Twilio
) -> None:
    channel = gateway.parts.conversation.channels["twilio"]
    assert isinstance(channel, ListsInbound)
    lists = channel.inbound_between

    async def with_a_long_recipient(*between: datetime) -> list[InboundMessage | Unreadable]:
        first, *others = await lists(*between)
        assert isinstance(first, InboundMessage)
        return [replace(first, recipient="1" * 65), *others]

    twilio.receives("SM1", "one")
    twilio.receives("SM2", "taka koi")
    reconciler = gateway.parts.reconciler
    altered = Altered(channel, inbound_between=with_a_long_recipient)
    gateway.clock.advance(seconds=(NEWEST + EVERY).total_seconds())
    [due] = await reconciler.claim(1)
    await replace(reconciler, channels={"twilio": altered}).reconcile(due)
    await gateway.settle()
    assert gateway.assistant.heard == ["taka koi"]


async def test_only_one_worker_looks_at_a_time(gateway: Gateway, twilio: Twilio) -> None:
    gateway.clock.advance(minutes=10)
    first = await gateway.parts.reconciler.claim(1)
    assert len(first) == 1
    assert await gateway.parts.reconciler.claim(1) == []
    gateway.clock.advance(seconds=AFTER_A_FAILURE.total_seconds())  # the first is dead
    assert len(await gateway.parts.reconciler.claim(1)) == 1


async def test_a_worker_looks_by_itself(gateway: Gateway, twilio: Twilio) -> None:
    twilio.receives("SM1", "taka koi")
    gateway.clock.advance(seconds=(NEWEST + EVERY).total_seconds())
    pump = make_pumps(gateway.parts)["lost"]
    running = asyncio.create_task(pump.run())
    async with asyncio.timeout(5):
        while not await gateway.value("SELECT count(*) FROM gateway.inbox"):
            await asyncio.sleep(0.02)
    pump.stop()
    await running
    await pump.finish(1)


async def test_each_message_has_a_trace_of_its_own(gateway: Gateway, twilio: Twilio) -> None:
    twilio.receives("SM1", "one")
    twilio.receives("SM2", "two")
    await later(gateway, NEWEST + EVERY)
    traces = await gateway.rows("SELECT trace_id FROM gateway.inbox")
    assert None not in {trace for (trace,) in traces}
    assert len({trace for (trace,) in traces}) == 2
