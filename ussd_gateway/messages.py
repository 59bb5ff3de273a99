"""The neutral words between channels and the rest: no provider's names beyond this line."""

import re
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import datetime
from enum import Enum, IntEnum, StrEnum, auto
from functools import cached_property
from math import inf
from uuid import UUID

from ussd_gateway.addresses import Address
from ussd_gateway.errors import ChannelError, SendRefused

_MOST_FIELDS = 200  # of a form
_ESCAPES = re.compile("(?:%[0-9A-Fa-f]{2})+")


class Language(StrEnum):
    BANGLA = "bn"
    BANGLISH = "bn-Latn"
    ENGLISH = "en"


class ChannelKind(StrEnum):
    SMS = "sms"
    USSD = "ussd"


class SessionEvent(StrEnum):
    """`RANG`: a call that nobody took, so that it costs nothing; its caller is called back."""

    NEW = "new"
    RESUME = "resume"
    CLOSE = "close"
    NONE = "none"
    RANG = "rang"


class InboxState(StrEnum):
    """`IN_CALL` is a step whose screen goes by a request of ours, until that has arrived.
    `AUTOMATIC` came from a machine of an operator or a bank, or from ourselves: nobody answers it.
    """

    PENDING = "pending"
    ANSWERED = "answered"
    HANDED_OVER = "handed_over"
    IN_CALL = "in_call"
    AUTOMATIC = "automatic"


class OutboxState(StrEnum):
    """`HELD` waits for the assistant, for its hour or its day, or behind one that does; `SENDING`
    is with the provider."""

    HELD = "held"
    QUEUED = "queued"
    SENDING = "sending"
    ACCEPTED = "accepted"
    SENT = "sent"
    DELIVERED = "delivered"
    FAILED = "failed"


ON_ITS_WAY = (OutboxState.HELD, OutboxState.QUEUED, OutboxState.SENDING)
GONE_OUT = (OutboxState.ACCEPTED, OutboxState.SENT, OutboxState.DELIVERED)
_RANK = {state: rank for rank, state in enumerate(OutboxState)}
_FINAL = (OutboxState.DELIVERED, OutboxState.FAILED)


def moves_forward(old: OutboxState, new: OutboxState) -> bool:
    """Provider reports arrive late and out of order: a state never moves back."""
    return old not in _FINAL and _RANK[new] > _RANK[old]


class OutboxKind(StrEnum):
    ANSWER = "answer"
    APOLOGY = "apology"
    CASE_MESSAGE = "case_message"


class Priority(IntEnum):
    """What goes first: what citizens wait for, then what they did not ask for."""

    CONVERSATION = 0
    NOTICE = 1
    BULK = 2


class EventKind(StrEnum):
    DELIVERY_CHANGED = "delivery_changed"
    MESSAGE_UNANSWERED = "message_unanswered"
    OPTED_OUT = "opted_out"
    OPTED_IN = "opted_in"


@dataclass(frozen=True)
class Webhook:
    """A provider's request as it came; `url` is the public one that the provider signed.

    `address` is the caller's, `path_secret` the end of the path where the channel has one.
    """

    url: str = field(repr=False)
    headers: Mapping[str, str] = field(repr=False)
    query: Mapping[str, str] = field(repr=False)
    body: bytes = field(repr=False)
    method: str = "POST"
    address: str = ""
    path_secret: str = field(default="", repr=False)

    @cached_property
    def form(self) -> Sequence[tuple[str, str]]:
        """The fields as they stand there, a name perhaps more than once. Raises ValueError where
        the body is no URL-encoded UTF-8."""
        pairs = [pair for pair in self.body.decode("ascii").replace("+", " ").split("&") if pair]
        if len(pairs) > _MOST_FIELDS:
            raise ValueError("too many fields")
        split = [pair.partition("=") for pair in pairs]
        return [
            (_unquoted(name) if "%" in name else name, _unquoted(value) if "%" in value else value)
            for name, _, value in split
        ]


def _unquoted(part: str) -> str:
    """A row of escapes at once: a letter of Bangla is three."""
    return _ESCAPES.sub(_letters, part)


def _letters(escapes: "re.Match[str]") -> str:
    return bytes.fromhex(escapes[0].replace("%", "")).decode()


@dataclass(frozen=True)
class InboundMessage:
    """`raw` is what the provider says beside the text, which stands nowhere else: whatever of it is
    a secret is found there."""

    channel: str
    provider_message_id: str
    sender: Address
    recipient: str
    text: str = field(repr=False)
    session: str | None
    session_event: SessionEvent
    received_at: datetime
    raw: Mapping[str, str] = field(repr=False)
    is_answered: bool = False  # by the provider itself
    sent_at: datetime | None = None  # by the provider's clock, where it tells copies apart

    @property
    def kind(self) -> ChannelKind:
        return kind_of(self.session_event)


