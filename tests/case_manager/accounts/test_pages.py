import re

import pytest

from case_manager.accounts import service
from case_manager.vocabulary import Language

PASSWORD = "correct horse battery"
TOKEN = re.compile(r'name="csrf_token" value="([^"]+)"')


def form_token(page):
    return TOKEN.search(page.text)[1]


def sign_in(client, password=PASSWORD, **fields):
    token = form_token(client.get("/sign-in"))
    form = {"email": "salma@example.org", "password": password, "csrf_token": token}
    return client.post("/sign-in", data=form | fields)


class TestHome:
    def test_a_stranger_is_shown_the_sign_in(self, client):
        assert client.get("/").headers["location"] == "/sign-in"

    def test_a_user_is_shown_the_cases(self, client, create_user):
        create_user()
        sign_in(client)
        assert client.get("/").headers["location"] == "/cases"


class TestSignIn:
    def test_it_leads_to_the_cases(self, client, create_user):
        create_user()
        answer = sign_in(client)
        assert (answer.status_code, answer.headers["location"]) == (303, "/cases")

    def test_the_cookie_is_out_of_reach_of_scripts_and_other_sites(self, client, create_user):
        create_user()
        cookie = next(
            header
            for header in sign_in(client).headers.get_list("set-cookie")
            if header.startswith("nalish_session=") and "Max-Age=0" not in header
        )
        assert "HttpOnly" in cookie
        assert "SameSite=lax" in cookie

    def test_every_sign_in_has_a_token_of_its_own(self, client, create_user):
        create_user()
        sign_in(client)
        first = client.cookies["nalish_session"]
        client.post("/sign-out", data={"csrf_token": form_token(client.get("/cases"))})
        sign_in(client)
        assert client.cookies["nalish_session"] != first

    @pytest.mark.parametrize("email", ["salma@example.org", "nobody@example.org"])
    def test_a_refusal_shows_the_form_again_and_says_the_same(self, client, create_user, email):
        create_user()
        client.headers["Accept-Language"] = "en"
        answer = sign_in(client, "wrong", email=email)
        assert answer.status_code == 401
        assert "The e-mail or the password is not right" in answer.text
        assert f'value="{email}"' in answer.text

    def test_wrong_attempts_are_kept_when_they_are_refused(self, client, create_user):
        create_user()
        for _ in range(5):
            sign_in(client, "wrong")
        assert sign_in(client).status_code == 401

    def test_without_the_form_s_token_it_is_refused(self, client, create_user):
        create_user()
        form = {"email": "salma@example.org", "password": PASSWORD}
        assert client.post("/sign-in", data=form).status_code == 403

    def test_it_goes_on_where_the_user_wanted_to_go(self, client, create_user):
        create_user()
        answer = sign_in(client, then="/cases/48210934")
        assert answer.headers["location"] == "/cases/48210934"

    def test_it_goes_nowhere_else(self, client, create_user):
        create_user()
        answer = sign_in(client, then="https://example.org/")
        assert answer.headers["location"] == "/cases"


class TestSignOut:
    def test_the_session_is_over(self, client, create_user):
        create_user()
        sign_in(client)
        token = form_token(client.get("/cases"))
        client.post("/sign-out", data={"csrf_token": token})
        assert client.get("/cases").headers["location"] == "/sign-in?then=/cases"

    def test_another_site_cannot_do_it(self, client, create_user):
        create_user()
        sign_in(client)
        assert client.post("/sign-out", data={"csrf_token": "guess"}).status_code == 403
        assert client.get("/cases").status_code == 200


class TestDisabledUser:
    def test_the_next_page_asks_to_sign_in(self, client, session, app, create_user):
        create_user()
        sign_in(client)
        service.disable_user(session, "salma@example.org", now=app.state.clock())
        assert client.get("/cases").status_code == 303


class TestLanguage:
    def test_a_stranger_s_browser_decides_and_bangla_is_the_rule(self, client):
        assert '<html lang="bn">' in client.get("/sign-in").text
        english = client.get("/sign-in", headers={"Accept-Language": "en-GB,en;q=0.9"})
        assert '<html lang="en">' in english.text

    def test_a_stranger_s_choice_is_remembered_in_the_browser(self, client):
        token = form_token(client.get("/sign-in"))
        client.post("/language", data={"language": "en", "csrf_token": token})
        assert '<html lang="en">' in client.get("/sign-in").text

    def test_a_user_s_choice_is_remembered_with_the_user(self, client, create_user):
        create_user(language=Language.ENGLISH)
        sign_in(client)
        page = client.get("/cases")
        assert '<html lang="en">' in page.text
        form = {"language": "bn", "then": "/cases", "csrf_token": form_token(page)}
        assert client.post("/language", data=form).headers["location"] == "/cases"
        client.cookies.delete("nalish_language")
        assert '<html lang="bn">' in client.get("/cases").text


class TestHeaders:
    def test_pages_are_strict_and_in_no_cache(self, client):
        headers = client.get("/sign-in").headers
        assert headers["cache-control"] == "no-store"
        assert "script-src 'self';" in headers["content-security-policy"]
        assert "unsafe" not in headers["content-security-policy"]
        assert headers["x-content-type-options"] == "nosniff"

    def test_assets_are_kept_for_a_year_under_the_hash_of_their_contents(self, client):
        address = re.search(r'href="(/static/css/tokens[^"]+)"', client.get("/sign-in").text)[1]
        assert "immutable" in client.get(address).headers["cache-control"]
        assert "immutable" not in client.get(address.partition("?")[0]).headers["cache-control"]


class TestErrorPages:
    def test_an_unknown_address_is_a_page_without_a_trace(self, client):
        answer = client.get("/nothing")
        assert answer.status_code == 404
        assert "পাওয়া যায়নি" in answer.text

    def test_an_unforeseen_error_is_too(self, client, app):
        def breaks():
            raise RuntimeError("01712345678")

        app.add_api_route("/breaks", breaks)
        answer = client.get("/breaks")
        assert answer.status_code == 500
        assert "RuntimeError" not in answer.text
        assert "01712345678" not in answer.text
        assert "script-src 'self'" in answer.headers["content-security-policy"]
