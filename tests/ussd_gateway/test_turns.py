import pytest
from redis.asyncio import Redis

from tests.ussd_gateway.harness import Gateway, twilio_form
from ussd_gateway.messages import Language
from ussd_gateway.sessions import TurnLocks, connect_redis
from ussd_gateway.texts import apology
from ussd_gateway.turns import Turns

pytestmark = pytest.mark.anyio


async def test_without_redis_everybody_gets_the_apology_once(gateway: Gateway) -> None:
    phones = [gateway.phone(f"+880171234567{digit}") for digit in range(3)]
    for phone in phones:
        form = twilio_form(From=phone.number, Body="my money did not come")
        await gateway.post_twilio("/channels/twilio/inbound", form)
    away: Redis = connect_redis("redis://localhost:1")
    turns = Turns(gateway.parts.conversation, TurnLocks(away, "", 1))
    for _ in range(2):
        assert await turns.claim(5) == []
        gateway.clock.advance(minutes=1)
    await away.aclose()
    for due in await gateway.claim(9):
        await gateway.parts.sender.send(due)
    for phone in phones:
        phone.hears(apology(Language.ENGLISH))
        phone.hears_nothing_more()


async def test_a_worker_takes_no_more_than_it_can_do(gateway: Gateway) -> None:
    for digit in range(3):
        await gateway.post_twilio(
            "/channels/twilio/inbound", twilio_form(From=f"+880171234567{digit}")
        )
    one = Turns(gateway.parts.conversation, gateway.parts.locks)
    other = Turns(gateway.parts.conversation, gateway.parts.locks)
    first, second, third = await one.claim(1), await other.claim(1), await one.claim(5)
    assert len({turn.contact_id for turn in [*first, *second, *third]}) == 3
    for turn in (*first, *third):
        await one.take(turn)
    await other.take(second[0])
    assert one.busy == other.busy == set()
    assert len(gateway.assistant.turns) == 3
