from dataclasses import dataclass
from datetime import date, datetime, timedelta
from functools import cache
from importlib.resources import files
from typing import Literal
from uuid import UUID

import yaml
from sqlalchemy.orm import Session

from case_manager.errors import MessageHasLeft
from case_manager.kit.keys import Keys
from case_manager.kit.restraint import NO_RESTRAINT, QuietHours, Restraint
from case_manager.messages import rules
from case_manager.messages.repository import OutgoingMessageRepository
from case_manager.models import Conversation, OutgoingMessage
from case_manager.vocabulary import DeliveryStatus, Language
from citizen_text import dates, references

REPLY, CLOSING = rules.REPLY, rules.CLOSING
with_heading = rules.with_heading
_WAITING = DeliveryStatus.QUEUED


@dataclass(frozen=True)
class Handover:
    """Everything the gateway is told of one message, copied out of the transaction."""

    message_id: UUID
    contact_id: UUID
    text: str
    language: Language
    case_reference: str | None
    expects_reply: bool
    about: str | None
    cost_tag: str
    again: bool = False
    quiet_hours: QuietHours | None = None
    daily_limit: int | None = None
    priority: Literal["notice", "bulk"] = "notice"


def enqueue(
    session: Session,
    conversation: Conversation,
    text: str,
    *,
    language: Language,
    case_id: UUID | None,
    cost_tag: str,
    expects_reply: bool = False,
    about: str | None = None,
    leaves_after: timedelta = timedelta(0),
    keys: Keys,
    now: datetime,
) -> OutgoingMessage:
    """Writes the message and the job that hands it over in the caller's transaction.

    It leaves no sooner than `leaves_after`, so that it can be taken back until then. `about` tells
    the assistant what an answer to it would be about.
    """
    repository = OutgoingMessageRepository(session)
    message = OutgoingMessage(
        conversation_id=conversation.id,
        case_id=case_id,
        text_sealed=keys.sealer.seal(text, "outgoing_messages.text"),
        language=language,
        expects_reply=expects_reply,
        about=about,
        cost_tag=cost_tag,
        created_at=now,
    )
    repository.add(message)
    repository.defer_hand_over(message, leaves_after)
    return message


def acknowledge(
    session: Session,
    conversation: Conversation,
    *,
    case_id: UUID,
    reference: str,
    answer_on: date,
    is_restricted: bool,
    language: Language,
    keys: Keys,
    now: datetime,
) -> OutgoingMessage:
    name = "matter_opened" if is_restricted else "case_opened"
    text = filled(name, language, reference=reference, day=answer_on)
    return enqueue(
        session,
        conversation,
        text,
        language=language,
        case_id=case_id,
        cost_tag=rules.ACKNOWLEDGEMENT,
        keys=keys,
        now=now,
    )


def heading(reference: str, language: Language, *, is_restricted: bool) -> str:
    """Of which case a caseworker's words are."""
    name = "matter_heading" if is_restricted else "heading"
    return filled(name, language, reference=reference)


def filled(name: str, language: Language, *, reference: str, day: date | None = None) -> str:
    """A template with its case, and the day of which it speaks."""
    return template(name, language).format(
        reference=references.in_groups(reference, language),
        date=dates.in_words(day, language) if day else "",
    )


def template(name: str, language: Language) -> str:
    return _templates()[name][language.value]


def message_to_hand_over(
    session: Session,
    message_id: UUID,
    *,
    keys: Keys,
    now: datetime,
    restraint: Restraint = NO_RESTRAINT,
) -> Handover | None:
    """None once the gateway has it, or when it was taken back. From here on it cannot be."""
    repository = OutgoingMessageRepository(session)
    message = repository.lock(message_id)
    if message is None or message.taken_back_at or message.delivery_status is not _WAITING:
        return None
    message.left_at = message.left_at or now
    restraint = rules.restraint_on(message.cost_tag, restraint)
    return Handover(
        message_id=message.id,
        contact_id=message.conversation_id,
        text=keys.sealer.open(message.text_sealed, "outgoing_messages.text"),
        language=message.language,
        case_reference=repository.case_reference(message),
        expects_reply=message.expects_reply,
        about=message.about,
        cost_tag=message.cost_tag,
        again=rules.is_meant_again(message.cost_tag),
        quiet_hours=restraint.quiet_hours,
        daily_limit=restraint.daily_limit,
    )


def take_back(session: Session, message_id: UUID, *, now: datetime) -> None:
    """It never leaves; refused once it has left or is leaving."""
    message = OutgoingMessageRepository(session).lock(message_id)
    if message is None or message.left_at or message.delivery_status is not _WAITING:
        raise MessageHasLeft("the message is on its way already")
    message.taken_back_at = now


def record_delivery(
    session: Session, message_id: UUID, status: DeliveryStatus, reason: str | None = None
) -> OutgoingMessage | None:
    """The message if the report took it further, None if it is unknown or already there."""
    message = OutgoingMessageRepository(session).lock(message_id)
    if message is None or not rules.moves_on(message.delivery_status, status):
        return None
    message.delivery_status = status
    message.failure_reason = reason if status is DeliveryStatus.FAILED else None
    return message


@cache
def _templates() -> dict[str, dict[str, str]]:
    file = files("case_manager") / "messages" / "templates.yaml"
    templates: dict[str, dict[str, str]] = yaml.load(
        file.read_text(encoding="utf-8"), yaml.CSafeLoader
    )
    return templates
