"""The whole gateway on a message centre: what the common suites ask of every channel, and more."""

import asyncio
from collections.abc import AsyncIterator, Sequence
from dataclasses import replace
from datetime import timedelta
from itertools import count
from typing import Any

import pytest
import smpp34
from structlog.testing import capture_logs

from tests.ussd_gateway.channels.smpp.message_centre import library_centre
from tests.ussd_gateway.channels.smpp.messages import CITIZEN
from tests.ussd_gateway.channels.smpp.provider import PORT
from tests.ussd_gateway.channels.smpp.whole import (
    PHONE,
    Line,
    connected,
    open_line,
    smpp_channel,
    until,
)
from tests.ussd_gateway.channels.test_sms_suite import TEXTS
from tests.ussd_gateway.channels.test_wrong_input import everything
from tests.ussd_gateway.counting import counted_up
from tests.ussd_gateway.harness import Gateway
from ussd_gateway.channels.base import Channel
from ussd_gateway.channels.smpp.pdus import UDHI, Tag
from ussd_gateway.channels.smpp.statuses import Status
from ussd_gateway.db import utc_now
from ussd_gateway.journal import Journal
from ussd_gateway.messages import Heard, StatusUpdate
from ussd_gateway.pump import PumpGroup
from ussd_gateway.sending import queue
from ussd_gateway.sending import sender as sender_module
from ussd_gateway.sending.routing import RouteRule, Routing
from ussd_gateway.worker import sending_pumps

pytestmark = pytest.mark.anyio
BANGLA = "আমার বিধবা ভাতার টাকা তিন মাস ধরে আসে নাই। অফিসে গিয়েছি, কেউ কিছু বলে না।" * 3


@pytest.fixture
async def line(gateway: Gateway) -> AsyncIterator[Line]:
    async with open_line(gateway) as line:
        yield line


async def recorded(gateway: Gateway) -> int:
    return int(await gateway.value("SELECT count(*) FROM gateway.inbox"))


async def outcome(gateway: Gateway) -> tuple[str, str | None]:
    [(state, reason)] = await gateway.rows("SELECT state, reason FROM gateway.outbox")
    return state, reason


