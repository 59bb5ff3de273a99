"""A text of ours as the submit_sm of its parts, and what their refusal means to the gateway."""

from dataclasses import replace

from citizen_text.sms import SmsOptions
from ussd_gateway.channels.smpp import statuses
from ussd_gateway.channels.smpp.errors import (
    NotBound,
    SubmitFailed,
    SubmitRefused,
    Throttled,
    TurnMissed,
    UnknownOutcome,
)
from ussd_gateway.channels.smpp.long_messages import make_messages
from ussd_gateway.channels.smpp.pdus import ShortMessage
from ussd_gateway.channels.smpp.settings import Coding, LongMessages, SmppSettings
from ussd_gateway.errors import (
    SendDeferred,
    SendFailed,
    SendPostponed,
    SendRefused,
    SendThrottled,
)
from ussd_gateway.messages import OutgoingMessage
from ussd_gateway.rendering.segments import Segment, split_into_segments

_FOR_AN_OPERATOR = {"ESME_RINVPASWD", "ESME_RINVSYSID", "ESME_RBINDFAIL", "ESME_RINVBNDSTS"}


def options_of(settings: SmppSettings, usual: SmsOptions, *, bengali_shift: bool) -> SmsOptions:
    """The reference of SAR has sixteen bits, and so it may have in the header of the phone."""
    wide = settings.long_messages in (LongMessages.UDH_16, LongMessages.SAR)
    return replace(usual, bengali_shift=bengali_shift, sixteen_bit_reference=wide)


def parts_of(
    message: OutgoingMessage, settings: SmppSettings, number: str, options: SmsOptions
) -> list[ShortMessage]:
    """The same parts whenever the message is tried."""
    segments = split_into_segments(message.text, options)
    alphabet = segments[0].alphabet
    is_ucs2 = alphabet.encoding == "UCS-2"
    return make_messages(
        settings,
        sender=number,
        recipient=message.phone.removeprefix("+"),
        segments=[_octets(segment, latin_coding(settings)) for segment in segments],
        data_coding=settings.ucs2_data_coding if is_ucs2 else settings.gsm_data_coding,
        reference=message.id.int & 0xFFFF,
        elements=alphabet.elements,
    )


def latin_coding(settings: SmppSettings) -> Coding:
    """What stands behind the data_coding of our Latin texts."""
    return Coding.GSM if settings.gsm_data_coding else settings.default_alphabet


def send_failure(failure: SubmitFailed) -> SendFailed:
    if isinstance(failure, SubmitRefused):
        return SendRefused(
            f"smpp:{failure.reason}", other_operator=failure.reason == statuses.NOT_OURS
        )
    if isinstance(failure, NotBound):
        return SendDeferred("smpp:not_bound")
    if isinstance(failure, TurnMissed):
        return SendPostponed("smpp:turn_missed")
    if isinstance(failure, UnknownOutcome):
        return SendDeferred("smpp:no_answer")
    if isinstance(failure, Throttled):
        return SendThrottled(f"smpp:{failure.reason}")
    return SendDeferred(f"smpp:{failure.reason}", needs_operator=failure.reason in _FOR_AN_OPERATOR)


def _octets(segment: Segment, latin: Coding) -> bytes:
    """A sign that a link without the GSM alphabet lacks becomes a question mark."""
    if segment.alphabet.encoding == "UCS-2" or latin in (Coding.GSM, Coding.UCS_2):
        return segment.octets
    return segment.text.encode(latin.value, "replace")
