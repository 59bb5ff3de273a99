"""Delivery receipts: TLVs where there are some, else the text of SMPP 3.4's appendix B."""

import re
from dataclasses import dataclass
from enum import IntEnum

from ussd_gateway.channels.smpp.errors import UnreadableReceipt
from ussd_gateway.channels.smpp.pdus import ShortMessage, Tag
from ussd_gateway.channels.smpp.wire import read_c_string
from ussd_gateway.messages import OutboxState


class MessageState(IntEnum):
    """SMPP 3.4, 5.2.28."""

    ENROUTE = 1
    DELIVERED = 2
    EXPIRED = 3
    DELETED = 4
    UNDELIVERABLE = 5
    ACCEPTED = 6
    UNKNOWN = 7
    REJECTED = 8


OUTBOX_STATES = {
    MessageState.ENROUTE: OutboxState.SENT,
    MessageState.DELIVERED: OutboxState.DELIVERED,
    MessageState.EXPIRED: OutboxState.FAILED,
    MessageState.DELETED: OutboxState.FAILED,
    MessageState.UNDELIVERABLE: OutboxState.FAILED,
    MessageState.ACCEPTED: OutboxState.SENT,
    MessageState.UNKNOWN: OutboxState.SENT,  # nobody knows: it left, and may have arrived
    MessageState.REJECTED: OutboxState.FAILED,
}

_WORDS = {state.name: state for state in MessageState} | {
    "DELIVRD": MessageState.DELIVERED,
    "UNDELIV": MessageState.UNDELIVERABLE,
    "ACCEPTD": MessageState.ACCEPTED,
    "REJECTD": MessageState.REJECTED,
}
_FIELD = re.compile(r"\b(id|stat|err):(\S*)", re.IGNORECASE)
_WHOLE = re.compile(
    r"\s*id:\S+\s+(?:sub:\d+\s+)?(?:dlvrd:\d+\s+)?"
    r"(?:submit date:\d+\s+)?(?:done date:\d+\s+)?"
    r"stat:[A-Z]+\s+err:\w+(?:\s+text:.*)?\s*",
    re.IGNORECASE | re.DOTALL,
)


@dataclass(frozen=True)
class DeliveryReceipt:
    """`error` is the network's own code, as it came."""

    message_id: str
    state: MessageState
    error: str | None = None


def read_receipt(message: ShortMessage) -> DeliveryReceipt | None:
    """None for a message of a citizen.

    Raises UnreadableReceipt for what is marked as a receipt but names no message or no state.
    """
    fields = _fields(message)
    if fields is None:
        return None
    message_id = fields.get("id")
    if not message_id:
        raise UnreadableReceipt("no id")
    if (state := _WORDS.get(fields.get("stat", "").upper())) is None:
        raise UnreadableReceipt("no state that SMPP 3.4 knows")
    return DeliveryReceipt(message_id, state, fields.get("err") or None)


def reason_of(receipt: DeliveryReceipt) -> str | None:
    """Of a failure: the state, and the network's own code where it names one."""
    if OUTBOX_STATES[receipt.state] is not OutboxState.FAILED:
        return None
    code = receipt.error if re.fullmatch(r"[0-9A-Za-z]{1,8}", receipt.error or "") else None
    return f"smpp:{receipt.state.name}" + (f":{code}" if code else "")


def normal_id(message_id: str) -> str:
    """The form in which an id is kept, evening out what answers and receipts write differently."""
    bare = message_id.strip().lower()
    return bare.lstrip("0") or bare[-1:]


def same_id(message_id: str) -> tuple[str, ...]:
    """Normal forms under which the message of a receipt may be kept, the likeliest first.

    Message centres write the same id in hexadecimal in one place and in decimal in the other
    (jookies/jasmin#643, opentelecoms-org/jsmpp#56). Whoever looks up takes the first that is
    there and went to the number that the receipt names: "10" may be sixteen or "a".
    """
    normal = normal_id(message_id)
    forms = [normal]
    if re.fullmatch(r"[0-9]{1,39}", normal):  # as many as 32 hexadecimal ones take
        forms.append(f"{int(normal):x}")
    if re.fullmatch(r"[0-9a-f]{1,32}", normal):
        forms.append(str(int(normal, 16)))
    return tuple(dict.fromkeys(forms))


def _fields(message: ShortMessage) -> dict[str, str] | None:
    """id, stat and err, or None where neither TLV, mark nor text is that of a receipt."""
    text = _text(message)
    has_id = Tag.RECEIPTED_MESSAGE_ID in message.tlvs
    if not (has_id or message.is_marked_as_receipt or _WHOLE.fullmatch(text)):
        return None
    head = re.split(r"\btext:", text, maxsplit=1, flags=re.IGNORECASE)[0]
    fields: dict[str, str] = {}
    for name, value in _FIELD.findall(head):
        fields.setdefault(name.lower(), value)
    if has_id:
        fields["id"] = read_c_string(message.tlvs[Tag.RECEIPTED_MESSAGE_ID]).strip()
    state = int.from_bytes(message.tlvs.get(Tag.MESSAGE_STATE, b""))
    if state in list(MessageState):
        fields["stat"] = MessageState(state).name
    return fields


def _text(message: ShortMessage) -> str:
    """Receipts are plain letters, whatever their data_coding claims."""
    octets = message.body
    return octets.replace(b"\0", b"").decode("latin-1")