class TestInbound:
    async def test_a_message_is_recorded_and_answered(self, gateway: Gateway, line: Line) -> None:
        assert await line.types("amar taka") == 0
        assert await recorded(gateway) == 1
        await gateway.settle()
        assert line.texts == ["heard: amar taka"]
        [event] = line.centre.submitted
        assert (event.source_addr, event.destination_addr) == ("16263", CITIZEN)

    @pytest.mark.parametrize("number", ["0171234", " ", "", "a name too long"])
    async def test_a_bad_number_is_refused(self, gateway: Gateway, line: Line, number: str) -> None:
        assert await line.types("salam", sender=number) == Status.RECEIVER_PERMANENT
        assert await recorded(gateway) == 0

    @pytest.mark.parametrize("number", [CITIZEN, "01712345678", f"+{CITIZEN}", f"00{CITIZEN}"])
    async def test_a_number_is_known_in_every_form(
        self, gateway: Gateway, line: Line, number: str
    ) -> None:
        await line.types("salam", sender=number, source_addr_ton=1)
        await line.types("salam again", sender=number, source_addr_ton=0)
        assert await gateway.value("SELECT count(*) FROM gateway.contacts") == 1

    @pytest.mark.parametrize("text", [*TEXTS, "\x00"])
    async def test_any_text_arrives_as_it_was_written(
        self, gateway: Gateway, line: Line, text: str
    ) -> None:
        assert await line.types(text) == 0
        contact_id = await gateway.value("SELECT id FROM gateway.contacts")
        async with gateway.parts.sessions.begin() as session:
            journal = Journal(session, gateway.parts.conversation.sealer)
            message = await journal.next_due(contact_id, gateway.clock())
        assert message is not None
        assert message.text == text

    async def test_a_long_one_in_bangla_arrives_whole_and_is_answered_whole(
        self, gateway: Gateway, line: Line
    ) -> None:
        octets = BANGLA.encode("utf-16-be")
        pieces = [octets[at : at + 134] for at in range(0, len(octets), 134)]
        for number in reversed(range(len(pieces))):
            header = bytes([5, 0, 3, 9, len(pieces), number + 1])
            body = header + pieces[number]
            assert await line.delivers(body, data_coding=8, esm_class=UDHI) == 0
        assert await recorded(gateway) == 1
        await gateway.settle()
        assert gateway.assistant.heard == [BANGLA]
        assert line.texts == [f"heard: {BANGLA}"]

    @pytest.mark.parametrize(
        ("element", "ends", "text"),
        [
            (b"", (b"amar \xff ", b"taka"), "amar � taka"),
            (b"\x25\x01\x0d", (b"amar ", b"taka"), "amar taka"),
        ],
        ids=["an octet", "a language"],
    )
    async def test_a_long_one_of_which_something_is_unreadable_is_kept_and_counted(
        self,
        gateway: Gateway,
        line: Line,
        element: bytes,
        ends: tuple[bytes, bytes],
        text: str,
    ) -> None:
        labels = {"channel": "smpp", "error": "UnreadableText"}
        async with counted_up(gateway, "nalish_gateway_webhooks_refused_total", **labels):
            for number, octets in enumerate(ends, start=1):
                header = bytes([5 + len(element), 0, 3, 9, 2, number]) + element
                assert await line.delivers(header + octets, esm_class=UDHI) == 0
        assert await recorded(gateway) == 1
        await gateway.settle()
        assert gateway.assistant.heard == [text]

    async def test_a_long_one_whose_rest_stays_out_is_answered_after_a_day(
        self, gateway: Gateway, monkeypatch: pytest.MonkeyPatch
    ) -> None:
        monkeypatch.setattr(smpp_channel(gateway), "sweep_seconds", 0.05)
        async with open_line(gateway) as line:
            first_of_two = bytes([5, 0, 3, 9, 2, 1]) + b"amar taka"
            assert await line.delivers(first_of_two, esm_class=UDHI) == 0
            assert await recorded(gateway) == 0
            gateway.clock.advance(hours=25)
            async with asyncio.timeout(10):
                while not await recorded(gateway):
                    await asyncio.sleep(0.05)
            await gateway.settle()
        assert gateway.assistant.heard == ["amar taka […]"]

    async def test_what_could_not_be_recorded_comes_again_and_is_one(
        self, gateway: Gateway
    ) -> None:
        failures = iter([True, False])

        async def take(channel: Channel, heard: Sequence[Heard]) -> None:
            await gateway.parts.intake.take(channel, heard)
            if next(failures):
                raise ConnectionError

        async with open_line(gateway, take=take) as line:
            assert await line.types("amar taka") == Status.RECEIVER_TEMPORARY
            assert await line.types("amar taka") == 0
        assert await recorded(gateway) == 1

    @pytest.mark.parametrize(
        ("error", "octets", "fields"),
        [
            ("UnreadableText", b"taka", {"data_coding": 4}),
            ("UnroutableNumber", b"taka", {"sender": "0171234"}),
            ("UnreadableField", b"taka", {"to": "16\x01263"}),
            (
                "UnreadableField",
                b"\x05\x00\x03\x09\x02\x01taka",
                {"to": "1\x01", "esm_class": UDHI},
            ),
            ("UnreadableHeader", b"\x09\x00\x03", {"esm_class": UDHI}),
            ("UnreadableReceipt", b"id:1 stat:TELEPORTED err:000", {"esm_class": 4}),
            ("UnreadableUssd", b"1", {"tlvs": [smpp34.Tlv(Tag.USSD_SERVICE_OP, b"\x63")]}),
        ],
    )
    async def test_what_nobody_can_read_is_refused_and_counted_by_its_name(
        self, gateway: Gateway, line: Line, error: str, octets: bytes, fields: dict[str, Any]
    ) -> None:
        labels = {"channel": "smpp", "error": error}
        with capture_logs() as told:
            async with counted_up(gateway, "nalish_gateway_webhooks_refused_total", **labels):
                assert await line.delivers(octets, **fields) == Status.RECEIVER_PERMANENT
        assert "smpp_message_unreadable" in [line["event"] for line in told]
        assert not [words for words in ("taka", "0171234", CITIZEN) if words in str(told)]
        assert await everything(gateway) == {}


