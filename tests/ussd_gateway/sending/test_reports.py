import asyncio
from collections.abc import Sequence
from dataclasses import replace
from typing import Any

import pytest

from tests.ussd_gateway.harness import Gateway
from tests.ussd_gateway.sending.fakes import FakeProvider, sender_of
from ussd_gateway.addresses import Address
from ussd_gateway.errors import UnknownMessage
from ussd_gateway.messages import Fault, OutboxState, OutgoingMessage, Receipt, StatusUpdate
from ussd_gateway.sending.reports import whole
from ussd_gateway.sending.routing import Letter, RouteRule, Routing

pytestmark = pytest.mark.anyio
ACCEPTED, SENT, DELIVERED, FAILED = (
    OutboxState.ACCEPTED,
    OutboxState.SENT,
    OutboxState.DELIVERED,
    OutboxState.FAILED,
)


@pytest.mark.parametrize(
    ("parts", "state"),
    [
        ([ACCEPTED, ACCEPTED], ACCEPTED),
        ([DELIVERED, ACCEPTED], SENT),
        ([SENT, ACCEPTED], SENT),
        ([DELIVERED, DELIVERED], DELIVERED),
        ([DELIVERED, FAILED, SENT], FAILED),
    ],
)
def test_a_message_is_what_its_parts_are(parts: Sequence[OutboxState], state: OutboxState) -> None:
    assert whole(parts) is state


class InParts(FakeProvider):
    """Takes a message in parts; reports may be faster than its answer."""

    part_ids: tuple[str, ...] = ("p1", "p2")
    before_its_answer: Sequence[StatusUpdate] = ()
    gateway: Gateway

    async def send(self, message: OutgoingMessage) -> Receipt:
        for update in self.before_its_answer:
            with pytest.raises(UnknownMessage):
                await self.gateway.parts.intake.take(self, [update])
        self.sent.append(message)
        return Receipt((self.part_ids or ("p1",))[0], part_ids=self.part_ids)


@pytest.fixture
async def provider(gateway: Gateway) -> InParts:
    provider = InParts("smsc")
    provider.gateway = gateway
    await gateway.queue("smsc", "+8801812345678", "a long text")
    return provider


async def send(gateway: Gateway, *providers: FakeProvider) -> None:
    rules = [RouteRule([provider.id for provider in providers])]
    sender = sender_of(gateway, providers, rules=rules)
    for provider in providers:
        await asyncio.gather(*map(sender.send, await sender.claim_from(provider.id, 9)))


def told(part: str, state: OutboxState, reason: str | None = None, **more: Any) -> StatusUpdate:
    return StatusUpdate(None, part, state, reason, **more)


async def state(gateway: Gateway) -> str:
    return str(await gateway.value("SELECT state FROM gateway.outbox"))


async def test_it_is_delivered_with_the_last_part(gateway: Gateway, provider: InParts) -> None:
    await send(gateway, provider)
    take = gateway.parts.intake.take
    await take(provider, [told("p2", DELIVERED)])
    assert await state(gateway) == "sent"
    await take(provider, [told("p1", DELIVERED)])
    assert await state(gateway) == "delivered"


async def test_one_part_that_fails_fails_it(gateway: Gateway, provider: InParts) -> None:
    await send(gateway, provider)
    await gateway.parts.intake.take(provider, [told("p2", FAILED, "smpp:8")])
    row = (await gateway.rows("SELECT state, reason FROM gateway.outbox"))[0]
    assert tuple(row) == ("failed", "smpp:8")


async def test_reports_before_the_answer_are_not_lost(gateway: Gateway, provider: InParts) -> None:
    provider.before_its_answer = [told("p1", DELIVERED), told("p2", DELIVERED)]
    await send(gateway, provider)
    assert await state(gateway) == "delivered"


async def test_nor_is_one_on_a_message_in_one_part(gateway: Gateway, provider: InParts) -> None:
    provider.part_ids = ()
    provider.before_its_answer = [told("p1", FAILED, "smpp:8")]
    await send(gateway, provider)
    row = (await gateway.rows("SELECT state, reason FROM gateway.outbox"))[0]
    assert tuple(row) == ("failed", "smpp:8")
    assert await gateway.value("SELECT count(*) FROM gateway.message_parts") == 0


async def test_a_late_part_report_takes_nothing_back(gateway: Gateway, provider: InParts) -> None:
    await send(gateway, provider)
    take = gateway.parts.intake.take
    for update in (told("p1", DELIVERED), told("p1", SENT), told("p2", DELIVERED)):
        await take(provider, [update])
    assert await state(gateway) == "delivered"


@pytest.mark.parametrize("part_ids", [(), ("p1", "p2")])
async def test_who_opted_out_before_the_answer_has_opted_out(
    gateway: Gateway, provider: InParts, part_ids: tuple[str, ...]
) -> None:
    provider.part_ids = part_ids
    provider.before_its_answer = [
        told("p1", FAILED, "smsc:blocked", fault=Fault.OPTED_OUT),
        told("p1", FAILED, "smsc:again"),
    ]
    await send(gateway, provider)
    assert await gateway.value("SELECT opted_out_at FROM gateway.contacts") is not None
    assert await gateway.value("SELECT kind FROM gateway.events") == "opted_out"
    assert await state(gateway) == "failed"


