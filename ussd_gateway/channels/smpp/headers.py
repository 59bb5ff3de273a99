"""The user data header in front of a text (3GPP 23.040, 9.2.3.24): length, then elements."""

from collections.abc import Mapping

from ussd_gateway.channels.smpp.errors import UnreadableHeader

CONCATENATED_8 = 0x00
CONCATENATED_16 = 0x08
SINGLE_SHIFT = 0x24
LOCKING_SHIFT = 0x25

Elements = Mapping[int, bytes]


def split_header(octets: bytes) -> tuple[Elements, bytes]:
    """The elements and what comes after them; of an element that is there twice the last counts.

    Raises UnreadableHeader when the lengths do not fit.
    """
    if not octets or 1 + octets[0] > len(octets):
        raise UnreadableHeader("the header is longer than the message")
    header, rest = octets[1 : 1 + octets[0]], octets[1 + octets[0] :]
    elements: dict[int, bytes] = {}
    while header:
        if len(header) < 2 or 2 + header[1] > len(header):
            raise UnreadableHeader("an element is longer than its header")
        elements[header[0]] = header[2 : 2 + header[1]]
        header = header[2 + header[1] :]
    return elements, rest


def make_header(elements: Elements) -> bytes:
    body = b"".join(bytes((tag, len(value))) + value for tag, value in elements.items())
    return bytes((len(body),)) + body
