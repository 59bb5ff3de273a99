import asyncio
from collections.abc import Sequence

import pytest

from tests.ussd_gateway.harness import Gateway
from tests.ussd_gateway.sending.fakes import FakeProvider, sender_of
from ussd_gateway.errors import UnknownMessage
from ussd_gateway.messages import OutboxState, OutgoingMessage, Receipt, StatusUpdate
from ussd_gateway.sending.reports import whole

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


async def send(gateway: Gateway, provider: InParts) -> None:
    sender = sender_of(gateway, [provider])
    await asyncio.gather(*map(sender.send, await sender.claim_from("smsc", 9)))


def told(part: str, state: OutboxState, reason: str | None = None) -> StatusUpdate:
    return StatusUpdate(None, part, state, reason)


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


async def test_a_report_that_no_receipt_follows_is_forgotten(
    gateway: Gateway, provider: InParts
) -> None:
    for part in ("x1", "x2"):
        with pytest.raises(UnknownMessage):
            await gateway.parts.intake.take(provider, [told(part, DELIVERED)])
        gateway.clock.advance(minutes=16)
    [row] = await gateway.rows("SELECT provider_message_id FROM gateway.message_parts")
    assert row[0] == "x2"
