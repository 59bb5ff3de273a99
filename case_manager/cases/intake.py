"""Cases that staff write down for somebody who came, called, wrote on paper or spoke at a hearing.

A phone that never wrote to us is no contact yet: a job asks the gateway for one after the commit,
and the citizen hears the reference then.
"""

from dataclasses import dataclass, field
from datetime import date, datetime
from uuid import UUID

from sqlalchemy.orm import Session

from case_manager.audit import service as audit_service
from case_manager.cases import books, case_words, opening, reading, records, rules, told
from case_manager.cases.case_words import NAME_PLACE
from case_manager.cases.repository import CaseRepository
from case_manager.cases.told import Told
from case_manager.errors import Malformed
from case_manager.kit.calendar import local_date
from case_manager.kit.keys import Keys
from case_manager.messages.gateway import Contact
from case_manager.models import Case, CaseEvent, Conversation, Person, User
from case_manager.people import service as people_service
from case_manager.requests import service as requests_service
from case_manager.vocabulary import (
    ActorKind,
    Channel,
    EventKind,
    Language,
    MessageKind,
    MovementKind,
)


@dataclass(frozen=True)
class RegisterCase:
    """As staff fill it in; `received_on` is the day it came, which may lie before today.

    `phone` in any way people write it. Without an area it is that of the person whose phone it
    is, otherwise that of whoever writes it down. With `is_anonymous` the name is not kept.
    """

    channel: Channel
    category: str
    words: str = field(repr=False)
    language: Language
    received_on: date | None = None
    phone: str | None = field(default=None, repr=False)
    name: str | None = field(default=None, repr=False)
    area_code: str | None = None
    programme: str | None = None
    told: Told = field(default_factory=Told)
    is_anonymous: bool = False


@dataclass(frozen=True)
class RegisteredCase:
    """`is_visible` is False when it belongs to others: restricted, or of another area."""

    reference: str
    is_visible: bool


@dataclass(frozen=True)
class Introduction:
    phone: str = field(repr=False)
    language: Language


def register_case(
    session: Session,
    command: RegisterCase,
    *,
    form_id: UUID,
    actor: User,
    keys: Keys,
    now: datetime,
) -> RegisteredCase:
    """The same form twice is one case. Raises Malformed with the field's name in front."""
    source_key = _source_key(actor, form_id)
    requests_service.wait_for_turn(session, source_key)
    repository = CaseRepository(session)
    case = repository.find_by_source(source_key)
    if case is None:
        case = _written_down(session, repository, command, source_key, actor, keys, now)
    return RegisteredCase(case.reference, repository.may_see(case, actor))


def already_open(
    session: Session, command: RegisterCase, *, form_id: UUID, actor: User, keys: Keys
) -> list[Case]:
    """Open cases of the same citizen about the same that `actor` may see: the newest first, with
    person, area and assignee. None once this form has opened its case.

    Without a phone nobody is the same. Raises Malformed with the field's name in front.
    """
    repository = CaseRepository(session)
    if repository.find_by_source(_source_key(actor, form_id)):
        return []
    citizen = _citizen(session, command, keys)
    if citizen.phone is None:
        return []
    found = repository.open_of_citizen(
        actor,
        command.category,
        person_id=citizen.person.id if citizen.person else None,
        conversation_id=citizen.conversation.id if citizen.conversation else None,
        phone_index=keys.sealer.index(citizen.phone, records.PHONE_PLACE),
    )
    return [case for case in found if _is_of(case, citizen, keys)]


def record_already_open(session: Session, rows: int, actor: User, *, now: datetime) -> None:
    audit_service.record(
        session,
        "open_cases_shown",
        subject_kind="intake",
        subject_id="cases",
        actor=actor,
        now=now,
        data={"rows": str(rows)},
    )


def citizen_to_introduce(session: Session, case_id: UUID, *, keys: Keys) -> Introduction | None:
    """None once the case has its contact."""
    case = CaseRepository(session).lock(case_id)
    if case.conversation_id or case.citizen_phone_sealed is None:
        return None
    return Introduction(
        keys.sealer.open(case.citizen_phone_sealed, records.PHONE_PLACE), case.language
    )


def connect_citizen(
    session: Session,
    case_id: UUID,
    introduction: Introduction,
    contact: Contact,
    *,
    keys: Keys,
    now: datetime,
) -> None:
    """From now on the case is theirs to ask about, and they hear its reference."""
    case = CaseRepository(session).lock(case_id)
    if case.conversation_id:
        return
    conversation = people_service.put_conversation(
        session,
        contact.id,
        phone=introduction.phone,
        language=contact.language,
        keys=keys,
        now=now,
    )
    conversation.opted_out = conversation.opted_out or contact.opted_out
    case.conversation_id = conversation.id
    case.citizen_phone_sealed = case.citizen_phone_index = None
    records.acknowledge(session, case, keys, now)


