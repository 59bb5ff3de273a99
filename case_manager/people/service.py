from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date, datetime
from uuid import UUID

from sqlalchemy.orm import Session

from case_manager.audit import service as audit_service
from case_manager.errors import IdentityLocked, IdentityRequired, UnknownConversation
from case_manager.kit.keys import Keys
from case_manager.models import Area, Conversation, IdentityGuard, Person
from case_manager.people import identifiers, names, rules
from case_manager.people.repository import (
    AreaRepository,
    ConversationRepository,
    PersonRepository,
)
from case_manager.vocabulary import IdentifierKind, IdentityState, Language

_BATCH = 500
_NOT_KNOWN = "the person behind this conversation is not known yet"


@dataclass(frozen=True)
class Identity:
    """`is_proven`: by an answer of the last hour, not by the phone alone."""

    state: IdentityState
    person: Person | None
    attempts_left: int
    locked_until: datetime | None
    is_proven: bool = False

    @property
    def area_code(self) -> str | None:
        return self.person.area_code if self.person else None


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
    if conversation.language != language:
        conversation.language, conversation.language_changed_at = language, now
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
    """Counts in locked rows, so answers sent side by side are still counted one by one: those of
    this contact, and those that named somebody's number with a wrong year of birth, from wherever.

    Somebody whose guard is locked is found by no answer; it is not told apart from a wrong one.
    """
    conversation = lock_conversation(session, conversation_id)
    if conversation.is_locked(now):
        return _identity(session, conversation, keys, now)
    people = PersonRepository(session)
    named = _named(people, conversation, answer, keys)
    guards = {guard.person_id: guard for guard in people.lock_guards({row.id for row in named})}
    meant = [row for row in named if row.birth_year == answer.birth_year]
    if len(meant) == 1 and not guards[meant[0].id].is_locked(now):
        conversation.person_id = meant[0].id
        conversation.verified_until = now + rules.VERIFIED_FOR
        conversation.failed_checks, conversation.locked_until = 0, None
        guards[meant[0].id].failed_checks = 0
    else:
        _count_failure(conversation, rules.OF_A_CONTACT, now)
        for guard in guards.values():
            if not guard.is_locked(now):
                _count_failure(guard, rules.OF_A_PERSON, now)
    found = _identity(session, conversation, keys, now)
    _record_check(session, conversation, named, found, now)
    return found


def forget_proven(
    session: Session, conversation_id: UUID, *, keys: Keys, now: datetime
) -> Identity:
    """Whoever asked for somebody else is again who the phone says. What was counted stays."""
    conversation = lock_conversation(session, conversation_id)
    conversation.person_id = conversation.verified_until = None
    return _identity(session, conversation, keys, now)


def known_person(
    session: Session, conversation_id: UUID, *, keys: Keys, now: datetime
) -> Person | None:
    return identity(session, conversation_id, keys=keys, now=now).person


def is_phone_of(
    session: Session, person_id: UUID | None, conversation_id: UUID, *, keys: Keys
) -> bool:
    """Whether the register has it as theirs and nobody else's, whatever was proven on it since."""
    conversation = find_conversation(session, conversation_id)
    _, person = _of_phone(PersonRepository(session), conversation, keys)
    return person is not None and person.id == person_id


def person_of_phone(session: Session, phone: str, *, keys: Keys) -> Person | None:
    """None if nobody in the register has it, or several do."""
    holders = find_by_identifier(session, IdentifierKind.PHONE, phone, keys=keys)
    return holders[0] if len(holders) == 1 else None


def find_by_identifier(
    session: Session, kind: IdentifierKind, text: str, *, keys: Keys
) -> Sequence[Person]:
    return PersonRepository(session).holding([identifiers.index(kind, text, keys)])


def find_person(session: Session, person_id: UUID) -> Person | None:
    return PersonRepository(session).get(person_id)


def numbers_of(session: Session, person_id: UUID, kind: IdentifierKind, *, keys: Keys) -> list[str]:
    """Those that are valid, the first known one first."""
    return [
        identifiers.unseal(kind, number.value_sealed, keys)
        for number in PersonRepository(session).numbers_of([person_id], kind)
    ]


