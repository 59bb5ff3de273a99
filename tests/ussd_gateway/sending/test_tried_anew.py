"""What a provider took, and then reported to have failed for now, is tried again like any other."""

import asyncio
from collections.abc import Callable, Sequence
from dataclasses import dataclass, field
from uuid import UUID

import pytest

from tests.ussd_gateway.harness import Gateway
from tests.ussd_gateway.sending.fakes import FakeProvider, sender_of
from ussd_gateway.backoff import MOST_SENDING_ATTEMPTS
from ussd_gateway.errors import SendDeferred, UnknownMessage
from ussd_gateway.messages import Fault, OutboxState, OutgoingMessage, Receipt, StatusUpdate

pytestmark = pytest.mark.anyio
RAHIMA = "+8801812345671"
SENT, DELIVERED, FAILED = OutboxState.SENT, OutboxState.DELIVERED, OutboxState.FAILED
Report = Callable[..., StatusUpdate]


@dataclass
class Carrier(FakeProvider):
    """Each try has an id of its own, t1, t2 …; reports may be faster than its answer."""

    before_its_answer: Sequence[StatusUpdate] = ()
    tries: list[str] = field(default_factory=list)
    gateway: Gateway = field(init=False)

    async def send(self, message: OutgoingMessage) -> Receipt:
        await super().send(message)
        self.tries.append(f"t{len(self.tries) + 1}")
        for update in self.before_its_answer:
            await take(self, update)
        self.before_its_answer = ()
        return Receipt(self.tries[-1])


async def take(carrier: Carrier, update: StatusUpdate) -> None:
    try:
        await carrier.gateway.parts.intake.take(carrier, [update])
    except UnknownMessage:
        return


@pytest.fixture
def carrier(gateway: Gateway) -> Carrier:
    carrier = Carrier("carrier")
    carrier.gateway = gateway
    return carrier


@pytest.fixture
async def message_id(gateway: Gateway, carrier: Carrier) -> UUID:
    return UUID(await gateway.queue(carrier.id, RAHIMA, "a notice"))


@pytest.fixture(params=["by our id", "by theirs alone"])
def report(request: pytest.FixtureRequest, message_id: UUID) -> Report:
    ours = message_id if request.param == "by our id" else None

    def of(theirs: str, state: OutboxState, fault: Fault | None = None) -> StatusUpdate:
        reason = "carrier:busy" if state is FAILED else None
        return StatusUpdate(ours, theirs, state, reason, fault)

    return of


async def send(gateway: Gateway, carrier: Carrier) -> None:
    sender = sender_of(gateway, [carrier])
    await asyncio.gather(*map(sender.send, await sender.claim_from(carrier.id, 9)))


async def send_later(gateway: Gateway, carrier: Carrier) -> None:
    gateway.clock.advance(hours=2)
    await send(gateway, carrier)


async def row(gateway: Gateway) -> tuple[str, str | None, int]:
    found = await gateway.rows("SELECT state, reason, attempts FROM gateway.outbox")
    state, reason, attempts = found[0]
    return state, reason, attempts


PASSING = [Fault.PASSING, Fault.THROTTLED, Fault.OPERATOR]


