from datetime import datetime
from typing import Protocol

from ussd_gateway.messages import (
    Acknowledgement,
    ChannelKind,
    InboundMessage,
    OutgoingMessage,
    Receipt,
    Screen,
    StatusUpdate,
    Webhook,
)


class Channel(Protocol):
    """What an adapter does, and no more: it translates, it checks, it sends one message."""

    @property
    def id(self) -> str: ...

    @property
    def kind(self) -> ChannelKind: ...

    @property
    def can_script(self) -> bool:
        """Whether Bangla letters arrive as such."""

    @property
    def is_free(self) -> bool:
        """Whether a message costs the citizen nothing."""

    @property
    def assistant_timeout_seconds(self) -> float: ...

    @property
    def deadline_seconds(self) -> float:
        """How long after a message its sender may be left without a word."""

    def verify(self, webhook: Webhook) -> None:
        """Raises SignatureRefused unless the provider itself sent this."""


class SmsChannel(Channel, Protocol):
    def parse_inbound(self, webhook: Webhook, received_at: datetime) -> InboundMessage:
        """Raises ChannelError for anything that cannot be read."""

    def acknowledge(self, message: InboundMessage) -> Acknowledgement: ...

    def parse_status(self, webhook: Webhook) -> StatusUpdate:
        """Raises ChannelError for anything that cannot be read."""

    async def send(self, message: OutgoingMessage) -> Receipt:
        """Raises SendRefused or SendDeferred when the provider did not take it."""


class UssdChannel(Channel, Protocol):
    @property
    def screen_seconds(self) -> float:
        """How long the provider may be left waiting for a screen."""

    @property
    def sms_channel(self) -> str:
        """The id of the one by which an SMS reaches the same phones."""

    def parse_call(self, webhook: Webhook, received_at: datetime) -> InboundMessage:
        """One step of a call, with its session. Raises ChannelError for anything else."""

    def newest_input(self, text: str, heard: int) -> str | None:
        """What was typed last; `heard` characters of the text came with the steps before.

        None when nothing is new: the step was here before.
        """

    def show(self, screen: Screen) -> Acknowledgement: ...

    def parse_end(self, webhook: Webhook, received_at: datetime) -> InboundMessage:
        """The provider's word that a call is over. Raises ChannelError for anything else."""
