"""Africa's Talking USSD: https://developers.africastalking.com/docs/ussd/handle_sessions"""

from collections.abc import Callable, Mapping
from dataclasses import dataclass
from datetime import datetime

from ussd_gateway.channels.base import Route, UssdTerms
from ussd_gateway.channels.callers import caller_check
from ussd_gateway.channels.config import ChannelType, Surroundings, UnsignedConfig
from ussd_gateway.channels.reading import (
    read_address,
    read_form,
    read_id,
    read_phone,
    read_text,
)
from ussd_gateway.errors import ChannelError
from ussd_gateway.messages import (
    Acknowledgement,
    InboundMessage,
    Screen,
    SessionEvent,
    Webhook,
)

_LONGEST_SESSION = 48  # with the length of the text behind it an id of ours


class AfricasTalkingConfig(UnsignedConfig):
    sms_channel: str


@dataclass(frozen=True)
class AfricasTalking:
    """`text` holds everything typed in the session, joined by `*`, and never shrinks: not when
    somebody goes back, and a `*` may as well have been typed. Nothing is signed."""

    id: str
    ussd: UssdTerms
    verify: Callable[[Webhook], None]
    sms: None = None

    @property
    def routes(self) -> Mapping[str, Route]:
        return {
            "ussd": Route(verify=self.verify, read=self.read_step, show=show),
            "ussd-end": Route(verify=self.verify, read=self.read_end),
        }

    def read_step(self, webhook: Webhook, received_at: datetime) -> list[InboundMessage]:
        form = read_form(webhook.body)
        session, text = _read_session(form), read_text(form, "text")
        step = InboundMessage(
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
        return [step]

    def read_end(self, webhook: Webhook, received_at: datetime) -> list[InboundMessage]:
        """However it ended: `status` is Success, Incomplete or Failed."""
        form = read_form(webhook.body)
        session = _read_session(form)
        end = InboundMessage(
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
        return [end]


def newest_input(text: str, heard: int) -> str | None:
    if len(text) <= heard:
        return None
    return text[heard:].removeprefix("*") if heard else text


def show(screen: Screen) -> Acknowledgement:
    what_follows = "END" if screen.ended else "CON"
    return Acknowledgement(f"{what_follows} {screen.text}", "text/plain")


def make(id_: str, config: AfricasTalkingConfig, surroundings: Surroundings) -> AfricasTalking:
    terms = surroundings.ussd_terms(
        config, sms_channel=config.sms_channel, newest_input=newest_input
    )
    return AfricasTalking(id_, terms, caller_check(config))


TYPE = ChannelType(AfricasTalkingConfig, make)


def _read_session(form: dict[str, str]) -> str:
    session = read_id(form, "sessionId")
    if len(session) > _LONGEST_SESSION:
        raise ChannelError(f"sessionId must be at most {_LONGEST_SESSION} characters")
    return session
