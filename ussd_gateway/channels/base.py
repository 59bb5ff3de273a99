from datetime import datetime
from typing import Protocol

from ussd_gateway.messages import (
    Acknowledgement,
    ChannelKind,
    InboundMessage,
    OutgoingMessage,
    Receipt,
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

    def parse_inbound(self, webhook: Webhook, received_at: datetime) -> InboundMessage:
        """Raises ChannelError for anything that cannot be read."""

    def acknowledge(self, message: InboundMessage) -> Acknowledgement: ...

    def parse_status(self, webhook: Webhook) -> StatusUpdate:
        """Raises ChannelError for anything that cannot be read."""

    async def send(self, message: OutgoingMessage) -> Receipt:
        """Raises SendRefused or SendDeferred when the provider did not take it."""
