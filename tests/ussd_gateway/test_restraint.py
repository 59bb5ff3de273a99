"""Machines that answer machines come to an end; people are heard to the last word."""

import asyncio
from typing import Any
from uuid import UUID

import pytest
from prometheus_client import REGISTRY
from structlog.testing import capture_logs

from tests.ussd_gateway.fakes import RedisAway
from tests.ussd_gateway.harness import Gateway, Phone, twilio_form
from tests.ussd_gateway.ussd.handset import Handset
from ussd_gateway.costs import BANGLADESH
from ussd_gateway.messages import Language
from ussd_gateway.texts import apology, many_messages
from ussd_gateway.turns import Turns

pytestmark = pytest.mark.anyio
INBOUND = "/channels/twilio/inbound"
SIM = "+8801300000001"  # of another of our channels
MENU = "Which one?\n1. July\n2. April"
AUTOMATIC = "I am not at my phone at the moment. I will call you back."


def same(answer: str) -> Any:
    return lambda _: [{"text": answer}]


def held_back(reason: str, channel: str = "twilio") -> float:
    labels = {"channel": channel, "reason": reason}
    return REGISTRY.get_sample_value("nalish_gateway_held_back_total", labels) or 0.0


async def states(gateway: Gateway) -> list[str]:
    rows = await gateway.rows("SELECT state FROM gateway.inbox ORDER BY in_order")
    return [row.state for row in rows]


async def forget_what_was_said(gateway: Gateway) -> None:
    redis = gateway.app.state.redis
    said = f"{gateway.settings.redis_prefix}*:said:*"
    if keys := [key async for key in redis.scan_iter(said)]:
        await redis.delete(*keys)


async def only_contact(gateway: Gateway) -> UUID:
    found: UUID = await gateway.value("SELECT id FROM gateway.contacts")
    return found


class TestOurOwnNumbers:
    @pytest.mark.parametrize("words", ["salam", "STOP"])
    async def test_are_journalled_and_never_answered(self, gateway: Gateway, words: str) -> None:
        before = held_back("own_number")
        phone = gateway.phone(SIM)
        await phone.sends(words)
        phone.hears_nothing_more()
        assert await states(gateway) == ["automatic"]
        assert gateway.assistant.turns == []
        assert held_back("own_number") == before + 1

    async def test_whichever_was_written_to_is_one(self, gateway: Gateway) -> None:
        phone = gateway.phone("+8809638000001")
        await phone.sends("salam", To="+8809638000001")
        phone.hears_nothing_more()

    async def test_get_no_apology_while_redis_is_down(self, gateway: Gateway) -> None:
        await gateway.post_twilio(INBOUND, twilio_form(From=SIM))
        await gateway.parts.conversation.unaided.apologise(await only_contact(gateway))
        await gateway.settle()
        gateway.phone(SIM).hears_nothing_more()


class TestEcho:
    async def test_our_answer_that_comes_back_is_not_answered(self, gateway: Gateway) -> None:
        before = held_back("echo")
        phone = gateway.phone()
        gateway.assistant.say = same("“Apnar taka” 1 December er moddhe ashbe।")
        await phone.sends("taka kobe ashbe")
        phone.hears("Apnar taka")
        await phone.sends(phone.everything[0].upper() + " ")
        phone.hears_nothing_more()
        assert len(gateway.assistant.turns) == 1
        assert await states(gateway) == ["answered", "automatic"]
        assert held_back("echo") == before + 1

    async def test_nor_is_a_message_of_the_case_manager(self, gateway: Gateway) -> None:
        phone = gateway.phone()
        await phone.sends("salam")
        phone.hears("heard")
        await gateway.sends_message()
        await gateway.settle()
        phone.hears("Apnar taka")
        await phone.sends(phone.everything[-1])
        phone.hears_nothing_more()

    async def test_it_is_known_however_long_it_waited_before_it_went(
        self, gateway: Gateway
    ) -> None:
        gateway.clock.now = gateway.clock().astimezone(BANGLADESH).replace(hour=22)
        phone = gateway.phone()
        await phone.sends("salam")
        await gateway.sends_message(quiet_hours={"from": "21:00", "to": "08:00"})
        await forget_what_was_said(gateway)  # as Redis does in half an hour
        gateway.clock.advance(hours=11)
        await gateway.settle()
        assert len(phone.everything) == 2
        await phone.sends(phone.everything[-1])
        assert len(phone.everything) == 2
        assert await states(gateway) == ["answered", "automatic"]

    async def test_also_of_an_answer_that_its_provider_took_late(self, gateway: Gateway) -> None:
        gateway.twilio.status = 500
        phone = gateway.phone()
        gateway.assistant.say = same("Your money comes on 1 December.")
        await phone.sends("when")
        await forget_what_was_said(gateway)
        gateway.twilio.status = 201
        gateway.clock.advance(hours=1)
        await gateway.settle()
        await phone.sends(phone.everything[-1])
        assert await states(gateway) == ["answered", "automatic"]

    async def test_nor_are_the_gateways_own_words(self, gateway: Gateway) -> None:
        phone = gateway.phone()
        await phone.sends(apology(Language.BANGLA))
        phone.hears_nothing_more()

    async def test_of_another_phone_it_is_a_message(self, gateway: Gateway) -> None:
        gateway.assistant.say = same(AUTOMATIC)
        await gateway.phone().sends("salam")
        other = gateway.phone("+8801812345678")
        await other.sends(AUTOMATIC)
        other.hears(AUTOMATIC)

    async def test_people_return_thanks(self, gateway: Gateway) -> None:
        gateway.assistant.say = same("Dhonnobad")
        phone = gateway.phone()
        for _ in range(2):
            await phone.sends("dhonnobad")
            phone.hears("Dhonnobad")

    async def test_it_is_remembered_for_half_an_hour_only(
        self, gateway: Gateway, settings: Any
    ) -> None:
        await gateway.phone().sends("salam")
        redis = gateway.app.state.redis
        keys = [key async for key in redis.scan_iter(f"{settings.redis_prefix}*")]
        lives = [await redis.pttl(key) for key in keys if ":said:" in key or ":answer" in key]
        assert lives
        assert all(0 < life <= 30 * 60_000 for life in lives)
        assert not any("salam" in key for key in keys)


