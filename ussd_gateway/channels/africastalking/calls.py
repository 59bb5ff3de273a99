"""https://developers.africastalking.com/docs/ussd/handle_sessions

`text` holds everything typed in the session, joined by `*`, and never shrinks: not when somebody
goes back, and a `*` may as well have been typed.
"""

from datetime import datetime

from ussd_gateway.channels.reading import (
    read_address,
    read_form,
    read_id,
    read_phone,
    read_text,
)
from ussd_gateway.errors import AppError, UnreadableField
from ussd_gateway.messages import (
    Acknowledgement,
    InboundMessage,
    Language,
    Screen,
    SessionEvent,
    Webhook,
)
from ussd_gateway.texts import ussd_text

_LONGEST_SESSION = 48  # with the length of the text behind it an id of ours


def read_step(webhook: Webhook, channel: str, received_at: datetime) -> InboundMessage:
    form = read_form(webhook.body)
    session, text = _read_session(form), read_text(form, "text")
    return InboundMessage(
        channel=channel,
        provider_message_id=f"{session}:{len(text)}",
        sender=read_phone(form, "phoneNumber"),
        recipient=read_address(form, "serviceCode"),
        text=text,
        session=session,
        session_event=SessionEvent.RESUME if text else SessionEvent.NEW,
        received_at=received_at,
        raw={name: value for name, value in form.items() if name != "text"},
    )


def read_end(webhook: Webhook, channel: str, received_at: datetime) -> InboundMessage:
    """However it ended: `status` is Success, Incomplete or Failed."""
    form = read_form(webhook.body)
    session = _read_session(form)
    return InboundMessage(
        channel=channel,
        provider_message_id=session,
        sender=read_phone(form, "phoneNumber"),
        recipient=read_address(form, "serviceCode"),
        text="",
        session=session,
        session_event=SessionEvent.CLOSE,
        received_at=received_at,
        raw={},
    )


def newest_input(text: str, heard: int) -> str | None:
    if len(text) <= heard:
        return None
    return text[heard:].removeprefix("*") if heard else text


def show(screen: Screen) -> Acknowledgement:
    what_follows = "END" if screen.ended else "CON"
    return Acknowledgement(f"{what_follows} {screen.text}", "text/plain")


def refuse(error: AppError, code: str) -> Acknowledgement:
    """Whoever holds the phone reads it, so it is a word to them; the reason stands elsewhere."""
    words = ussd_text("dial_again", Language.BANGLISH).format(code=code)
    return Acknowledgement(f"END {words}", "text/plain", headers={"X-Refused": error.name})


def _read_session(form: dict[str, str]) -> str:
    session = read_id(form, "sessionId")
    if len(session) > _LONGEST_SESSION:
        raise UnreadableField(f"sessionId must be at most {_LONGEST_SESSION} characters")
    return session
