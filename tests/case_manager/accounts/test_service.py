from concurrent.futures import ThreadPoolExecutor
from datetime import UTC, datetime, timedelta

import pytest
from sqlalchemy import delete, func, select
from sqlalchemy.orm import Session

from case_manager.accounts import rules, service
from case_manager.accounts.rules import SessionLimits
from case_manager.errors import Malformed, UnknownUser, UserAlreadyExists
from case_manager.models import AuditEntry, SignInSession, User
from case_manager.vocabulary import Role

NOW = datetime(2026, 11, 23, 6, 0, tzinfo=UTC)
PASSWORD = "correct horse battery"
LIMITS = SessionLimits(idle=timedelta(hours=1), absolute=timedelta(hours=12))


def sign_in(session, password=PASSWORD, email="salma@example.org", now=NOW):
    return service.sign_in(session, email, password, limits=LIMITS, now=now)


def fail(session, times, now=NOW):
    for _ in range(times):
        assert sign_in(session, "wrong", now=now) is None


class TestSignIn:
    def test_the_right_password_opens_a_session(self, session, create_user):
        user = create_user()
        found = service.find_sign_in(session, sign_in(session), limits=LIMITS, now=NOW)
        assert found.user is user

    def test_the_token_is_not_stored(self, session, create_user):
        create_user()
        token = sign_in(session)
        stored = session.scalars(select(SignInSession)).one()
        assert token.encode() not in stored.token_hash
        assert len(stored.token_hash) == 32

    def test_the_address_may_be_typed_with_capitals(self, session, create_user):
        create_user()
        assert sign_in(session, email=" SALMA@example.org")

    def test_a_wrong_password_and_an_unknown_address_are_the_same_answer(
        self, session, create_user
    ):
        create_user()
        assert sign_in(session, "wrong") is None
        assert sign_in(session, email="nobody@example.org") is None

    def test_it_is_written_in_the_audit_trail(self, session, create_user):
        user = create_user()
        sign_in(session)
        entry = session.scalars(select(AuditEntry).where(AuditEntry.action == "signed_in")).one()
        assert (entry.actor_id, entry.subject_id) == (user.id, str(user.id))


class TestLockOut:
    def test_four_wrong_attempts_are_forgiven(self, session, create_user):
        user = create_user()
        fail(session, 4)
        assert sign_in(session)
        session.refresh(user)
        assert user.failed_sign_ins == 0

    def test_after_five_the_right_password_is_refused_too(self, session, create_user):
        create_user()
        fail(session, 5)
        assert sign_in(session) is None

    def test_it_ends_after_a_quarter_of_an_hour(self, session, create_user):
        create_user()
        fail(session, 5)
        assert sign_in(session, now=NOW + timedelta(minutes=14)) is None
        assert sign_in(session, now=NOW + timedelta(minutes=15))

    def test_attempts_while_locked_do_not_make_it_longer(self, session, create_user):
        create_user()
        fail(session, 5)
        fail(session, 3, now=NOW + timedelta(minutes=10))
        assert sign_in(session, now=NOW + timedelta(minutes=15))

    def test_after_it_the_count_begins_again(self, session, create_user):
        create_user()
        fail(session, 5)
        later = NOW + timedelta(minutes=15)
        fail(session, 4, now=later)
        assert sign_in(session, now=later)

    def test_attempts_side_by_side_are_all_counted(self, live_engine, password_hash):
        engine = live_engine
        command = service.NewUser("rush@example.org", "Rush", Role.CASEWORKER, "Seba")
        with Session(engine) as own, own.begin():
            service.add_user(own, command, now=NOW)
            added = own.scalars(select(User).where(User.email == command.email)).one()
            added.password_hash = password_hash

        def attempt(password):
            with Session(engine) as own, own.begin():
                return sign_in(own, password, "rush@example.org")

        with ThreadPoolExecutor(12) as pool:
            assert set(pool.map(attempt, ["wrong"] * 12)) == {None}
        try:
            assert attempt(PASSWORD) is None
            with Session(engine) as own:
                user = own.scalars(select(User).where(User.email == command.email)).one()
                assert user.locked_until == NOW + rules.LOCKED_FOR
                assert user.failed_sign_ins == rules.WRONG_SIGN_INS
        finally:
            with Session(engine) as own, own.begin():
                own.execute(delete(User).where(User.email == command.email))


class TestFindSignIn:
    def test_a_page_s_own_refresh_does_not_keep_a_session_alive(self, session, create_user):
        create_user()
        token = sign_in(session)
        for minutes in (30, 59):
            now = NOW + timedelta(minutes=minutes)
            assert service.find_sign_in(session, token, limits=LIMITS, now=now, is_activity=False)
        now = NOW + timedelta(minutes=60)
        assert service.find_sign_in(session, token, limits=LIMITS, now=now) is None

    def test_activity_does(self, session, create_user):
        create_user()
        token = sign_in(session)
        for minutes in (50, 100, 150):
            now = NOW + timedelta(minutes=minutes)
            assert service.find_sign_in(session, token, limits=LIMITS, now=now)

    def test_an_unknown_token_finds_nothing(self, session):
        assert service.find_sign_in(session, "guess", limits=LIMITS, now=NOW) is None


class TestSignOut:
    def test_it_ends_this_session_and_no_other(self, session, create_user):
        create_user()
        here, there = sign_in(session), sign_in(session)
        service.sign_out(session, here)
        assert service.find_sign_in(session, here, limits=LIMITS, now=NOW) is None
        assert service.find_sign_in(session, there, limits=LIMITS, now=NOW)


class TestAddUser:
    def test_a_password_is_made_up_and_works(self, session):
        command = service.NewUser("rafiq@example.org", "Rafiq", Role.SUPERVISOR, "Seba")
        password = service.add_user(session, command, now=NOW)
        assert len(password) >= rules.SHORTEST_PASSWORD
        assert sign_in(session, password, "rafiq@example.org")

    def test_the_same_address_twice_is_refused(self, session, create_user):
        create_user()
        command = service.NewUser("SALMA@example.org", "S", Role.CASEWORKER, "Seba")
        with pytest.raises(UserAlreadyExists):
            service.add_user(session, command, now=NOW)

    def test_an_unknown_area_is_refused(self, session):
        command = service.NewUser("a@example.org", "A", Role.CASEWORKER, "Seba", area_code="999999")
        with pytest.raises(Malformed, match="999999"):
            service.add_user(session, command, now=NOW)


class TestResetPassword:
    def test_it_unlocks_and_signs_out(self, session, create_user):
        create_user()
        token = sign_in(session)
        fail(session, 5)
        password = service.reset_password(session, "salma@example.org", now=NOW)
        assert sign_in(session) is None
        assert sign_in(session, password)
        assert service.find_sign_in(session, token, limits=LIMITS, now=NOW) is None

    def test_an_unknown_user_is_said(self, session):
        with pytest.raises(UnknownUser):
            service.reset_password(session, "nobody@example.org", now=NOW)


class TestDisableUser:
    def test_sessions_end_and_the_password_opens_nothing(self, session, create_user):
        create_user()
        token = sign_in(session)
        service.disable_user(session, "salma@example.org", now=NOW)
        assert service.find_sign_in(session, token, limits=LIMITS, now=NOW) is None
        assert sign_in(session) is None
        assert session.scalar(select(func.count()).select_from(SignInSession)) == 0
