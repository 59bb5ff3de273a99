"""Calls over SMPP with the whole gateway: each screen goes by a submit_sm of ours."""

from collections.abc import AsyncIterator
from dataclasses import dataclass, field

import pytest
import smpp34

from tests.ussd_gateway.channels.smpp.messages import CITIZEN, OURS
from tests.ussd_gateway.channels.smpp.whole import (
    Line,
    as_message,
    open_line,
    smpp_channel,
    until,
)
from tests.ussd_gateway.fakes import Answers, Body
from tests.ussd_gateway.harness import Gateway
from ussd_gateway.addresses import Address
from ussd_gateway.channels.smpp.parts import read_part, read_text
from ussd_gateway.channels.smpp.pdus import Tag
from ussd_gateway.channels.smpp.settings import Coding
from ussd_gateway.channels.smpp.statuses import Status
from ussd_gateway.errors import SendDeferred
from ussd_gateway.messages import InboundMessage, Screen, SessionEvent

pytestmark = pytest.mark.anyio
CODE = b"*16236#"
BEGIN, INPUT, HUNG_UP = 1, 18, 17
MENU, FINAL = 2, 17
BUTTONS = [{"title": f"option {n}", "payload": f"/choose{{{n}}}"} for n in (1, 2)]


def talk(turn: Body) -> Answers:
    match turn["message"]:
        case "/greet" | "/go_home":
            return [{"text": "Welcome", "buttons": BUTTONS}]
        case "/choose{1}":
            return [{"text": "Which month?", "buttons": BUTTONS}]
        case "/choose{2}":
            return [{"text": "Bye"}, {"custom": {"end_session": True}}]
    return [{"text": f"heard: {turn['message']}"}]


@dataclass(repr=False)
class Handset:
    """`session` as its_session_info holds it; without one the phone names the call."""

    line: Line
    session: bytes | None = b"\x12\x34"
    number: str = CITIZEN
    ours: str = OURS
    shown: list[smpp34.SubmitSmEvent] = field(default_factory=list)

    async def does(self, operation: int, octets: bytes = b"", data_coding: int = 15) -> int:
        tlvs = [smpp34.Tlv(Tag.USSD_SERVICE_OP, bytes([operation]))]
        if self.session is not None:
            tlvs.append(smpp34.Tlv(Tag.ITS_SESSION_INFO, self.session))
        return await self.line.delivers(
            octets, sender=self.number, to=self.ours, data_coding=data_coding, tlvs=tlvs
        )

    async def sees(self, operation: int, octets: bytes = b"", data_coding: int = 15) -> str:
        """The next screen."""
        before = len(self.line.centre.submitted)
        assert await self.does(operation, octets, data_coding) == 0
        await until(lambda: len(self.line.centre.submitted) > before)
        self.shown.append(self.line.centre.submitted[before])
        return read_text([read_part(as_message(self.shown[-1]))], self.line.channel.settings)

    @property
    def operations(self) -> list[int]:
        return [tlvs(event)[Tag.USSD_SERVICE_OP][0] for event in self.shown]


def tlvs(event: smpp34.SubmitSmEvent) -> dict[int, bytes]:
    return {tlv.tag: tlv.value for tlv in event.tlvs}


@pytest.fixture
async def handset(gateway: Gateway) -> AsyncIterator[Handset]:
    gateway.assistant.say = talk
    async with open_line(gateway) as line:
        yield Handset(line)


async def test_a_call_of_three_screens_ends(handset: Handset) -> None:
    assert "Welcome" in await handset.sees(BEGIN, CODE)
    assert "Which month?" in await handset.sees(INPUT, b"1")
    assert "Bye" in await handset.sees(INPUT, b"2")
    assert handset.operations == [MENU, MENU, FINAL]
    sessions = [tlvs(event)[Tag.ITS_SESSION_INFO] for event in handset.shown]
    assert sessions == [b"\x12\x34", b"\x12\x34", b"\x12\x35"]
    assert {event.destination_addr for event in handset.shown} == {CITIZEN}


async def test_the_same_key_twice_is_pressed_twice(handset: Handset) -> None:
    await handset.sees(BEGIN, CODE)
    await handset.sees(INPUT, b"1")
    await handset.sees(INPUT, b"1")
    assert [turn["message"] for turn in handset.line.gateway.assistant.turns][1:] == [
        "/choose{1}",
        "/choose{1}",
    ]


