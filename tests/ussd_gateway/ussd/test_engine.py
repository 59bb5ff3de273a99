import asyncio
from dataclasses import replace

import pytest

from tests.ussd_gateway.counting import counted_up
from tests.ussd_gateway.harness import Gateway
from tests.ussd_gateway.ussd.handset import Handset
from tests.ussd_gateway.ussd.menu import MENU
from ussd_gateway.messages import Language
from ussd_gateway.texts import ussd_text

pytestmark = pytest.mark.anyio
NO_SUCH = ussd_text("no_such_number", Language.BANGLISH)


class TestACall:
    async def test_begins_with_the_menu_and_goes_on_by_digits(self, phone: Handset) -> None:
        await phone.dials()
        assert phone.screen == "Welcome\n1. option 1\n2. option 2\n3. option 3"
        await phone.types("1")
        phone.sees("heard: /choose{1}", "0 pichhe 00 shuru")
        await phone.types("amar taka ashe nai")
        phone.sees("heard: amar taka ashe nai")

    async def test_a_screen_says_its_size(self, phone: Handset) -> None:
        await phone.dials()
        units = len(phone.screen)
        assert phone.last == {
            "screen": phone.screen,
            "ended": False,
            "encoding": "GSM-7",
            "octets": -(-units * 7 // 8),
            "units": units,
            "room": 182,
        }

    async def test_zero_goes_back_and_two_zeros_go_home(self, phone: Handset) -> None:
        await phone.dials()
        await phone.types("1")
        await phone.types("0")
        phone.sees("heard: /go_back")
        await phone.types("00")
        phone.sees("Welcome")

    async def test_bangla_digits_are_digits(self, phone: Handset) -> None:
        await phone.dials()
        await phone.types("২")
        phone.sees("9 aro")
        await phone.types("৯")
        phone.sees("end")
        await phone.types("০০")
        phone.sees("Welcome")

    async def test_long_words_are_turned_page_by_page(
        self, phone: Handset, gateway: Gateway
    ) -> None:
        await phone.dials()
        await phone.types("2")
        first = phone.screen
        phone.sees("word", "9 aro 0 pichhe 00 shuru")
        await phone.types("9")
        phone.sees("word end")
        assert "9 aro" not in phone.screen
        await phone.types("0")
        assert phone.screen == first
        assert gateway.assistant.heard == ["/greet", "/choose{2}"]

    async def test_nine_is_an_answer_where_nothing_more_follows(self, phone: Handset) -> None:
        await phone.dials()
        await phone.types("1")
        await phone.types("9")
        phone.sees("heard: 9")

    async def test_ends_when_the_assistant_says_so(self, phone: Handset) -> None:
        await phone.dials()
        await phone.types("3")
        phone.sees_the_end("Bye")
        await phone.types("1")
        phone.sees_the_end("Bye")

    async def test_a_long_goodbye_ends_on_its_last_page(
        self, phone: Handset, gateway: Gateway
    ) -> None:
        gateway.assistant.say = lambda _: [
            {"text": "word " * 60 + "bye"},
            {"custom": {"end_session": True}},
        ]
        await phone.dials()
        phone.sees("9 aro")
        await phone.types("9")
        phone.sees_the_end("bye")

    async def test_is_journalled_and_answered(self, phone: Handset, gateway: Gateway) -> None:
        await phone.dials()
        await phone.types("1")
        assert await gateway.inbox_states() == ["answered", "answered"]
        await gateway.settle()
        assert await phone.received_sms() == []
        assert await gateway.value("SELECT count(*) FROM gateway.outbox") == 0

    async def test_the_assistant_hears_which_channel_it_is(
        self, phone: Handset, gateway: Gateway
    ) -> None:
        await phone.dials()
        metadata = gateway.assistant.turns[0]["metadata"]
        assert (metadata["channel"], metadata["can_script"]) == ("ussd", False)
        assert metadata["language"] == "bn"
        await Handset(gateway, channel="simulator-ussd-bangla").dials()
        assert gateway.assistant.turns[1]["metadata"]["can_script"] is True

    async def test_bangla_screens_hold_eighty_letters(
        self, phone: Handset, gateway: Gateway
    ) -> None:
        gateway.assistant.say = lambda _: [{"text": "আপনার টাকা " * 20}]
        bangla = Handset(gateway, channel="simulator-ussd-bangla")
        await bangla.dials()
        bangla.sees("৯ আরও")
        assert (bangla.last["encoding"], bangla.last["room"]) == ("UCS-2", 80)
        assert bangla.last["octets"] <= 160

    async def test_a_change_of_language_shows_at_once(
        self, phone: Handset, gateway: Gateway
    ) -> None:
        gateway.assistant.say = lambda _: [{"text": "Yes"}, {"custom": {"set_language": "en"}}]
        await phone.dials()
        await phone.types("English please")
        phone.sees("Yes\n0 back 00 home")
        assert await gateway.value("SELECT language FROM gateway.contacts") == "en"


class TestWrongInput:
    async def test_an_unknown_digit_gets_the_screen_and_a_hint(
        self, phone: Handset, gateway: Gateway
    ) -> None:
        await phone.dials()
        await phone.types("7")
        assert phone.screen == f"{NO_SUCH}\nWelcome\n1. option 1\n2. option 2\n3. option 3"
        await phone.types("1")
        phone.sees("heard: /choose{1}")
        assert gateway.assistant.heard == ["/greet", "/choose{1}"]

    async def test_a_hint_keeps_the_page(self, phone: Handset, gateway: Gateway) -> None:
        gateway.assistant.say = lambda _: [{"text": "word " * 50, "buttons": MENU}]
        await phone.dials()
        await phone.types("9")
        phone.sees("3. option 3")
        await phone.types("8")
        phone.sees(NO_SUCH, "3. option 3")

    @pytest.mark.parametrize("nothing", ["", " ", "\n"])
    async def test_an_empty_input_gets_the_screen_again(self, phone: Handset, nothing: str) -> None:
        await phone.dials()
        await phone.types(nothing)
        phone.sees(ussd_text("nothing_typed", Language.BANGLISH), "Welcome")

    async def test_five_hundred_characters_are_read_and_more_are_not(
        self, phone: Handset, gateway: Gateway
    ) -> None:
        await phone.dials()
        await phone.types("x" * 500)
        assert gateway.assistant.heard[-1] == "x" * 500
        await phone.types("y" * 501)
        phone.sees(ussd_text("too_long", Language.BANGLISH))
        assert "y" not in gateway.assistant.heard[-1]

    @pytest.mark.parametrize("words", ["1971", "48210934", "*", "1*2", "/restart", "টাকা"])
    async def test_words_and_long_numbers_are_for_the_assistant(
        self, phone: Handset, gateway: Gateway, words: str
    ) -> None:
        await phone.dials()
        await phone.types(words)
        assert gateway.assistant.heard[-1] == words.removeprefix("/")

    @pytest.mark.parametrize("words", ["/go_home", "/greet", "/go_back"])
    async def test_nobody_types_a_command(
        self, phone: Handset, gateway: Gateway, words: str
    ) -> None:
        await phone.dials()
        await phone.types(words)
        assert gateway.assistant.heard[-1] == words.removeprefix("/")

    async def test_another_phone_never_sees_this_call(
        self, phone: Handset, gateway: Gateway
    ) -> None:
        await phone.dials()
        await phone.types("1")
        stranger = Handset(gateway, "+8801812345678", session=phone.session)
        await stranger.types("1")
        stranger.sees_the_end(ussd_text("other_phone", Language.BANGLISH).format(code="*16236#"))
        await stranger.hangs_up()
        await phone.types("hello")
        phone.sees("heard: hello")

    async def test_another_code_is_not_ours(self, phone: Handset, gateway: Gateway) -> None:
        body = {"session": "s", "from": phone.number, "to": "*999#", "id": "1", "is_new": True}
        response = await gateway.web.post(
            "/channels/simulator-ussd/ussd",
            json=body,
            headers={"X-Simulator-Secret": "simulator-secret"},
        )
        assert (response.status_code, response.json()["error"]) == (404, "UnknownServiceCode")
        assert "*16236#" in response.json()["detail"]


class TestDeliveredTwice:
    async def test_the_same_step_gets_the_same_screen(
        self, phone: Handset, gateway: Gateway
    ) -> None:
        await phone.dials()
        await phone.types("1", id="same")
        first = phone.last
        async with counted_up(gateway, "nalish_gateway_repeated_total"):
            await phone.types("1", id="same")
        assert phone.last == first
        assert gateway.assistant.heard == ["/greet", "/choose{1}"]

    async def test_a_page_is_not_turned_twice(self, phone: Handset) -> None:
        await phone.dials()
        await phone.types("2")
        await phone.types("9", id="same")
        first = phone.last
        await phone.types("9", id="same")
        assert phone.last == first

    async def test_at_the_same_moment(self, phone: Handset, gateway: Gateway) -> None:
        copies = [replace(phone, session="s") for _ in range(5)]
        await asyncio.gather(*(copy.posts(is_new=True, input="", id="0") for copy in copies))
        await asyncio.gather(*(copy.types("1", id="1") for copy in copies))
        assert {copy.screen for copy in copies} == {copies[0].screen}
        assert gateway.assistant.heard == ["/greet", "/choose{1}"]
