"""Calls that are under way while the gateway is renewed."""

import base64
import json
from dataclasses import replace

import pytest

from tests.ussd_gateway.harness import Gateway
from tests.ussd_gateway.ussd.handset import Handset
from ussd_gateway.addresses import Address
from ussd_gateway.ids import uuid7
from ussd_gateway.sealing import Sealer
from ussd_gateway.ussd.calls import Asked, Calls

pytestmark = pytest.mark.anyio
PHONE, OTHER = "+8801712345678", "+8801812345678"


@pytest.fixture
def sealer(gateway: Gateway) -> Sealer:
    return gateway.parts.conversation.sealer


@pytest.fixture
def calls(gateway: Gateway, sealer: Sealer) -> Calls:
    return Calls(gateway.app.state.redis, gateway.settings.redis_prefix, sealer)


def index_of_before(sealer: Sealer, phone: str) -> str:
    return sealer.index(phone, "calls.phone").hex()[:32]


async def test_a_session_stays_its_phones(gateway: Gateway, calls: Calls, sealer: Sealer) -> None:
    key = f"{gateway.settings.redis_prefix}gateway:{{session:robi:7}}:phone"
    await gateway.app.state.redis.set(key, index_of_before(sealer, PHONE))
    assert await calls.owns_session("robi", "7", Address.of_phone(PHONE))
    assert not await calls.owns_session("robi", "7", Address.of_phone(OTHER))


@pytest.mark.parametrize("kept", ['{"phone": "+8801712345678", "step": "1"}', "{}"])
async def test_a_call_in_another_form_begins_anew(
    gateway: Gateway, caller: Handset, sealer: Sealer, kept: str
) -> None:
    index = index_of_before(sealer, caller.number)
    key = f"{gateway.settings.redis_prefix}gateway:{{call:{index}}}"
    sealed = base64.b64encode(sealer.seal(kept, key)).decode()
    await gateway.app.state.redis.set(key, sealed)
    await caller.dials()
    assert gateway.assistant.heard == ["/greet"]


async def test_a_question_without_a_deadline_is_answered_all_the_same(
    gateway: Gateway, caller: Handset, calls: Calls, sealer: Sealer
) -> None:
    await caller.dials()
    call = await calls.load(Address.of_phone(caller.number))
    assert call is not None
    asked = Asked(uuid7(gateway.clock()), "taka", "taka", is_home=False)
    await calls.take_step(replace(call, step="unseen"), asked)
    key = (
        f"{gateway.settings.redis_prefix}gateway:{{call:{index_of_before(sealer, caller.number)}}}"
    )
    kept = json.loads(sealer.open(base64.b64decode(await gateway.app.state.redis.get(key)), key))
    del kept["asked"]["until"]
    sealed = base64.b64encode(sealer.seal(json.dumps(kept), key)).decode()
    await gateway.app.state.redis.set(key, sealed)
    gateway.clock.advance(minutes=1)
    await caller.types("taka", id="unseen")
    caller.sees("heard: taka")
