"""A provider that says it is sent to too fast is well: it is sent to more slowly."""

from dataclasses import dataclass, field, replace

import httpx
import pytest

from tests.ussd_gateway.channels.twilio.provider import error, failed
from tests.ussd_gateway.harness import Gateway, Unpaced
from tests.ussd_gateway.sending.fakes import FakeProvider, sender_of
from ussd_gateway.errors import SendDeferred, SendThrottled
from ussd_gateway.sending.health import FAILURES_UNTIL_OPEN

pytestmark = pytest.mark.anyio


@dataclass
class Noted(Unpaced):
    slowed: list[str] = field(default_factory=list)

    async def slow_down(self, channel: str, per_second: float) -> None:
        self.slowed.append(channel)


async def send_each(gateway: Gateway, robi: FakeProvider, pace: Noted, messages: int) -> None:
    sender = sender_of(gateway, [robi], pace)
    for number in range(messages):
        await gateway.queue("robi", f"+88018{number:08}", "salam")
        for due in await sender.claim_from("robi", 1):
            await sender.send(due)


async def is_open(gateway: Gateway) -> bool:
    health = gateway.parts.sender.router.health
    return await health.is_open("robi", gateway.clock())


async def test_it_is_slowed_down_and_no_circuit_opens(gateway: Gateway) -> None:
    pace, many = Noted(), 2 * FAILURES_UNTIL_OPEN
    robi = FakeProvider("robi", failures=[SendThrottled("robi:fast") for _ in range(many)])
    await send_each(gateway, robi, pace, many)
    assert pace.slowed == ["robi"] * many
    assert not await is_open(gateway)
    states = await gateway.rows("SELECT DISTINCT state, reason, attempts FROM gateway.outbox")
    assert [tuple(row) for row in states] == [("queued", "robi:fast", 1)]


async def test_a_failure_opens_one_and_slows_nothing(gateway: Gateway) -> None:
    pace = Noted()
    failures = [SendDeferred("down") for _ in range(FAILURES_UNTIL_OPEN)]
    await send_each(gateway, FakeProvider("robi", failures=list(failures)), pace, len(failures))
    assert pace.slowed == []
    assert await is_open(gateway)


async def test_whoever_is_only_too_slow_after_an_outage_is_well_again(gateway: Gateway) -> None:
    failures = [SendDeferred("down") for _ in range(FAILURES_UNTIL_OPEN)]
    robi = FakeProvider("robi", failures=[SendThrottled("robi:fast"), *failures])
    await send_each(gateway, robi, Noted(), len(failures))
    gateway.clock.advance(minutes=1)
    sender = sender_of(gateway, [robi], Noted())
    for due in await sender.claim_from("robi", 9):
        await sender.send(due)
    assert not await is_open(gateway)
    gateway.clock.advance(minutes=1)
    assert len(await sender.claim_from("robi", 9)) == len(failures)


@pytest.mark.parametrize("answer", [httpx.Response(429), error(429, 20429), error(400, 30001)])
async def test_the_words_of_a_provider_do_it(gateway: Gateway, answer: httpx.Response) -> None:
    gateway.providers["api.twilio.example"] = lambda _: answer
    pace = Noted()
    sender = replace(gateway.parts.sender, pace=pace)
    await gateway.queue("twilio", "+8801812345671", "salam")
    for due in await sender.claim_from("twilio", 9):
        await sender.send(due)
    assert pace.slowed == ["twilio"]


@pytest.mark.parametrize(("code", "slows"), [(30001, True), (30022, True), (30002, False)])
async def test_so_does_a_report(gateway: Gateway, code: int, slows: bool) -> None:
    await gateway.queue("twilio", "+8801812345671", "salam")
    await gateway.settle()
    [(id_, theirs)] = await gateway.rows("SELECT id, provider_message_id FROM gateway.outbox")
    request = failed(code, theirs, str(id_))
    told = await gateway.web.post(request.path, content=request.body, headers=request.headers)
    assert told.status_code == 204
    assert await slowed(gateway, "twilio") is slows


async def slowed(gateway: Gateway, channel: str) -> bool:
    key = f"{gateway.settings.redis_prefix}gateway:slowed:{{{channel}}}"
    return bool(await gateway.app.state.redis.exists(key))
