"""What stood in the register before its numbers had a table of their own is all found again."""

from collections.abc import Callable, Iterator
from datetime import date
from uuid import UUID

import pytest
from alembic import command
from sqlalchemy import Connection, Engine, select, text
from sqlalchemy.orm import Session

from case_manager.db import make_engine
from case_manager.kit.keys import Keys
from case_manager.migrate import alembic_config
from case_manager.models import SCHEMA, Case, Enrolment, Identifier, Payment, Person
from case_manager.people import identifiers, service
from case_manager.vocabulary import IdentifierKind, PaymentStatus, ReturnReason

RAHIMA, AMENA = UUID(int=1), UUID(int=2)
ENROLMENT, PAYMENT, CASE = UUID(int=3), UUID(int=4), UUID(int=5)
PHONE = "+8801712345678"
LONG_NID, SHORT_NID = "19526926925012345", "6926925012345"
_OLD_ROWS = """
INSERT INTO cases.areas (code, level, name_en, name_bn) VALUES ('30', 'division', 'D', 'ঢ');
INSERT INTO cases.enrolments (id, person_id, programme, status, enrolled_on)
VALUES (:enrolment, :rahima, 'oaa', 'active', '2019-07-01');
INSERT INTO cases.payments (
    id, person_id, enrolment_id, programme, period_from, period_to, amount_paisa, status,
    status_on, return_reason, provider
) VALUES (
    :payment, :rahima, :enrolment, 'oaa', '2019-07-01', '2019-09-30', 150000, 'returned',
    '2019-10-20', 'PIN_INACTIVE', 'nagad'
);
INSERT INTO cases.cases (
    id, reference, source_key, category, is_restricted, channel, language, person_id, payment_id,
    opened_at, received_on, status, first_action_days, first_action_due_on, resolution_days,
    resolution_from_on, resolution_due_on, has_unread_answer, office_tier, office_days,
    office_due_on
) VALUES (
    :case, '12345678', 'old', 'payment_not_received', false, 'sms', 'bn', :rahima, :payment,
    now(), '2026-01-01', 'new', 1, '2026-01-02', 15, '2026-01-01', '2026-01-20', false, 'T2', 30,
    '2026-02-01'
)
"""
_OLD_PERSON = text("""
INSERT INTO cases.people (
    id, beneficiary_id, name_en, name_bn, sex, birth_year, nid_sealed, nid_index, phone_sealed,
    phone_index, area_code
) VALUES (
    :id, :beneficiary_id, 'Rahima', 'রহিমা', 'female', 1952, :nid_sealed, :nid_index,
    :phone_sealed, :phone_index, '30'
)
""")


def _insert_old_rows(connection: Connection, keys: Keys) -> None:
    area, *others = _OLD_ROWS.split(";")
    connection.execute(text(area))
    for person_id, beneficiary_id, nid in (
        (RAHIMA, "ben001", LONG_NID),
        (AMENA, "BEN002", SHORT_NID),
    ):
        connection.execute(
            _OLD_PERSON,
            {
                "id": person_id,
                "beneficiary_id": beneficiary_id,
                "nid_sealed": keys.sealer.seal(nid, "people.nid"),
                "nid_index": keys.sealer.index(nid, "people.nid"),
                "phone_sealed": keys.sealer.seal(PHONE, "people.phone"),
                "phone_index": keys.sealer.index(PHONE, "people.phone"),
            },
        )
    ids = {"rahima": RAHIMA, "enrolment": ENROLMENT, "payment": PAYMENT, "case": CASE}
    for statement in others:
        connection.execute(text(statement), ids)


@pytest.fixture(scope="module")
def old_engine(make_database: Callable[[str], str], keys: Keys) -> Iterator[Engine]:
    engine = make_engine(make_database("register_of_old"), role=None)
    with engine.connect() as connection:
        with connection.begin():
            connection.execute(text(f"CREATE SCHEMA {SCHEMA}"))
            connection.execute(text("CREATE EXTENSION IF NOT EXISTS pg_trgm SCHEMA public"))
        config = alembic_config(connection, lambda: keys.sealer)
        command.upgrade(config, "0020")
        with connection.begin():
            _insert_old_rows(connection, keys)
        command.upgrade(config, "head")
    yield engine
    engine.dispose()


@pytest.fixture
def old(old_engine: Engine) -> Iterator[Session]:
    with Session(old_engine) as session:
        yield session


def found(session: Session, kind: IdentifierKind, number: str, keys: Keys) -> list[UUID]:
    return [row.id for row in service.find_by_identifier(session, kind, number, keys=keys)]


def test_people_are_found_by_their_phone(old, keys):
    assert found(old, IdentifierKind.PHONE, PHONE, keys) == [RAHIMA, AMENA]


def test_people_are_found_by_their_beneficiary_id(old, keys):
    assert found(old, IdentifierKind.BENEFICIARY_ID, "BEN001", keys) == [RAHIMA]


def test_of_two_with_one_number_in_two_lengths_it_stays_valid_for_one(old, keys):
    assert found(old, IdentifierKind.NID, SHORT_NID, keys) == [RAHIMA]
    nids = old.scalars(
        select(Identifier)
        .where(Identifier.kind == IdentifierKind.NID)
        .order_by(Identifier.person_id)
    ).all()
    written = [identifiers.unseal(IdentifierKind.NID, row.value_sealed, keys) for row in nids]
    assert written == [LONG_NID, SHORT_NID]
    assert [row.valid_until is None for row in nids] == [True, False]


def test_a_payment_stays_what_it_was(old):
    payment = old.scalars(select(Payment)).one()
    assert (payment.id, payment.period_from) == (PAYMENT, date(2019, 7, 1))
    assert (payment.status, payment.return_reason) == (
        PaymentStatus.RETURNED,
        ReturnReason.PIN_INACTIVE,
    )
    assert (payment.area_code, payment.attempt, payment.as_of) == ("30", 1, date(2019, 10, 20))
    assert old.scalars(select(Case.payment_id)).one() == PAYMENT


def test_of_an_old_enrolment_nobody_said_since_when(old):
    enrolment = old.scalars(select(Enrolment)).one()
    assert (enrolment.id, enrolment.status_from, enrolment.source) == (ENROLMENT, None, "unknown")


def test_how_old_names_sound_is_found_out_afterwards(old):
    waiting = "SELECT args FROM case_jobs.procrastinate_jobs WHERE task_name = 'hear_names'"
    assert old.scalars(text(waiting)).all() == [{}]
    last = service.hear_batch(old, None, limit=1)
    assert last == RAHIMA
    assert service.hear_batch(old, last) is None
    assert [row.name_sounds for row in old.scalars(select(Person))] == [["rhm"], ["rhm"]]
