from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime
from uuid import UUID

from sqlalchemy.orm import Session

from case_manager.errors import IdentityLocked, IdentityRequired, UnknownConversation
from case_manager.kit.keys import Keys
from case_manager.models import Area, Conversation, Person
from case_manager.people import rules
from case_manager.people.repository import (
    AreaRepository,
    ConversationRepository,
    PersonRepository,
)
from case_manager.vocabulary import IdentityState, Language

_NOT_KNOWN = "the person behind this conversation is not known yet"


@dataclass(frozen=True)
class Identity:
    state: IdentityState
    person: Person | None
    attempts_left: int
    locked_until: datetime | None


@dataclass(frozen=True)
class IdentityAnswer:
    """What somebody says of themselves; exactly one of the first two is given."""

    nid_last4: str | None
    identifier: str | None
    birth_year: int


def put_conversation(
    session: Session,
    conversation_id: UUID,
    *,
    phone: str | None,
    language: Language,
    keys: Keys,
    now: datetime,
) -> Conversation:
    """Without a phone where its operator hides the number."""
    phone_index = keys.sealer.index(phone, "conversations.phone") if phone else None
    phone_sealed = keys.sealer.seal(phone, "conversations.phone") if phone else None
    conversation = ConversationRepository(session).make_sure_of(
        Conversation(
            id=conversation_id,
            phone_sealed=phone_sealed,
            phone_index=phone_index,
            language=language,
            created_at=now,
        )
    )
    if conversation.phone_index != phone_index:
        conversation.phone_sealed, conversation.phone_index = phone_sealed, phone_index
        conversation.person_id = conversation.verified_until = None
    conversation.language = language
    return conversation


def find_conversation(session: Session, conversation_id: UUID) -> Conversation:
    conversation = ConversationRepository(session).get(conversation_id)
    if conversation is None:
        raise UnknownConversation("no such conversation")
    return conversation


def lock_conversation(session: Session, conversation_id: UUID) -> Conversation:
    conversation = ConversationRepository(session).lock(conversation_id)
    if conversation is None:
        raise UnknownConversation("no such conversation")
    return conversation


def identity(session: Session, conversation_id: UUID, *, keys: Keys, now: datetime) -> Identity:
    return _identity(session, find_conversation(session, conversation_id), keys, now)


def check_identity(
    session: Session, conversation_id: UUID, answer: IdentityAnswer, *, keys: Keys, now: datetime
) -> Identity:
    """Counts in the locked row, so answers sent side by side are still counted one by one."""
    conversation = lock_conversation(session, conversation_id)
    if conversation.is_locked(now):
        return _identity(session, conversation, keys, now)
    fitting = _fitting(session, conversation, answer, keys)
    if len(fitting) == 1:
        conversation.person_id = fitting[0].id
        conversation.verified_until = now + rules.VERIFIED_FOR
        conversation.failed_checks, conversation.locked_until = 0, None
    else:
        failures = rules.after_failure(conversation.failed_checks, now)
        conversation.failed_checks = failures.count
        conversation.locked_until = failures.locked_until
    return _identity(session, conversation, keys, now)


def known_person(
    session: Session, conversation_id: UUID, *, keys: Keys, now: datetime
) -> Person | None:
    return identity(session, conversation_id, keys=keys, now=now).person


def person_of_phone(session: Session, phone: str, *, keys: Keys) -> Person | None:
    """None if nobody in the register has it, or several do."""
    sharing = PersonRepository(session).with_phone(keys.sealer.index(phone, "people.phone"))
    return sharing[0] if len(sharing) == 1 else None


def conversation_of_phone(session: Session, phone: str, *, keys: Keys) -> Conversation | None:
    return ConversationRepository(session).with_phone(
        keys.sealer.index(phone, "conversations.phone")
    )


def required_person(
    session: Session, conversation_id: UUID, *, keys: Keys, now: datetime
) -> Person:
    found = identity(session, conversation_id, keys=keys, now=now)
    if found.state is IdentityState.LOCKED:
        raise IdentityLocked("three wrong answers ended identification for an hour")
    if found.person is None:
        raise IdentityRequired(_NOT_KNOWN)
    return found.person


def change_opt_out(session: Session, conversation_id: UUID, *, opted_out: bool) -> None:
    lock_conversation(session, conversation_id).opted_out = opted_out


def phone_of(conversation: Conversation, keys: Keys) -> str | None:
    """None where its operator hides the number."""
    sealed = conversation.phone_sealed
    return keys.sealer.open(sealed, "conversations.phone") if sealed else None


def masked(phone: str) -> str:
    """Enough to recognise a number one knows: `+88017•••••678`."""
    return f"{phone[:6]}{'•' * max(len(phone) - 9, 0)}{phone[-3:]}"


def area_path(session: Session, code: str) -> Sequence[Area]:
    return AreaRepository(session).with_parents(code)


def areas_of_length(session: Session, code: str, length: int) -> Sequence[Area]:
    """Those inside whose codes are so long, by code; everywhere for an empty one."""
    return AreaRepository(session).of_length(code, length)


def area_names(session: Session, codes: set[str]) -> dict[str, Area]:
    return AreaRepository(session).names(codes)


def areas_inside(session: Session, code: str | None) -> Sequence[Area]:
    """An area and everything down to its upazilas; of an upazila, its unions too."""
    return AreaRepository(session).inside(code)


def _identity(session: Session, conversation: Conversation, keys: Keys, now: datetime) -> Identity:
    if conversation.is_locked(now):
        return Identity(IdentityState.LOCKED, None, 0, conversation.locked_until)
    state, person = _state(session, conversation, keys, now)
    return Identity(state, person, rules.ATTEMPTS - conversation.failed_checks, None)


def _state(
    session: Session, conversation: Conversation, keys: Keys, now: datetime
) -> tuple[IdentityState, Person | None]:
    people = PersonRepository(session)
    until = conversation.verified_until
    if conversation.person_id and until and now < until:
        return IdentityState.VERIFIED, people.get(conversation.person_id)
    sharing = _sharing(people, conversation, keys)
    state = rules.state_of_phone(len(sharing))
    return state, sharing[0] if state is IdentityState.VERIFIED else None


def _fitting(
    session: Session, conversation: Conversation, answer: IdentityAnswer, keys: Keys
) -> list[Person]:
    people = PersonRepository(session)
    if answer.identifier is not None:
        spellings = rules.nid_spellings(answer.identifier, answer.birth_year)
        indexes = [keys.sealer.index(nid, "people.nid") for nid in spellings]
        return list(people.identified_by(indexes, answer.identifier.upper(), answer.birth_year))
    return [
        person
        for person in _sharing(people, conversation, keys)
        if person.birth_year == answer.birth_year
        and keys.sealer.open(person.nid_sealed, "people.nid")[-4:] == answer.nid_last4
    ]


def _sharing(people: PersonRepository, conversation: Conversation, keys: Keys) -> Sequence[Person]:
    """Whose phone it is in the register; a hidden number is nobody's."""
    phone = phone_of(conversation, keys)
    return people.with_phone(keys.sealer.index(phone, "people.phone")) if phone else []
