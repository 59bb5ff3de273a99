"""Cases that staff write down for somebody who came, called, wrote on paper or spoke at a hearing.

A phone that never wrote to us is no contact yet: a job asks the gateway for one after the commit,
and the citizen hears the reference then.
"""

from dataclasses import dataclass, field
from datetime import date, datetime
from uuid import UUID

from sqlalchemy.orm import Session

from case_manager.audit import service as audit_service
from case_manager.cases import books, case_words, records, rules, service
from case_manager.cases.case_words import NAME_PLACE
from case_manager.cases.repository import CaseRepository
from case_manager.errors import Malformed
from case_manager.kit.calendar import local_date
from case_manager.kit.keys import Keys
from case_manager.messages.gateway import Contact
from case_manager.models import Case, CaseEvent, User
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
    is, otherwise that of whoever writes it down.
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
    source_key = f"form:{actor.id}:{form_id}"
    requests_service.wait_for_turn(session, source_key)
    repository = CaseRepository(session)
    case = repository.find_by_source(source_key)
    if case is None:
        case = _written_down(session, repository, command, source_key, actor, keys, now)
    return RegisteredCase(case.reference, repository.may_see(case, actor))


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
    category = service.known_category(command.category)
    case = service.new_case(session, category, received_on=received_on, keys=keys, now=now)
    case.source_key, case.channel, case.language = source_key, command.channel, command.language
    case.programme = service.known_programme(command.programme or None)
    names = _set_citizen(session, case, command, keys)
    case.area_code = _area(session, command.area_code) or case.area_code or actor.area_code
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


def _set_citizen(session: Session, case: Case, command: RegisterCase, keys: Keys) -> list[str]:
    """Whose phone it is counts as the person, unless they give another's name.

    Returns the names by which the case is to be found.
    """
    name = rules.read_name(command.name or "")
    names = [name]
    phone = rules.read_phone(command.phone) if command.phone else None
    person = people_service.person_of_phone(session, phone, keys=keys) if phone else None
    if person and (not name or rules.sounds_like_one_of(name, person.name_bn, person.name_en)):
        case.person_id, case.area_code = person.id, person.area_code
        names += case_words.names_of(person)
    elif name:
        case.citizen_name_sealed = keys.sealer.seal(name, NAME_PLACE)
    if phone:
        _set_phone(session, case, phone, keys)
    return names


def _set_phone(session: Session, case: Case, phone: str, keys: Keys) -> None:
    conversation = people_service.conversation_of_phone(session, phone, keys=keys)
    if conversation:
        case.conversation_id = conversation.id
    else:
        case.citizen_phone_sealed = keys.sealer.seal(phone, records.PHONE_PLACE)
        case.citizen_phone_index = keys.sealer.index(phone, records.PHONE_PLACE)


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