class TestTheSameAnswer:
    async def test_goes_to_a_machine_five_times_and_then_to_a_caseworker(
        self, gateway: Gateway
    ) -> None:
        before = held_back("same_answer")
        gateway.assistant.say = same("Write MENU to see what can be done here.")
        phone = gateway.phone()
        await phone.sends(AUTOMATIC)
        while phone.heard < len(phone.everything):
            phone.hears("MENU" if phone.heard < 5 else many_messages(Language.ENGLISH))
            await phone.sends(AUTOMATIC)
        assert phone.heard == 6
        events = gateway.case_manager.events_of("message_unanswered")
        assert [event["text"] for event in events] == [AUTOMATIC] * 2
        assert await states(gateway) == ["answered"] * 5 + ["handed_over"] * 2
        assert held_back("same_answer") == before + 2

    async def test_whoever_is_not_helped_by_it_is_told_once_who_reads_it(
        self, gateway: Gateway
    ) -> None:
        gateway.assistant.say = same("I did not understand that.")
        phone = gateway.phone()
        for number in range(9):
            await phone.sends(f"amar kotha {number}")
        assert phone.everything[5:] == [many_messages(Language.BANGLISH)]

    async def test_a_person_who_presses_1_again_and_again_is_never_cut(
        self, gateway: Gateway
    ) -> None:
        gateway.assistant.say = same(MENU)
        phone = gateway.phone()
        for _ in range(15):
            await phone.sends("1")
            phone.hears(MENU)
            gateway.clock.advance(seconds=16)
        await phone.sends("taka ashe nai")
        phone.hears(MENU)

    async def test_another_answer_between_begins_the_count_anew(self, gateway: Gateway) -> None:
        phone = gateway.phone()
        for number in range(12):
            gateway.assistant.say = same(MENU if number % 4 else "Something else.")
            await phone.sends("taka")
            phone.hears("" if number % 4 else "else")
        phone.hears_nothing_more()

    async def test_its_commands_are_obeyed_all_the_same(self, gateway: Gateway) -> None:
        phone = gateway.phone()
        gateway.assistant.say = same("Fine")
        for _ in range(5):
            await phone.sends("my money")
        gateway.assistant.say = lambda _: [{"text": "Fine"}, {"custom": {"opt_out": True}}]
        await phone.sends("no more")
        assert phone.everything == ["Fine"] * 5 + [many_messages(Language.ENGLISH)]
        assert len(gateway.case_manager.events_of("opted_out")) == 1

    async def test_a_turn_taken_again_counts_once(self, gateway: Gateway) -> None:
        gateway.assistant.say = same(MENU)
        await gateway.post_twilio(INBOUND, twilio_form())
        conversation = gateway.parts.conversation
        message = await conversation._next_due(await only_contact(gateway))
        assert message is not None
        for _ in range(9):
            assert await conversation.restraint.times_too_many(message, [MENU]) == 0

    async def test_apologies_come_to_an_end_too(self, gateway: Gateway) -> None:
        before = {reason: held_back(reason) for reason in ("same_answer", "same_apology")}
        gateway.assistant.down = "down"
        phone = gateway.phone()
        await phone.sends(AUTOMATIC)
        while phone.heard < len(phone.everything):
            phone.hears(apology(Language.ENGLISH))
            await phone.sends(AUTOMATIC)
        assert phone.heard == 5
        assert await states(gateway) == ["pending"] * 6
        assert held_back("same_apology") == before["same_apology"] + 1
        assert held_back("same_answer") == before["same_answer"]  # of no machine

    async def test_whoever_writes_on_for_hours_hears_the_apology_again(
        self, gateway: Gateway
    ) -> None:
        gateway.assistant.down = "down"
        phone, told = gateway.phone(), []
        for _ in range(24):
            before = len(phone.everything)
            await phone.sends("my money did not come")
            told.append(len(phone.everything) - before)
            gateway.clock.advance(minutes=5)
        assert told == [1, 1, 1, 1, 1, 0] * 4


