import asyncio
from collections.abc import Awaitable, Callable, Iterator
from contextlib import contextmanager
from dataclasses import replace

import pytest
from redis.exceptions import ConnectionError as RedisConnectionError

from tests.ussd_gateway.counting import counted_up
from tests.ussd_gateway.fakes import Answers, Body
from tests.ussd_gateway.harness import Gateway
from tests.ussd_gateway.ussd.handset import Handset
from ussd_gateway.db import make_engine, make_sessions
from ussd_gateway.intake import Intake
from ussd_gateway.messages import Language, Turn, TurnResult
from ussd_gateway.texts import ussd_text
from ussd_gateway.ussd.calls import Calls
from ussd_gateway.ussd.engine import Engine

pytestmark = pytest.mark.anyio
NOWHERE = "postgresql://nobody@127.0.0.1:1/none"
SORRY = ussd_text("by_sms", Language.BANGLISH)
NOT_FINISHED = ussd_text("not_finished", Language.BANGLISH)
NO_SUCH = ussd_text("no_such_number", Language.BANGLISH)
MENU = [{"title": f"option {n}", "payload": f"/choose{{{n}}}"} for n in range(1, 4)]


def talk(turn: Body) -> Answers:
    """A menu at home, pages of words for `/choose{2}`, an end for `/choose{3}`."""
    message = turn["message"]
    if message in ("/greet", "/go_home"):
        return [{"text": "Welcome", "buttons": MENU}]
    if message == "/choose{2}":
        return [{"text": "word " * 60 + "end"}]
    if message == "/choose{3}":
        return [{"text": "Bye"}, {"custom": {"end_session": True}}]
    return [{"text": f"heard: {message}"}]


@pytest.fixture
def phone(gateway: Gateway) -> Handset:
    gateway.assistant.say = talk
    return Handset(gateway)


async def states(gateway: Gateway) -> list[str]:
    rows = await gateway.rows("SELECT state FROM gateway.inbox ORDER BY received_at")
    return [row[0] for row in rows]


class SlowAssistant:
    async def take_turn(self, turn: Turn, *, timeout_seconds: float) -> TurnResult:
        await asyncio.sleep(60)
        raise AssertionError("nobody waits so long")

    async def tell_caseworker_asked(self, *_: object, **__: object) -> None: ...


class ReadOnly:
    async def get(self, _: str) -> None:
        return None

    def register_script(self, _: str) -> Callable[..., Awaitable[None]]:
        return self.set

    async def set(self, *_: object, **__: object) -> None:
        raise RedisConnectionError


class WithoutRedis(Calls):
    async def owns_session(self, channel: str, session: str, phone: str) -> bool:
        return True


@contextmanager
def impatient(gateway: Gateway, channel_id: str) -> Iterator[None]:
    channels = gateway.app.state.channels
    patient = channels[channel_id]
    channels[channel_id] = replace(patient, ussd=replace(patient.ussd, screen_seconds=0.2))
    try:
        yield
    finally:
        channels[channel_id] = patient


@contextmanager
def other_engine(gateway: Gateway, change: Callable[[Engine], Engine]) -> Iterator[None]:
    intake: Intake = gateway.app.state.intake
    gateway.app.state.intake = replace(intake, calls=change(intake.calls))
    try:
        yield
    finally:
        gateway.app.state.intake = intake


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
        assert await states(gateway) == ["answered", "answered"]
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


class TestRedial:
    async def test_within_minutes_it_offers_to_go_on(self, phone: Handset) -> None:
        await phone.dials()
        await phone.types("2")
        await phone.types("9")
        broken_off = phone.screen
        await phone.hangs_up()
        await phone.dials()
        phone.sees(NOT_FINISHED, "1. ", "2. ")
        await phone.types("1")
        assert phone.screen == broken_off

    async def test_and_offers_it_again_when_the_offer_broke_off(self, phone: Handset) -> None:
        await phone.dials()
        await phone.types("some words")
        await phone.dials()
        await phone.dials()
        phone.sees(NOT_FINISHED)
        await phone.types("1")
        phone.sees("heard: some words")

    async def test_the_options_are_still_the_same(self, phone: Handset) -> None:
        await phone.dials()
        await phone.types("1")
        await phone.types("0")
        await phone.dials()
        await phone.types("1")
        await phone.types("some words")
        phone.sees("heard: some words")

    async def test_or_to_start_anew(self, phone: Handset, gateway: Gateway) -> None:
        await phone.dials()
        await phone.types("1")
        await phone.dials()
        await phone.types("2")
        phone.sees("Welcome")
        assert gateway.assistant.heard == ["/greet", "/choose{1}", "/go_home"]

    @pytest.mark.parametrize("number", ["5", "0", "9"])
    async def test_another_number_is_asked_again(self, phone: Handset, number: str) -> None:
        await phone.dials()
        await phone.types("1")
        await phone.dials()
        await phone.types(number)
        phone.sees(NO_SUCH, NOT_FINISHED)

    @pytest.mark.parametrize("typed", ["some words", "4567 1952", "1952"])
    async def test_words_are_an_answer(self, phone: Handset, typed: str) -> None:
        await phone.dials()
        await phone.types("1")
        await phone.dials()
        await phone.types(typed)
        phone.sees(f"heard: {typed}")

    async def test_not_after_the_end_nor_from_home(self, phone: Handset) -> None:
        await phone.dials()
        await phone.dials()
        phone.sees("Welcome")
        await phone.types("3")
        await phone.dials()
        phone.sees("Welcome")

    async def test_not_when_the_talk_went_on_by_sms(self, phone: Handset, gateway: Gateway) -> None:
        await phone.dials()
        await phone.types("1")
        await gateway.phone().sends("hello")
        await phone.dials()
        phone.sees("Welcome")

    async def test_not_on_another_channel(self, phone: Handset, gateway: Gateway) -> None:
        await phone.dials()
        await phone.types("1")
        bangla = Handset(gateway, channel="simulator-ussd-bangla")
        await bangla.dials()
        bangla.sees("Welcome")


