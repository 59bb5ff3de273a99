import pytest
from sqlalchemy import select

from case_manager.models import Organisation, User
from case_manager.vocabulary import Language, Role

from .test_inviting import jobs
from .test_pages import form_token, sign_in
from .test_password_pages import send

NASRIN = {
    "email": "nasrin@example.org",
    "name": "Nasrin Akter",
    "role": "caseworker",
    "organisation": "Seba",
    "area": "",
    "language": "bn",
}


@pytest.fixture
def administrator(client, create_user):
    user = create_user()
    user.role = Role.ADMINISTRATOR
    user.language = Language.ENGLISH
    sign_in(client)
    return user


def act(client, user, verb):
    return send(client, f"/users/{user.id}/{verb}", "/users")


@pytest.mark.parametrize("role", [Role.CASEWORKER, Role.SUPERVISOR])
def test_only_administrators_see_who_signs_in(client, create_user, role):
    create_user().role = role
    sign_in(client)
    assert client.get("/users").status_code == 403
    assert 'href="/users"' not in client.get("/account").text


class TestInvitation:
    def test_it_is_mailed_and_the_person_stands_in_the_list(self, client, session, administrator):
        answer = send(client, "/users", "/users/new", **NASRIN)
        assert "The invitation is on its way" in answer.text
        assert "nasrin@example.org" in answer.text
        assert [name for name, _ in jobs(session)] == ["mail_link"]

    @pytest.mark.parametrize(
        ("field", "value", "words"),
        [
            ("email", "nonsense", "name@example.org"),
            ("email", "salma@example.org", "has an account with this address"),
            ("name", " ", "at most 120 characters"),
            ("role", "king", "Choose a role"),
            ("organisation", "", "at most 120 characters"),
            ("area", "99", "no area with this code"),
        ],
    )
    def test_what_is_wrong_is_said_and_nothing_is_lost(
        self, client, session, administrator, field, value, words
    ):
        answer = send(client, "/users", "/users/new", **NASRIN | {field: value})
        assert answer.status_code == 422
        assert words in answer.text
        assert "Nasrin Akter" in answer.text or field == "name"
        assert jobs(session) == []

    def test_without_a_mail_server_it_says_so(self, client, app, administrator):
        app.state.settings = app.state.settings.model_copy(update={"smtp_host": ""})
        assert "No mail server is set up" in client.get("/users/new").text
        assert send(client, "/users", "/users/new", **NASRIN).status_code == 409

    def test_an_organisation_is_known_by_its_name_in_bangla(self, client, session, administrator):
        known = session.get(Organisation, administrator.organisation_id)
        known.name_bn = "সেবা"
        send(client, "/users", "/users/new", **NASRIN | {"organisation": "সেবা"})
        invited = session.scalars(select(User).where(User.email == NASRIN["email"])).one()
        assert invited.organisation_id == administrator.organisation_id


class TestList:
    def test_it_is_searched_by_a_part_of_a_name(self, client, world, administrator):
        world.user(name="Rafiq Sarker")
        form = {"find": "sark", "csrf_token": form_token(client.get("/users"))}
        answer = client.post("/users/found", data=form)
        assert "Rafiq Sarker" in answer.text
        assert "salma@example.org" not in answer.text

    def test_it_tells_what_everybody_looks_after(self, client, world, administrator):
        world.user(area_code="302602")
        shown = client.get("/users").text
        assert "Area 302602 (upazila)" in shown
        assert "Whole country" in shown

    def test_nobody_found_says_what_to_do(self, client, administrator):
        assert "Nobody like that" in send(client, "/users/found", "/users", find="%").text

    def test_the_pages_hold_everybody_once(self, client, world, administrator):
        for _ in range(60):
            world.user()
        first = client.get("/users")
        second = client.get(
            first.text.partition('href="/users?after=')[2]
            .partition('"')[0]
            .join(("/users?after=", ""))
        )
        shown = [page.text.count('<th scope="row">') for page in (first, second)]
        assert shown == [50, 11]


class TestShuttingOut:
    def test_they_are_let_in_again_later(self, client, session, world, administrator):
        user = world.user(name="Rafiq Sarker")
        assert "cannot sign in any more" in act(client, user, "shut-out").text
        assert not session.get(User, user.id).is_active
        assert "They can sign in again" in act(client, user, "let-in").text
        assert session.get(User, user.id).is_active

    def test_nobody_shuts_themselves_out(self, client, administrator):
        answer = act(client, administrator, "shut-out")
        assert answer.status_code == 409
        assert "You cannot shut yourself out" in answer.text
        assert client.get("/users").status_code == 200

    def test_a_user_who_is_not_there_is_not_found(self, client, administrator):
        token = form_token(client.get("/users"))
        path = "/users/00000000-0000-0000-0000-000000000000/let-in"
        assert client.post(path, data={"csrf_token": token}).status_code == 404


class TestSendingALink:
    def test_it_is_sent_once_more(self, client, session, world, administrator):
        assert "The link is on its way" in act(client, world.user(), "links").text
        assert [args["purpose"] for _, args in jobs(session)] == ["invitation"]

    def test_without_a_mail_server_it_is_not_said_to_be_on_its_way(
        self, client, app, session, world, administrator
    ):
        app.state.settings = app.state.settings.model_copy(update={"smtp_host": ""})
        assert act(client, world.user(), "links").status_code == 409
        assert jobs(session) == []
