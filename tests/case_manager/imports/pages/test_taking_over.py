"""From the dry run on."""

import re
from collections.abc import Callable
from datetime import UTC, datetime, timedelta

import httpx
import pytest
from sqlalchemy.orm import Session

from case_manager.models import Import
from case_manager.vocabulary import ImportStatus
from tests.case_manager.imports.pages.conftest import chosen, import_of, post

NOW = datetime(2026, 11, 23, 6, 0, tzinfo=UTC)


class TestTakingOver:
    """From the dry run on."""

    @pytest.fixture
    def check(self, client: httpx.Client) -> Callable[[str], None]:
        def check(address: str) -> None:
            fields = chosen(client.get(f"{address}/columns").text)
            assert post(client, f"{address}/checks", **fields).headers["location"] == address

        return check

    def test_a_stopped_one_changes_nothing(
        self, client: httpx.Client, sent: str, check: Callable[[str], None], session: Session
    ) -> None:
        check(sent)
        assert post(client, f"{sent}/stops").status_code == 303
        assert import_of(session, sent).status is ImportStatus.STOPPED
        assert post(client, f"{sent}/takeovers").status_code == 409

    @pytest.fixture
    def tried(
        self, client: httpx.Client, sent: str, check: Callable[[str], None], session: Session
    ) -> Import:
        check(sent)
        row = import_of(session, sent)
        row.status, row.ended_at = ImportStatus.DRY, NOW
        return row

    def test_what_was_seen_is_taken_over(
        self, client: httpx.Client, sent: str, session: Session, tried: Import
    ) -> None:
        shown = client.get(sent).text
        (seen,) = re.findall(r'name="tried_at" value="([^"]+)"', shown)
        mapping = dict(tried.mapping)
        assert post(client, f"{sent}/takeovers", tried_at=seen).status_code == 303
        row = import_of(session, sent)
        assert (row.status, row.dry_run, row.mapping) == ("queued", False, mapping)

    def test_what_was_tried_anew_meanwhile_is_not(
        self, client: httpx.Client, sent: str, session: Session, tried: Import
    ) -> None:
        """By somebody who chose other columns, while this page was open."""
        tried.ended_at = NOW + timedelta(minutes=1)
        answer = post(client, f"{sent}/takeovers", tried_at=NOW.isoformat())
        assert (answer.status_code, "notice-late" in answer.text) == (409, True)
        assert import_of(session, sent).status is ImportStatus.DRY

    def test_nor_is_what_was_never_tried(
        self, client: httpx.Client, sent: str, session: Session
    ) -> None:
        assert post(client, f"{sent}/takeovers").status_code == 409
        assert import_of(session, sent).status is ImportStatus.RECEIVED

    @pytest.mark.parametrize("dry_run", [True, False])
    def test_what_was_halted_goes_on_as_it_was_begun(
        self, client: httpx.Client, sent: str, session: Session, tried: Import, dry_run: bool
    ) -> None:
        tried.status, tried.dry_run, tried.taking_over = ImportStatus.HALTED, dry_run, not dry_run
        assert "/resumptions" in client.get(sent).text
        assert post(client, f"{sent}/takeovers", tried_at=NOW.isoformat()).status_code == 409
        assert post(client, f"{sent}/resumptions").status_code == 303
        row = import_of(session, sent)
        assert (row.status, row.dry_run) == ("queued", dry_run)
        assert post(client, f"{sent}/resumptions").status_code == 409

    def test_news_open_the_page_anew_once_the_state_is_another(
        self, client: httpx.Client, sent: str, check: Callable[[str], None]
    ) -> None:
        check(sent)
        assert "every 2s" in client.get(f"{sent}/news?status=queued").text
        answer = client.get(f"{sent}/news?status=received")
        assert answer.headers["hx-redirect"] == sent