class TestAFailureThatPasses:
    @pytest.mark.parametrize("fault", PASSING)
    async def test_leads_to_another_try_after_a_while(
        self, gateway: Gateway, carrier: Carrier, report: Report, fault: Fault
    ) -> None:
        await send(gateway, carrier)
        await take(carrier, report("t1", FAILED, fault))
        assert await row(gateway) == ("queued", "carrier:busy", 1)
        await send(gateway, carrier)
        assert carrier.tries == ["t1"]
        await send_later(gateway, carrier)
        assert (carrier.tries, await row(gateway)) == (["t1", "t2"], ("accepted", None, 2))

    @pytest.mark.parametrize("fault", PASSING)
    async def test_also_when_it_is_told_before_the_answer(
        self, gateway: Gateway, carrier: Carrier, report: Report, fault: Fault
    ) -> None:
        carrier.before_its_answer = [report("t1", FAILED, fault)]
        await send(gateway, carrier)
        assert await row(gateway) == ("queued", "carrier:busy", 1)
        await send_later(gateway, carrier)
        assert (carrier.tries, await row(gateway)) == (["t1", "t2"], ("accepted", None, 2))

    async def test_also_when_only_one_of_the_two_names_it_by_our_id(
        self, gateway: Gateway, carrier: Carrier, message_id: UUID
    ) -> None:
        ours = str(message_id)
        told = StatusUpdate(message_id, ours, FAILED, "carrier:busy", Fault.PASSING)
        carrier.before_its_answer = [told]
        await send(gateway, carrier)
        assert await row(gateway) == ("queued", "carrier:busy", 1)

    @pytest.mark.parametrize("fault", [None, Fault.MESSAGE])
    async def test_one_that_does_not_is_the_last_word(
        self, gateway: Gateway, carrier: Carrier, report: Report, fault: Fault | None
    ) -> None:
        await send(gateway, carrier)
        await take(carrier, report("t1", FAILED, fault))
        await send_later(gateway, carrier)
        assert (carrier.tries, await row(gateway)) == (["t1"], ("failed", "carrier:busy", 1))

    async def test_is_tried_as_often_as_any_other(
        self, gateway: Gateway, carrier: Carrier, report: Report
    ) -> None:
        for _ in range(MOST_SENDING_ATTEMPTS + 2):
            await send_later(gateway, carrier)
            await take(carrier, report(carrier.tries[-1], FAILED, Fault.PASSING))
        assert len(carrier.tries) == MOST_SENDING_ATTEMPTS
        assert await row(gateway) == ("failed", "carrier:busy", MOST_SENDING_ATTEMPTS)

    async def test_keeps_later_messages_behind_it(
        self, gateway: Gateway, carrier: Carrier, report: Report
    ) -> None:
        await send(gateway, carrier)
        await gateway.queue(carrier.id, RAHIMA, "a later one")
        await take(carrier, report("t1", FAILED, Fault.PASSING))
        await send(gateway, carrier)
        assert carrier.texts == ["a notice"]

    async def test_does_not_reach_whoever_stopped_meanwhile(
        self, gateway: Gateway, carrier: Carrier, report: Report
    ) -> None:
        await send(gateway, carrier)
        await take(carrier, report("t1", FAILED, Fault.PASSING))
        await gateway.phone(RAHIMA).sends("STOP")
        await send_later(gateway, carrier)
        assert carrier.tries == ["t1"]


