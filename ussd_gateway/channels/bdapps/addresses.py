"""`tel:8801812345678`, or an id that stands for a phone in one application: `tel:hu3b84346f…`."""

import re
from collections.abc import Mapping
from typing import Any

from ussd_gateway.channels.reading import read_phone
from ussd_gateway.errors import SendRefused

_SCHEME = "tel:"
_MASKED = re.compile(r"[A-Za-z][A-Za-z0-9+/=%_.-]{15,127}")
_PHONE = re.compile(r"\+[0-9]{8,15}")


def read_subscriber(fields: Mapping[str, Any], name: str) -> str:
    value = fields.get(name)
    if not isinstance(value, str):
        return read_phone(fields, name)
    address = value.strip().removeprefix(_SCHEME)
    return address if _MASKED.fullmatch(address) else read_phone({name: address}, name)


def address_of(subscriber: str) -> str:
    """Of one phone: `tel:all` would write to every subscriber there is."""
    if not _PHONE.fullmatch(subscriber) and not _MASKED.fullmatch(subscriber):
        raise SendRefused("bdapps:no_address")
    return f"{_SCHEME}{subscriber.removeprefix('+')}"
