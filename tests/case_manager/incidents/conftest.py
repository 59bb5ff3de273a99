"""Payments that fail together, and what the job makes of them."""

from datetime import UTC, date, datetime, timedelta
from uuid import uuid4

import pytest
from sqlalchemy import select

from case_manager.incidents import finding, service
from case_manager.incidents import reading as incident_reading
from case_manager.incidents.rules import Fault
from case_manager.incidents.service import OpenIncident
from case_manager.models import Enrolment, Incident, OutgoingMessage, Payment, Person
from case_manager.payments import service as payments_service
from case_manager.people import names
from case_manager.vocabulary import (
    EnrolmentStatus,
    IncidentKind,
    PaymentStatus,
    ReturnReason,
    Role,
    Sex,
)

NOW = datetime(2026, 11, 23, 6, 0, tzinfo=UTC)
LATER = NOW + timedelta(days=4)
PERIOD = (date(2026, 7, 1), date(2026, 9, 30))
SOURCED = {"source": "mis.bhata", "as_of": date(2026, 11, 1)}


def world_of_one(area_code, programme):
    """Somebody of the register and what they are enrolled in, not yet added."""
    person = Person(
        id=uuid4(),
        name_en="Rahima Begum",
        name_bn="রহিমা বেগম",
        name_sounds=names.sounds("Rahima Begum", "রহিমা বেগম"),
        sex=Sex.FEMALE,
        birth_year=1952,
        area_code=area_code,
        **SOURCED,
    )
    enrolment = Enrolment(
        person_id=person.id,
        programme=programme,
        status=EnrolmentStatus.ACTIVE,
        enrolled_on=date(2020, 7, 1),
        **SOURCED,
    )
    return person, enrolment


@pytest.fixture
def pay(session, world):
    """So many people of one area, whose payments have all of this in common."""

    def pay(
        people,
        status=PaymentStatus.RETURNED,
        *,
        batch=None,
        provider="nagad",
        reason=ReturnReason.LIMIT_OR_TECH,
        area_code="302602",
        programme="oaa",
        on=date(2026, 11, 10),
    ):
        world.area(area_code)
        payments_service.make_room(session, PERIOD[0], PERIOD[1])
        made = [world_of_one(area_code, programme) for _ in range(people)]
        payments = [
            Payment(
                person_id=person.id,
                programme=programme,
                area_code=area_code,
                period_from=PERIOD[0],
                period_to=PERIOD[1],
                amount_paisa=210_000,
                status=status,
                status_on=on,
                return_reason=None if status is PaymentStatus.CREDITED else reason,
                provider=provider,
                batch=batch,
                **SOURCED,
            )
            for person, _ in made
        ]
        for rows in zip(*made, strict=True):
            session.add_all(rows)
            session.flush()
        session.add_all(payments)
        session.flush()
        return payments

    return pay


@pytest.fixture
def failed_batch(pay):
    return pay(25, batch="OAA-17")


@pytest.fixture
def case_of(session, world):
    """The open case of whoever a payment is for."""

    def case_of(payment, phone="+8801712345678", **facts):
        conversation = world.conversation(phone)
        case = world.case(conversation=conversation, programme=payment.programme, **facts)
        case.person_id, case.payment_id = payment.person_id, payment.id
        case.area_code = payment.area_code
        session.flush()
        return case

    return case_of


@pytest.fixture
def credit(session):
    def credit(payments, on=date(2026, 11, 25)):
        for payment in payments:
            payment.status, payment.return_reason = PaymentStatus.CREDITED, None
            payment.status_on = on
        session.flush()

    return credit


@pytest.fixture
def look(session):
    """Once after an import, as the job does."""

    def look(now=NOW):
        opened = finding.open_found(session, now=now)
        for incident_id in finding.open_ids(session):
            finding.follow_up(session, incident_id, now=now)
        return opened

    return look


@pytest.fixture
def incident(failed_batch, look) -> Incident:
    [incident] = look()
    return incident


@pytest.fixture
def supervisor(world):
    return world.user(Role.SUPERVISOR, "3026")


@pytest.fixture
def caseworker(world):
    return world.user(Role.CASEWORKER, "302602")


@pytest.fixture
def open_by_hand(session, keys):
    def open_by_hand(actor, kind=IncidentKind.AGENT, concerns=None, **facts):
        command = OpenIncident(
            Fault(kind, **facts), "The agent keeps 100 taka", concerns.id if concerns else None
        )
        return service.open_by_hand(session, command, actor=actor, keys=keys, now=NOW)

    return open_by_hand


@pytest.fixture
def show(session, keys):
    def show(incident, viewer):
        return incident_reading.show_incident(
            session, incident.number, viewer, after=None, keys=keys, now=NOW
        )

    return show


@pytest.fixture
def tell_mended(session, keys):
    def tell_mended(incident):
        after = service.tell_mended(session, incident.id, None, 50, keys=keys, now=LATER)
        while after:
            after = service.tell_mended(session, incident.id, after, 50, keys=keys, now=LATER)

    return tell_mended


@pytest.fixture
def asked(session, keys):
    def asked(case):
        rows = session.scalars(
            select(OutgoingMessage).where(
                OutgoingMessage.case_id == case.id, OutgoingMessage.about == "remedy"
            )
        )
        return [keys.sealer.open(row.text_sealed, "outgoing_messages.text") for row in rows]

    return asked


@pytest.fixture
def count(session):
    """As the job does that an incident opened by hand defers."""
    return lambda incident: finding.follow_up(session, incident.id, now=NOW)
