from datetime import timedelta
from typing import Any
from uuid import UUID

import pytest
from itsdangerous import URLSafeSerializer
from sqlalchemy import text

from tests.ussd_gateway.harness import Gateway, twilio_form
from ussd_gateway.messages import Language
from ussd_gateway.texts import apology

pytestmark = pytest.mark.anyio
BUTTONS = [
    {"title": "July", "payload": '/inform{"payment": "1"}'},
    {"title": "April", "payload": '/inform{"payment": "2"}'},
]


def asks_which(turn: dict[str, Any]) -> list[dict[str, Any]]:
    if turn["message"].startswith("/inform"):
        return [{"text": f"chosen: {turn['message']}"}]
    return [{"text": "Which one?", "buttons": BUTTONS}]


class TestTurn:
    async def test_a_message_is_answered_by_the_assistant(self, gateway: Gateway) -> None:
        phone = gateway.phone()
        await phone.sends("my allowance did not come")
        phone.hears("heard: my allowance did not come")
        phone.hears_nothing_more()

    async def test_the_assistant_sees_no_phone(self, gateway: Gateway) -> None:
        await gateway.phone("+8801712345678").sends("salam")
        [turn] = gateway.assistant.turns
        assert "1712345678" not in str(turn)
        assert UUID(turn["sender"]) == await gateway.value("SELECT id FROM gateway.contacts")

    async def test_the_turn_carries_a_grant_for_this_message(self, gateway: Gateway) -> None:
        await gateway.phone().sends("salam")
        [turn] = gateway.assistant.turns
        grant = URLSafeSerializer("grant-key", salt="grant").loads(turn["metadata"]["grant"])
        assert grant["conversation_id"] == turn["sender"]
        assert grant["message_id"] == turn["metadata"]["message_id"]

    async def test_several_answers_are_one_sms(self, gateway: Gateway) -> None:
        gateway.assistant.say = lambda _: [{"text": "One."}, {"text": "Two."}]
        phone = gateway.phone()
        await phone.sends("salam")
        phone.hears("One.\nTwo.")
        phone.hears_nothing_more()

    async def test_messages_of_one_contact_are_asked_in_order(self, gateway: Gateway) -> None:
        phone = gateway.phone()
        gateway.assistant.down = "down"
        await phone.sends("first")
        await phone.sends("second")
        gateway.assistant.down = None
        await phone.sends("third")
        assert gateway.assistant.heard == ["first", "second", "third"]

    async def test_contacts_do_not_wait_for_each_other(self, gateway: Gateway) -> None:
        def fails_for_one(turn: dict[str, Any]) -> list[dict[str, Any]]:
            return [] if turn["message"] == "bad" else [{"text": "fine"}]

        gateway.assistant.say = fails_for_one
        await gateway.phone("+8801712345678").sends("bad")
        other = gateway.phone("+8801812345678")
        await other.sends("good")
        other.hears("fine")


class TestCommandsOfCitizens:
    @pytest.mark.parametrize(
        "words", ["/restart", " /restart", "／restart", "\u200b/restart", "\u09cd/restart"]
    )
    async def test_a_citizens_slash_is_only_text(self, gateway: Gateway, words: str) -> None:
        phone = gateway.phone()
        await phone.sends(words)
        assert gateway.assistant.heard == ["restart"]
        phone.hears("heard: restart")

    async def test_an_empty_sms_is_asked_as_a_question_mark(self, gateway: Gateway) -> None:
        await gateway.phone().sends("")
        assert gateway.assistant.heard == ["?"]


class TestOptions:
    @pytest.mark.parametrize("digit", ["2", "২"])
    async def test_a_digit_becomes_the_offered_payload(self, gateway: Gateway, digit: str) -> None:
        gateway.assistant.say = asks_which
        phone = gateway.phone()
        await phone.sends("taka ashe nai")
        phone.hears("Which one?\n1. July\n2. April")
        await phone.sends(digit)
        phone.hears('chosen: /inform{"payment": "2"}')

    async def test_a_digit_means_nothing_once_the_offer_is_over(self, gateway: Gateway) -> None:
        gateway.assistant.say = asks_which
        phone = gateway.phone()
        for words in ("taka ashe nai", "1", "1"):
            await phone.sends(words)
        assert gateway.assistant.heard[-1] == "1"


class TestIntroduction:
    async def test_the_case_manager_learns_who_it_is_before_the_first_turn(
        self, gateway: Gateway
    ) -> None:
        phone = gateway.phone()
        await phone.sends("amar bhatar taka ashe nai")
        await phone.sends("ekhono ashe nai")
        contact_id = str(await gateway.value("SELECT id FROM gateway.contacts"))
        body = {"phone": "+8801712345678", "language": "bn-Latn"}
        assert gateway.case_manager.conversations == [(contact_id, body)]

    async def test_and_again_when_the_language_changes(self, gateway: Gateway) -> None:
        gateway.assistant.say = lambda _: [{"text": "OK"}, {"custom": {"set_language": "en"}}]
        await gateway.phone().sends("amar bhatar taka ashe nai")
        languages = [body["language"] for _, body in gateway.case_manager.conversations]
        assert languages == ["bn-Latn", "en"]
        assert await gateway.value("SELECT language FROM gateway.contacts") == "en"

    @pytest.mark.parametrize("status", [500, 404])
    async def test_no_turn_without_it(self, gateway: Gateway, status: int) -> None:
        gateway.case_manager.status = status
        phone = gateway.phone()
        await phone.sends("my money did not come")
        phone.hears(apology(Language.ENGLISH))
        assert gateway.assistant.turns == []


