"""Which way messages go when the first one does not work."""

import asyncio
from collections.abc import Awaitable, Callable
from dataclasses import dataclass

import pytest

from tests.ussd_gateway.harness import Gateway
from tests.ussd_gateway.sending.fakes import FakeProvider, sender_of
from ussd_gateway.addresses import Address
from ussd_gateway.channels.base import Channel, Take
from ussd_gateway.errors import SendDeferred, SendRefused
from ussd_gateway.pump import NotYet
from ussd_gateway.sending.routing import OPERATORS, Letter, RouteRule
from ussd_gateway.sending.sender import Sender

pytestmark = pytest.mark.anyio
ROBI = "+8801812345678"
RULES = [RouteRule(["robi"], OPERATORS["robi"]), RouteRule(["twilio"])]


@pytest.fixture
def robi() -> FakeProvider:
    return FakeProvider("robi")


@pytest.fixture
def twilio() -> FakeProvider:
    return FakeProvider("twilio")


async def send_due(sender: Sender) -> None:
    """Until nothing is due."""
    busy = True
    while busy:
        busy = False
        for claim in (*map(claim_from(sender), sender.terms), sender.claim_strays):
            try:
                due = await claim(50)
            except NotYet:
                continue
            await asyncio.gather(*map(sender.send, due))
            busy = busy or bool(due)


def claim_from(sender: Sender) -> Callable[[str], Callable[[int], Awaitable[list[object]]]]:
    def of(channel: str) -> Callable[[int], Awaitable[list[object]]]:
        return lambda limit: sender.claim_from(channel, limit)  # type: ignore[return-value]

    return of


class TestAChannelThatFails:
    @pytest.fixture
    async def failing(self, gateway: Gateway, robi: FakeProvider, twilio: FakeProvider) -> Sender:
        """Five messages have failed, and a sixth waits."""
        sender = sender_of(gateway, [robi, twilio], rules=RULES)
        robi.failures = [SendDeferred("down") for _ in range(5)]
        for number in range(5):
            await gateway.queue("robi", f"+880181234560{number}", "earlier")
        await send_due(sender)
        await gateway.queue("robi", ROBI, "now")
        return sender

    async def test_is_passed_by_where_the_routes_name_another(
        self, failing: Sender, robi: FakeProvider, twilio: FakeProvider
    ) -> None:
        await send_due(failing)
        await send_due(failing)
        assert (robi.texts, twilio.texts) == ([], ["now"])

    async def test_keeps_its_messages_where_there_is_no_other(
        self, gateway: Gateway, failing: Sender, robi: FakeProvider, twilio: FakeProvider
    ) -> None:
        alone = sender_of(gateway, [robi, twilio], rules=[RouteRule(["robi"])])
        await send_due(alone)
        assert (robi.texts, twilio.texts) == ([], [])
        last = "SELECT attempts FROM gateway.outbox ORDER BY in_order DESC LIMIT 1"
        assert await gateway.value(last) == 0
        for _ in range(4):  # one to see whether it works again, then the others
            gateway.clock.advance(minutes=1)
            await send_due(alone)
        assert sorted(robi.texts) == ["earlier"] * 5 + ["now"]


class TestANumberThatMoved:
    async def test_is_tried_by_the_next_route_and_remembered(
        self, gateway: Gateway, robi: FakeProvider, twilio: FakeProvider
    ) -> None:
        sender = sender_of(gateway, [robi, twilio], rules=RULES)
        robi.failures = [SendRefused("not_ours", other_operator=True)]
        await gateway.queue("robi", ROBI, "words")
        await send_due(sender)
        await send_due(sender)
        assert (robi.texts, twilio.texts) == ([], ["words"])
        contact_id = await gateway.value("SELECT id FROM gateway.contacts")
        letter = Letter(contact_id, Address.of_phone(ROBI), "words")
        chosen = await sender.router.choose(letter, "robi", gateway.clock())
        assert chosen == "twilio"

    async def test_that_nobody_reaches_has_failed(
        self, gateway: Gateway, robi: FakeProvider, twilio: FakeProvider
    ) -> None:
        sender = sender_of(gateway, [robi, twilio], rules=RULES)
        robi.failures = [SendRefused("not_ours", other_operator=True)]
        twilio.failures = [SendRefused("unknown", other_operator=True)]
        await gateway.queue("robi", ROBI, "words")
        await send_due(sender)
        await send_due(sender)
        assert await gateway.value("SELECT state FROM gateway.outbox") == "failed"


async def test_what_came_by_a_channel_that_only_hears_is_answered_by_the_route(
    gateway: Gateway, robi: FakeProvider, twilio: FakeProvider
) -> None:
    sender = sender_of(gateway, [twilio, robi], rules=RULES)
    await gateway.queue("hears-only", ROBI, "an answer")
    await send_due(sender)
    await send_due(sender)
    assert robi.texts == ["an answer"]


@dataclass
class Bind(FakeProvider):
    is_connected: bool = False

    async def stay_connected(self, take: Take) -> None:
        raise NotImplementedError


async def test_a_worker_sends_by_a_connection_only_while_it_has_one(gateway: Gateway) -> None:
    bind = Bind("bind")
    channel: Channel = bind
    assert channel.id == "bind"
    sender = sender_of(gateway, [bind])
    await gateway.queue("bind", ROBI, "words")
    assert await sender.claim_from("bind", 9) == []
    bind.is_connected = True
    assert len(await sender.claim_from("bind", 9)) == 1


async def test_the_case_managers_messages_go_by_the_routes_of_the_file(gateway: Gateway) -> None:
    await gateway.phone(ROBI).sends("salam")
    router = gateway.app.state.router
    gateway.app.state.router = type(router)(
        type(router.routing)([RouteRule(["infobip"], ["018"])], router.routing.terms), router.health
    )
    try:
        await gateway.sends_message()
    finally:
        gateway.app.state.router = router
    last = "SELECT channel FROM gateway.outbox ORDER BY in_order DESC LIMIT 1"
    assert await gateway.value(last) == "infobip"