@pytest.mark.parametrize("session", [b"\x12\x34", None])
async def test_whoever_hangs_up_is_offered_to_go_on(
    handset: Handset, session: bytes | None
) -> None:
    handset.session = session
    await handset.sees(BEGIN, CODE)
    await handset.sees(INPUT, b"1")
    assert await handset.does(HUNG_UP) == 0
    assert "Which month?" not in await handset.sees(BEGIN, CODE)
    assert "Which month?" in await handset.sees(INPUT, b"1")


@pytest.mark.parametrize("session", [b"\x12\x34", None])
async def test_a_new_call_under_an_old_name_begins_anew(
    handset: Handset, session: bytes | None
) -> None:
    handset.session = session
    await handset.sees(BEGIN, CODE)
    await handset.sees(INPUT, b"2")
    assert "Welcome" in await handset.sees(BEGIN, CODE)


async def test_letters_that_the_link_has_no_others_for_go_in_ucs2(
    gateway: Gateway, monkeypatch: pytest.MonkeyPatch
) -> None:
    channel = smpp_channel(gateway)
    plain = channel.settings.model_copy(update={"default_alphabet": Coding.ASCII})
    monkeypatch.setattr(channel, "settings", plain)
    gateway.assistant.say = lambda _: [{"text": "500 £"}]
    async with open_line(gateway) as line:
        handset = Handset(line)
        await handset.sees(BEGIN, CODE)
    assert handset.shown[0].data_coding == 8
    assert handset.shown[0].short_message.decode("utf-16-be").startswith("500 £")


async def test_letters_that_no_screen_has_room_for_become_question_marks(
    gateway: Gateway, monkeypatch: pytest.MonkeyPatch
) -> None:
    channel = smpp_channel(gateway)
    plain = channel.settings.model_copy(update={"default_alphabet": Coding.ASCII})
    monkeypatch.setattr(channel, "settings", plain)
    gateway.assistant.say = lambda _: [{"text": "£ " + "taka " * 20}]
    async with open_line(gateway) as line:
        screen = await Handset(line).sees(BEGIN, CODE)
    assert screen.startswith("? taka taka")


async def test_a_gateway_may_leave_our_number_out(handset: Handset) -> None:
    """It said it when the call began."""
    assert "Welcome" in await handset.sees(BEGIN, CODE)
    handset.ours = ""
    assert "Which month?" in await handset.sees(INPUT, b"1")
    assert handset.shown[-1].source_addr == OURS


async def test_before_the_bind_no_screen_is_shown(gateway: Gateway) -> None:
    channel = smpp_channel(gateway)
    step = InboundMessage(
        channel="smpp",
        provider_message_id="1",
        sender=Address.of_phone(f"+{CITIZEN}"),
        recipient="16263",
        text="",
        session="1",
        session_event=SessionEvent.NEW,
        received_at=gateway.clock(),
        raw={"caller": CITIZEN, "caller_ton": "1", "caller_npi": "1"}
        | {"ours": "16263", "ours_ton": "0", "ours_npi": "0"},
    )
    with pytest.raises(SendDeferred, match="not_bound"):
        await channel.show_screen(step, Screen("salam", ended=False))


async def test_no_number_stands_in_a_key(handset: Handset) -> None:
    handset.session = None
    await handset.sees(BEGIN, CODE)
    redis = handset.line.channel.redis
    assert not [key async for key in redis.scan_iter(f"*{CITIZEN[2:]}*")]


@pytest.mark.parametrize(
    ("dialled", "kept"), [(b"*16236*01712345678#", "*16236#"), (b"01712345678", OURS)]
)
async def test_what_is_dialled_behind_the_code_is_not_kept(
    handset: Handset, dialled: bytes, kept: str
) -> None:
    await handset.sees(BEGIN, dialled)
    gateway = handset.line.gateway
    assert await gateway.value("SELECT recipient FROM gateway.inbox") == kept


async def test_an_operation_that_nobody_knows_is_refused(handset: Handset) -> None:
    assert await handset.does(99, CODE) == Status.RECEIVER_PERMANENT


async def test_a_screen_that_is_refused_goes_by_sms(gateway: Gateway) -> None:
    gateway.assistant.say = talk

    def answer(event: smpp34.SubmitSmEvent) -> None:
        if Tag.USSD_SERVICE_OP in tlvs(event):
            event.reject(smpp34.ESME_RSYSERR)
        else:
            event.accept("1")

    async with open_line(gateway, answer) as line:
        assert await Handset(line).does(BEGIN, CODE) == 0
        await until(lambda: len(line.centre.submitted) == 1)
        await gateway.parts.intake.finish(5)
        await gateway.settle()
        assert "Welcome" in line.texts[-1]
        assert len(line.texts) == 2