class TestApology:
    @pytest.mark.parametrize("down", ["timeout", "refused", "error"])
    async def test_a_silent_assistant_is_apologised_for_once(
        self, gateway: Gateway, down: str
    ) -> None:
        gateway.assistant.down = down
        phone = gateway.phone()
        await phone.sends("আমার ভাতার টাকা আসে নাই")
        for _ in range(3):
            gateway.clock.advance(minutes=2)
            await gateway.settle()
        phone.hears(apology(Language.BANGLA))
        phone.hears_nothing_more()

    @pytest.mark.parametrize(
        "answers",
        [
            [],
            [{"text": "  "}],
            [{"custom": {"set_language": "en"}}],
            [{"text": "x", "buttons": [{"title": "no slash", "payload": "restart"}]}],
            [{"text": {"not": "text"}}],
        ],
    )
    async def test_nothing_to_say_counts_as_silence(
        self, gateway: Gateway, answers: list[dict[str, Any]]
    ) -> None:
        gateway.assistant.say = lambda _: answers
        phone = gateway.phone()
        await phone.sends("my money did not come")
        phone.hears(apology(Language.ENGLISH))

    async def test_the_answer_follows_when_the_assistant_is_back(self, gateway: Gateway) -> None:
        gateway.assistant.down = "down"
        phone = gateway.phone()
        await phone.sends("my money did not come")
        gateway.assistant.down = None
        gateway.clock.advance(minutes=2)
        await gateway.settle()
        phone.hears(apology(Language.ENGLISH))
        phone.hears("heard: my money did not come")
        phone.hears_nothing_more()

    async def test_each_message_gets_its_own(self, gateway: Gateway) -> None:
        gateway.assistant.down = "down"
        phone = gateway.phone()
        await phone.sends("my money did not come")
        await phone.sends("please answer")
        phone.hears(apology(Language.ENGLISH))
        phone.hears(apology(Language.ENGLISH))
        phone.hears_nothing_more()

    async def test_a_retry_carries_the_same_message_id(self, gateway: Gateway) -> None:
        tried: list[str] = []

        def note(turn: dict[str, Any]) -> list[dict[str, Any]]:
            tried.append(turn["metadata"]["message_id"])
            return []

        gateway.assistant.say = note
        await gateway.phone().sends("salam")
        gateway.assistant.answered.clear()
        gateway.clock.advance(minutes=2)
        await gateway.settle()
        assert len(tried) == 2
        assert len(set(tried)) == 1

    async def test_nobody_waits_longer_than_the_deadline(self, gateway: Gateway) -> None:
        phone = gateway.phone()
        await phone.sends("my money did not come")
        phone.hears("heard")
        contact_id = await gateway.value("SELECT id FROM gateway.contacts")
        assert await gateway.parts.locks.acquire(contact_id)
        await phone.sends("my turn never comes")
        await gateway.watch_deadlines()
        phone.hears_nothing_more()
        gateway.clock.advance(seconds=21)
        await gateway.watch_deadlines()
        await gateway.watch_deadlines()
        await gateway.settle()
        phone.hears(apology(Language.ENGLISH))
        phone.hears_nothing_more()


