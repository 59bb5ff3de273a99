import re
from collections.abc import Iterator
from datetime import UTC, date, datetime, timedelta
from itertools import chain
from uuid import uuid4

import pytest
from sqlalchemy import Engine, func, select, text
from sqlalchemy.orm import Session

from case_manager import demo
from case_manager.accounts import service as accounts_service
from case_manager.accounts.rules import SessionLimits
from case_manager.audit.service import first_broken_entry
from case_manager.cases import clocks, rules
from case_manager.cases.categories import categories
from case_manager.cases.clocks import calendar
from case_manager.cases.queues import CaseFilter, Days, Queue
from case_manager.cases.repository import CaseRepository
from case_manager.db import make_engine
from case_manager.demo.citizens import CITIZENS
from case_manager.kit.calendar import local_date
from case_manager.kit.keys import Keys
from case_manager.kit.references import is_reference
from case_manager.models import Base, Case, Identifier, OutgoingMessage, Payment, Person, User
from case_manager.payments.service import payments_of_conversation
from case_manager.people import identifiers
from case_manager.people import service as people_service
from case_manager.settings import Mode
from case_manager.vocabulary import (
    CaseStatus,
    DeliveryStatus,
    IdentifierKind,
    IdentityState,
    Language,
    PaymentStatus,
    ReturnReason,
    Role,
)

_LONG_NUMBER = re.compile("[0-9]{9,}")  # what may hold one
TODAY = date(2026, 11, 23)
NOW = datetime(2026, 11, 23, 6, 0, tzinfo=UTC)
BENEFICIARIES = 700
CASES = 50


def _definitions(engine: Engine) -> list[str]:
    """Every constraint and index of the schema, as the database would write it."""
    with engine.connect() as connection:
        return list(
            connection.scalars(
                text(
                    "SELECT conname || ' ' || pg_get_constraintdef(oid) FROM pg_constraint"
                    " WHERE connamespace = 'cases'::regnamespace"
                    " UNION SELECT indexdef FROM pg_indexes WHERE schemaname = 'cases' ORDER BY 1"
                )
            )
        )


def _rows_as_text(engine: Engine) -> Iterator[str]:
    """Every row of every table, bytes in hexadecimal and once more as the letters they may hold."""
    with engine.connect() as connection:
        for table in Base.metadata.sorted_tables:
            for row in connection.execute(select(table)):
                for value in row:
                    if isinstance(value, bytes):
                        yield value.decode("latin-1")
                    else:
                        yield str(value)


class TestLoad:
    def test_gives_as_many_as_asked_for(self, demo_session: Session) -> None:
        assert demo_session.scalar(select(func.count()).select_from(Person)) == BENEFICIARIES
        assert demo_session.scalar(select(func.count()).select_from(Case)) == CASES

    def test_leaves_every_constraint_and_index_as_it_was(
        self, demo_engine: Engine, engine: Engine
    ) -> None:
        assert _definitions(demo_engine) == _definitions(engine)

    def test_no_phone_and_no_nid_stands_in_the_tables(
        self, demo_engine: Engine, demo_session: Session, keys: Keys
    ) -> None:
        secrets = {
            identifiers.unseal(row.kind, row.value_sealed, keys).removeprefix("+880")
            for row in demo_session.scalars(select(Identifier))
        }
        rows = map(_LONG_NUMBER.findall, _rows_as_text(demo_engine))
        everything = "\n".join(chain.from_iterable(rows))
        assert len(secrets) > BENEFICIARIES
        assert all(map(_LONG_NUMBER.fullmatch, secrets))
        assert [secret for secret in secrets if secret in everything] == []

    def test_payments_show_every_state(self, demo_session: Session) -> None:
        assert set(demo_session.scalars(select(Payment.status).distinct())) == set(PaymentStatus)

    def test_refuses_a_database_with_people(
        self, demo_engine: Engine, keys: Keys, demo_session: Session
    ) -> None:
        with pytest.raises(demo.DemoRefused, match="already holds people"):
            demo.load(demo_engine, keys, mode=Mode.DEMO, today=TODAY)

    def test_refuses_production(self, engine: Engine, keys: Keys) -> None:
        with pytest.raises(demo.DemoRefused, match="production"):
            demo.load(engine, keys, mode=Mode.PRODUCTION, today=TODAY)
        assert not demo.holds_people(engine)

    def test_leaves_nothing_behind_when_it_fails(
        self, database_url: str, engine: Engine, keys: Keys
    ) -> None:
        class Stopped(Exception):
            pass

        def stop(what: str, done: int, total: int) -> None:
            raise Stopped

        before = _definitions(engine)
        owners = make_engine(database_url, role=None)
        with pytest.raises(Stopped):
            demo.load(owners, keys, mode=Mode.DEMO, beneficiaries=50, today=TODAY, progress=stop)
        owners.dispose()
        assert not demo.holds_people(engine)
        assert _definitions(engine) == before


