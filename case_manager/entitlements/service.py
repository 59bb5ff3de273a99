"""What somebody is entitled to: the person's enrolments, and what is told of a programme."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import date, datetime
from uuid import UUID

from sqlalchemy.orm import Session

from case_manager.entitlements.catalogue_views import (
    ProgrammeRow,
    ProgrammeView,
    list_programmes,
    view_programme,
)
from case_manager.entitlements.eligibility import (
    Application,
    Eligibility,
    application,
    eligibility_of,
)
from case_manager.entitlements.eligibility_schemas import AskEligibility
from case_manager.entitlements.told import read_told
from case_manager.entitlements.wording import Wording
from case_manager.errors import Malformed, UnknownProgramme
from case_manager.kit.calendar import local_date
from case_manager.kit.keys import Keys
from case_manager.models import Enrolment
from case_manager.payments import service as payments_service
from case_manager.people import service as people_service
from case_manager.programmes import service as programmes_service
from case_manager.programmes import stating
from case_manager.programmes.amounts import Amounts
from case_manager.programmes.rules import Rate
from case_manager.programmes.schemas import Programme, Source
from case_manager.vocabulary import EnrolmentStatus, Language


@dataclass(frozen=True)
class Entitlement:
    """An enrolment that has not ended, and what a month of it brings to this person."""

    enrolment: Enrolment
    rate: Rate | None


def entitlements_of_conversation(
    session: Session, conversation_id: UUID, *, keys: Keys, now: datetime
) -> Sequence[Entitlement]:
    """None while nobody knows who asks: the facts of programmes are everybody's."""
    person = people_service.known_person(session, conversation_id, keys=keys, now=now)
    if person is None:
        return []
    today, paid = local_date(now), programmes_service.amounts(session)
    enrolments = [
        enrolment
        for enrolment in payments_service.enrolments_of(session, person)
        if enrolment.status is not EnrolmentStatus.ENDED
    ]
    programmes_service.note_use(session, paid, [each.programme for each in enrolments], now=now)
    people_service.record_told(session, "entitlements_told", person, conversation_id, now=now)
    return [
        Entitlement(
            enrolment,
            programmes_service.rate_on(
                paid, today, enrolment.programme, (person.birth_year, person.birth_on)
            ),
        )
        for enrolment in enrolments
    ]


def told_of_programme(programme_id: str) -> Programme:
    found = programmes_service.find_programme(programme_id)
    if found is None:
        raise UnknownProgramme("there is no programme of this id")
    return found


def not_open(programme: Programme, *, now: datetime) -> Mapping[Language, str] | None:
    """Why nobody can apply; None where somebody may."""
    wording = Wording(programmes_service.catalogue(), local_date(now))
    return wording.not_open(programme.not_open) if programme.not_open else None


def sources_of_application(programme: Programme) -> list[Source]:
    """None where it is only generally known."""
    sources = programmes_service.catalogue().sources
    return [sources[each] for each in programme.application_sources]


def rate_today(session: Session, programme: str, *, now: datetime) -> Rate | None:
    paid = programmes_service.amounts(session)
    programmes_service.note_use(session, paid, [programme], now=now)
    return programmes_service.rate_on(paid, local_date(now), programme)


def application_of(programme: str, *, now: datetime) -> Application:
    """Where, when and with which papers to apply."""
    catalogue = programmes_service.catalogue()
    return application(catalogue.programmes[programme], catalogue, local_date(now))


def ask_eligibility(session: Session, command: AskEligibility, *, now: datetime) -> Eligibility:
    """Nobody is looked up: it rests on what the caller tells, and nothing of it is kept."""
    paid = programmes_service.amounts(session)
    found = judge(command, paid, today=local_date(now))
    told_of = [each.programme for each in found.programmes if each.rate]
    programmes_service.note_use(session, paid, told_of, now=now)
    return found


def judge(command: AskEligibility, paid: Amounts, *, today: date) -> Eligibility:
    catalogue = programmes_service.catalogue()
    told = read_told(command.facts, command.receives, catalogue, today=today)
    if not set(command.programmes or ()) <= set(catalogue.programmes):
        raise Malformed("programmes: write ids of programmes")
    return eligibility_of(told, paid, today=today, programme_ids=command.programmes)


def find_programmes(
    session: Session, words: str, language: Language, *, now: datetime
) -> list[ProgrammeRow]:
    paid = programmes_service.amounts(session)
    return list_programmes(words, paid, language, local_date(now))


def read_programme(
    session: Session, programme_id: str, language: Language, *, now: datetime
) -> ProgrammeView:
    programme = programmes_service.find_programme(programme_id)
    if programme is None:
        raise UnknownProgramme("there is no programme of this id")
    paid = programmes_service.amounts(session)
    stated = stating.list_stated(session, programme_id)
    return view_programme(programme, paid, stated, language, local_date(now))
