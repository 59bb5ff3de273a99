"""Who is sent what first, also while several workers take from the same queue."""

import asyncio
import random
from collections import defaultdict
from contextlib import suppress

import pytest

from benchmarks.pace import LONG_SEGMENTS, LONG_TEXT, MOST_OFF_PACE, off_pace
from tests.ussd_gateway.harness import Gateway
from tests.ussd_gateway.sending.fakes import FakeProvider, sender_of, sms_terms
from ussd_gateway.errors import SendDeferred
from ussd_gateway.messages import OutgoingMessage, Priority, Receipt
from ussd_gateway.pump import NotYet
from ussd_gateway.sending.pace import SharedPace
from ussd_gateway.sending.sender import Sender

pytestmark = pytest.mark.anyio
RAHIMA, KARIM, SALMA = "+8801712345671", "+8801712345672", "+8801712345673"


async def send_due(sender: Sender, channel: str, limit: int = 50) -> int:
    due = await sender.claim_from(channel, limit)
    await asyncio.gather(*map(sender.send, due))
    return len(due)


@pytest.fixture
def robi() -> FakeProvider:
    return FakeProvider("robi")


@pytest.fixture
def gp() -> FakeProvider:
    return FakeProvider("gp")


class Moody(FakeProvider):
    """Fails now and then."""

    async def send(self, message: OutgoingMessage) -> Receipt:
        await asyncio.sleep(random.random() / 500)
        if random.random() < 0.2:
            raise SendDeferred("throttled")
        return await super().send(message)


async def test_several_workers_keep_each_contacts_order_over_all_channels(
    gateway: Gateway,
) -> None:
    """A message that is put off lets none behind it pass, whichever channel that goes by."""
    sent = [Moody("robi"), Moody("gp")]
    everything: list[OutgoingMessage] = []
    for provider in sent:
        provider.sent = everything
    phones = [f"+88017123456{number:02}" for number in range(8)]
    for number in range(6):
        for phone in phones:
            await gateway.queue(random.choice(["robi", "gp"]), phone, str(number))

    async def work(sender: Sender) -> None:
        while len(everything) < 48:
            for channel in ("robi", "gp"):
                with suppress(NotYet):  # five failures in a row
                    await send_due(sender, channel, limit=5)
            gateway.clock.advance(seconds=2)
            await asyncio.sleep(0.001)

    async with asyncio.timeout(30):
        await asyncio.gather(*(work(sender_of(gateway, sent)) for _ in range(3)))
    heard = defaultdict(list)
    for message in everything:
        heard[message.phone].append(message.text)
    assert heard == {phone: list("012345") for phone in phones}


async def test_what_waits_behind_a_message_in_hand_is_not_taken_by_another_channel(
    gateway: Gateway, robi: FakeProvider, gp: FakeProvider
) -> None:
    await gateway.queue("robi", RAHIMA, "first")
    await gateway.queue("gp", RAHIMA, "second")
    one, other = sender_of(gateway, [robi, gp]), sender_of(gateway, [robi, gp])
    [due] = await one.claim_from("robi", 9)
    assert await send_due(other, "gp") == 0
    await one.send(due)
    assert await send_due(other, "gp") == 1


async def test_nor_while_it_waits_for_its_next_try(
    gateway: Gateway, robi: FakeProvider, gp: FakeProvider
) -> None:
    robi.failures = [SendDeferred("throttled")]
    sender = sender_of(gateway, [robi, gp])
    await gateway.queue("robi", RAHIMA, "first")
    await gateway.queue("gp", RAHIMA, "second")
    await gateway.queue("gp", KARIM, "to another")
    await send_due(sender, "robi")
    await send_due(sender, "gp")
    assert (robi.texts, gp.texts) == ([], ["to another"])
    gateway.clock.advance(minutes=1)
    await send_due(sender, "gp")
    await send_due(sender, "robi")
    await send_due(sender, "gp")
    assert (robi.texts, gp.texts) == (["first"], ["to another", "second"])


async def test_two_workers_at_once_share_what_is_due(gateway: Gateway, robi: FakeProvider) -> None:
    for number in range(20):
        await gateway.queue("robi", f"+88017123456{number:02}", "words")
    workers = [sender_of(gateway, [robi]) for _ in range(4)]
    claims = await asyncio.gather(*(worker.claim_from("robi", 10) for worker in workers))
    ids = [due.id for claim in claims for due in claim]
    assert len(ids) == len(set(ids))
    for worker in workers:
        ids += [due.id for due in await worker.claim_from("robi", 10)]
    assert len(set(ids)) == len(ids) == 20


