"""The protocol's words, free of octets on the wire and of any library."""

from collections.abc import Mapping
from dataclasses import dataclass, field
from enum import IntEnum


class Command(IntEnum):
    GENERIC_NACK = 0x80000000
    BIND_RECEIVER = 0x01
    BIND_TRANSMITTER = 0x02
    SUBMIT_SM = 0x04
    DELIVER_SM = 0x05
    UNBIND = 0x06
    BIND_TRANSCEIVER = 0x09
    ENQUIRE_LINK = 0x15


RESPONSE = 0x80000000


class Tag(IntEnum):
    RECEIPTED_MESSAGE_ID = 0x001E
    USER_MESSAGE_REFERENCE = 0x0204
    SAR_MSG_REF_NUM = 0x020C
    SAR_TOTAL_SEGMENTS = 0x020E
    SAR_SEGMENT_SEQNUM = 0x020F
    MESSAGE_PAYLOAD = 0x0424
    MESSAGE_STATE = 0x0427
    USSD_SERVICE_OP = 0x0501
    ITS_SESSION_INFO = 0x1383


UDHI = 0x40  # esm_class: the octets begin with a user data header
MESSAGE_TYPE = 0x3C  # esm_class: the bits that tell receipts from messages
RECEIPT = 0x04
INTERMEDIATE_NOTIFICATION = 0x20


@dataclass(frozen=True)
class Address:
    number: str = field(repr=False)
    ton: int = 0
    npi: int = 0


@dataclass(frozen=True)
class ShortMessage:
    """A submit_sm or a deliver_sm: SMPP gives both the same fields."""

    source: Address
    destination: Address
    octets: bytes = field(repr=False)
    data_coding: int = 0
    esm_class: int = 0
    registered_delivery: int = 0
    service_type: str = ""
    validity_period: str = ""
    tlvs: Mapping[int, bytes] = field(default_factory=dict, repr=False)

    @property
    def body(self) -> bytes:
        """Wherever it stands: SMPP allows short_message or message_payload."""
        return self.octets or self.tlvs.get(Tag.MESSAGE_PAYLOAD, b"")

    @property
    def is_marked_as_receipt(self) -> bool:
        return self.esm_class & MESSAGE_TYPE in (RECEIPT, INTERMEDIATE_NOTIFICATION)


@dataclass(frozen=True)
class Pdu:
    command: int
    status: int
    sequence: int
    body: bytes = field(default=b"", repr=False)