class TestOutgoing:
    @pytest.mark.parametrize("text", [text for text in TEXTS if text])
    async def test_the_phone_hears_what_was_meant(
        self, gateway: Gateway, line: Line, text: str
    ) -> None:
        await gateway.queue("smpp", PHONE, text)
        await gateway.settle()
        assert line.texts == [text]
        assert await outcome(gateway) == ("accepted", None)

    async def test_what_is_refused_for_good_is_not_tried_again(self, gateway: Gateway) -> None:
        async with open_line(gateway, lambda event: event.reject(smpp34.ESME_RINVMSGLEN)):
            await gateway.queue("smpp", PHONE, "salam")
            await gateway.settle()
        assert await outcome(gateway) == ("failed", "smpp:ESME_RINVMSGLEN")

    async def test_a_number_that_moved_to_another_operator_is_sent_the_next_way(
        self, gateway: Gateway
    ) -> None:
        sender = gateway.parts.sender
        routing = Routing([RouteRule(["smpp", "twilio"])], sender.terms)
        sender = replace(sender, router=replace(sender.router, routing=routing))
        async with open_line(gateway, lambda event: event.reject(smpp34.ESME_RINVDSTADR)):
            for words in ("first", "second"):
                await gateway.queue("smpp", PHONE, words)
                for channel in ("smpp", "twilio"):
                    for due in await sender.claim_from(channel, 9):
                        await sender.send(due)
        assert gateway.twilio.sent_to(PHONE) == ["first", "second"]

    async def test_throttled_it_slows_down_and_tries_again(self, gateway: Gateway) -> None:
        is_busy = True

        def answer(event: smpp34.SubmitSmEvent) -> None:
            if is_busy:
                event.reject(smpp34.ESME_RTHROTTLED)
            else:
                event.accept("7")

        async with open_line(gateway, answer):
            await gateway.queue("smpp", PHONE, "salam")
            await gateway.settle()
            assert await outcome(gateway) == ("queued", "smpp:ESME_RTHROTTLED")
            is_busy = False
            gateway.clock.advance(minutes=1)
            await gateway.settle()
        assert await outcome(gateway) == ("accepted", None)

    async def test_while_the_centre_is_away_messages_wait_and_then_go(
        self, gateway: Gateway
    ) -> None:
        async with connected(gateway) as channel:
            await gateway.queue("smpp", PHONE, "salam")
            await gateway.settle()
            assert await gateway.value("SELECT attempts FROM gateway.outbox") == 0
            async with library_centre(port=PORT) as centre:
                await until(lambda: channel.is_connected)
                await gateway.settle()
        assert [event.short_message for event in centre.submitted] == [b"salam"]
        assert await outcome(gateway) == ("accepted", None)

    async def test_of_a_long_one_only_the_parts_that_failed_go_again(
        self, gateway: Gateway
    ) -> None:
        numbers = count(1)

        def answer(event: smpp34.SubmitSmEvent) -> None:
            number = next(numbers)
            if number == 2:
                event.reject(smpp34.ESME_RSYSERR)
            else:
                event.accept(f"id-{number}")

        async with open_line(gateway, answer) as line:
            await gateway.queue("smpp", PHONE, "taka " * 40)
            await gateway.settle()
            assert (await outcome(gateway))[0] == "queued"
            assert await line.reports("id-1") == 0
            assert (await outcome(gateway))[0] == "queued"
            gateway.clock.advance(minutes=1)
            await gateway.settle()
            first, second, third = (event.short_message for event in line.centre.submitted)
            assert (second, first[5]) == (third, 1)
            assert await line.reports("id-3") == 0
        assert await outcome(gateway) == ("delivered", None)

    async def test_a_long_one_that_was_broken_off_goes_on_where_it_was(
        self, gateway: Gateway
    ) -> None:
        """Another worker has it, after the first one died in the middle."""
        second_arrived, numbers = asyncio.Event(), count(1)

        async def answer(event: smpp34.SubmitSmEvent) -> None:
            number = next(numbers)
            if number == 2:
                second_arrived.set()
                await asyncio.sleep(60)
            event.accept(f"id-{number}")

        async with open_line(gateway, answer) as line:
            await gateway.queue("smpp", PHONE, "taka " * 40)
            [due] = await gateway.claim()
            sending = asyncio.create_task(gateway.parts.sender.send(due))
            await second_arrived.wait()
            sending.cancel()
            gateway.clock.advance(seconds=61)
            await gateway.settle()
            first, second, third = (event.short_message for event in line.centre.submitted)
        assert (second, first[5]) == (third, 1)
        assert await outcome(gateway) == ("accepted", None)

    async def test_nothing_goes_twice_however_slow_the_centre_is(
        self, gateway: Gateway, monkeypatch: pytest.MonkeyPatch
    ) -> None:
        """A lease of a second, and ten messages through a window that lets three through in it."""
        monkeypatch.setattr(queue, "LEASE", timedelta(seconds=1))
        monkeypatch.setattr(sender_module, "TO_LEAVE", timedelta(seconds=0.5))
        monkeypatch.setattr(sender_module, "_POSTPONED_BY", timedelta(seconds=0.1))
        channel = smpp_channel(gateway)
        settings = channel.settings.model_copy(update={"window_size": 1})
        monkeypatch.setattr(channel, "settings", settings)
        numbers = count(1)

        async def answer(event: smpp34.SubmitSmEvent) -> None:
            await asyncio.sleep(0.3)
            event.accept(f"id-{next(numbers)}")

        for number in range(10):
            await gateway.queue("smpp", f"+88017123456{number:02}", "salam")
        sender = replace(gateway.parts.sender, clock=utc_now)
        async with open_line(gateway, answer) as line:
            pumps = PumpGroup(sending_pumps(sender))
            running = asyncio.create_task(pumps.run())
            async with asyncio.timeout(20):
                while await gateway.stands_in("outbox WHERE state IN ('queued', 'sending')"):
                    await asyncio.sleep(0.1)
            pumps.stop()
            await asyncio.gather(running, pumps.finish(5))
            reached = [event.destination_addr for event in line.centre.submitted]
        assert len(reached) == len(set(reached)) == 10

    async def test_no_more_is_taken_in_hand_than_the_window_lets_go(self, gateway: Gateway) -> None:
        assert smpp_channel(gateway).sms.most_at_once == 20


