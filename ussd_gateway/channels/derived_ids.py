"""Ids of messages whose provider gives none, or another one each time it sends the same."""

import json
from datetime import UTC, datetime

from ussd_gateway.errors import UnreadableField
from ussd_gateway.sealing import Sealer


def derived_id(sealer: Sealer, sender: str, text: str, moment: str) -> str:
    """The same for what somebody wrote at one moment, and for nothing else.

    It is kept unsealed and made of a phone and a text, so it is a keyed hash of them.
    """
    said = json.dumps([sender, text, moment])
    return sealer.index(said, "inbound_keys.derived").hex()


def read_moment(value: object, name: str) -> datetime:
    """Of ISO 8601, in UTC unless it says its offset, or of seconds or milliseconds since 1970."""
    try:
        if isinstance(value, int | float) or str(value).strip().isdecimal():
            seconds = float(str(value))
            return datetime.fromtimestamp(seconds / 1000 if seconds > 1e11 else seconds, UTC)
        moment = datetime.fromisoformat(str(value).strip())
        return (moment if moment.tzinfo else moment.replace(tzinfo=UTC)).astimezone(UTC)
    except (ValueError, OverflowError, OSError):
        raise UnreadableField(f"{name} is missing or no moment") from None
