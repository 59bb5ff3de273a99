"""A caseworker asks registries and reads what they say, with its age, in a real browser."""

import json
from datetime import UTC, datetime
from pathlib import Path
from typing import Any

import httpx
import pytest
from playwright.sync_api import Page, expect
from sqlalchemy.orm import sessionmaker

from case_manager.interoperability.file import read_interoperability
from case_manager.interoperability.jobs import ask
from case_manager.interoperability.peers import make_peers
from case_manager.models import Case
from tests.case_manager.interoperability.partner import ONE_REGISTRY
from tests.e2e.desk import (
    Desk,
    choose,
    complaints,
    context,
    desk,
    findings,
    page,
    sign_in,
)

pytestmark = pytest.mark.browser

__all__ = ["complaints", "context", "desk", "page"]

SUSPENDED = {
    "programme_identifier": "OAA",
    "enrolment_status": "4",
    "suspension_date": "2026-10-01",
}


def registry(request: httpx.Request) -> httpx.Response:
    asked = json.loads(request.content)
    told: dict[str, Any] = {
        "reference_id": asked["message"]["search_request"][0]["reference_id"],
        "timestamp": "2026-11-23T06:00:00Z",
        "status": "succ",
        "data": {"reg_records": [{"programme": [SUSPENDED]}]},
    }
    header = {"message_id": "m", "action": "on-search", "status": "succ"}
    transaction = {"transaction_id": asked["message"]["transaction_id"], "search_response": [told]}
    return httpx.Response(200, json={"header": header, "message": transaction})


class TestAsking:
    @pytest.fixture
    def case(self, desk: Desk, tmp_path: Path) -> Case:
        file = tmp_path / "interoperability.toml"
        file.write_text(ONE_REGISTRY)
        environment = {"OUR_KEY": "A" * 43 + "="}
        desk.app.state.interoperability = read_interoperability(file, environment)
        return desk.open_case("amar taka 3 mash dhore pai nai")

    def test_the_answer_comes_onto_the_open_page(
        self, desk: Desk, page: Page, case: Case, complaints: list[str]
    ) -> None:
        sign_in(page)
        page.goto(f"/cases/{case.reference}")
        panel = page.locator("#registries")
        panel.get_by_role("button").click()
        expect(panel.get_by_role("status")).to_be_visible()
        assert case.person_id is not None
        peers = make_peers(desk.app.state.interoperability, httpx.MockTransport(registry))
        with peers.registries["dss"].peer.http:
            now = datetime.now(UTC)
            ask(sessionmaker(desk.engine), peers, desk.keys, case.person_id, now)
        expect(panel).to_contain_text("suspended, since 1 October 2026")
        expect(panel).to_contain_text("dss, just now")
        assert findings(page) == []
        choose(page, "bn")
        expect(panel).to_contain_text("স্থগিত, ১ অক্টোবর ২০২৬ থেকে")
        assert findings(page) == []
        assert complaints == []