def kind_of(event: SessionEvent) -> ChannelKind:
    return ChannelKind.SMS if event is SessionEvent.NONE else ChannelKind.USSD


class Fault(Enum):
    """Whose it is that a message was not taken, or not sent on, by what its provider says.

    The last four: it came too fast, it passes by itself, an operator must set something right, the
    message itself would be refused again.
    """

    OPTED_OUT = auto()
    OTHER_OPERATOR = auto()
    THROTTLED = auto()
    PASSING = auto()
    OPERATOR = auto()
    MESSAGE = auto()


_MAY_PASS = (Fault.THROTTLED, Fault.PASSING, Fault.OPERATOR)


@dataclass(frozen=True)
class StatusUpdate:
    """`message_id` is ours, from the address we gave the provider; it may be missing.

    `other_forms` are those in which its own id may have been written before. `fault` is there where
    a provider's codes say more than that it failed.
    """

    message_id: UUID | None
    provider_message_id: str
    state: OutboxState
    reason: str | None = None
    fault: Fault | None = None
    other_forms: tuple[str, ...] = ()

    @property
    def opted_out(self) -> bool:
        return self.fault is Fault.OPTED_OUT

    @property
    def other_operator(self) -> bool:
        return self.fault is Fault.OTHER_OPERATOR

    @property
    def may_pass(self) -> bool:
        """Nobody has it and nobody will, but another try is worth it."""
        return self.state is OutboxState.FAILED and self.fault in _MAY_PASS

    @property
    def provider_ids(self) -> list[str]:
        """The likeliest first."""
        return [self.provider_message_id, *self.other_forms]


@dataclass(frozen=True)
class SubscriptionChanged:
    """Somebody told their operator, not us, whether they want messages.

    `id` is the same in every copy of a notice.
    """

    id: str = field(repr=False)
    subscriber: Address
    wanted: bool


@dataclass(frozen=True)
class Unreadable:
    """One of many in a request, of which the others were read; `detail` says what is wrong where,
    and nothing of what it holds."""

    detail: str
    error: type[ChannelError] = ChannelError


Heard = InboundMessage | StatusUpdate | SubscriptionChanged | Unreadable


def _no_hurry() -> float:
    return inf


@dataclass(frozen=True)
class OutgoingMessage:
    """`seconds_left`: until it must be on its way. Whoever still has it waiting by then raises
    SendPostponed, because it may be somebody else's before the provider has answered."""

    id: UUID
    recipient: Address
    text: str = field(repr=False)
    seconds_left: Callable[[], float] = field(default=_no_hurry, repr=False, compare=False)

    @property
    def phone(self) -> str:
        """Raises SendRefused where there is none: a masked id means nothing to other channels."""
        if self.recipient.phone is None:
            raise SendRefused("no_phone")
        return self.recipient.phone


@dataclass(frozen=True)
class Receipt:
    """Ids are in the one form in which the channel reports on them.

    `part_ids` are there where the provider took the message in parts and reports on each.
    """

    provider_message_id: str
    state: OutboxState = OutboxState.ACCEPTED
    part_ids: tuple[str, ...] = ()


@dataclass(frozen=True)
class Acknowledgement:
    """What a provider is answered, in its own words."""

    body: str = ""
    media_type: str = "text/plain"
    status_code: int = 200
    headers: Mapping[str, str] = field(default_factory=dict)


@dataclass(frozen=True)
class Screen:
    """What a phone shows during a call; after `ended` it takes no more input."""

    text: str = field(repr=False)
    ended: bool


@dataclass(frozen=True)
class Button:
    title: str
    payload: str


@dataclass(frozen=True)
class Answer:
    text: str = field(repr=False)
    buttons: Sequence[Button] = ()


@dataclass(frozen=True)
class Commands:
    """What the assistant asks of the gateway itself beside its words. `awaits_answer` in a call:
    what was begun goes on with the next answer. `awaits_number`: digits may be that answer.
    """

    set_language: Language | None = None
    opt_out: bool = False
    opt_in: bool = False
    mute_until: datetime | None = None
    end_session: bool = False
    awaits_answer: bool = False
    awaits_number: bool = False

    @property
    def change_contact(self) -> bool:
        return any((self.set_language, self.opt_out, self.opt_in, self.mute_until))


@dataclass(frozen=True)
class TurnResult:
    answers: Sequence[Answer]
    commands: Commands


@dataclass(frozen=True)
class Turn:
    conversation_id: UUID
    message_id: UUID
    message: str = field(repr=False)
    channel: ChannelKind
    language: Language
    can_script: bool
    is_free: bool = False
