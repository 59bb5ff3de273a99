"""PDUs as octets: the only module that knows the library behind our own words.

`smpp34` reads and writes the two PDUs with many fields; the rest is a header and at most some
strings. Its ready-made client is left aside: it answers each deliver_sm before we have seen it
(docs/decisions/0061-smpp.md).
"""

import struct
from asyncio import StreamReader
from typing import Any

import smpp34

from ussd_gateway.channels.smpp.errors import MalformedPdu
from ussd_gateway.channels.smpp.pdus import Address, Command, Pdu, ShortMessage
from ussd_gateway.channels.smpp.settings import SmppSettings

_HEADER = struct.Struct(">IIII")
_LONGEST = 128 * 1024  # a message_payload takes up to 64 KiB
_VERSION = 0x34
LONGEST_SHORT_MESSAGE = 254


async def read_frame(reader: StreamReader) -> bytes:
    """One PDU. Raises MalformedPdu when the stream can no longer be cut into PDUs."""
    head = await reader.readexactly(4)
    length = int.from_bytes(head)
    if not _HEADER.size <= length <= _LONGEST:
        raise MalformedPdu(f"a PDU of {length} octets")
    return head + await reader.readexactly(length - 4)


def read_pdu(frame: bytes) -> Pdu:
    _, command, status, sequence = _HEADER.unpack_from(frame)
    return Pdu(command, status, sequence, frame[_HEADER.size :])


def read_message(frame: bytes) -> ShortMessage:
    """Of a submit_sm or deliver_sm. Raises MalformedPdu when its fields are not those of 3.4."""
    try:
        pdu = smpp34.decode(frame)
    except smpp34.SmppError as error:
        raise MalformedPdu(str(error)) from None
    if isinstance(pdu, smpp34.RawPdu):
        raise MalformedPdu(f"no message in 0x{pdu.command_id:08X}")
    return _message(pdu)


def encode(command: int, sequence: int, status: int = 0, body: bytes = b"") -> bytes:
    return _HEADER.pack(_HEADER.size + len(body), command, status, sequence) + body


def encode_bind(command: Command, sequence: int, settings: SmppSettings) -> bytes:
    body = b"".join(
        (
            _c_string(settings.system_id),
            _c_string(settings.password.get_secret_value()),
            _c_string(settings.system_type),
            bytes((_VERSION, settings.source_ton, settings.source_npi)),
            _c_string(settings.address_range),
        )
    )
    return encode(command, sequence, body=body)


def encode_submit(message: ShortMessage, sequence: int) -> bytes:
    return smpp34.SubmitSm(**_fields(message), sequence_number=sequence).encode()


def encode_deliver(message: ShortMessage, sequence: int) -> bytes:
    return smpp34.DeliverSm(**_fields(message), sequence_number=sequence).encode()


def read_c_string(body: bytes) -> str:
    """The first field of a body, or of a TLV that may lack its ending zero."""
    return body.split(b"\0", 1)[0].decode("latin-1")


def _message(pdu: smpp34.DeliverSm | smpp34.SubmitSm) -> ShortMessage:
    return ShortMessage(
        source=Address(pdu.source_addr, pdu.source_addr_ton, pdu.source_addr_npi),
        destination=Address(pdu.destination_addr, pdu.dest_addr_ton, pdu.dest_addr_npi),
        octets=pdu.short_message,
        data_coding=pdu.data_coding,
        esm_class=pdu.esm_class,
        registered_delivery=pdu.registered_delivery,
        service_type=pdu.service_type,
        validity_period=pdu.validity_period,
        tlvs={tlv.tag: tlv.value for tlv in reversed(pdu.tlvs)},
    )


def _fields(message: ShortMessage) -> dict[str, Any]:
    return {
        "source_addr": message.source.number,
        "source_addr_ton": message.source.ton,
        "source_addr_npi": message.source.npi,
        "destination_addr": message.destination.number,
        "dest_addr_ton": message.destination.ton,
        "dest_addr_npi": message.destination.npi,
        "short_message": message.octets,
        "data_coding": message.data_coding,
        "esm_class": message.esm_class,
        "registered_delivery": message.registered_delivery,
        "service_type": message.service_type,
        "validity_period": message.validity_period,
        "tlvs": [smpp34.Tlv(tag, value) for tag, value in message.tlvs.items()],
    }


def _c_string(text: str) -> bytes:
    return text.encode("ascii") + b"\0"