def _written_down(
    session: Session,
    repository: CaseRepository,
    command: RegisterCase,
    source_key: str,
    actor: User,
    keys: Keys,
    now: datetime,
) -> Case:
    rules.check_taken_by_staff(command.channel)
    received_on = command.received_on or local_date(now)
    rules.check_received_on(received_on, local_date(now))
    words = records.cleaned(command.words, rules.longest_text("note"))
    category = opening.known_category(command.category)
    case = opening.new_case(session, category, received_on=received_on, keys=keys, now=now)
    case.source_key, case.channel, case.language = source_key, command.channel, command.language
    case.programme = opening.known_programme(command.programme or None)
    case.is_anonymous = command.is_anonymous
    told.keep(session, case, command.told)
    citizen = _citizen(session, command, keys)
    names = _set_citizen(case, citizen, keys)
    case.area_code = _area(session, command.area_code) or citizen.area_code or actor.area_code
    repository.add(case)
    books.enter(repository, case, MovementKind.RECEIVED, now)
    case_words.remember(repository, case, names, keys)
    _record(session, repository, case, actor, now)
    records.add_message(repository, case, MessageKind.CITIZEN, words, command.language, keys, now)
    if case.citizen_phone_sealed:
        repository.defer_introduction(case)
    else:
        records.acknowledge(session, case, keys, now)
    return case


@dataclass(frozen=True)
class _Citizen:
    """As far as a form tells; `name` is empty where it does not."""

    name: str = field(repr=False)
    phone: str | None = field(repr=False)
    area_code: str | None
    person: Person | None
    conversation: Conversation | None


def _citizen(session: Session, command: RegisterCase, keys: Keys) -> _Citizen:
    """Whose phone it is counts as the person, unless they give another's name or none at all, or
    speak for somebody else whose name they do not give."""
    name = rules.read_name(command.name or "")
    if not command.phone:
        return _Citizen("" if command.is_anonymous else name, None, None, None, None)
    phone = rules.read_phone(command.phone)
    person = people_service.person_of_phone(session, phone, keys=keys)
    is_for_other = command.told.for_other is not None
    if person and not _is_meant(person, name, is_for_other=is_for_other):
        person = None
    area_code = rules.area_of_case(
        told=None,
        of_person=person.area_code if person else None,
        is_anonymous=command.is_anonymous,
        is_for_other=is_for_other,
    )
    if command.is_anonymous:
        name, person = "", None
    conversation = people_service.conversation_of_phone(session, phone, keys=keys)
    return _Citizen(name, phone, area_code, person, conversation)


def _is_meant(person: Person, name: str, *, is_for_other: bool) -> bool:
    if name:
        return rules.sounds_like_one_of(name, *case_words.names_of(person))
    return not is_for_other


def _is_of(case: Case, citizen: _Citizen, keys: Keys) -> bool:
    """Several share a phone: where both are named they must have one name."""
    if case.person_id and citizen.person:
        return case.person_id == citizen.person.id
    names = _names(case.person, reading.given_name(case, keys))
    asked = _names(citizen.person, citizen.name)
    return not (names and asked) or any(rules.sounds_like_one_of(name, *names) for name in asked)


def _names(person: Person | None, given: str | None) -> tuple[str, ...]:
    if person:
        return case_words.names_of(person)
    return (given,) if given else ()


def _set_citizen(case: Case, citizen: _Citizen, keys: Keys) -> list[str]:
    """Returns the names by which the case is to be found."""
    names = [citizen.name]
    if citizen.person:
        case.person_id = citizen.person.id
        names += case_words.names_of(citizen.person)
    elif citizen.name:
        case.citizen_name_sealed = keys.sealer.seal(citizen.name, NAME_PLACE)
    if citizen.conversation:
        case.conversation_id = citizen.conversation.id
    elif citizen.phone:
        case.citizen_phone_sealed = keys.sealer.seal(citizen.phone, records.PHONE_PLACE)
        case.citizen_phone_index = keys.sealer.index(citizen.phone, records.PHONE_PLACE)
    return names


def _source_key(actor: User, form_id: UUID) -> str:
    return f"form:{actor.id}:{form_id}"


def _area(session: Session, code: str | None) -> str | None:
    if code and not people_service.area_names(session, {code}):
        raise Malformed("area: there is no such area")
    return code or None


def _record(
    session: Session, repository: CaseRepository, case: Case, actor: User, now: datetime
) -> None:
    """Writing it down is not yet the first thing done about it: the first clock goes on."""
    repository.add(
        CaseEvent(
            case_id=case.id,
            kind=EventKind.OPENED,
            at=now,
            actor_kind=ActorKind.USER,
            actor_id=actor.id,
            data={"channel": case.channel.value},
        )
    )
    audit_service.record(
        session, "case_registered", subject_kind="case", subject_id=case.id, actor=actor, now=now
    )