class TestWhatIsStillToldOfTheFirstTry:
    @pytest.fixture
    async def failed(self, gateway: Gateway, carrier: Carrier, report: Report) -> StatusUpdate:
        await send(gateway, carrier)
        failed = report("t1", FAILED, Fault.PASSING)
        await take(carrier, failed)
        return failed

    async def test_the_same_again_changes_nothing(
        self, gateway: Gateway, carrier: Carrier, failed: StatusUpdate
    ) -> None:
        [before] = await gateway.rows("SELECT * FROM gateway.outbox")
        gateway.clock.advance(seconds=1)
        await take(carrier, failed)
        assert await gateway.rows("SELECT * FROM gateway.outbox") == [before]

    async def test_nor_once_another_try_is_on_its_way(
        self, gateway: Gateway, carrier: Carrier, failed: StatusUpdate
    ) -> None:
        await send_later(gateway, carrier)
        await take(carrier, failed)
        assert await row(gateway) == ("accepted", None, 2)

    async def test_nor_while_that_is_being_taken(
        self, gateway: Gateway, carrier: Carrier, failed: StatusUpdate
    ) -> None:
        carrier.before_its_answer = [failed]
        await send_later(gateway, carrier)
        assert await row(gateway) == ("accepted", None, 2)

    async def test_a_late_word_of_its_way_does_not_stop_the_next(
        self, gateway: Gateway, carrier: Carrier, failed: StatusUpdate, report: Report
    ) -> None:
        await take(carrier, report("t1", SENT))
        await send_later(gateway, carrier)
        assert carrier.tries == ["t1", "t2"]

    async def test_what_arrived_after_all_does_not_go_twice(
        self, gateway: Gateway, carrier: Carrier, failed: StatusUpdate, report: Report
    ) -> None:
        await take(carrier, report("t1", DELIVERED))
        assert (await row(gateway))[0] == "delivered"
        await send_later(gateway, carrier)
        assert carrier.tries == ["t1"]

    async def test_what_arrived_while_the_next_was_taken_has_arrived(
        self, gateway: Gateway, carrier: Carrier, failed: StatusUpdate, report: Report
    ) -> None:
        carrier.before_its_answer = [report("t1", DELIVERED)]
        await send_later(gateway, carrier)
        assert (await row(gateway))[0] == "delivered"

    async def test_the_next_is_reported_on_like_a_first(
        self, gateway: Gateway, carrier: Carrier, failed: StatusUpdate, report: Report
    ) -> None:
        carrier.before_its_answer = [report("t2", SENT)]
        await send_later(gateway, carrier)
        assert (await row(gateway))[0] == "sent"
        await take(carrier, report("t2", DELIVERED))
        assert (await row(gateway))[0] == "delivered"

    async def test_the_next_may_fail_as_well(
        self, gateway: Gateway, carrier: Carrier, failed: StatusUpdate, report: Report
    ) -> None:
        await send_later(gateway, carrier)
        await take(carrier, report("t2", FAILED, Fault.PASSING))
        assert await row(gateway) == ("queued", "carrier:busy", 2)


async def test_a_try_without_an_answer_that_was_taken_does_not_go_again(
    gateway: Gateway, carrier: Carrier, message_id: UUID
) -> None:
    """Our id tells it, whatever became of the try before."""
    await send(gateway, carrier)
    await take(carrier, StatusUpdate(message_id, "t1", FAILED, "busy", Fault.PASSING))
    carrier.failures = [SendDeferred("ReadTimeout")]
    await send_later(gateway, carrier)
    await take(carrier, StatusUpdate(message_id, "t2", SENT))
    await send_later(gateway, carrier)
    assert ((await row(gateway))[0], carrier.tries) == ("sent", ["t1"])


async def test_of_a_message_in_parts_nothing_goes_again(
    gateway: Gateway, carrier: Carrier, message_id: UUID
) -> None:
    """What arrived of it would arrive twice."""

    class InParts(Carrier):
        async def send(self, message: OutgoingMessage) -> Receipt:
            return Receipt("p1", part_ids=("p1", "p2"))

    carrier.__class__ = InParts
    await send(gateway, carrier)
    await take(carrier, StatusUpdate(None, "p2", FAILED, "busy", Fault.PASSING))
    assert (await row(gateway))[:2] == ("failed", "busy")


async def test_the_case_manager_hears_of_it_once_it_is_final(
    gateway: Gateway, carrier: Carrier
) -> None:
    await gateway.phone(RAHIMA).sends("salam")
    await gateway.sends_message()
    await gateway.settle()
    sent = "SELECT id, provider_message_id FROM gateway.outbox WHERE kind = 'case_message'"
    [(id_, theirs)] = await gateway.rows(sent)
    twilio = gateway.parts.conversation.channels["twilio"]
    for state, fault in ((FAILED, Fault.PASSING), (DELIVERED, None)):
        await gateway.parts.intake.take(twilio, [StatusUpdate(id_, theirs, state, "x", fault)])
        await gateway.settle()
    told = [each["status"] for each in gateway.case_manager.events_of("delivery_changed")]
    assert told == ["accepted", "delivered"]
