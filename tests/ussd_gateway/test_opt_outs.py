"""Stopping and starting by a word, which needs nobody but the gateway."""

import asyncio

import pytest

from tests.ussd_gateway.fakes import RedisAway
from tests.ussd_gateway.harness import Gateway, twilio_form
from tests.ussd_gateway.ussd.handset import Handset
from ussd_gateway.messages import Language
from ussd_gateway.sessions import TurnLocks
from ussd_gateway.texts import apology, started, stopped
from ussd_gateway.turns import Turns

pytestmark = pytest.mark.anyio
INBOUND = "/channels/twilio/inbound"


async def opted_out(gateway: Gateway) -> bool:
    return await gateway.value("SELECT opted_out_at FROM gateway.contacts") is not None


class TestStop:
    @pytest.mark.parametrize(
        ("first", "word", "language"),
        [
            ("আমার টাকা আসে নাই", "বন্ধ।", Language.BANGLA),
            ("amar taka ashe nai", "bondho", Language.BANGLISH),
            ("my money did not come", "STOP", Language.ENGLISH),
        ],
    )
    async def test_is_confirmed_in_their_language_by_the_gateway_alone(
        self, gateway: Gateway, first: str, word: str, language: Language
    ) -> None:
        phone = gateway.phone()
        await phone.sends(first)
        phone.hears("heard")
        await phone.sends(word)
        phone.hears(stopped(language))
        phone.hears_nothing_more()
        assert gateway.assistant.heard == [first]
        [event] = gateway.case_manager.events
        assert event["kind"] == "opted_out"

    async def test_what_waits_for_them_and_what_follows_is_not_sent(self, gateway: Gateway) -> None:
        phone = gateway.phone()
        await phone.sends("salam")
        phone.hears("heard")
        await gateway.sends_message()
        await phone.sends("STOP")
        phone.hears(stopped(Language.BANGLISH))
        phone.hears_nothing_more()
        again = await gateway.sends_message(message_id="0197f3aa-4444-7c00-8000-00000000000e")
        assert again.json()["error"] == "ContactOptedOut"

    async def test_what_they_ask_is_still_answered(self, gateway: Gateway) -> None:
        phone = gateway.phone()
        for words in ("STOP", "where is my money"):
            await phone.sends(words)
        phone.hears(stopped(Language.ENGLISH))
        phone.hears("heard: where is my money")

    async def test_again_within_a_day_stays_quiet(self, gateway: Gateway) -> None:
        phone = gateway.phone()
        for _ in range(3):
            await phone.sends("STOP")
        phone.hears(stopped(Language.ENGLISH))
        phone.hears_nothing_more()
        assert len(gateway.case_manager.events) == 1
        gateway.clock.advance(hours=25)
        for _ in range(2):
            await phone.sends("STOP")
        phone.hears(stopped(Language.ENGLISH))
        phone.hears_nothing_more()
        assert len(gateway.case_manager.events) == 1

    async def test_after_the_assistants_confirmation_stays_quiet(self, gateway: Gateway) -> None:
        gateway.assistant.say = lambda _: [{"text": "Bye"}, {"custom": {"opt_out": True}}]
        phone = gateway.phone()
        for words in ("ar sms diyen na", "STOP"):
            await phone.sends(words)
        phone.hears("Bye")
        phone.hears_nothing_more()

    async def test_with_more_words_is_for_the_assistant(self, gateway: Gateway) -> None:
        phone = gateway.phone()
        for words in ("STOP 12345", "taka bondho"):
            await phone.sends(words)
        assert gateway.assistant.heard == ["STOP 12345", "taka bondho"]
        assert not await opted_out(gateway)

    async def test_in_a_call_is_an_answer(self, gateway: Gateway, caller: Handset) -> None:
        await caller.dials()
        await caller.types("STOP")
        assert gateway.assistant.heard[-1] == "STOP"
        assert not await opted_out(gateway)

    async def test_of_two_workers_one_confirms(self, gateway: Gateway) -> None:
        await gateway.post_twilio(INBOUND, twilio_form(Body="STOP"))
        contact_id = await gateway.value("SELECT id FROM gateway.contacts")
        conversation = gateway.parts.conversation
        await asyncio.gather(*(conversation.serve(contact_id) for _ in range(5)))
        await gateway.settle()
        assert len(gateway.phone().everything) == 1
        assert len(gateway.case_manager.events) == 1


class TestStart:
    async def test_undoes_it_by_the_gateway_alone(self, gateway: Gateway) -> None:
        phone = gateway.phone()
        for words in ("বন্ধ", "চালু"):
            await phone.sends(words)
        phone.hears(stopped(Language.BANGLA))
        phone.hears(started(Language.BANGLA))
        phone.hears_nothing_more()
        kinds = [event["kind"] for event in gateway.case_manager.events]
        assert kinds == ["opted_out", "opted_in"]
        assert (await gateway.sends_message()).status_code == 202

    async def test_of_somebody_who_stopped_nothing_is_for_the_assistant(
        self, gateway: Gateway
    ) -> None:
        phone = gateway.phone()
        await phone.sends("START")
        phone.hears("heard: START")


class TestWhileOthersAreDown:
    async def test_neither_the_assistant_nor_the_case_manager_is_needed(
        self, gateway: Gateway
    ) -> None:
        gateway.assistant.down = "down"
        gateway.case_manager.status = 503
        phone = gateway.phone()
        await phone.sends("STOP")
        phone.hears(stopped(Language.ENGLISH))
        phone.hears_nothing_more()
        gateway.case_manager.status = 200
        gateway.clock.advance(minutes=2)
        await gateway.settle()
        [event] = gateway.case_manager.events
        assert event["kind"] == "opted_out"

    async def test_it_does_not_wait_behind_a_message_that_does(self, gateway: Gateway) -> None:
        gateway.assistant.down = "down"
        phone = gateway.phone()
        for words in ("my money did not come", "STOP", "START"):
            await phone.sends(words)
        said = {apology(Language.ENGLISH), stopped(Language.ENGLISH), started(Language.ENGLISH)}
        assert {*phone.everything} == said
        assert len(phone.everything) == 3
        assert not await opted_out(gateway)
        gateway.assistant.down = None
        gateway.clock.advance(minutes=2)
        await gateway.settle()
        assert gateway.assistant.heard == ["my money did not come"]

    async def test_without_redis_it_is_granted(self, gateway: Gateway) -> None:
        away = TurnLocks(RedisAway(), "", seconds=10)  # type: ignore[arg-type]
        for words in ("my money did not come", "STOP"):
            await gateway.post_twilio(INBOUND, twilio_form(Body=words))
        assert await Turns(gateway.parts.conversation, away).claim(5) == []
        await gateway.settle()
        phone = gateway.phone()
        phone.hears(stopped(Language.ENGLISH))
        phone.hears(apology(Language.ENGLISH))
        phone.hears_nothing_more()
        assert await opted_out(gateway)
