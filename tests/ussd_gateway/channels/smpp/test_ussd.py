import pytest

from tests.ussd_gateway.channels.smpp.messages import CITIZEN, OURS, from_citizen, make_settings
from ussd_gateway.channels.smpp.errors import ScreenTooLong, UnreadableUssd
from ussd_gateway.channels.smpp.pdus import ShortMessage, Tag
from ussd_gateway.channels.smpp.settings import Coding, SmppSettings, UssdSettings
from ussd_gateway.channels.smpp.ussd import is_ussd, make_screen, read_ussd
from ussd_gateway.messages import SessionEvent

OP, INFO, REFERENCE = Tag.USSD_SERVICE_OP, Tag.ITS_SESSION_INFO, Tag.USER_MESSAGE_REFERENCE


def step_of(
    operation: int, octets: bytes = b"", tlvs: dict[int, bytes] | None = None, **fields: int
) -> ShortMessage:
    return from_citizen(octets, tlvs={OP: bytes((operation,)), **(tlvs or {})}, **fields)


def with_ussd(**changes: object) -> SmppSettings:
    return make_settings(ussd=UssdSettings(**changes))  # type: ignore[arg-type]


class TestReadUssd:
    @pytest.mark.parametrize(
        ("operation", "event"),
        [
            (1, SessionEvent.NEW),
            (18, SessionEvent.RESUME),
            (17, SessionEvent.CLOSE),
            (0x81, SessionEvent.CLOSE),
        ],
    )
    def test_the_operation_names_the_event(self, operation: int, event: SessionEvent) -> None:
        message = step_of(operation, b"*16263#")
        assert is_ussd(message)
        assert read_ussd(message, make_settings()).event is event

    def test_each_gateway_may_have_operations_of_its_own(self) -> None:
        settings = with_ussd(begin_ops=frozenset({3}), input_ops=frozenset({19}), end_ops={0x82})
        events = [read_ussd(step_of(operation), settings).event for operation in (3, 19, 0x82)]
        assert events == [SessionEvent.NEW, SessionEvent.RESUME, SessionEvent.CLOSE]

    def test_a_first_phase_network_has_no_menus(self) -> None:
        """PSSD indication, answered by PSSD response."""
        settings = with_ussd(begin_ops=frozenset({0, 1}), final_op=16)
        step = read_ussd(step_of(0, b"*16263#"), settings)
        assert step.event is SessionEvent.NEW
        screen = make_screen(step, "Bye", settings, coding=Coding.GSM, ends=True)
        assert screen.tlvs[OP] == bytes((16,))

    @pytest.mark.parametrize("operation", [0, 2, 3, 16, 19, 32, 0x80, 0x82, 255])
    def test_an_operation_nobody_knows_is_named(self, operation: int) -> None:
        with pytest.raises(UnreadableUssd, match=f"0x{operation:02X}"):
            read_ussd(step_of(operation), make_settings())

    @pytest.mark.parametrize(
        ("tlvs", "bits", "session"),
        [
            ({INFO: b"\x12\x34"}, 15, str(0x1234 >> 1)),
            ({INFO: b"\x12\x34"}, 8, str(0x12)),
            ({INFO: b"\x12\x35"}, 16, str(0x1235)),
            ({REFERENCE: b"\x00\x2a"}, 15, "42"),
            ({INFO: b"\x12\x34", REFERENCE: b"\x00\x2a"}, 15, str(0x1234 >> 1)),
            ({}, 15, CITIZEN),
        ],
    )
    def test_the_call_is_named_by_what_there_is(
        self, tlvs: dict[int, bytes], bits: int, session: str
    ) -> None:
        step = read_ussd(step_of(1, tlvs=tlvs), with_ussd(session_bits=bits))
        assert step.session == session

    def test_the_last_bit_ends_the_call(self) -> None:
        last = step_of(18, b"1", {INFO: b"\x12\x35"})
        assert read_ussd(last, make_settings()).event is SessionEvent.CLOSE
        assert read_ussd(last, with_ussd(session_bits=16)).event is SessionEvent.RESUME

    def test_the_service_code_stands_in_the_first_text(self) -> None:
        first = read_ussd(step_of(1, b"*16263*2#"), make_settings())
        assert (first.service_code, first.text) == ("*16263#", "")
        second = read_ussd(step_of(18, b"2"), make_settings())
        assert (second.service_code, second.text) == (None, "2")

    @pytest.mark.parametrize(
        "dialled", ["01712345678", "*01712345678#", "amar pin 4821", "*4821", ""]
    )
    def test_what_is_no_code_is_none(self, dialled: str) -> None:
        assert read_ussd(step_of(1, dialled.encode()), make_settings()).service_code is None

    def test_or_it_is_the_number_called(self) -> None:
        settings = with_ussd(service_code_in="destination_addr")
        step = read_ussd(step_of(1, b"hello"), settings)
        assert (step.service_code, step.text) == (OURS, "hello")

    def test_bangla_is_read(self) -> None:
        message = step_of(18, "হ্যাঁ".encode("utf-16-be"), data_coding=0x48)
        assert read_ussd(message, make_settings()).text == "হ্যাঁ"

    def test_a_link_without_ussd_says_so(self) -> None:
        with pytest.raises(UnreadableUssd):
            read_ussd(step_of(1), make_settings(ussd=None))


