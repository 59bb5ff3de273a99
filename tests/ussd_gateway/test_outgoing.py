import asyncio
from dataclasses import replace
from datetime import timedelta
from uuid import uuid4

import httpx
import pytest

from tests.ussd_gateway.fakes import RedisAway
from tests.ussd_gateway.harness import Gateway, Phone
from ussd_gateway.messages import Language
from ussd_gateway.sending.health import Health
from ussd_gateway.texts import apology

pytestmark = pytest.mark.anyio


@pytest.fixture
async def phone(gateway: Gateway) -> Phone:
    phone = gateway.phone()
    await phone.sends("my money did not come")
    phone.hears("heard")
    return phone


class TestAcceptance:
    async def test_a_message_of_the_case_manager_goes_out(
        self, gateway: Gateway, phone: Phone
    ) -> None:
        response = await gateway.sends_message()
        await gateway.settle()
        assert response.status_code == 202
        phone.hears("Apnar taka 1 December er moddhe ashbe.")

    async def test_typographic_signs_that_cost_a_part_are_sent_plain(
        self, gateway: Gateway, phone: Phone
    ) -> None:
        await gateway.sends_message(text="Apnar “taka” ashbe… " * 5)
        await gateway.settle()
        phone.hears('Apnar "taka" ashbe... ' * 5)

    async def test_the_same_id_again_is_sent_once(self, gateway: Gateway, phone: Phone) -> None:
        responses = await asyncio.gather(*(gateway.sends_message() for _ in range(10)))
        await gateway.settle()
        assert {response.status_code for response in responses} == {202}
        phone.hears("Apnar taka")
        phone.hears_nothing_more()

    async def test_the_same_id_with_other_words_is_refused(
        self, gateway: Gateway, phone: Phone
    ) -> None:
        await gateway.sends_message()
        response = await gateway.sends_message(text="something else")
        assert (response.status_code, response.json()["error"]) == (409, "MessageIdReused")

    async def test_an_unknown_contact_is_not_found(self, gateway: Gateway, phone: Phone) -> None:
        response = await gateway.sends_message(contact_id="00000000-0000-4000-8000-000000000000")
        assert (response.status_code, response.json()["error"]) == (404, "UnknownContact")

    @pytest.mark.parametrize("sender", ["16247", "bKash"])
    async def test_a_machine_is_not_written_to(self, gateway: Gateway, sender: str) -> None:
        await gateway.phone(sender).sends("Congratulations! You have won.")
        response = await gateway.sends_message()
        assert (response.status_code, response.json()["error"]) == (409, "NotAddressable")
        await gateway.settle()
        assert gateway.twilio.sent == []

    async def test_a_refused_id_may_come_again(self, gateway: Gateway, phone: Phone) -> None:
        await gateway.sends_message(contact_id="00000000-0000-4000-8000-000000000000")
        assert (await gateway.sends_message()).status_code == 202

    async def test_a_contact_who_opted_out_gets_nothing(
        self, gateway: Gateway, phone: Phone
    ) -> None:
        gateway.assistant.say = lambda _: [{"text": "Bye"}, {"custom": {"opt_out": True}}]
        await phone.sends("no more of these, please")
        response = await gateway.sends_message()
        assert response.status_code == 409
        assert response.json() == {
            "error": "ContactOptedOut",
            "detail": "this contact wants no messages",
        }

    @pytest.mark.parametrize("authorization", ["", "Bearer", "Bearer wrong", "Basic gateway-token"])
    async def test_only_the_case_manager_may(self, gateway: Gateway, authorization: str) -> None:
        response = await gateway.web.post(
            "/api/v1/messages", json={}, headers={"Authorization": authorization}
        )
        assert (response.status_code, response.json()["error"]) == (401, "TokenRefused")

    @pytest.mark.parametrize(
        ("changes", "words"),
        [
            ({"text": None}, "exactly one of text and template"),
            ({"template": "case_opened"}, "exactly one of text and template"),
            ({"text": None, "template": "case_opened"}, "no template of this name"),
            ({"text": "  "}, "text: "),
            ({"text": "x" * 1601}, "text: "),
            ({"message_id": "7"}, "message_id: "),
            ({"contact_id": None}, "contact_id: "),
            ({"language": "fr"}, "language: "),
            ({"case_reference": "123"}, "case_reference: "),
            ({"case_reference": None, "expects_reply": True}, "expects_reply needs"),
            ({"about": "remedy"}, "about needs expects_reply"),
            ({"about": "The remedy", "expects_reply": True}, "about: "),
            ({"about": "x" * 21, "expects_reply": True}, "about: "),
            ({"colour": "red"}, "colour: "),
        ],
    )
    async def test_malformed_requests_are_refused_with_words(
        self, gateway: Gateway, phone: Phone, changes: dict[str, object], words: str
    ) -> None:
        response = await gateway.sends_message(**changes)
        assert response.status_code == 422
        assert response.json()["error"] == "Malformed"
        assert words in response.json()["detail"]


