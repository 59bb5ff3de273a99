"""What a worker has in hand goes within its lease, or not by this worker."""

from dataclasses import dataclass, field, replace

import pytest

from tests.ussd_gateway.harness import Gateway
from tests.ussd_gateway.sending.fakes import FakeProvider, sender_of
from ussd_gateway.channels.base import ANSWERED_WITHIN_SECONDS
from ussd_gateway.errors import SendDeferred, SendPostponed
from ussd_gateway.messages import OutgoingMessage, Receipt
from ussd_gateway.sending.health import FAILURES_UNTIL_OPEN
from ussd_gateway.sending.queue import LEASE
from ussd_gateway.sending.sender import Sender
from ussd_gateway.shutdown import Shutdown

pytestmark = pytest.mark.anyio
PHONE = "+8801712345678"


@dataclass
class Watchful(FakeProvider):
    """Remembers how long each message might have waited with it."""

    patience: list[float] = field(default_factory=list)

    async def send(self, message: OutgoingMessage) -> Receipt:
        self.patience.append(message.seconds_left())
        return await super().send(message)


async def send_once(sender: Sender) -> int:
    due = await sender.claim_from("gp", 9)
    for each in due:
        await sender.send(each)
    return len(due)


async def standing(gateway: Gateway) -> tuple[str, int, str | None]:
    [row] = await gateway.rows("SELECT state, attempts, reason FROM gateway.outbox")
    return tuple(row)


async def test_the_answer_comes_within_the_lease(gateway: Gateway) -> None:
    provider = Watchful("gp")
    await gateway.queue("gp", PHONE, "salam")
    await send_once(sender_of(gateway, [provider]))
    [seconds] = provider.patience
    assert 0 < seconds < LEASE.total_seconds() - ANSWERED_WITHIN_SECONDS


async def test_what_is_given_back_was_no_try_and_no_failure(gateway: Gateway) -> None:
    times = 2 * FAILURES_UNTIL_OPEN
    provider = FakeProvider("gp", failures=[SendPostponed("waited") for _ in range(times)])
    sender = sender_of(gateway, [provider])
    await gateway.queue("gp", PHONE, "salam")
    for _ in range(times):
        assert await send_once(sender) == 1
        assert await standing(gateway) == ("queued", 0, None)
        assert await send_once(sender) == 0  # not at once: what it waited for takes a while
        gateway.clock.advance(seconds=6)
    await send_once(sender)
    assert (provider.texts, await standing(gateway)) == (["salam"], ("accepted", 1, None))


async def test_what_a_stopping_worker_cannot_finish_it_does_not_begin(gateway: Gateway) -> None:
    provider, shutdown = FakeProvider("gp"), Shutdown(ANSWERED_WITHIN_SECONDS)
    sender = replace(sender_of(gateway, [provider]), shutdown=shutdown)
    await gateway.queue("gp", PHONE, "salam")
    [due] = await sender.claim_from("gp", 9)
    shutdown.begin()
    await sender.send(due)
    assert (provider.texts, await standing(gateway)) == ([], ("queued", 0, None))


async def test_a_stopping_worker_goes_on_with_what_it_can_finish(gateway: Gateway) -> None:
    provider, shutdown = Watchful("gp"), Shutdown(30)
    sender = replace(sender_of(gateway, [provider]), shutdown=shutdown)
    await gateway.queue("gp", PHONE, "salam")
    [due] = await sender.claim_from("gp", 9)
    shutdown.begin()
    await sender.send(due)
    assert provider.texts == ["salam"]
    assert provider.patience == [pytest.approx(30 * 5 / 6 - ANSWERED_WITHIN_SECONDS, abs=1)]


async def test_a_given_back_one_does_not_take_it_from_whoever_has_it_by_now(
    gateway: Gateway,
) -> None:
    slow = sender_of(gateway, [FakeProvider("gp", failures=[SendPostponed("waited")])])
    quick = sender_of(gateway, [FakeProvider("gp", failures=[SendDeferred("busy")])])
    await gateway.queue("gp", PHONE, "salam")
    [first] = await slow.claim_from("gp", 9)
    gateway.clock.advance(seconds=61)
    await send_once(quick)
    await slow.send(first)
    assert await standing(gateway) == ("queued", 2, "busy")