class TestMakeScreen:
    def answer(self, tlvs: dict[int, bytes], *, ends: bool = False, bits: int = 15) -> ShortMessage:
        settings = with_ussd(session_bits=bits)
        step = read_ussd(step_of(1, tlvs=tlvs), settings)
        return make_screen(step, "1. Taka", settings, coding=Coding.GSM, ends=ends)

    def test_a_menu_waits_and_a_last_screen_does_not(self) -> None:
        assert self.answer({}).tlvs == {OP: b"\x02"}
        assert self.answer({}, ends=True).tlvs == {OP: b"\x11"}

    @pytest.mark.parametrize("tlvs", [{INFO: b"\x12\x34"}, {REFERENCE: b"\x00\x2a"}])
    def test_it_names_the_call_as_the_gateway_did(self, tlvs: dict[int, bytes]) -> None:
        assert self.answer(tlvs).tlvs == {OP: b"\x02", **tlvs}

    def test_the_last_screen_sets_the_last_bit(self) -> None:
        assert self.answer({INFO: b"\x12\x34"}, ends=True).tlvs[INFO] == b"\x12\x35"
        assert self.answer({INFO: b"\x12\x34"}, ends=True, bits=16).tlvs[INFO] == b"\x12\x34"
        assert self.answer({REFERENCE: b"\x00\x2a"}, ends=True).tlvs[REFERENCE] == b"\x00\x2a"

    def test_it_goes_back_to_the_caller(self) -> None:
        answer = self.answer({})
        assert (answer.source.number, answer.destination.number) == (OURS, CITIZEN)
        assert (answer.octets, answer.data_coding) == (b"1. Taka", 0)

    @pytest.mark.parametrize(
        ("text", "coding", "data_coding"),
        [("a" * 182, Coding.GSM, 0), ("€" * 91, Coding.GSM, 0), ("ক" * 80, Coding.UCS_2, 8)],
    )
    def test_a_full_screen_fits(self, text: str, coding: Coding, data_coding: int) -> None:
        step = read_ussd(step_of(1), make_settings())
        answer = make_screen(step, text, make_settings(), coding=coding, ends=False)
        assert answer.data_coding == data_coding

    @pytest.mark.parametrize(
        ("text", "coding"),
        [("a" * 183, Coding.GSM), ("€" * 92, Coding.GSM), ("ক" * 81, Coding.UCS_2)],
    )
    def test_one_more_does_not(self, text: str, coding: Coding) -> None:
        step = read_ussd(step_of(1), make_settings())
        with pytest.raises(ScreenTooLong):
            make_screen(step, text, make_settings(), coding=coding, ends=False)
