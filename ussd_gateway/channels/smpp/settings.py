"""What an operator's contract says, by the words of SMPP 3.4 (issue 1.2)."""

from enum import StrEnum
from typing import Annotated, Literal

from pydantic import AfterValidator, BaseModel, ConfigDict, Field, SecretStr

from ussd_gateway.channels.base import ANSWERED_WITHIN_SECONDS


class Coding(StrEnum):
    GSM = "gsm"
    ASCII = "ascii"
    LATIN_1 = "latin-1"
    UCS_2 = "ucs-2"


class LongMessages(StrEnum):
    """How the parts of a long message are held together."""

    UDH_8 = "udh8"
    UDH_16 = "udh16"
    SAR = "sar"
    PAYLOAD = "payload"


_FROZEN = ConfigDict(
    frozen=True, extra="forbid", hide_input_in_errors=True, use_attribute_docstrings=True
)


class UssdSettings(BaseModel):
    model_config = _FROZEN

    begin_ops: frozenset[int] = frozenset({1})
    """ussd_service_op of a new call: PSSR indication (SMPP 3.4, 5.3.2.44)."""

    input_ops: frozenset[int] = frozenset({18})
    """The citizen's input: USSR confirm."""

    end_ops: frozenset[int] = frozenset({17, 129})
    """The call is over: PSSR response; 0x81 is the abort of 6D's and Mica's gateways."""

    menu_op: int = Field(2, ge=0, le=255)
    """A screen that waits for input: USSR request."""

    final_op: int = Field(17, ge=0, le=255)
    """The last screen: PSSR response, 17 decimal (0x17, which some clients send, is no value)."""

    session_bits: Literal[8, 15, 16] = 15
    """How many leading bits of its_session_info name the call: 15 on 6D's gateways, 8 by the letter
    of SMPP 3.4 (5.3.2.43). With 8 and 15 the last bit says that the call is over."""

    service_code_in: Literal["short_message", "destination_addr"] = "short_message"
    """Where the dialled code stands when a call begins."""


def _within_the_lease(seconds: float) -> float:
    if seconds > ANSWERED_WITHIN_SECONDS:
        raise ValueError(
            f"must be at most {ANSWERED_WITHIN_SECONDS:g}: a message whose answer comes later is "
            "given to another worker, and would go twice"
        )
    return seconds


class SmppContract(BaseModel):
    model_config = _FROZEN

    host: str
    port: int = 2775
    """The port that IANA lists for SMPP."""

    tls: bool = False
    """TLS with the system's certificates, where the message centre offers it."""

    system_id: str = Field(repr=False)
    password: SecretStr
    system_type: str = ""
    address_range: str = ""

    bind: Literal["transceiver", "transmitter+receiver"] = "transceiver"
    """One connection both ways, or one for each."""

    connect_timeout_seconds: float = 10
    response_timeout_seconds: Annotated[float, AfterValidator(_within_the_lease)] = (
        ANSWERED_WITHIN_SECONDS
    )
    """Answers to a bind, a message or an enquiry."""

    enquire_link_seconds: float = 55
    """After so long a silence we ask whether the other side lives (vumi's figure)."""

    reconnect_seconds: float = 1
    """The first wait after a lost connection; it doubles with each failure…"""

    most_reconnect_seconds: float = 60
    """…up to this one."""

    window_size: int = Field(10, ge=1)
    """Most messages without an answer at a time (Kannel's default)."""

    close_seconds: float = 10
    """How long unanswered messages are waited for before unbinding."""

    inbound_lanes: int = Field(8, ge=1)
    """Inbound messages handled at a time; those of one sender stay in order."""

    inbound_waiting: int = Field(100, ge=1)
    """Inbound messages waiting in each lane before the message centre is told to come back."""

    source_ton: int = Field(0, ge=0, le=255)
    source_npi: int = Field(0, ge=0, le=255)
    """Of our own number: (0, 0) unknown, (3, 0) network-specific short code, (5, 0) letters."""

    destination_ton: int = Field(1, ge=0, le=255)
    destination_npi: int = Field(1, ge=0, le=255)
    """Of citizens' numbers: (1, 1) is international, E.164."""

    service_type: str = ""
    validity_period: str = ""
    """SMPP's time format (7.1.1); empty leaves it to the message centre."""

    receipts: bool = True
    """Whether each message asks for a delivery receipt (registered_delivery)."""

    moved_errors: frozenset[str] = frozenset()
    """`err` of receipts by which this operator says that a number is not, or no longer, one of its
    own, such as 001; every operator has its own codes."""

    long_messages: LongMessages = LongMessages.UDH_8

    default_alphabet: Coding = Coding.GSM
    """What data_coding 0 means on this link, in both directions."""

    gsm_data_coding: int = Field(0, ge=0, le=255)
    """data_coding of what we send in the GSM alphabet."""

    ucs2_data_coding: int = Field(8, ge=0, le=255)

    patience_seconds: float = Field(5, gt=0)
    """How long the message centre waits for our answer at the least. What came again on the same
    connection earlier, or after an answer in that time, is another message."""

    reassembly_seconds: float = 24 * 3600
    """How long the missing parts of a long message are waited for (vumi's figure)."""

    repeat_seconds: float = 600
    """How long a part that comes again after its message was handed over is a repeat, since our
    answer was lost; after that it may begin another message under the same reference."""

    ussd: UssdSettings | None = None
    """Set where the link carries USSD."""


class SmppSettings(SmppContract):
    channel: str
    """The id of the gateway's channel, for logs and keys."""

    messages_per_second: float = Field(10, gt=0)
    """What the contract allows; each part of a long message counts."""
