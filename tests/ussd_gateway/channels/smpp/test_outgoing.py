from uuid import UUID

import pytest
from hypothesis import given
from hypothesis import strategies as st

from citizen_text.sms import DEFAULT_OPTIONS, measure
from tests.ussd_gateway.channels.smpp.messages import CITIZEN, OURS, make_settings
from tests.ussd_gateway.rendering.texts import ANY_TEXT
from ussd_gateway.addresses import Address
from ussd_gateway.channels.smpp.errors import (
    NotBound,
    SubmitDeferred,
    SubmitFailed,
    SubmitRefused,
    Throttled,
    TurnMissed,
    UnknownOutcome,
)
from ussd_gateway.channels.smpp.outgoing import options_of, parts_of, send_failure
from ussd_gateway.channels.smpp.parts import read_part, read_text
from ussd_gateway.channels.smpp.pdus import UDHI, ShortMessage
from ussd_gateway.channels.smpp.settings import Coding, LongMessages, SmppSettings
from ussd_gateway.errors import SendDeferred, SendPostponed, SendRefused, SendThrottled
from ussd_gateway.messages import OutgoingMessage

ID = UUID("0197f3aa-4444-7c00-8000-00000000000d")
WITH_HEADERS = st.sampled_from([LongMessages.UDH_8, LongMessages.UDH_16])


def parts(text: str, settings: SmppSettings, *, bengali_shift: bool = False) -> list[ShortMessage]:
    options = options_of(settings, DEFAULT_OPTIONS, bengali_shift=bengali_shift)
    return parts_of(
        OutgoingMessage(ID, Address.of_phone(f"+{CITIZEN}"), text), settings, OURS, options
    )


def octets_in_the_air(part: ShortMessage) -> int:
    """Septets are packed from the first whole one behind the header (23.040, 9.2.3.24)."""
    header = 1 + part.body[0] if part.esm_class & UDHI else 0
    units = len(part.body) - header
    if part.data_coding == 8:
        return header + units
    return -(-(-(-header * 8 // 7) + units) * 7 // 8)


@given(ANY_TEXT, WITH_HEADERS, st.booleans())
def test_each_part_fits_into_the_air_with_its_header(
    text: str, way: LongMessages, bengali_shift: bool
) -> None:
    sent = parts(text, make_settings(long_messages=way), bengali_shift=bengali_shift)
    assert all(octets_in_the_air(part) <= 140 for part in sent)


@pytest.mark.parametrize("way", LongMessages)
@pytest.mark.parametrize("text", ["taka " * 60, "[€] " * 60, "ভাতা " * 60, "৳" * 200])
def test_what_arrives_is_what_was_meant(text: str, way: LongMessages) -> None:
    settings = make_settings(long_messages=way)
    for bengali_shift in (False, True):
        sent = parts(text, settings, bengali_shift=bengali_shift)
        assert read_text([read_part(part) for part in sent], settings) == text


@pytest.mark.parametrize(
    ("text", "way", "bengali_shift", "count"),
    [
        ("ভ" * 150, LongMessages.UDH_8, False, 3),
        ("ভ" * 150, LongMessages.UDH_8, True, 1),
        ("a" * 306, LongMessages.UDH_8, False, 2),
        ("a" * 306, LongMessages.UDH_16, False, 3),
    ],
)
def test_a_text_is_counted_in_the_parts_that_are_sent(
    text: str, way: LongMessages, bengali_shift: bool, count: int
) -> None:
    settings = make_settings(long_messages=way)
    options = options_of(settings, DEFAULT_OPTIONS, bengali_shift=bengali_shift)
    assert len(parts(text, settings, bengali_shift=bengali_shift)) == count
    assert measure(text, options).segments == count


def test_another_try_has_the_same_parts() -> None:
    assert parts("taka " * 60, make_settings()) == parts("taka " * 60, make_settings())


def test_what_a_link_cannot_write_becomes_a_question_mark() -> None:
    settings = make_settings(default_alphabet=Coding.LATIN_1)
    [part] = parts("@ £5 for Ω", settings)
    assert part.octets.decode("latin-1") == "@ £5 for ?"


@pytest.mark.parametrize(
    ("failure", "reason", "needs_operator"),
    [
        (NotBound("the connection has ended"), "smpp:not_bound", False),
        (UnknownOutcome("no answer"), "smpp:no_answer", False),
        (Throttled("ESME_RTHROTTLED"), "smpp:ESME_RTHROTTLED", False),
        (SubmitDeferred("ESME_RSYSERR"), "smpp:ESME_RSYSERR", False),
        (SubmitDeferred("ESME_RINVPASWD"), "smpp:ESME_RINVPASWD", True),
    ],
)
def test_what_may_pass_is_told_by_its_reason(
    failure: SubmitFailed, reason: str, needs_operator: bool
) -> None:
    told = send_failure(failure)
    assert isinstance(told, SendDeferred)
    assert (told.reason, told.needs_operator) == (reason, needs_operator)
    assert isinstance(told, SendThrottled) is isinstance(failure, Throttled)


def test_what_missed_its_turn_was_no_try() -> None:
    assert isinstance(send_failure(TurnMissed("the window is full")), SendPostponed)


@pytest.mark.parametrize(
    ("reason", "moved"), [("ESME_RINVMSGLEN", False), ("ESME_RINVDSTADR", True)]
)
def test_a_number_that_the_centre_does_not_have_is_anothers(reason: str, moved: bool) -> None:
    told = send_failure(SubmitRefused(reason))
    assert isinstance(told, SendRefused)
    assert (told.reason, told.other_operator) == (f"smpp:{reason}", moved)
