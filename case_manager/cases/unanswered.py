"""A person answers what the assistant did not."""

from dataclasses import dataclass
from datetime import datetime
from uuid import UUID

from sqlalchemy.orm import Session

from case_manager.cases import opening, records, service
from case_manager.cases.repository import CaseRepository
from case_manager.cases.schemas import OpenCase
from case_manager.kit.keys import Keys
from case_manager.models import Case
from case_manager.vocabulary import Channel, Language

FOR_A_HUMAN = "information"
_UNANSWERED = "unanswered:"  # followed by the message's id


@dataclass(frozen=True)
class Unanswered:
    """A message that the assistant could not answer for too long."""

    conversation_id: UUID
    message_id: UUID
    channel: Channel
    language: Language
    text: str


def take_over(
    session: Session,
    unanswered: Unanswered,
    *,
    trace_id: str | None = None,
    keys: Keys,
    now: datetime,
) -> Case:
    """The citizen is told so once. However much they write meanwhile, it is one case as long as
    that is open. A message that was taken over stays where it is, also when it is told of again
    after that case was closed."""
    repository = CaseRepository(session)
    source_key = f"{_UNANSWERED}{unanswered.message_id}"
    if existing := repository.find_by_source(source_key) or repository.of_message(source_key):
        return existing
    if known := repository.open_by_source(unanswered.conversation_id, _UNANSWERED):
        words = (unanswered.text, unanswered.language)
        return service.add_citizen_words(
            session, repository, known.id, *words, source_key, keys=keys, now=now
        )
    command = OpenCase(
        conversation_id=unanswered.conversation_id,
        category=FOR_A_HUMAN,
        description=unanswered.text,
        channel=unanswered.channel,
        language=unanswered.language,
    )
    case = opening.open_case(
        session, command, source_key=source_key, trace_id=trace_id, keys=keys, now=now
    )
    if case.channel is Channel.SMS:
        records.acknowledge(session, case, keys, now)
    return case
