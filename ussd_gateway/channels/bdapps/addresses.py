"""`tel:8801812345678`, or an id that stands for a phone in one application: `tel:hu3b84346f…`."""

from collections.abc import Mapping
from typing import Any

from ussd_gateway.addresses import Address, NotAnAddress
from ussd_gateway.channels.reading import read_sender
from ussd_gateway.errors import SendRefused, UnroutableNumber

_SCHEME = "tel:"


def read_subscriber(fields: Mapping[str, Any], name: str, channel: str) -> Address:
    """Nobody else reaches an application."""
    address = str(fields.get(name) or "").strip().removeprefix(_SCHEME)
    try:
        return Address.of_masked_id(address, channel)
    except NotAnAddress:
        sender = read_sender({name: address}, name)
    if not sender.is_of_a_person:
        raise UnroutableNumber(f"{name} is no subscriber")
    return sender


def address_of(subscriber: Address) -> str:
    """Of one phone: `tel:all` would write to every subscriber there is."""
    if not subscriber.is_of_a_person:
        raise SendRefused("bdapps:no_address")
    return f"{_SCHEME}{subscriber.value.removeprefix('+')}"