class TestTooLate:
    async def test_the_answer_comes_by_sms(self, phone: Handset, gateway: Gateway) -> None:
        await phone.dials()
        gateway.clock.advance(seconds=1)
        gateway.assistant.down = "timeout"
        await phone.types("1")
        phone.sees_the_end(SORRY)
        assert await states(gateway) == ["answered", "pending"]
        gateway.assistant.down = None
        await gateway.settle()
        assert await phone.received_sms() == ["heard: /choose{1}"]
        assert await states(gateway) == ["answered", "answered"]

    async def test_a_call_that_could_not_begin_is_answered_too(
        self, phone: Handset, gateway: Gateway
    ) -> None:
        gateway.assistant.down = "refused"
        await phone.dials()
        phone.sees_the_end(SORRY)
        gateway.assistant.down = None
        await gateway.settle()
        assert await phone.received_sms() == ["Welcome\n১. option 1\n২. option 2\n৩. option 3"]
        [turn] = gateway.assistant.turns
        assert turn["message"] == "/greet"
        assert (turn["metadata"]["channel"], turn["metadata"]["can_script"]) == ("ussd", True)

    async def test_the_numbers_of_that_sms_are_answered_by_sms(
        self, phone: Handset, gateway: Gateway
    ) -> None:
        gateway.assistant.down = "refused"
        await phone.dials()
        gateway.assistant.down = None
        await gateway.settle()
        body = {"id": "m1", "from": phone.number, "text": "2"}
        await gateway.web.post(
            "/channels/simulator/inbound",
            json=body,
            headers={"X-Simulator-Secret": "simulator-secret"},
        )
        await gateway.settle()
        assert gateway.assistant.heard == ["/greet", "/choose{2}"]

    async def test_nobody_gets_an_apology_besides(self, phone: Handset, gateway: Gateway) -> None:
        gateway.assistant.down = "refused"
        await phone.dials()
        gateway.clock.advance(minutes=2)
        await gateway.watch_deadlines()
        await gateway.settle()
        assert await phone.received_sms() == []

    async def test_no_screen_waits_for_a_slow_assistant(
        self, phone: Handset, gateway: Gateway
    ) -> None:
        await phone.dials()

        def slow(engine: Engine) -> Engine:
            conversation = replace(engine.conversation, assistant=SlowAssistant())
            return replace(engine, conversation=conversation)

        with other_engine(gateway, slow), impatient(gateway, phone.channel):
            await phone.types("1")
        phone.sees_the_end(SORRY)
        await gateway.settle()
        assert await phone.received_sms() == ["heard: /choose{1}"]

    async def test_what_is_answered_is_shown_without_redis(
        self, phone: Handset, gateway: Gateway
    ) -> None:
        def forgetful(engine: Engine) -> Engine:
            sealer = engine.conversation.sealer
            return replace(engine, calls=WithoutRedis(ReadOnly(), "", sealer))  # type: ignore[arg-type]

        with other_engine(gateway, forgetful):
            await phone.dials()
        phone.sees("Welcome")

    @pytest.fixture
    async def died(self, phone: Handset, gateway: Gateway) -> None:
        """The assistant was asked, and the gateway died before it could show the answer."""
        await phone.dials()

        def slow(engine: Engine) -> Engine:
            conversation = replace(engine.conversation, assistant=SlowAssistant())
            return replace(engine, conversation=conversation)

        with other_engine(gateway, slow):
            step = asyncio.create_task(phone.types("1", id="unseen"))
            await asyncio.sleep(0.2)
            step.cancel()
            await asyncio.gather(step, return_exceptions=True)

    @pytest.mark.usefixtures("died")
    async def test_an_answer_that_was_never_shown_is_there_for_whoever_dials_again(
        self, phone: Handset, gateway: Gateway
    ) -> None:
        await phone.dials()
        phone.sees(NOT_FINISHED)
        await phone.types("1")
        phone.sees("heard: /choose{1}")
        assert gateway.assistant.heard == ["/greet", "/choose{1}"]

    @pytest.mark.usefixtures("died")
    async def test_and_shown_before_anything_else_in_the_same_call(
        self, phone: Handset, gateway: Gateway
    ) -> None:
        await phone.types("3")
        phone.sees("heard: /choose{1}")
        await phone.types("taka")
        phone.sees("heard: taka")
        assert gateway.assistant.heard == ["/greet", "/choose{1}", "taka"]

    @pytest.mark.usefixtures("died")
    async def test_and_to_a_provider_that_asks_again(
        self, phone: Handset, gateway: Gateway
    ) -> None:
        await phone.types("1", id="unseen")
        phone.sees("heard: /choose{1}")
        assert await states(gateway) == ["answered", "answered"]

    async def test_without_the_database_there_is_still_a_word(
        self, phone: Handset, gateway: Gateway
    ) -> None:
        def without(engine: Engine) -> Engine:
            sessions = make_sessions(make_engine(NOWHERE))
            return replace(engine, conversation=replace(engine.conversation, sessions=sessions))

        with other_engine(gateway, without):
            await phone.dials()
        phone.sees_the_end("*16236#")
