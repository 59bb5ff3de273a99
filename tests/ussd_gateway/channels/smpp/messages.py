from typing import Any

from ussd_gateway.channels.smpp.pdus import Address, ShortMessage
from ussd_gateway.channels.smpp.settings import SmppSettings, UssdSettings

CITIZEN = "8801712345678"
OURS = "16263"


def make_settings(**changes: Any) -> SmppSettings:
    values: dict[str, Any] = {
        "channel": "operator",
        "host": "127.0.0.1",
        "system_id": "nalish",
        "password": "secret",
        "ussd": UssdSettings(),
    }
    return SmppSettings(**values | changes)


def from_citizen(
    octets: bytes = b"", sender: str = CITIZEN, recipient: str = OURS, **fields: Any
) -> ShortMessage:
    return ShortMessage(Address(sender, 1, 1), Address(recipient), octets, **fields)
