"""What an adapter is: it translates, it checks, it sends one message. It decides nothing."""

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass, replace
from datetime import datetime
from typing import Protocol, runtime_checkable

from citizen_text.sms import DEFAULT_OPTIONS, SmsOptions
from ussd_gateway.errors import AppError
from ussd_gateway.messages import (
    Acknowledgement,
    Heard,
    InboundMessage,
    OutgoingMessage,
    Receipt,
    Screen,
    Unreadable,
    Webhook,
)
from ussd_gateway.ussd.screens import ROOM

ANSWERED_WITHIN_SECONDS = 20.0  # by any provider, or there is no answer


@dataclass(frozen=True, kw_only=True)
class Terms:
    """What a way of writing carries and how long it may be kept waiting.

    `can_script`: Bangla letters arrive as such. `is_free`: a message costs the citizen nothing.
    `deadline_seconds`: how long after a message its sender may be left without a word.
    """

    can_script: bool
    is_free: bool
    assistant_timeout_seconds: float
    deadline_seconds: float


@dataclass(frozen=True, kw_only=True)
class SmsTerms(Terms):
    """`options`: how a text is cut into segments. `number` is our own, that our SMS show: a phone
    number, a short code, or a name; empty where we do not know it. `copy_seconds`: the provider
    brings an SMS several times with other ids; what a phone says again so soon, by the provider's
    clock, is a copy. Of other providers two equal texts are two. `most_at_once`: what a worker has
    in hand, where the channel says; more would only wait.
    """

    segment_paisa: int
    segments_per_second: float
    options: SmsOptions
    number: str = ""
    copy_seconds: float = 0.0
    most_at_once: int | None = None


def whole_text(text: str, heard: int) -> str | None:
    return text


@dataclass(frozen=True, kw_only=True)
class UssdTerms(Terms):
    """`screen_seconds`: how long the provider may be left waiting for a screen. `screen_septets`:
    what one screen holds of Latin letters. `sms_channel`: the id of the one by which an SMS reaches
    the same phones.

    `newest_input` finds what was typed last in a text of which `heard` characters came with the
    steps before; it says None when nothing is new, because the step was here before.
    """

    screen_seconds: float
    sms_channel: str
    newest_input: Callable[[str, int], str | None] = whole_text
    screen_septets: int = ROOM["GSM-7"]


def no_content(heard: Sequence[Heard]) -> Acknowledgement:
    return Acknowledgement(status_code=204)


@dataclass(frozen=True, kw_only=True)
class Route:
    """What a provider calls under `/channels/{id}/{its name}`, perhaps with a secret behind.

    `verify` raises SignatureRefused unless the provider itself sent this, `read` ChannelError for
    anything that cannot be read. `show` is there where the answer to a step of a call is its
    screen; else a screen goes by `ShowsScreens`. `refuse` is there where a provider wants other
    words for a refusal than everybody.
    """

    verify: Callable[[Webhook], None]
    read: Callable[[Webhook, datetime], Sequence[Heard]]
    acknowledge: Callable[[Sequence[Heard]], Acknowledgement] = no_content
    show: Callable[[Screen], Acknowledgement] | None = None
    refuse: Callable[[AppError], Acknowledgement] | None = None
    methods: tuple[str, ...] = ("POST",)


class Channel(Protocol):
    """A configured way to and from citizens: SMS, calls, or both."""

    @property
    def id(self) -> str: ...

    @property
    def sms(self) -> SmsTerms | None: ...

    @property
    def ussd(self) -> UssdTerms | None: ...

    @property
    def routes(self) -> Mapping[str, Route]: ...


def sms_options(channels: Mapping[str, Channel], id_: str) -> SmsOptions:
    """The usual ones for a channel that is configured no more."""
    channel = channels.get(id_)
    return channel.sms.options if channel and channel.sms else DEFAULT_OPTIONS


@runtime_checkable
class SendsSms(Channel, Protocol):
    async def send(self, message: OutgoingMessage) -> Receipt:
        """Raises SendRefused or SendDeferred when the provider did not take it, SendPostponed when
        its `seconds_left` ended before it was on its way."""


def answer_options(channels: Mapping[str, Channel], id_: str) -> SmsOptions:
    """Of an answer by this channel, so long that it may go by any other as well."""
    options = sms_options(channels, id_)
    limits = [
        each.sms.options.longest
        for each in channels.values()
        if isinstance(each, SendsSms) and each.sms
    ]
    return replace(options, longest=min([options.longest, *limits]))


@runtime_checkable
class ShowsScreens(Channel, Protocol):
    """Where a screen does not stand in the answer to the step but goes by a request of ours."""

    async def show_screen(self, step: InboundMessage, screen: Screen) -> None:
        """Raises SendRefused or SendDeferred when the provider did not take it."""


@runtime_checkable
class StaysConnected(Channel, Protocol):
    """Where the provider does not call us but is connected to, by every worker.

    A worker sends by it only while it is connected itself.
    """

    @property
    def is_connected(self) -> bool: ...

    async def stay_connected(self, take: "Take") -> None:
        """Until cancelled; reconnects by itself."""


@runtime_checkable
class ListsInbound(Channel, Protocol):
    """Where the provider can be asked what came in, should a call of theirs have been lost."""

    async def inbound_between(
        self, start: datetime, end: datetime, received_at: datetime
    ) -> Sequence[InboundMessage | Unreadable]:
        """Oldest first. Raises NotListed when the list cannot be had or read now, TooMuchListed
        when it is too long."""


class Take(Protocol):
    async def __call__(self, channel: Channel, heard: Sequence[Heard]) -> None:
        """Returns when all of it is recorded; a step of a call is answered after that."""