class TestHandOver:
    async def test_after_an_hour_a_person_takes_over(self, gateway: Gateway) -> None:
        gateway.assistant.down = "down"
        phone = gateway.phone()
        await phone.sends("my money did not come")
        gateway.clock.advance(minutes=59)
        await gateway.settle()
        assert gateway.case_manager.events == []
        gateway.clock.advance(minutes=3)
        await gateway.settle()
        [event] = gateway.case_manager.events
        assert event["kind"] == "message_unanswered"
        assert event["text"] == "my money did not come"
        assert event["channel"] == "sms"
        assert event["language"] == "en"

    async def test_then_the_assistant_is_not_asked_again(self, gateway: Gateway) -> None:
        gateway.assistant.down = "down"
        await gateway.phone().sends("my money did not come")
        gateway.clock.advance(minutes=61)
        await gateway.settle()
        gateway.assistant.down = None
        gateway.clock.advance(minutes=61)
        await gateway.settle()
        assert gateway.assistant.turns == []
        assert await gateway.value("SELECT state FROM gateway.inbox") == "handed_over"

    async def test_later_messages_go_on(self, gateway: Gateway) -> None:
        gateway.assistant.down = "down"
        phone = gateway.phone()
        await phone.sends("first")
        gateway.clock.advance(minutes=61)
        await gateway.settle()
        gateway.assistant.down = None
        await phone.sends("second")
        assert gateway.assistant.heard == ["second"]

    async def test_a_case_manager_down_from_the_first_message_still_learns_of_it(
        self, gateway: Gateway
    ) -> None:
        gateway.case_manager.status = 503
        await gateway.phone().sends("my money did not come")
        gateway.clock.advance(minutes=61)
        await gateway.settle()
        assert await gateway.value("SELECT state FROM gateway.inbox") == "handed_over"
        gateway.case_manager.status = 200
        gateway.clock.advance(minutes=2)
        await gateway.settle()
        [event] = gateway.case_manager.events
        assert event["text"] == "my money did not come"
        body = {"phone": "+8801712345678", "language": "en"}
        assert gateway.case_manager.conversations == [(event["conversation_id"], body)]
        assert await gateway.value("SELECT count(*) FROM gateway.events") == 0

    async def test_so_does_one_while_redis_is_away(self, gateway: Gateway) -> None:
        await gateway.post_twilio("/channels/twilio/inbound", twilio_form())
        contact_id = await gateway.value("SELECT id FROM gateway.contacts")
        gateway.clock.advance(minutes=61)
        await gateway.parts.conversation.unaided.apologise(
            contact_id
        )  # all that happens without Redis
        await gateway.settle()
        assert len(gateway.case_manager.events) == 1

    async def test_a_channel_no_longer_configured_was_an_sms(self, gateway: Gateway) -> None:
        gateway.assistant.down = "down"
        await gateway.phone().sends("my money did not come")
        async with gateway.parts.sessions.begin() as session:
            await session.execute(text("UPDATE gateway.inbox SET channel = 'of_last_year'"))
        gateway.clock.advance(minutes=61)
        await gateway.settle()
        [event] = gateway.case_manager.events
        assert event["channel"] == "sms"


class TestSecrets:
    @pytest.mark.parametrize("secret", ["4821", "993311"])
    async def test_no_pin_or_otp_is_kept_or_passed_on(self, gateway: Gateway, secret: str) -> None:
        phone = gateway.phone()
        await phone.sends("amar pin 4821 otp 993311")
        phone.hears("heard: amar pin •••• otp ••••")
        [row] = await gateway.rows("SELECT id, text_sealed, raw_sealed FROM gateway.inbox")
        sealer = gateway.parts.conversation.sealer
        text = sealer.open(row.text_sealed, f"inbox.text:{row.id}")
        assert text == "amar pin •••• otp ••••"
        assert secret not in sealer.open(row.raw_sealed, f"inbox.raw:{row.id}")
        assert secret not in gateway.assistant.heard[0]


class TestCost:
    async def test_the_assistant_learns_whether_the_channel_is_free(self, gateway: Gateway) -> None:
        await gateway.phone().sends("salam")
        assert gateway.assistant.turns[0]["metadata"]["is_free"] is False


class TestCommandsOfTheAssistant:
    async def test_an_opt_out_is_kept_and_reported_once(self, gateway: Gateway) -> None:
        gateway.assistant.say = lambda _: [{"text": "Bye"}, {"custom": {"opt_out": True}}]
        phone = gateway.phone()
        await phone.sends("no more of these, please")
        await phone.sends("no more of these, please")
        [event] = gateway.case_manager.events
        assert event["kind"] == "opted_out"
        phone.hears("Bye")  # the answer to one's own message still comes
        phone.hears("Bye")

    async def test_an_opt_in_undoes_it(self, gateway: Gateway) -> None:
        phone = gateway.phone()
        for command in ("opt_out", "opt_in"):
            gateway.assistant.say = lambda _, c=command: [{"text": "OK"}, {"custom": {c: True}}]
            await phone.sends("x")
        kinds = [event["kind"] for event in gateway.case_manager.events]
        assert kinds == ["opted_out", "opted_in"]
        assert (await gateway.sends_message()).status_code == 202

    async def test_what_a_command_does_not_mention_stays(self, gateway: Gateway) -> None:
        gateway.assistant.say = lambda _: [
            {"text": "OK"},
            {"custom": {"set_language": "bn"}},
            {"custom": {"something_new": 1}},
        ]
        await gateway.phone().sends("x")
        row = (await gateway.rows("SELECT language, opted_out_at FROM gateway.contacts"))[0]
        assert tuple(row) == ("bn", None)

    async def test_a_muted_contact_gets_case_messages_later(self, gateway: Gateway) -> None:
        until = (gateway.clock() + timedelta(hours=1)).isoformat()
        gateway.assistant.say = lambda _: [{"text": "OK"}, {"custom": {"mute_until": until}}]
        phone = gateway.phone()
        await phone.sends("not now")
        phone.hears("OK")
        await gateway.sends_message()
        await gateway.settle()
        phone.hears_nothing_more()
        gateway.clock.advance(hours=2)
        await gateway.settle()
        phone.hears("Apnar taka")