class TestReceipts:
    STATES = (
        ("ENROUTE", "sent", None),
        ("DELIVRD", "delivered", None),
        ("EXPIRED", "failed", "smpp:EXPIRED:000"),
        ("DELETED", "failed", "smpp:DELETED:000"),
        ("UNDELIV", "failed", "smpp:UNDELIVERABLE:000"),
        ("ACCEPTD", "sent", None),
        ("UNKNOWN", "sent", None),
        ("REJECTD", "failed", "smpp:REJECTED:000"),
    )

    @pytest.mark.parametrize(("word", "state", "reason"), STATES)
    async def test_every_state_is_understood(
        self, gateway: Gateway, line: Line, word: str, state: str, reason: str | None
    ) -> None:
        await gateway.queue("smpp", PHONE, "salam")
        await gateway.settle()
        assert await line.reports("1", word) == 0
        assert await outcome(gateway) == (state, reason)

    async def test_tlvs_say_the_same(self, gateway: Gateway, line: Line) -> None:
        await gateway.queue("smpp", PHONE, "salam")
        await gateway.settle()
        tlvs = [smpp34.Tlv(Tag.RECEIPTED_MESSAGE_ID, b"1\0"), smpp34.Tlv(Tag.MESSAGE_STATE, b"\2")]
        assert await line.delivers(b"", tlvs=tlvs) == 0
        assert await outcome(gateway) == ("delivered", None)

    @pytest.mark.parametrize(
        ("answered", "reported"),
        [("0A1F", "a1f"), ("A1F", "2591"), ("2591", "00000A1F"), ("AB-" * 21, "ab-" * 21)],
    )
    async def test_an_id_is_known_in_other_letters_and_radix(
        self, gateway: Gateway, answered: str, reported: str
    ) -> None:
        async with open_line(gateway, lambda event: event.accept(answered)) as line:
            await gateway.queue("smpp", PHONE, "salam")
            await gateway.settle()
            await line.reports(reported)
        assert await outcome(gateway) == ("delivered", None)

    async def test_an_id_of_another_phone_is_not_ours(self, gateway: Gateway) -> None:
        async with open_line(gateway, lambda event: event.accept("a")) as line:
            await gateway.queue("smpp", PHONE, "salam")
            await gateway.settle()
            assert await line.reports("10", sender="8801812345678") == 0
        assert await outcome(gateway) == ("accepted", None)

    @pytest.mark.parametrize(("word", "state"), [("DELIVRD", "delivered"), ("UNDELIV", "failed")])
    async def test_one_before_the_answer_counts(
        self, gateway: Gateway, word: str, state: str
    ) -> None:
        lines: list[Line] = []

        async def answer(event: smpp34.SubmitSmEvent) -> None:
            await lines[0].reports("7", word)
            event.accept("7")

        async with open_line(gateway, answer) as line:
            lines.append(line)
            await gateway.queue("smpp", PHONE, "salam")
            await gateway.settle()
        assert (await outcome(gateway))[0] == state

    @pytest.mark.parametrize("error", ["001", "002"])
    async def test_the_operators_own_code_says_that_a_number_moved(
        self, gateway: Gateway, monkeypatch: pytest.MonkeyPatch, error: str
    ) -> None:
        channel = smpp_channel(gateway)
        settings = channel.settings.model_copy(update={"moved_errors": frozenset({"001"})})
        monkeypatch.setattr(channel, "settings", settings)
        heard: list[Heard] = []

        async def take(channel: Channel, news: Sequence[Heard]) -> None:
            heard.extend(news)

        async with open_line(gateway, take=take) as line:
            text = f"id:1 submit date:26 done date:26 stat:UNDELIV err:{error}"
            await line.delivers(text.encode(), esm_class=4)
        [report] = heard
        assert isinstance(report, StatusUpdate)
        assert report.other_operator is (error == "001")

    async def test_a_long_one_is_delivered_with_its_last_part(
        self, gateway: Gateway, line: Line
    ) -> None:
        await gateway.queue("smpp", PHONE, "taka " * 40)
        await gateway.settle()
        await line.reports("2")
        assert await outcome(gateway) == ("sent", None)
        await line.reports("1")
        assert await outcome(gateway) == ("delivered", None)

    async def test_its_parts_are_known_to_whoever_hears_of_them(self, gateway: Gateway) -> None:
        """Another worker, after a restart, and with nothing left in Redis."""
        async with open_line(gateway) as line:
            await gateway.queue("smpp", PHONE, "taka " * 40)
            await gateway.settle()
        redis = gateway.app.state.redis
        keys = [key async for key in redis.scan_iter(f"{gateway.settings.redis_prefix}*smpp*")]
        await redis.delete(*keys)
        async with open_line(gateway) as line:
            for id_, state in (("2", "sent"), ("1", "delivered")):
                await line.reports(id_)
                assert await outcome(gateway) == (state, None)

    async def test_words_in_its_form_are_a_message_unless_they_name_one_of_ours(
        self, gateway: Gateway, line: Line
    ) -> None:
        words = "id:99 sub:001 dlvrd:001 submit date:26 done date:26 stat:DELIVRD err:000"
        assert await line.types(words) == 0
        assert await recorded(gateway) == 1
        await gateway.queue("smpp", PHONE, "salam")
        await gateway.settle()
        known = words.replace("id:99", "id:1")
        assert await line.types(known) == 0
        assert await recorded(gateway) == 1

    async def test_words_in_its_form_wait_for_the_answers_that_are_out(
        self, gateway: Gateway
    ) -> None:
        words = "id:7 stat:DELIVRD err:000"
        lines: list[Line] = []
        statuses: list[int] = []

        async def answer(event: smpp34.SubmitSmEvent) -> None:
            statuses.append(await lines[0].types(words))
            event.accept("7")

        async with open_line(gateway, answer) as line:
            lines.append(line)
            await gateway.queue("smpp", PHONE, "salam")
            await gateway.settle()
            statuses.append(await line.types(words))
        assert statuses == [Status.RECEIVER_TEMPORARY, 0]
        assert await outcome(gateway) == ("delivered", None)
        assert await recorded(gateway) == 0
