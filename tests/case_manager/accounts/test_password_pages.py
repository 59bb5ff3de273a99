import pytest

from case_manager.accounts.links import Links

from ..conftest import NOW
from .test_inviting import LIMITS, jobs
from .test_pages import PASSWORD, form_token, sign_in

LONGER = "a whole new password"


@pytest.fixture(autouse=True)
def in_english(client):
    client.headers["Accept-Language"] = "en"


def send(client, path, page, **fields):
    """Fills in a page's form and follows where it leads."""
    form = fields | {"csrf_token": form_token(client.get(page))}
    return client.post(path, data=form, follow_redirects=True)


def link_of(user):
    return "/passwords/" + Links("link-key").sign(user, NOW + LIMITS.absolute)


class TestForgottenPassword:
    def test_the_sign_in_leads_there(self, client):
        assert 'href="/forgotten-password"' in client.get("/sign-in").text

    def test_it_says_the_same_to_everybody(self, client, session, create_user):
        create_user()
        answers = [
            send(client, "/forgotten-password", "/forgotten-password", email=email)
            for email in ("salma@example.org", "nobody@example.org", "nonsense", "")
        ]
        assert all("the mail is on its way" in answer.text for answer in answers)
        assert len(jobs(session)) == 1


class TestLink:
    def test_it_leads_to_the_sign_in_with_the_new_password(self, client, create_user):
        link = link_of(create_user())
        answer = send(client, link, link, password=LONGER, again=LONGER)
        assert answer.url.path == "/sign-in"
        assert "Your password is kept" in answer.text
        assert sign_in(client, LONGER).headers["location"] == "/cases"

    @pytest.mark.parametrize(
        ("password", "again", "words"),
        [
            ("short", "short", "At least 12 characters"),
            ("", "", "At least 12 characters"),
            (LONGER, LONGER + "x", "These two are not the same"),
        ],
    )
    def test_what_cannot_be_kept_is_said_beside_the_field(
        self, client, create_user, password, again, words
    ):
        link = link_of(create_user())
        answer = send(client, link, link, password=password, again=again)
        assert answer.status_code == 422
        assert 'aria-invalid="true"' in answer.text
        assert words in answer.text
        assert sign_in(client).headers["location"] == "/cases"

    def test_an_old_one_says_how_to_get_another(self, client):
        answer = client.get("/passwords/nonsense")
        assert answer.status_code == 404
        assert 'href="/forgotten-password"' in answer.text


class TestAccount:
    def test_a_changed_password_asks_for_a_new_sign_in_and_is_told_by_mail(
        self, client, session, create_user
    ):
        create_user()
        sign_in(client)
        answer = send(
            client, "/account/password", "/account", old=PASSWORD, password=LONGER, again=LONGER
        )
        assert answer.url.path == "/sign-in"
        assert [name for name, _ in jobs(session)] == ["mail_password_notice"]
        assert client.get("/cases").headers["location"].startswith("/sign-in")

    def test_the_old_one_is_asked_for_and_wrong_ones_lock(self, client, create_user):
        create_user()
        sign_in(client)
        for _ in range(5):
            answer = send(
                client, "/account/password", "/account", old="wrong", password=LONGER, again=LONGER
            )
            assert "not the password you have now" in answer.text
        answer = send(
            client, "/account/password", "/account", old=PASSWORD, password=LONGER, again=LONGER
        )
        assert "not the password you have now" in answer.text
        client.cookies.clear()
        assert sign_in(client).status_code == 401
