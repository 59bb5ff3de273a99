"""Rows are locked in one order, and never while something outside the database is waited for."""

import asyncio
from collections.abc import Awaitable, Callable
from dataclasses import dataclass, replace
from typing import Any
from uuid import UUID

import pytest

from tests.ussd_gateway.fakes import RedisAway
from tests.ussd_gateway.harness import Gateway
from tests.ussd_gateway.sending.fakes import FakeProvider, sender_of
from ussd_gateway.errors import SendRefused, UnknownMessage
from ussd_gateway.events import Events
from ussd_gateway.intake import Intake
from ussd_gateway.journal import Journal
from ussd_gateway.messages import Fault, OutboxState, OutgoingMessage, Receipt, StatusUpdate
from ussd_gateway.opt_outs import opt_out
from ussd_gateway.outbox import Outbox
from ussd_gateway.sending.health import Health
from ussd_gateway.sending.queue import DueMessage
from ussd_gateway.sending.routing import RouteRule
from ussd_gateway.sending.sender import Sender

pytestmark = pytest.mark.anyio
PHONES = ("+8801812345678", "+8801812345679", "+8801812345670")
_WAITING = """
    SELECT count(*) FROM pg_stat_activity
    WHERE datname = current_database() AND wait_event_type = 'Lock'
"""


async def wait_until(condition: Callable[[], Awaitable[bool]]) -> None:
    async with asyncio.timeout(10):
        while not await condition():
            await asyncio.sleep(0.01)


async def wait_for_locks(gateway: Gateway, count: int) -> None:
    async def are_waiting() -> bool:
        found = await (await gateway.database.execute(_WAITING)).fetchone()
        return found is not None and found[0] == count

    await wait_until(are_waiting)


@pytest.fixture
async def ids(gateway: Gateway) -> list[UUID]:
    """Of messages that wait, each for another phone, in the order in which rows are locked."""
    return sorted([UUID(await gateway.queue("twilio", phone, "words")) for phone in PHONES])


def failed(message_id: UUID, **more: Any) -> StatusUpdate:
    return StatusUpdate(message_id, f"p-{message_id}"[:64], OutboxState.FAILED, "told", **more)


async def states(gateway: Gateway) -> set[str]:
    return {state for (state,) in await gateway.rows("SELECT state FROM gateway.outbox")}


class TestOneOrder:
    async def test_a_stop_and_a_report_of_a_stop_wait_for_each_other_in_no_circle(
        self, gateway: Gateway, ids: list[UUID]
    ) -> None:
        intake, sealer = gateway.parts.intake, gateway.parts.conversation.sealer
        channel = gateway.parts.conversation.channels["twilio"]
        async with gateway.parts.sessions.begin() as session:
            row = await Outbox(session, sealer).find(ids[0])
            assert row is not None
            contact = await Journal(session, sealer).lock_contact(row.contact_id)
            report = failed(ids[0], fault=Fault.OPTED_OUT)
            telling = asyncio.create_task(intake.take(channel, [report]))
            await wait_for_locks(gateway, 1)
            events, outbox = Events(session, sealer), Outbox(session, sealer)
            await opt_out(contact, events, outbox, gateway.clock())
        await telling
        assert await gateway.value("SELECT count(*) FROM gateway.events") == 1

    async def test_neither_do_reports_that_come_together(
        self, gateway: Gateway, ids: list[UUID]
    ) -> None:
        take = gateway.parts.intake.take
        channel = gateway.parts.conversation.channels["twilio"]
        first, middle, last = ids
        async with gateway.parts.sessions.begin() as session:
            await Outbox(session, gateway.parts.conversation.sealer).lock(middle)
            one = [failed(last), failed(middle), failed(first)]
            telling = [asyncio.create_task(take(channel, one))]
            await wait_for_locks(gateway, 1)
            other = [failed(first), failed(last)]
            telling.append(asyncio.create_task(take(channel, other)))
            await wait_for_locks(gateway, 2)
        await asyncio.gather(*telling)
        assert await states(gateway) == {"failed"}


class AskedHealth(Health):
    """Sees whether the rows can be had while it is asked."""

    def __init__(self, gateway: Gateway) -> None:
        super().__init__(gateway.app.state.redis, gateway.settings.redis_prefix)
        self.__dict__ |= {"database": gateway.database, "asked": []}

    async def moved_from(self, contact_id: UUID) -> set[str]:
        for table in ("outbox", "contacts"):
            await self.__dict__["database"].execute(
                f"SELECT FROM gateway.{table} FOR UPDATE NOWAIT"
            )
        self.__dict__["asked"].append(contact_id)
        return await super().moved_from(contact_id)

    @property
    def was_asked(self) -> bool:
        return bool(self.__dict__["asked"])


