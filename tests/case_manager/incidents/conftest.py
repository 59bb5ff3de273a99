"""Payments that fail together, and what the job makes of them."""

from datetime import UTC, date, datetime
from uuid import uuid4

import pytest

from case_manager.incidents import finding
from case_manager.models import Enrolment, Incident, Payment, Person
from case_manager.payments import service as payments_service
from case_manager.people import names
from case_manager.vocabulary import EnrolmentStatus, PaymentStatus, ReturnReason, Sex

NOW = datetime(2026, 11, 23, 6, 0, tzinfo=UTC)
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