class TestSummary:
    def test_citizens_are_in_the_register(self, demo_session: Session, keys: Keys) -> None:
        for citizen in demo.summary().citizens:
            by_phone = people_service.find_by_identifier(
                demo_session, IdentifierKind.PHONE, citizen["phone"], keys=keys
            )
            (person,) = (
                person
                for kind in (IdentifierKind.NID, IdentifierKind.BIRTH_REGISTRATION)
                for person in people_service.find_by_identifier(
                    demo_session, kind, citizen["nid"], keys=keys
                )
            )
            assert (person.name_en, person.name_bn) == (citizen["name_en"], citizen["name_bn"])
            assert person.birth_year == citizen["birth_year"]
            assert person in by_phone

    def test_users_of_every_role_can_sign_in(self, demo_session: Session) -> None:
        limits = SessionLimits(idle=timedelta(hours=1), absolute=timedelta(hours=8))
        first = {user["role"]: user for user in reversed(demo.summary().users)}
        assert set(first) == {role.value for role in Role}
        for user in first.values():
            assert accounts_service.sign_in(
                demo_session, user["email"], user["password"], limits=limits, now=NOW
            )

    def test_first_citizen_lives_in_the_area_of_the_first_caseworker(
        self, demo_session: Session
    ) -> None:
        user = demo_session.scalars(
            select(User).where(User.email == demo.summary().users[0]["email"])
        ).one()
        assert user.role is Role.CASEWORKER
        assert user.area_code
        assert CITIZENS[0].union_code.startswith(user.area_code)


class TestContacts:
    def test_everybody_who_filed_a_case_once(self, demo_engine: Engine, keys: Keys) -> None:
        contacts = demo.contacts(demo_engine, keys)
        assert len({contact.phone for contact in contacts}) == len(contacts)
        with Session(demo_engine) as session:
            filed = set(session.scalars(select(Case.conversation_id).distinct()))
        assert {contact.id for contact in contacts} == filed


class TestChosenCitizens:
    def _conversation(self, session: Session, keys: Keys, place: int) -> people_service.Identity:
        conversation = people_service.put_conversation(
            session,
            uuid4(),
            phone=CITIZENS[place].phone,
            language=Language.BANGLISH,
            keys=keys,
            now=NOW,
        )
        self.conversation_id = conversation.id
        return people_service.identity(session, conversation.id, keys=keys, now=NOW)

    def test_first_one_is_known_by_phone_and_waits_for_a_returned_payment(
        self, demo_session: Session, keys: Keys
    ) -> None:
        identity = self._conversation(demo_session, keys, 0)
        assert identity.state is IdentityState.VERIFIED
        assert identity.person
        assert identity.person.name_en == "Rahima Begum"
        payments = payments_of_conversation(demo_session, self.conversation_id, keys=keys, now=NOW)
        last_quarter = next(row for row in payments if row.period_from == date(2026, 7, 1))
        assert last_quarter.programme == "oaa"
        assert last_quarter.status is PaymentStatus.RETURNED
        assert last_quarter.return_reason is ReturnReason.PIN_INACTIVE

    def test_second_one_shares_a_phone(self, demo_session: Session, keys: Keys) -> None:
        identity = self._conversation(demo_session, keys, 1)
        assert identity.state is IdentityState.SHARED_PHONE


class TestCases:
    def test_every_reference_is_right(self, demo_session: Session) -> None:
        references = demo_session.scalars(select(Case.reference)).all()
        assert all(is_reference(reference) for reference in references)

    def test_deadlines_are_those_of_the_rules(self, demo_session: Session) -> None:
        days = calendar(demo_session)
        for case in demo_session.scalars(select(Case)):
            limits = categories()[case.category].limits
            due = Case()
            clocks.start(due, limits, local_date(case.opened_at), days)
            assert case.first_action_due_on == due.first_action_due_on
            pauses = clocks.pauses_of(CaseRepository(demo_session), case)
            assert case.resolution_due_on == rules.resolution_due_on(
                case.received_on, limits.resolve, pauses, days
            )
            assert case.office_due_on == due.office_due_on

    def test_are_new_in_work_closed_overdue_unassigned_and_restricted(
        self, demo_session: Session
    ) -> None:
        cases = demo_session.scalars(select(Case)).all()
        assert {case.status for case in cases} >= {
            CaseStatus.NEW,
            CaseStatus.IN_PROGRESS,
            CaseStatus.CLOSED,
        }
        assert any(case.assignee_id is None for case in cases)
        assert any(case.is_restricted for case in cases)
        assert any(case.closed_at is None and case.resolution_due_on < TODAY for case in cases)

    def test_nothing_happens_after_today(self, demo_session: Session) -> None:
        for case in demo_session.scalars(select(Case)):
            assert local_date(case.opened_at) < TODAY
            assert case.closed_at is None or local_date(case.closed_at) < TODAY

    def test_no_message_waits_to_be_sent(self, demo_session: Session) -> None:
        states = set(demo_session.scalars(select(OutgoingMessage.delivery_status).distinct()))
        assert states <= {DeliveryStatus.DELIVERED, DeliveryStatus.FAILED}
        jobs = demo_session.scalar(text("SELECT count(*) FROM case_jobs.procrastinate_jobs"))
        assert jobs == 0

    def test_first_caseworker_has_work(self, demo_session: Session) -> None:
        user = demo_session.scalars(select(User).where(User.email.startswith("ulipur@"))).one()
        waiting = CaseRepository(demo_session).page(
            user, CaseFilter(Queue.OPEN), None, days=Days(TODAY, TODAY), limit=25
        )
        assert waiting

    def test_audit_trail_is_whole(self, demo_session: Session) -> None:
        assert first_broken_entry(demo_session) is None