def died_on(session: Session, person_id: UUID) -> date | None:
    """By an entry that was not revoked."""
    death = PersonRepository(session).death_of(person_id)
    return death.died_on if death else None


def hear_batch(session: Session, after: UUID | None, *, limit: int = _BATCH) -> UUID | None:
    """Finds out how the next names sound, in order of id; returns the last id, None at the end."""
    people = PersonRepository(session).next_to_hear(after, limit)
    for person in people:
        person.name_sounds = names.sounds(person.name_en, person.name_bn)
    return people[-1].id if len(people) == limit else None


def hear_later(session: Session, after: UUID) -> None:
    PersonRepository(session).defer_hearing(after)


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


def record_told(
    session: Session, what: str, person: Person, conversation_id: UUID, *, now: datetime
) -> None:
    audit_service.record_disclosure(
        session,
        what,
        subject_kind="person",
        subject_id=person.id,
        conversation_id=conversation_id,
        now=now,
    )


def change_opt_out(
    session: Session, conversation_id: UUID, *, opted_out: bool, now: datetime
) -> None:
    conversation = lock_conversation(session, conversation_id)
    if conversation.opted_out != opted_out:
        conversation.opted_out, conversation.opt_out_changed_at = opted_out, now


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
    failed = rules.counted(conversation.failed_checks, conversation.failed_at, now)
    attempts_left = rules.OF_A_CONTACT.attempts - failed
    people = PersonRepository(session)
    until = conversation.verified_until
    if conversation.person_id and until and now < until:
        proven = people.get(conversation.person_id)
        return Identity(IdentityState.VERIFIED, proven, attempts_left, None, is_proven=True)
    state, person = _of_phone(people, conversation, keys)
    return Identity(state, person, attempts_left, None)


def _of_phone(
    people: PersonRepository, conversation: Conversation, keys: Keys
) -> tuple[IdentityState, Person | None]:
    sharing = _sharing(people, conversation, keys)
    died = len(sharing) == 1 and people.death_of(sharing[0].id) is not None
    state = rules.state_of_phone(len(sharing), died=died)
    return state, sharing[0] if state is IdentityState.VERIFIED else None


def _named(
    people: PersonRepository, conversation: Conversation, answer: IdentityAnswer, keys: Keys
) -> Sequence[Person]:
    """Whose number it is, whatever year of birth was said."""
    if answer.identifier is not None:
        return people.holding(
            [identifiers.index(kind, answer.identifier, keys) for kind in identifiers.IDENTIFYING]
        )
    sharing = {person.id: person for person in _sharing(people, conversation, keys)}
    found = people.numbers_of(sharing, IdentifierKind.NID, IdentifierKind.BIRTH_REGISTRATION)
    fitting = {
        row.person_id
        for row in found
        if identifiers.unseal(row.kind, row.value_sealed, keys)[-4:] == answer.nid_last4
    }
    return [sharing[person_id] for person_id in sorted(fitting)]


def _record_check(
    session: Session,
    conversation: Conversation,
    named: Sequence[Person],
    found: Identity,
    now: datetime,
) -> None:
    """In vain too, and of whom a number was said: who guesses is seen by it."""
    subjects = [("person", person.id) for person in ([found.person] if found.person else named)]
    for kind, subject_id in subjects or [("conversation", conversation.id)]:
        audit_service.record_disclosure(
            session,
            "identity_checked",
            subject_kind=kind,
            subject_id=subject_id,
            conversation_id=conversation.id,
            now=now,
            data={"outcome": found.state.value},
        )


def _count_failure(guard: Conversation | IdentityGuard, limit: rules.Limit, now: datetime) -> None:
    before = rules.counted(guard.failed_checks, guard.failed_at, now)
    failures = rules.after_failure(before, limit, now)
    guard.failed_checks, guard.locked_until = failures.count, failures.locked_until
    guard.failed_at = now


def _sharing(people: PersonRepository, conversation: Conversation, keys: Keys) -> Sequence[Person]:
    """Whose phone it is in the register; a hidden number is nobody's."""
    phone = phone_of(conversation, keys)
    return people.holding([identifiers.index(IdentifierKind.PHONE, phone, keys)]) if phone else []
