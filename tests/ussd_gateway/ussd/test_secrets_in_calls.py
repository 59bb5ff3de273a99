"""In a call too a number alone may be the secret that was named before it."""

import pytest

from citizen_text.secrets import REDACTED
from tests.ussd_gateway.harness import Gateway
from tests.ussd_gateway.test_secrets import NAMED, asking_for_a_number, kept
from tests.ussd_gateway.ussd.handset import Handset
from tests.ussd_gateway.ussd.operator import Operator, types

pytestmark = pytest.mark.anyio


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


async def test_a_number_is_not_recorded_before_its_screen_either(
    gateway: Gateway, operator: Operator
) -> None:
    await types(gateway)
    for typed in ([NAMED], [NAMED, "4821"]):
        await types(gateway, *typed)
    await gateway.settle()
    assert gateway.assistant.heard[-2:] == [NAMED, REDACTED]
    assert not any("4821" in each for each in await kept(gateway))


async def test_what_was_named_by_sms_is_not_told_in_a_call(
    gateway: Gateway, operator: Operator
) -> None:
    """Its screens ask for numbers of their own."""
    await gateway.phone().sends(NAMED)
    await types(gateway)
    await types(gateway, "1500")
    await gateway.settle()
    assert gateway.assistant.heard[-1] == "1500"
