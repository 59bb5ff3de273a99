import re
from datetime import timedelta

import pytest
from sqlalchemy import text

from case_manager.accounts import inviting, service
from case_manager.accounts.links import Links
from case_manager.accounts.service import NewUser, SessionLimits
from case_manager.errors import LinkExpired, Malformed, UnknownUser, UserAlreadyExists
from case_manager.models import User
from case_manager.vocabulary import Language, LinkPurpose, Role

from ..conftest import NOW

LINKS = Links("link-key")
LIMITS = SessionLimits(idle=timedelta(hours=1), absolute=timedelta(hours=12))
PASSWORD = "correct horse battery"
SITE = "https://desk.example.org/"
NASRIN = NewUser(
    "Nasrin@example.org", "Nasrin Akter", Role.CASEWORKER, "Seba", language=Language.ENGLISH
)


@pytest.fixture
def administrator(world):
    return world.user(Role.ADMINISTRATOR)


@pytest.fixture
def invited(session, administrator):
    return inviting.invite_user(session, NASRIN, actor=administrator, now=NOW)


def jobs(session):
    query = "SELECT task_name, args FROM case_jobs.procrastinate_jobs WHERE queue_name = 'mail'"
    return [(name, args) for name, args in session.execute(text(query))]


def letter(session, user, purpose=LinkPurpose.INVITATION, now=NOW):
    return inviting.letter_with_link(session, user.id, purpose, links=LINKS, site=SITE, now=now)


def token_in(mail):
    return re.search(r"https://desk\.example\.org/passwords/(\S+)", mail.text)[1]


def sign_in(session, user, password=PASSWORD):
    return service.sign_in(session, user.email, password, limits=LIMITS, now=NOW)


class TestInvitation:
    def test_a_job_mails_it_and_it_says_who_from(self, session, invited):
        [(name, args)] = jobs(session)
        assert (name, args) == (
            "mail_link",
            {"user_id": str(invited.id), "purpose": "invitation"},
        )
        mail = letter(session, invited)
        assert mail.to == "nasrin@example.org"
        assert "Nasrin Akter" in mail.text
        assert "Seba" in mail.text

    def test_it_is_in_the_language_of_the_person(self, session, invited):
        invited.language = Language.BANGLA
        assert letter(session, invited).subject == "নালিশে আপনার অ্যাকাউন্ট"

    def test_with_its_link_they_choose_a_password_and_sign_in(self, session, invited):
        token = token_in(letter(session, invited))
        inviting.choose_password(session, token, PASSWORD, links=LINKS, now=NOW)
        assert sign_in(session, invited) is not None

    def test_an_address_is_invited_once(self, session, administrator, invited):
        with pytest.raises(UserAlreadyExists):
            inviting.invite_user(session, NASRIN, actor=administrator, now=NOW)

    def test_nobody_gets_in_before(self, session, invited):
        assert sign_in(session, invited, "") is None


class TestLink:
    def test_it_works_once(self, session, invited):
        token = token_in(letter(session, invited))
        inviting.choose_password(session, token, PASSWORD, links=LINKS, now=NOW)
        with pytest.raises(LinkExpired):
            inviting.choose_password(session, token, "another password", links=LINKS, now=NOW)

    @pytest.mark.parametrize(
        ("purpose", "lasts"),
        [(LinkPurpose.INVITATION, timedelta(days=7)), (LinkPurpose.RESET, timedelta(hours=1))],
    )
    def test_it_ages(self, session, invited, purpose, lasts):
        token = token_in(letter(session, invited, purpose))
        just_before = NOW + lasts - timedelta(seconds=1)
        assert inviting.user_of_link(session, token, links=LINKS, now=just_before) is invited
        with pytest.raises(LinkExpired):
            inviting.user_of_link(session, token, links=LINKS, now=NOW + lasts)

    @pytest.mark.parametrize("token", ["", "x", "a.b", "WyJhIl0.abc"])
    def test_one_that_somebody_made_up_is_refused(self, session, token):
        with pytest.raises(LinkExpired):
            inviting.user_of_link(session, token, links=LINKS, now=NOW)

    def test_one_signed_with_another_key_is_refused(self, session, invited):
        token = Links("another").sign(invited, NOW + timedelta(days=1))
        with pytest.raises(LinkExpired):
            inviting.user_of_link(session, token, links=LINKS, now=NOW)

    def test_it_lets_nobody_in_who_was_shut_out(self, session, administrator, invited):
        token = token_in(letter(session, invited))
        service.let_in(session, invited.id, False, actor=administrator, now=NOW)
        with pytest.raises(LinkExpired):
            inviting.choose_password(session, token, PASSWORD, links=LINKS, now=NOW)
        assert letter(session, invited) is None

    def test_a_short_password_leaves_it_unused(self, session, invited):
        token = token_in(letter(session, invited))
        with pytest.raises(Malformed):
            inviting.choose_password(session, token, "short", links=LINKS, now=NOW)
        assert inviting.user_of_link(session, token, links=LINKS, now=NOW) is invited


class TestForgottenPassword:
    def test_somebody_who_has_signed_in_is_mailed_a_short_lived_link(self, session, create_user):
        user = create_user()
        sign_in(session, user)
        inviting.ask_for_link(session, " Salma@example.org ", now=NOW)
        [(_, args)] = jobs(session)
        assert args["purpose"] == "reset"

    def test_asked_twice_it_is_mailed_once_in_five_minutes(self, session, create_user):
        create_user()
        for minutes in (0, 1, 4, 5):
            now = NOW + timedelta(minutes=minutes)
            inviting.ask_for_link(session, "salma@example.org", now=now)
        assert len(jobs(session)) == 2

    def test_nobody_is_mailed_who_may_not_sign_in(self, session, create_user):
        service.disable_user(session, create_user().email, now=NOW)
        inviting.ask_for_link(session, "salma@example.org", now=NOW)
        inviting.ask_for_link(session, "nobody@example.org", now=NOW)
        assert jobs(session) == []

    def test_a_new_password_signs_out_everywhere_and_unlocks(self, session, create_user):
        user = create_user()
        browser = sign_in(session, user)
        for _ in range(5):
            sign_in(session, user, "wrong")
        token = token_in(letter(session, user, LinkPurpose.RESET))
        inviting.choose_password(session, token, "a whole new password", links=LINKS, now=NOW)
        assert service.find_sign_in(session, browser, limits=LIMITS, now=NOW) is None
        assert sign_in(session, user, "a whole new password") is not None


class TestSendLink:
    def test_an_administrator_sends_another_one(self, session, administrator, invited):
        inviting.send_link(session, invited.id, actor=administrator, now=NOW)
        assert len(jobs(session)) == 2

    def test_not_to_somebody_who_was_shut_out(self, session, administrator, invited):
        service.let_in(session, invited.id, False, actor=administrator, now=NOW)
        with pytest.raises(UnknownUser):
            inviting.send_link(session, invited.id, actor=administrator, now=NOW)


def test_a_kept_password_is_only_a_hash(session, invited):
    token = token_in(letter(session, invited))
    inviting.choose_password(session, token, PASSWORD, links=LINKS, now=NOW)
    kept = session.get(User, invited.id)
    assert kept.password_hash.startswith("$argon2")
    assert PASSWORD not in kept.password_hash