class TestFlood:
    async def send_many(self, phone: Phone, count: int) -> None:
        for number in range(count):
            await phone.sends(f"my money did not come {number}")

    async def test_is_told_once_and_then_only_heard(self, gateway: Gateway) -> None:
        phone = gateway.phone()
        await self.send_many(phone, 25)
        for number in range(20):
            phone.hears(f"heard: my money did not come {number}")
        phone.hears(many_messages(Language.ENGLISH))
        phone.hears_nothing_more()
        handed_over = gateway.case_manager.events_of("message_unanswered")
        assert [event["text"] for event in handed_over] == [
            f"my money did not come {n}" for n in range(20, 25)
        ]
        assert await states(gateway) == ["answered"] * 20 + ["handed_over"] * 5

    async def test_ends_with_the_window(self, gateway: Gateway) -> None:
        phone = gateway.phone()
        await self.send_many(phone, 22)
        phone.heard = 21
        gateway.clock.advance(minutes=5, seconds=1)
        await phone.sends("are you there")
        phone.hears("heard: are you there")

    async def test_needs_no_assistant(self, gateway: Gateway) -> None:
        phone = gateway.phone()
        await self.send_many(phone, 20)
        gateway.assistant.down = "down"
        phone.heard = 20
        await phone.sends("one too many")
        phone.hears(many_messages(Language.ENGLISH))

    async def test_a_word_is_granted_in_it(self, gateway: Gateway) -> None:
        phone = gateway.phone()
        await self.send_many(phone, 22)
        await phone.sends("STOP")
        assert len(gateway.case_manager.events_of("opted_out")) == 1

    async def test_of_many_at_once_twenty_are_answered_and_none_is_lost(
        self, gateway: Gateway
    ) -> None:
        forms = [twilio_form(Body=f"my money did not come {number}") for number in range(60)]
        await asyncio.gather(*(gateway.post_twilio(INBOUND, form) for form in forms))
        turns = Turns(gateway.parts.conversation, gateway.parts.locks)

        async def work() -> None:
            for turn in await turns.claim(50):
                await turns.take(turn)

        await asyncio.gather(*(work() for _ in range(4)))
        await gateway.settle()
        said = gateway.phone().everything
        assert (
            said.count(many_messages(Language.BANGLISH))
            + said.count(many_messages(Language.ENGLISH))
            == 1
        )
        assert len(said) == 21
        assert sorted(await states(gateway)) == ["answered"] * 20 + ["handed_over"] * 40

    async def test_what_waited_for_a_worker_is_none(self, gateway: Gateway) -> None:
        for number in range(30):
            form = twilio_form(Body=f"my money did not come {number}")
            await gateway.post_twilio(INBOUND, form)
            gateway.clock.advance(minutes=1)
        await gateway.settle()
        assert len(gateway.phone().everything) == 30

    async def test_tries_are_no_messages(self, gateway: Gateway) -> None:
        gateway.assistant.down = "down"
        phone = gateway.phone()
        await phone.sends("my money did not come")
        for _ in range(30):
            await gateway.parts.conversation.serve(await only_contact(gateway))
        gateway.assistant.down = None
        gateway.clock.advance(minutes=2)
        await gateway.settle()
        phone.hears(apology(Language.ENGLISH))
        phone.hears("heard: my money did not come")

    async def test_is_none_of_one_phone_more_than_of_another(self, gateway: Gateway) -> None:
        await self.send_many(gateway.phone(), 25)
        other = gateway.phone("+8801812345678")
        await other.sends("salam")
        other.hears("heard: salam")

    async def test_steps_of_a_call_are_none(self, gateway: Gateway, caller: Handset) -> None:
        await caller.dials()
        for number in range(30):
            await caller.types(f"step {number}")
            assert gateway.assistant.heard[-1] == f"step {number}"


class TestWithoutRedis:
    async def test_no_message_is_lost(
        self, gateway: Gateway, monkeypatch: pytest.MonkeyPatch
    ) -> None:
        phone = gateway.phone()
        restraint = gateway.parts.conversation.restraint
        with monkeypatch.context() as broken:
            broken.setattr(restraint, "_redis", RedisAway())
            await phone.sends("my money did not come")
            phone.hears(apology(Language.ENGLISH))
            assert await states(gateway) == ["pending"]
        gateway.clock.advance(minutes=2)
        await gateway.settle()
        phone.hears("heard: my money did not come")

    async def test_the_case_managers_messages_are_accepted(
        self, gateway: Gateway, monkeypatch: pytest.MonkeyPatch
    ) -> None:
        await gateway.phone().sends("salam")
        monkeypatch.setattr(gateway.app.state.restraint, "_redis", RedisAway())
        assert (await gateway.sends_message()).status_code == 202


async def test_a_message_held_back_names_nobody_in_the_logs(gateway: Gateway) -> None:
    with capture_logs() as told:
        await gateway.phone(SIM).sends("a secret word")
    [line] = [each for each in told if each["event"] == "held_back"]
    assert line.keys() == {"event", "log_level", "message_id", "channel", "reason"}