class TestTheSameWords:
    async def again(self, gateway: Gateway, **changes: object) -> httpx.Response:
        return await gateway.sends_message(message_id=str(uuid4()), **changes)

    @pytest.mark.parametrize("is_gone", [False, True])
    async def test_are_refused_within_half_an_hour(
        self, gateway: Gateway, phone: Phone, is_gone: bool
    ) -> None:
        await gateway.sends_message()
        if is_gone:
            await gateway.settle()
        response = await self.again(gateway)
        assert (response.status_code, response.json()["error"]) == (409, "SameTextAgain")
        await gateway.settle()
        phone.hears("Apnar taka")
        phone.hears_nothing_more()

    async def test_of_many_at_once_one_is_accepted(self, gateway: Gateway, phone: Phone) -> None:
        responses = await asyncio.gather(*(self.again(gateway) for _ in range(5)))
        assert sorted(each.status_code for each in responses) == [202, 409, 409, 409, 409]

    async def test_go_about_another_case_of_the_same_phone(
        self, gateway: Gateway, phone: Phone
    ) -> None:
        await gateway.sends_message()
        assert (await self.again(gateway, case_reference="48210942")).status_code == 202
        await gateway.settle()
        phone.hears("Apnar taka")
        phone.hears("Apnar taka")

    async def test_go_where_they_are_meant_twice(self, gateway: Gateway, phone: Phone) -> None:
        await gateway.sends_message()
        assert (await self.again(gateway, again=True)).status_code == 202
        await gateway.settle()
        phone.hears("Apnar taka")
        phone.hears("Apnar taka")

    async def test_go_where_they_failed_before(self, gateway: Gateway, phone: Phone) -> None:
        gateway.twilio.status, gateway.twilio.answer = 400, {"code": 21211}
        await gateway.sends_message()
        await gateway.settle()
        gateway.twilio.status, gateway.twilio.answer = 201, None
        assert (await self.again(gateway)).status_code == 202

    async def test_are_refused_where_an_operator_had_the_failed_ones_sent_again(
        self, gateway: Gateway, phone: Phone
    ) -> None:
        gateway.twilio.status, gateway.twilio.answer = 400, {"code": 21211}
        await gateway.sends_message()
        await gateway.settle()
        failed = await gateway.value("SELECT id FROM gateway.outbox WHERE state = 'failed'")
        await gateway.web.post(
            f"/api/v1/failed-messages/{failed}/resends",
            headers={"Authorization": "Bearer gateway-token"},
        )
        assert (await self.again(gateway)).json()["error"] == "SameTextAgain"

    async def test_go_to_another_contact(self, gateway: Gateway, phone: Phone) -> None:
        await gateway.phone("+8801812345678").sends("salam")
        for row in await gateway.rows("SELECT id FROM gateway.contacts"):
            assert (await self.again(gateway, contact_id=str(row.id))).status_code == 202

    async def test_are_remembered_as_long_as_the_first_ones_wait(
        self, gateway: Gateway, phone: Phone
    ) -> None:
        later = (gateway.clock() + timedelta(hours=5)).isoformat()
        await gateway.sends_message(not_before=later)
        for hours in (4.5, 0.5, 0.4):
            gateway.clock.advance(hours=hours)
            await gateway.settle()
            assert (await self.again(gateway)).status_code == 409
        gateway.clock.advance(hours=0.2)
        assert (await self.again(gateway)).status_code == 202

    async def test_are_known_while_redis_is_slow_or_away(
        self, gateway: Gateway, phone: Phone, monkeypatch: pytest.MonkeyPatch
    ) -> None:
        router = gateway.app.state.router
        away = Health(RedisAway(), "")  # type: ignore[arg-type]
        monkeypatch.setitem(gateway.app.state._state, "router", replace(router, health=away))
        assert (await self.again(gateway)).status_code == 202
        assert (await self.again(gateway)).status_code == 409

    async def test_an_id_from_before_they_were_compared_is_still_the_same_message(
        self, gateway: Gateway, phone: Phone
    ) -> None:
        await gateway.sends_message()
        assert (await gateway.sends_message(again=True)).status_code == 202
        await gateway.settle()
        phone.hears("Apnar taka")
        phone.hears_nothing_more()


