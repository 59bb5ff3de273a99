"""What lies in the inbox and does not open: nobody waits behind it, nobody is left in silence."""

from collections.abc import Awaitable, Callable
from datetime import timedelta
from uuid import UUID

import pytest

from tests.ussd_gateway.harness import Gateway, Phone, twilio_form
from ussd_gateway.messages import Language
from ussd_gateway.places import address_place
from ussd_gateway.texts import apology

pytestmark = pytest.mark.anyio
Breaks = Callable[[Gateway], Awaitable[None]]
RAHIMA, KARIM = "+8801712345678", "+8801812345678"


@pytest.fixture
def rahima(gateway: Gateway) -> Phone:
    return gateway.phone(RAHIMA)


async def writes(gateway: Gateway, number: str, words: str) -> None:
    form = twilio_form(From=number, Body=words)
    await gateway.post_twilio("/channels/twilio/inbound", form)


async def a_text_breaks(gateway: Gateway) -> None:
    await gateway.database.execute(
        "UPDATE gateway.inbox SET text_sealed = '\\x01' || text_sealed WHERE state = 'pending'"
    )


async def a_key_is_lost(gateway: Gateway) -> None:
    await gateway.database.execute(
        "UPDATE gateway.inbox SET text_sealed = '\\x63' || substr(text_sealed, 2)"
        " WHERE state = 'pending'"
    )


async def an_address_is_of_no_kind(gateway: Gateway) -> None:
    contact_id: UUID = await gateway.value("SELECT id FROM gateway.contacts")
    sealed = gateway.parts.conversation.sealer.seal("neither", address_place(contact_id))
    await gateway.database.execute("UPDATE gateway.contacts SET phone_sealed = %s", [sealed])


@pytest.mark.parametrize("breaks", [a_text_breaks, a_key_is_lost, an_address_is_of_no_kind])
async def test_it_waits_for_its_next_try_and_lets_others_be_answered(
    gateway: Gateway, breaks: Breaks
) -> None:
    await writes(gateway, RAHIMA, "my money did not come")
    await breaks(gateway)
    await writes(gateway, KARIM, "salam")
    await gateway.settle()
    assert gateway.assistant.heard == ["salam"]
    waits = await gateway.rows(
        "SELECT next_attempt_at, attempts FROM gateway.inbox WHERE state = 'pending'"
    )
    [(next_attempt_at, attempts)] = waits
    assert (next_attempt_at > gateway.clock(), attempts) == (True, 1)


@pytest.mark.parametrize("breaks", [a_text_breaks, a_key_is_lost])
async def test_they_get_a_word_and_then_a_person_and_their_next_message_an_answer(
    gateway: Gateway, rahima: Phone, breaks: Breaks
) -> None:
    await writes(gateway, RAHIMA, "my money did not come")
    await breaks(gateway)
    await gateway.settle()
    rahima.hears(apology(Language.ENGLISH))
    gateway.clock.advance(hours=2)
    await gateway.settle()
    [event] = gateway.case_manager.events_of("message_unanswered")
    assert event["text"] == ""
    await rahima.sends("are you there")
    rahima.hears("heard: are you there")


async def test_a_key_that_comes_back_opens_it(gateway: Gateway, rahima: Phone) -> None:
    await writes(gateway, RAHIMA, "my money did not come")
    kept = await gateway.value("SELECT text_sealed FROM gateway.inbox")
    await a_key_is_lost(gateway)
    await gateway.settle()
    rahima.hears(apology(Language.ENGLISH))
    await gateway.database.execute("UPDATE gateway.inbox SET text_sealed = %s", [kept])
    gateway.clock.advance(minutes=2)
    await gateway.settle()
    rahima.hears("heard: my money did not come")


async def test_the_watch_over_silence_needs_nothing_to_open(gateway: Gateway) -> None:
    await writes(gateway, RAHIMA, "my money did not come")
    await a_text_breaks(gateway)
    gateway.clock.advance(minutes=5)
    await gateway.watch_deadlines()
    await gateway.settle()
    assert gateway.phone(RAHIMA).everything == [apology(Language.ENGLISH)]
    assert timedelta() < (
        await gateway.value("SELECT next_attempt_at FROM gateway.inbox") - gateway.clock()
    )
