import re
from collections.abc import Mapping
from datetime import datetime
from typing import Any
from uuid import UUID

from ussd_gateway.addresses import Address
from ussd_gateway.channels.infobip.codes import (
    GROUPS,
    WITH_AN_OPERATOR,
    fault_of,
    reason_of,
)
from ussd_gateway.channels.reading import (
    plain_fields,
    read_address,
    read_id,
    read_sender,
    read_text,
)
from ussd_gateway.errors import UnknownStatus
from ussd_gateway.messages import InboundMessage, OutboxState, SessionEvent, StatusUpdate

_WORDS = ("text", "cleanText")
_WITHOUT_PLUS = re.compile(r"[1-9][0-9]{8,14}")


def read_message(fields: Mapping[str, Any], channel: str, received_at: datetime) -> InboundMessage:
    sender, recipient = _read_sender(fields), read_address(fields, "to")
    return InboundMessage(
        channel=channel,
        provider_message_id=read_id(fields, "messageId"),
        sender=sender,
        recipient=recipient,
        text=_read_words(fields),
        session=None,
        session_event=SessionEvent.NONE,
        received_at=received_at,
        raw={name: value for name, value in plain_fields(fields).items() if name not in _WORDS},
    )


def read_report(fields: Mapping[str, Any]) -> StatusUpdate:
    status = fields.get("status")
    status = status if isinstance(status, dict) else {}
    group, name = str(status.get("groupName")), str(status.get("name"))
    if group not in GROUPS:
        raise UnknownStatus("status.groupName is missing or unknown")
    state = OutboxState.SENT if name in WITH_AN_OPERATOR else GROUPS[group]
    return StatusUpdate(
        message_id=_our_id(fields.get("callbackData")),
        provider_message_id=read_id(fields, "messageId"),
        state=state,
        reason=reason_of(fields, name) if state is OutboxState.FAILED else None,
        fault=fault_of(fields, name) if state is OutboxState.FAILED else None,
    )


def _read_sender(fields: Mapping[str, Any]) -> Address:
    """Infobip writes numbers with their country and without a plus."""
    value = fields.get("from")
    if isinstance(value, str) and _WITHOUT_PLUS.fullmatch(value):
        return read_sender({"from": f"+{value}"}, "from")
    return read_sender(fields, "from")


def _read_words(fields: Mapping[str, Any]) -> str:
    """Without the keyword that led them here, unless they wrote nothing else; of an MMS what is
    text in it."""
    parts = fields.get("message")
    if not isinstance(parts, list):
        return read_text(fields, "cleanText") or read_text(fields, "text")
    texts = [
        read_text(part, "value")
        for part in parts
        if isinstance(part, dict) and part.get("contentType") == "text/plain"
    ]
    return "\n".join(texts)


def _our_id(value: object) -> UUID | None:
    try:
        return UUID(value) if isinstance(value, str) else None
    except ValueError:
        return None
