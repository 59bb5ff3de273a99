from dataclasses import dataclass
from datetime import date, datetime
from functools import cache
from importlib.resources import files
from uuid import UUID

import yaml
from sqlalchemy.orm import Session

from case_manager.kit.keys import Keys
from case_manager.messages import rules
from case_manager.messages.repository import OutgoingMessageRepository
from case_manager.models import Conversation, OutgoingMessage
from case_manager.vocabulary import DeliveryStatus, Language


@dataclass(frozen=True)
class Handover:
    """Everything the gateway is told of one message, copied out of the transaction."""

    message_id: UUID
    contact_id: UUID
    text: str
    language: Language
    case_reference: str | None
    expects_reply: bool
    cost_tag: str


def enqueue(
    session: Session,
    conversation: Conversation,
    text: str,
    *,
    language: Language,
    case_id: UUID | None,
    cost_tag: str,
    expects_reply: bool = False,
    keys: Keys,
    now: datetime,
) -> OutgoingMessage:
    """Writes the message and the job that hands it over in the caller's transaction."""
    repository = OutgoingMessageRepository(session)
    message = OutgoingMessage(
        conversation_id=conversation.id,
        case_id=case_id,
        text_sealed=keys.sealer.seal(text, "outgoing_messages.text"),
        language=language,
        expects_reply=expects_reply,
        cost_tag=cost_tag,
        created_at=now,
    )
    repository.add(message)
    repository.defer_hand_over(message)
    return message


def acknowledge(
    session: Session,
    conversation: Conversation,
    *,
    case_id: UUID,
    reference: str,
    answer_on: date,
    language: Language,
    keys: Keys,
    now: datetime,
) -> OutgoingMessage:
    text = template("case_opened", language).format(
        reference=reference, date=answer_on.strftime("%d-%m-%Y")
    )
    return enqueue(
        session,
        conversation,
        text,
        language=language,
        case_id=case_id,
        cost_tag="acknowledgement",
        keys=keys,
        now=now,
    )


def template(name: str, language: Language) -> str:
    return _templates()[name][language.value]


def message_to_hand_over(session: Session, message_id: UUID, *, keys: Keys) -> Handover | None:
    """None once the gateway has it."""
    repository = OutgoingMessageRepository(session)
    message = repository.get(message_id)
    if message is None or message.delivery_status is not DeliveryStatus.QUEUED:
        return None
    return Handover(
        message_id=message.id,
        contact_id=message.conversation_id,
        text=keys.sealer.open(message.text_sealed, "outgoing_messages.text"),
        language=message.language,
        case_reference=repository.case_reference(message),
        expects_reply=message.expects_reply,
        cost_tag=message.cost_tag,
    )


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
    templates: dict[str, dict[str, str]] = yaml.safe_load(file.read_text(encoding="utf-8"))
    return templates
