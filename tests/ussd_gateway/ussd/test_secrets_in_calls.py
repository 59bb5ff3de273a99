"""In a call too a number alone may be the secret that was named before it."""

import asyncio

import pytest

from citizen_text.secrets import REDACTED
from tests.ussd_gateway.channels.bdapps.test_adapter import STEP
from tests.ussd_gateway.fakes import echo
from tests.ussd_gateway.harness import Gateway
from tests.ussd_gateway.test_secrets import NAMED, asking_for_a_number, kept
from tests.ussd_gateway.ussd.handset import Handset
from tests.ussd_gateway.ussd.menu import MENU
from tests.ussd_gateway.ussd.operator import Operator, types
from tests.ussd_gateway.ussd.test_late_answers import other_engine, slow

pytestmark = pytest.mark.anyio
CALLER = STEP["sourceAddress"].replace("tel:", "+")


async def test_a_number_is_the_secret(gateway: Gateway, caller: Handset) -> None:
    await caller.dials()
    await caller.types(NAMED)
    await caller.types("4821")
    assert gateway.assistant.heard == ["/greet", NAMED, REDACTED]
    assert not any("4821" in each for each in await kept(gateway))


async def test_a_number_is_none_when_the_screen_asked_for_a_number(
    gateway: Gateway, caller: Handset
) -> None:
    await caller.dials()
    gateway.assistant.say = asking_for_a_number
    await caller.types(NAMED)
    await caller.types("4821")
    assert gateway.assistant.heard == ["/greet", NAMED, "4821"]


async def test_a_number_is_none_after_something_between(gateway: Gateway, caller: Handset) -> None:
    await caller.dials()
    for words in (NAMED, "taka pai nai", "4821"):
        await caller.types(words)
    assert gateway.assistant.heard[-1] == "4821"


@pytest.mark.parametrize("key", ["9", "0", "7", " "])
async def test_a_number_is_it_also_after_a_key_that_says_nothing(
    gateway: Gateway, caller: Handset, key: str
) -> None:
    """One that turns a page, or that means nothing there."""
    gateway.assistant.say = lambda _: [{"text": "word " * 90, "buttons": MENU}]
    await caller.dials()
    await caller.types(NAMED)
    for each in ("9", key, "4821"):
        await caller.types(each)
    assert gateway.assistant.heard == ["/greet", NAMED, REDACTED]


@pytest.mark.parametrize("number", ["4821", "৪৮ ২১", "char at dui ek"])
async def test_a_step_that_comes_again_while_its_answer_waits_keeps_no_number(
    gateway: Gateway, caller: Handset, number: str
) -> None:
    await caller.dials()
    await caller.types(NAMED)
    with other_engine(gateway, slow):
        first = asyncio.create_task(caller.types(number, id="twice"))
        while not await gateway.app.state.redis.keys("*:twice"):
            await asyncio.sleep(0.01)
        first.cancel()
        await asyncio.gather(first, return_exceptions=True)
    await caller.types(number, id="twice")
    assert gateway.assistant.heard[-1] == REDACTED
    [*_, again] = await kept(gateway)
    assert again.startswith(REDACTED)
    assert '"id": "twice"' in again
    assert number not in again


async def test_a_number_is_not_recorded_before_its_screen_either(
    gateway: Gateway, operator: Operator
) -> None:
    await types(gateway)
    for typed in ([NAMED], [NAMED, "4821"]):
        await types(gateway, *typed)
    await gateway.settle()
    assert gateway.assistant.heard[-2:] == [NAMED, REDACTED]
    assert not any("4821" in each for each in await kept(gateway))


async def test_a_step_between_two_sms_changes_nothing(gateway: Gateway, operator: Operator) -> None:
    phone = gateway.phone(CALLER)
    await phone.sends(NAMED)
    await types(gateway)
    await types(gateway, "1")
    await gateway.settle()
    assert await gateway.value("SELECT count(*) FROM gateway.contacts") == 1
    await phone.sends("4821")
    assert gateway.assistant.heard[-1] == REDACTED


async def test_what_was_named_by_sms_is_told_in_a_call(gateway: Gateway, caller: Handset) -> None:
    await gateway.phone(caller.number).sends(NAMED)
    await caller.dials()
    await caller.types("4821")
    assert gateway.assistant.heard == [NAMED, "/greet", REDACTED]
    assert not any("4821" in each for each in await kept(gateway))


async def test_nor_is_it_recorded_before_its_screen(gateway: Gateway, operator: Operator) -> None:
    await gateway.phone(CALLER).sends(NAMED)
    await types(gateway)
    await types(gateway, "1500")
    await gateway.settle()
    assert gateway.assistant.heard[-1] == REDACTED
    assert not any("1500" in each for each in await kept(gateway))


async def test_a_screen_asks_for_a_number_of_its_own(gateway: Gateway, caller: Handset) -> None:
    await gateway.phone(caller.number).sends(NAMED)
    gateway.assistant.say = asking_for_a_number
    await caller.dials()
    await caller.types("1500")
    assert gateway.assistant.heard[-1] == "1500"


async def test_what_was_named_by_sms_is_not_told_after_something_between(
    gateway: Gateway, caller: Handset
) -> None:
    await gateway.phone(caller.number).sends(NAMED)
    await caller.dials()
    for words in ("taka pai nai", "4821"):
        await caller.types(words)
    assert gateway.assistant.heard[-1] == "4821"


async def test_a_number_that_an_sms_asked_for_is_none_in_a_call_either(
    gateway: Gateway, caller: Handset
) -> None:
    gateway.assistant.say = asking_for_a_number
    await gateway.phone(caller.number).sends(NAMED)
    gateway.assistant.say = echo
    await caller.dials()
    await caller.types("1500")
    assert gateway.assistant.heard[-1] == "1500"


async def test_what_was_named_in_a_call_is_told_by_sms(gateway: Gateway, caller: Handset) -> None:
    await caller.dials()
    await caller.types(NAMED)
    await gateway.phone(caller.number).sends("4821")
    assert gateway.assistant.heard == ["/greet", NAMED, REDACTED]
    assert not any("4821" in each for each in await kept(gateway))


async def test_and_in_the_next_call(gateway: Gateway, caller: Handset) -> None:
    await caller.dials()
    await caller.types(NAMED)
    await caller.hangs_up()
    await gateway.app.state.redis.flushdb()
    await caller.dials()
    await caller.types("4821")
    assert gateway.assistant.heard[-1] == REDACTED


async def test_what_is_named_where_a_screen_asks_for_a_number_is_not_told_by_sms(
    gateway: Gateway, caller: Handset
) -> None:
    await caller.dials()
    gateway.assistant.say = asking_for_a_number
    await caller.types(NAMED)
    await gateway.phone(caller.number).sends("1500")
    assert gateway.assistant.heard[-1] == "1500"
