"""What the apps on the phone have in common: how their words are read and how they are asked."""

from dataclasses import dataclass, field
from datetime import datetime
from typing import Protocol

from ussd_gateway.addresses import Address
from ussd_gateway.messages import OutgoingMessage, Receipt, StatusUpdate, Webhook


@dataclass(frozen=True)
class ReceivedSms:
    """`recipient` is missing where the phone does not know its own number."""

    sender: Address
    recipient: str | None
    text: str = field(repr=False)
    received_at: datetime


class Dialect(Protocol):
    def verify(self, webhook: Webhook) -> None:
        """Raises SignatureRefused."""

    def read_sms(self, webhook: Webhook) -> ReceivedSms:
        """Raises ChannelError."""

    def read_report(self, webhook: Webhook) -> StatusUpdate:
        """Raises ChannelError."""

    async def send(self, message: OutgoingMessage) -> Receipt:
        """Raises SendRefused or SendDeferred when the app's server did not take it."""
