import json
from uuid import UUID

import pytest
from fastapi import HTTPException

from case_manager import openapi
from case_manager.app import create_app
from case_manager.db import SessionDep, make_engine
from case_manager.limits import LARGEST_BODY_BYTES
from case_manager.models import Organisation
from case_manager.settings import Mode


class TestHealth:
    def test_alive(self, client):
        assert client.get("/healthz").json() == {"status": "ok"}

    def test_ready(self, client):
        assert client.get("/readyz").status_code == 200

    def test_not_ready_without_its_tables(self, client, app, make_database):
        app.state.engine = make_engine(make_database("empty"))
        answer = client.get("/readyz")
        app.state.engine.dispose()
        assert (answer.status_code, answer.json()["error"]) == (503, "NotReady")

    def test_not_ready_without_a_database(self, client, app):
        app.state.engine = make_engine("postgresql://127.0.0.1:1/nothing?connect_timeout=1")
        answer = client.get("/readyz")
        app.state.engine.dispose()
        assert (answer.status_code, "reached" in answer.json()["detail"]) == (503, True)


class TestErrors:
    def test_an_unknown_address_answers_in_the_family_form(self, client):
        answer = client.get("/api/v1/nothing")
        assert (answer.status_code, answer.json()["error"]) == (404, "NotFound")

    def test_a_browser_gets_a_page(self, client):
        answer = client.get("/nothing", headers={"Accept": "text/html"})
        assert (answer.status_code, answer.headers["content-type"]) == (
            404,
            "text/html; charset=utf-8",
        )

    def test_a_giant_is_refused(self, client):
        giant = b"x" * (LARGEST_BODY_BYTES + 1)
        answer = client.put(f"/api/v1/conversations/{UUID(int=1)}", content=giant)
        assert (answer.status_code, answer.json()["error"]) == (413, "BodyTooLarge")
        assert "bytes" in answer.json()["detail"]

    @pytest.mark.parametrize(
        ("language", "words"), [("bn", "৬৪ কিলোবাইটের বেশি"), ("en", "larger than 64 KB")]
    )
    def test_so_is_a_giant_form_in_words(self, client, language, words):
        headers = {"Accept-Language": language, "Accept": "text/html"}
        giant = {"email": "x" * LARGEST_BODY_BYTES}
        answer = client.post("/sign-in", data=giant, headers=headers)
        assert (answer.status_code, words in answer.text) == (413, True)

    def test_a_mistake_of_ours_is_noted_and_not_shown(self, client, app, capsys):
        @app.get("/api/v1/broken")
        def broken() -> None:
            raise ValueError("amar phone 01712345678")

        answer = client.get("/api/v1/broken")
        assert (answer.status_code, answer.json()["error"]) == (500, "InternalServerError")
        noted = capsys.readouterr().out
        assert "ValueError" in noted
        assert "01712345678" not in noted + answer.text


def written(session):
    return session.query(Organisation).filter_by(name_en="Newly written").count()


class TestTransactions:
    @pytest.fixture
    def writing(self, app):
        @app.post("/api/v1/writing")
        def write(session: SessionDep, fail: bool = False) -> None:
            session.add(Organisation(name_en="Newly written", name_bn="নতুন"))
            session.flush()
            if fail:
                raise HTTPException(409, "no")

    def test_an_answer_comes_after_its_commit(self, client, session, writing):
        client.post("/api/v1/writing")
        assert written(session) == 1

    def test_a_refusal_leaves_nothing_behind(self, client, session, writing):
        client.post("/api/v1/writing", params={"fail": True})
        assert written(session) == 0

    def test_a_commit_that_fails_is_not_answered_with_success(self, client, app):
        @app.post("/api/v1/late")
        def write(session: SessionDep) -> None:
            session.add(Organisation(name_en=None))  # fails when it is flushed, at the commit

        assert client.post("/api/v1/late").status_code == 500


class TestOpenapi:
    def test_the_committed_file_is_fresh(self):
        assert openapi.FILE.read_text(encoding="utf-8") == openapi.render()

    def test_pages_are_not_part_of_the_contract(self):
        assert all(path.startswith("/api/v1/") for path in json.loads(openapi.render())["paths"])

    def test_production_shows_it_to_nobody(self, settings, engine):
        hidden = create_app(settings.model_copy(update={"mode": Mode.PRODUCTION}), engine=engine)
        assert hidden.openapi_url is None


class TestRoutes:
    def test_every_route_of_the_api_asks_who_calls(self, client):
        """Without a token or a grant nothing answers, whatever else is right or wrong with it."""
        for path, methods in json.loads(openapi.render())["paths"].items():
            for method in methods:
                address = path.replace("{conversation_id}", str(UUID(int=1)))
                assert client.request(method, address).status_code == 401, path
