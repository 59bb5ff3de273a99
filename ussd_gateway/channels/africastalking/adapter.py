"""Africa's Talking USSD: https://developers.africastalking.com/docs/ussd/handle_sessions"""

import hmac
from collections.abc import Sequence
from dataclasses import dataclass, field
from datetime import datetime
from ipaddress import IPv4Network, IPv6Network, ip_address

from ussd_gateway.channels.reading import (
    read_address,
    read_form,
    read_id,
    read_phone,
    read_text,
)
from ussd_gateway.errors import ChannelError, SignatureRefused
from ussd_gateway.messages import (
    Acknowledgement,
    ChannelKind,
    InboundMessage,
    Screen,
    SessionEvent,
    Webhook,
)

_LONGEST_SESSION = 48  # with the length of the text behind it an id of ours


@dataclass(frozen=True)
class AfricasTalkingUssd:
    """`text` holds everything typed in the session, joined by `*`, and never shrinks: not when
    somebody goes back, and a `*` may as well have been typed. Nothing is signed."""

    path_secret: str = field(repr=False)
    addresses: Sequence[IPv4Network | IPv6Network]
    sms_channel: str
    assistant_timeout_seconds: float
    deadline_seconds: float
    screen_seconds: float
    is_free: bool = False
    id: str = "africastalking"
    kind: ChannelKind = ChannelKind.USSD
    can_script: bool = False

    def verify(self, webhook: Webhook) -> None:
        given = webhook.path_secret.encode("utf-8", "replace")
        if not hmac.compare_digest(given, self.path_secret.encode()):
            raise SignatureRefused("the end of the path is not the one agreed on")
        if not self._is_allowed(webhook.address):
            raise SignatureRefused("this address is not on the list")

    def parse_call(self, webhook: Webhook, received_at: datetime) -> InboundMessage:
        form = read_form(webhook.body)
        session, text = _read_session(form), read_text(form, "text")
        return InboundMessage(
            channel=self.id,
            provider_message_id=f"{session}:{len(text)}",
            sender=read_phone(form, "phoneNumber"),
            recipient=read_address(form, "serviceCode"),
            text=text,
            session=session,
            session_event=SessionEvent.RESUME if text else SessionEvent.NEW,
            received_at=received_at,
            raw={name: value for name, value in form.items() if name != "text"},
        )

    def newest_input(self, text: str, heard: int) -> str | None:
        if len(text) <= heard:
            return None
        return text[heard:].removeprefix("*") if heard else text

    def show(self, screen: Screen) -> Acknowledgement:
        what_follows = "END" if screen.ended else "CON"
        return Acknowledgement(f"{what_follows} {screen.text}", "text/plain")

    def parse_end(self, webhook: Webhook, received_at: datetime) -> InboundMessage:
        """However it ended: `status` is Success, Incomplete or Failed."""
        form = read_form(webhook.body)
        session = _read_session(form)
        return InboundMessage(
            channel=self.id,
            provider_message_id=session,
            sender=read_phone(form, "phoneNumber"),
            recipient=read_address(form, "serviceCode"),
            text="",
            session=session,
            session_event=SessionEvent.CLOSE,
            received_at=received_at,
            raw={},
        )

    def _is_allowed(self, address: str) -> bool:
        try:
            caller = ip_address(address)
        except ValueError:
            return False
        return any(caller in network for network in self.addresses)


def _read_session(form: dict[str, str]) -> str:
    session = read_id(form, "sessionId")
    if len(session) > _LONGEST_SESSION:
        raise ChannelError(f"sessionId must be at most {_LONGEST_SESSION} characters")
    return session