class TestExpectedReply:
    async def test_the_assistant_knows_before_the_citizen_reads(
        self, gateway: Gateway, phone: Phone
    ) -> None:
        await gateway.sends_message(expects_reply=True)
        [held] = await gateway.parts.announcer.claim(9)
        assert await gateway.claim(9) == []
        await gateway.parts.announcer.announce(held)
        [event] = gateway.assistant.events
        assert event["case_reference"] == "48210934"
        await gateway.settle()
        phone.hears("Apnar taka")

    @pytest.mark.parametrize("about", ["remedy", None])
    async def test_what_it_is_about_is_passed_on_as_it_is(
        self, gateway: Gateway, phone: Phone, about: str | None
    ) -> None:
        await gateway.sends_message(expects_reply=True, about=about)
        await gateway.settle()
        [event] = gateway.assistant.events
        assert event["about"] == about

    async def test_it_waits_for_the_assistant(self, gateway: Gateway, phone: Phone) -> None:
        gateway.assistant.down = "down"
        await gateway.sends_message(expects_reply=True)
        await gateway.settle()
        phone.hears_nothing_more()
        gateway.assistant.down = None
        gateway.clock.advance(minutes=2)
        await gateway.settle()
        assert len(gateway.assistant.events) == 1
        phone.hears("Apnar taka")

    async def test_meanwhile_answers_pass_by(self, gateway: Gateway, phone: Phone) -> None:
        gateway.assistant.down = "down"
        await gateway.sends_message(expects_reply=True)
        await phone.sends("please answer")
        phone.hears(apology(Language.ENGLISH))

    async def test_but_other_case_messages_stay_behind(
        self, gateway: Gateway, phone: Phone
    ) -> None:
        gateway.assistant.down = "down"
        await gateway.sends_message(expects_reply=True, text="first")
        await gateway.sends_message(
            text="second", message_id="0197f3aa-4444-7c00-8000-00000000000e"
        )
        await gateway.settle()
        phone.hears_nothing_more()
        gateway.assistant.down = None
        gateway.clock.advance(minutes=2)
        await gateway.settle()
        phone.hears("first")
        phone.hears("second")
        assert len(gateway.assistant.events) == 1

    async def test_it_waits_for_a_turn_to_end(self, gateway: Gateway, phone: Phone) -> None:
        contact_id = await gateway.value("SELECT id FROM gateway.contacts")
        token = await gateway.parts.locks.acquire(contact_id)
        assert token
        await gateway.sends_message(expects_reply=True)
        await gateway.settle()
        assert gateway.assistant.events == []
        async with gateway.parts.locks.keep(contact_id, token):
            gateway.clock.advance(minutes=2)
        await gateway.settle()
        assert len(gateway.assistant.events) == 1

    async def test_the_numbers_offered_before_mean_nothing_after_a_question(
        self, gateway: Gateway, phone: Phone
    ) -> None:
        gateway.assistant.say = lambda _: [
            {"text": "Which?", "buttons": [{"title": "A", "payload": "/a"}]}
        ]
        await phone.sends("salam")
        await gateway.sends_message(expects_reply=True)
        await gateway.settle()
        await phone.sends("1")
        assert gateway.assistant.heard[-1] == "1"


class TestReports:
    async def test_the_case_manager_learns_how_far_it_got(
        self, gateway: Gateway, phone: Phone
    ) -> None:
        await gateway.sends_message()
        await gateway.settle()
        form = {"MessageSid": "SM" + f"{2:032x}", "MessageStatus": "delivered"}
        await gateway.post_twilio("/channels/twilio/status", form)
        await gateway.settle()
        states = [event["status"] for event in gateway.case_manager.events_of("delivery_changed")]
        assert states == ["accepted", "delivered"]

    async def test_nothing_is_reported_of_answers(self, gateway: Gateway, phone: Phone) -> None:
        assert gateway.case_manager.events == []

    async def test_reports_wait_for_the_case_manager_in_order(
        self, gateway: Gateway, phone: Phone
    ) -> None:
        gateway.case_manager.status = 500
        await gateway.sends_message()
        await gateway.settle()
        form = {"MessageSid": "SM" + f"{2:032x}", "MessageStatus": "delivered"}
        await gateway.post_twilio("/channels/twilio/status", form)
        await gateway.settle()
        assert await gateway.value("SELECT count(*) FROM gateway.events") == 2
        gateway.case_manager.status = 200
        gateway.clock.advance(minutes=2)
        await gateway.settle()
        assert [e["status"] for e in gateway.case_manager.events] == ["accepted", "delivered"]
        assert await gateway.value("SELECT count(*) FROM gateway.events") == 0

    async def test_a_refused_report_is_kept_and_stops_nobody(
        self, gateway: Gateway, phone: Phone
    ) -> None:
        await gateway.sends_message()
        gateway.case_manager.status = 422
        await gateway.settle()
        gateway.case_manager.status = 200
        form = {"MessageSid": "SM" + f"{2:032x}", "MessageStatus": "delivered"}
        await gateway.post_twilio("/channels/twilio/status", form)
        await gateway.settle()
        assert [e["status"] for e in gateway.case_manager.events] == ["delivered"]
        assert await gateway.value("SELECT count(*) FROM gateway.events") == 1
