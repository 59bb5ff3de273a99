"""How a case begins: what assistants open, and what every new case is given."""

from datetime import date, datetime
from uuid import UUID

from sqlalchemy.orm import Session

from case_manager.cases import books, case_words, clocks, records, rules, told
from case_manager.cases.categories import Category, find_category
from case_manager.cases.repository import CaseRepository
from case_manager.cases.schemas import OpenCase
from case_manager.cases.told import Told
from case_manager.errors import (
    Malformed,
)
from case_manager.kit.calendar import local_date
from case_manager.kit.keys import Keys
from case_manager.models import Case, Payment, Person
from case_manager.payments import service as payments_service
from case_manager.people import service as people_service
from case_manager.people.service import Identity
from case_manager.programmes import service as programmes_service
from case_manager.vocabulary import (
    CaseStatus,
    Channel,
    EventKind,
    MessageKind,
    MovementKind,
)


def open_case(
    session: Session,
    command: OpenCase,
    *,
    source_key: str,
    trace_id: str | None = None,
    keys: Keys,
    now: datetime,
) -> Case:
    """SMS filers hear the reference in the assistant's answer; everybody else gets an SMS."""
    repository = CaseRepository(session)
    if existing := repository.find_by_source(source_key):
        return existing  # delivered twice, opened once; a unique constraint settles races
    case = new_case(session, known_category(command.category), received_on=None, keys=keys, now=now)
    case.source_key = source_key
    case.conversation_id = command.conversation_id
    case.channel = command.channel
    case.language = command.language
    case.missing_since = _first_of_month(command.missing_since)
    told.keep(session, case, command.told or Told())
    caller = people_service.identity(session, command.conversation_id, keys=keys, now=now)
    _set_citizen(session, case, command, caller)
    repository.add(case)
    books.enter(repository, case, MovementKind.RECEIVED, now)
    if caller.person and case.person_id:
        case_words.remember(repository, case, case_words.names_of(caller.person), keys)
    opened = {"channel": case.channel.value} | ({"trace_id": trace_id} if trace_id else {})
    records.record(repository, case, EventKind.OPENED, now, data=opened)
    if command.told:
        records.keep_number(repository, case, command.told.ring_at, keys, now)
    records.add_message(
        repository, case, MessageKind.CITIZEN, command.description, command.language, keys, now
    )
    if command.channel is not Channel.SMS:
        records.acknowledge(session, case, keys, now)
    return case


def new_case(
    session: Session, category: Category, *, received_on: date | None, keys: Keys, now: datetime
) -> Case:
    """Not yet added. What came by letter was received before it is written down here."""
    position = CaseRepository(session).next_position()
    case = Case(
        reference=keys.references.nth(position),
        category=category.id,
        is_restricted=category.is_sensitive,
        opened_at=now,
        status=CaseStatus.NEW,
        office_tier=category.first_tier,
    )
    clocks.start(case, category.limits, received_on or local_date(now), clocks.calendar(session))
    return case


def needs_identity(case: Case) -> bool:
    return known_category(case.category).needs_identity and case.person_id is None


def known_category(category_id: str) -> Category:
    found = find_category(category_id)
    if found is None:
        raise Malformed("category: no such category")
    return found


def known_programme(programme_id: str | None, payment: Payment | None = None) -> str | None:
    if payment:
        return payment.programme
    if programme_id and programmes_service.find_programme(programme_id) is None:
        raise Malformed("programme: no such programme")
    return programme_id


def _set_citizen(session: Session, case: Case, command: OpenCase, caller: Identity) -> None:
    """Whose case it is, and where. Without a name it keeps no link by which they are found, and of
    their payment only the programme; nor does it of whoever speaks for somebody else, as long as
    nothing proves who that is."""
    person, is_for_other = caller.person, "for_other" in case.told
    payment = _payment(session, command.payment_id, person)
    case.programme = known_programme(command.programme, payment)
    case.area_code = rules.area_of_case(
        told=case.told.get("area_code"),
        of_person=person.area_code if person else None,
        is_anonymous=command.is_anonymous,
        is_for_other=is_for_other,
    )
    case.is_anonymous = command.is_anonymous
    if not command.is_anonymous and (caller.is_proven or not is_for_other):
        case.person_id = person.id if person else None
        case.payment_id = payment.id if payment else None


def _payment(session: Session, payment_id: UUID | None, person: Person | None) -> Payment | None:
    return payments_service.payment_of(session, payment_id, person) if payment_id else None


def _first_of_month(month: str | None) -> date | None:
    return date.fromisoformat(f"{month}-01") if month else None