async def test_a_worker_that_is_late_does_not_put_off_what_another_sends_by_now(
    gateway: Gateway, robi: FakeProvider
) -> None:
    await gateway.queue("robi", RAHIMA, "words")
    late, other = sender_of(gateway, [robi]), sender_of(gateway, [robi])
    [due] = await late.claim_from("robi", 9)
    gateway.clock.advance(minutes=2)
    [again] = await other.claim_from("robi", 9)
    robi.failures = [SendDeferred("late")]
    await late.send(due)
    assert await gateway.value("SELECT state FROM gateway.outbox") == "sending"
    await other.send(again)
    assert await gateway.value("SELECT state FROM gateway.outbox") == "accepted"


async def test_answers_go_first_then_notices_then_bulk(
    gateway: Gateway, robi: FakeProvider
) -> None:
    await gateway.queue("robi", RAHIMA, "bulk", priority=Priority.BULK)
    await gateway.queue("robi", KARIM, "notice", priority=Priority.NOTICE)
    await gateway.queue("robi", SALMA, "answer", priority=Priority.CONVERSATION)
    sender = sender_of(gateway, [robi])
    [*_] = [await sender.send(due) for due in await sender.claim_from("robi", 9)]
    assert robi.texts == ["answer", "notice", "bulk"]


async def test_what_an_answer_waits_behind_goes_as_fast_as_the_answer(
    gateway: Gateway, robi: FakeProvider
) -> None:
    await gateway.queue("robi", KARIM, "notice")
    await gateway.queue("robi", RAHIMA, "bulk", priority=Priority.BULK)
    await gateway.queue("robi", RAHIMA, "answer", priority=Priority.CONVERSATION)
    priorities = "SELECT priority FROM gateway.outbox ORDER BY in_order"
    assert [row.priority for row in await gateway.rows(priorities)] == [1, 0, 0]


async def test_budgets_take_turns(gateway: Gateway, robi: FakeProvider) -> None:
    for number in range(6):
        await gateway.queue("robi", f"+880171234560{number}", "many", cost_tag="payments")
    for number in range(2):
        await gateway.queue("robi", f"+880171234561{number}", "few", cost_tag="cases")
    await send_due(sender_of(gateway, [robi]), "robi", limit=4)
    assert sorted(robi.texts) == ["few", "few", "many", "many"]


async def test_a_channels_pace_is_in_segments(gateway: Gateway) -> None:
    slow = FakeProvider("slow", sms=sms_terms(segments_per_second=0.1))
    redis = gateway.app.state.redis
    sender = sender_of(gateway, [slow], SharedPace(redis, gateway.settings.redis_prefix))
    for phone in (RAHIMA, KARIM):
        await gateway.queue("slow", phone, "x" * 400)
    assert await send_due(sender, "slow") == 1
    with pytest.raises(NotYet) as later:
        await sender.claim_from("slow", 9)
    assert later.value.seconds == pytest.approx(30.0, abs=5.0)  # for three segments


async def test_the_pace_is_kept_with_messages_of_several_segments(gateway: Gateway) -> None:
    own = FakeProvider("own", sms=sms_terms(segments_per_second=30.0))
    clock = gateway.clock
    redis, prefix = gateway.app.state.redis, gateway.settings.redis_prefix
    pace = SharedPace(redis, prefix, lambda: clock.now.timestamp())
    await pace.take("own", 30.0, 1000)  # what a pause left over
    for number in range(40):
        await gateway.queue("own", f"+88017123456{number:02}", LONG_TEXT)
    sender, began = sender_of(gateway, [own], pace), clock.now
    while len(own.sent) < 40:
        try:
            await send_due(sender, "own")
        except NotYet as later:
            clock.advance(seconds=later.seconds)
    seconds = (clock.now - began).total_seconds()
    sent_before = 39 * LONG_SEGMENTS  # the last one went at the end
    assert abs(off_pace(sent_before, seconds, 30.0)) <= MOST_OFF_PACE


async def test_nothing_is_taken_from_the_pace_for_what_cannot_go_yet(gateway: Gateway) -> None:
    slow = FakeProvider("slow", sms=sms_terms(segments_per_second=0.01))
    redis = gateway.app.state.redis
    sender = sender_of(gateway, [slow], SharedPace(redis, gateway.settings.redis_prefix))
    await gateway.queue("other", RAHIMA, "first")
    await gateway.queue("slow", RAHIMA, "behind")
    assert await send_due(sender, "slow") == 0
    await gateway.queue("slow", KARIM, "free to go")
    assert await send_due(sender, "slow") == 1