MOVED = StatusUpdate(None, "p1", OutboxState.FAILED, "moved", fault=Fault.OTHER_OPERATOR)
RULES = [RouteRule(["first", "second"])]


class Moving(FakeProvider):
    """Says only in a report that the number is another operator's, perhaps before its answer."""

    intake: Intake | None = None

    async def send(self, message: OutgoingMessage) -> Receipt:
        if self.intake:
            with pytest.raises(UnknownMessage):
                await self.intake.take(self, [MOVED])
        return Receipt("p1")


@dataclass
class Ways:
    gateway: Gateway
    first: Moving
    second: FakeProvider

    def sender(self, health: Health | None = None) -> Sender:
        return sender_of(self.gateway, [self.first, self.second], rules=RULES, health=health)

    def intake(self, health: Health) -> Intake:
        return replace(self.gateway.parts.intake, router=self.sender(health).router)

    async def due(self) -> DueMessage:
        await self.gateway.queue("first", PHONES[0], "words")
        [due] = await self.sender().claim_from("first", 9)
        return due

    async def outcome(self) -> tuple[str, str, str | None]:
        [row] = await self.gateway.rows("SELECT channel, state, reason FROM gateway.outbox")
        return tuple(row)


@pytest.fixture
def ways(gateway: Gateway) -> Ways:
    return Ways(gateway, Moving("first"), FakeProvider("second"))


class TestRedisIsAskedWhileNothingIsLocked:
    async def test_when_a_report_says_that_a_number_moved(
        self, gateway: Gateway, ways: Ways
    ) -> None:
        health = AskedHealth(gateway)
        await ways.sender().send(await ways.due())
        await ways.intake(health).take(ways.first, [MOVED])
        assert await ways.outcome() == ("second", "queued", None)
        assert health.was_asked

    async def test_when_it_was_said_before_the_receipt(self, gateway: Gateway, ways: Ways) -> None:
        health = AskedHealth(gateway)
        ways.first.intake = gateway.parts.intake
        await ways.sender(health).send(await ways.due())
        assert await ways.outcome() == ("second", "queued", None)
        assert health.was_asked

    async def test_when_the_case_manager_has_something_to_say(
        self, gateway: Gateway, ways: Ways, monkeypatch: pytest.MonkeyPatch
    ) -> None:
        health = AskedHealth(gateway)
        await gateway.phone().sends("salam")
        monkeypatch.setitem(gateway.app.state._state, "router", ways.sender(health).router)
        assert (await gateway.sends_message()).status_code == 202
        assert health.was_asked

    async def test_when_an_operator_sends_again_what_failed(
        self, gateway: Gateway, ways: Ways, monkeypatch: pytest.MonkeyPatch
    ) -> None:
        health = AskedHealth(gateway)
        due = await ways.due()
        ways.first.send = refusing(SendRefused("no_such_number"))  # type: ignore[method-assign]
        await ways.sender().send(due)
        monkeypatch.setitem(gateway.app.state._state, "router", ways.sender(health).router)
        path = f"/api/v1/failed-messages/{due.id}/resends"
        headers = {"Authorization": "Bearer gateway-token"}
        assert (await gateway.web.post(path, headers=headers)).status_code == 202
        assert health.was_asked


class TestWithoutRedis:
    """What became of a message is recorded; only another way is not found."""

    @pytest.fixture
    def health(self, gateway: Gateway) -> Health:
        return Health(RedisAway(), gateway.settings.redis_prefix)  # type: ignore[arg-type]

    async def test_a_refusal_is_recorded(self, ways: Ways, health: Health) -> None:
        refusal = SendRefused("not_ours", other_operator=True)
        due = await ways.due()
        ways.first.send = refusing(refusal)  # type: ignore[method-assign]
        await ways.sender(health).send(due)
        assert await ways.outcome() == ("first", "failed", "not_ours")

    async def test_a_report_is_recorded(self, ways: Ways, health: Health) -> None:
        await ways.sender().send(await ways.due())
        await ways.intake(health).take(ways.first, [MOVED])
        assert await ways.outcome() == ("first", "failed", "moved")

    async def test_a_report_before_the_receipt_is_recorded(
        self, gateway: Gateway, ways: Ways, health: Health
    ) -> None:
        ways.first.intake = gateway.parts.intake
        await ways.sender(health).send(await ways.due())
        assert await ways.outcome() == ("first", "failed", "moved")

    async def test_the_rules_alone_choose_a_way(self, ways: Ways, health: Health) -> None:
        due = await ways.due()
        router = ways.sender(health).router
        assert await router.choose(due.letter, "second", ways.gateway.clock()) == "first"


def refusing(refusal: SendRefused) -> Callable[[OutgoingMessage], Awaitable[Receipt]]:
    async def send(_: OutgoingMessage) -> Receipt:
        raise refusal

    return send
