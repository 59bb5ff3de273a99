"""Deaths that other systems tell of: staff decide, and until then nothing follows from it."""

from datetime import date, datetime
from uuid import UUID

from sqlalchemy.orm import Session

from case_manager.errors import Malformed, UnknownPerson
from case_manager.kit.calendar import local_date
from case_manager.models import DeathReport, Person, User
from case_manager.people import records
from case_manager.people.repository import PersonRepository


def report_death(
    session: Session, person_id: UUID, *, source: str, as_of: date, now: datetime
) -> None:
    """Once by each source: what staff found wrong stays so, whatever it goes on saying."""
    people = PersonRepository(session)
    if people.death_of(person_id) is None:
        people.make_sure_of_death_report(
            {"person_id": person_id, "source": source, "as_of": as_of, "reported_at": now}
        )


def confirm_death(
    session: Session,
    person_id: UUID,
    report_id: int,
    died_on: date | None,
    *,
    viewer: User,
    now: datetime,
) -> None:
    """Raises Malformed where it is no day of this life."""
    person, report = _open_report(session, person_id, report_id, viewer)
    if died_on is None or not person.birth_year <= died_on.year or died_on > local_date(now):
        raise Malformed("died_on: write a day from the birth to today")
    PersonRepository(session).make_sure_of_death(
        {
            "person_id": person.id,
            "died_on": died_on,
            "source": report.source,
            "as_of": report.as_of,
        }
    )
    _decide(session, report, person, viewer, was_right=True, now=now)


def deny_death(
    session: Session, person_id: UUID, report_id: int, *, viewer: User, now: datetime
) -> None:
    person, report = _open_report(session, person_id, report_id, viewer)
    _decide(session, report, person, viewer, was_right=False, now=now)


def _open_report(
    session: Session, person_id: UUID, report_id: int, viewer: User
) -> tuple[Person, DeathReport]:
    person = records.find_person(session, person_id, viewer)
    report = PersonRepository(session).lock_open_death_report(person.id, report_id)
    if report is None:
        raise UnknownPerson("nobody of your area has this report")
    return person, report


def _decide(
    session: Session,
    report: DeathReport,
    person: Person,
    viewer: User,
    *,
    was_right: bool,
    now: datetime,
) -> None:
    report.was_right, report.decided_at = was_right, now
    what = "death_confirmed" if was_right else "death_denied"
    records.record_look(session, what, person, viewer, now=now, data={"source": report.source})