async def test_a_report_that_comes_again_stops_nobody_who_started_anew(
    gateway: Gateway, provider: InParts
) -> None:
    await send(gateway, provider)
    part = told("p1", FAILED, "smsc:blocked", fault=Fault.OPTED_OUT)
    await gateway.parts.intake.take(provider, [part])
    await gateway.phone("+8801812345678").sends("START")
    await gateway.parts.intake.take(provider, [part])
    assert await gateway.value("SELECT opted_out_at FROM gateway.contacts") is None


async def test_an_early_last_word_is_not_taken_back(gateway: Gateway, provider: InParts) -> None:
    provider.part_ids = ()
    provider.before_its_answer = [told("p1", DELIVERED), told("p1", SENT)]
    await send(gateway, provider)
    assert await state(gateway) == "delivered"


async def test_an_id_is_known_in_each_of_its_forms(gateway: Gateway, provider: InParts) -> None:
    provider.part_ids = ("p1",)
    provider.before_its_answer = [told("P1", SENT, other_forms=("p1",))]
    await send(gateway, provider)
    assert await state(gateway) == "sent"
    await gateway.parts.intake.take(provider, [told("P1", DELIVERED, other_forms=("p1",))])
    assert await state(gateway) == "delivered"


class TestANumberThatMoved:
    """It is told so only by a report: before the answer, after it, or of a part."""

    MOVED = told("p1", FAILED, "smsc:moved", fault=Fault.OTHER_OPERATOR)

    @pytest.fixture
    async def other(self, gateway: Gateway, monkeypatch: pytest.MonkeyPatch) -> FakeProvider:
        """The next way of every phone, known to the worker that hears."""
        other = FakeProvider("other")
        intake, router = gateway.parts.intake, gateway.parts.intake.router
        terms = {"smsc": other.sms, "other": other.sms}
        routing = Routing([RouteRule(["smsc", "other"])], terms)
        monkeypatch.setitem(intake.__dict__, "router", replace(router, routing=routing))
        return other

    async def test_goes_the_next_way_when_the_report_comes(
        self, gateway: Gateway, provider: InParts, other: FakeProvider
    ) -> None:
        await send(gateway, provider, other)
        await gateway.parts.intake.take(provider, [self.MOVED])
        await send(gateway, provider, other)
        assert other.texts == ["a long text"]
        assert (await state(gateway), len(provider.sent)) == ("accepted", 1)

    async def test_is_counted_at_once_as_the_next_way_cuts_it(
        self, gateway: Gateway, provider: InParts, other: FakeProvider
    ) -> None:
        await send(gateway, provider, other)
        await gateway.database.execute("UPDATE gateway.outbox SET segments = 9")
        await gateway.parts.intake.take(provider, [self.MOVED])
        [row] = await gateway.rows("SELECT state, channel, segments FROM gateway.outbox")
        assert tuple(row) == ("queued", "other", 1)

    async def test_goes_the_next_way_when_it_came_before_the_answer(
        self, gateway: Gateway, provider: InParts, other: FakeProvider
    ) -> None:
        provider.before_its_answer = [self.MOVED]
        await send(gateway, provider, other)
        assert other.texts == ["a long text"]

    async def test_has_failed_where_there_is_no_other(
        self, gateway: Gateway, provider: InParts, monkeypatch: pytest.MonkeyPatch
    ) -> None:
        intake, router = gateway.parts.intake, gateway.parts.intake.router
        routing = Routing([RouteRule(["smsc"])], {"smsc": provider.sms})
        monkeypatch.setitem(intake.__dict__, "router", replace(router, routing=routing))
        await send(gateway, provider)
        await intake.take(provider, [self.MOVED])
        row = (await gateway.rows("SELECT state, reason FROM gateway.outbox"))[0]
        assert tuple(row) == ("failed", "smsc:moved")

    async def test_what_the_first_still_reports_changes_nothing(
        self, gateway: Gateway, provider: InParts, other: FakeProvider
    ) -> None:
        await send(gateway, provider, other)
        take = gateway.parts.intake.take
        await take(provider, [self.MOVED])
        with pytest.raises(UnknownMessage):
            await take(provider, [told("p2", FAILED)])
        await send(gateway, provider, other)
        assert await state(gateway) == "accepted"

    async def test_is_remembered(
        self, gateway: Gateway, provider: InParts, other: FakeProvider
    ) -> None:
        await send(gateway, provider, other)
        await gateway.parts.intake.take(provider, [self.MOVED])
        contact_id = await gateway.value("SELECT id FROM gateway.contacts")
        router = gateway.parts.intake.router
        letter = Letter(contact_id, Address.of_phone("+8801812345678"), "words")
        chosen = await router.choose(letter, "smsc", gateway.clock())
        assert chosen == "other"
