"""Columns are chosen: what is in the file, and what it cannot do without."""

import re
from collections.abc import Callable, Sequence
from concurrent.futures import ThreadPoolExecutor
from pathlib import Path

import anyio
import httpx
import pytest
from anyio import to_thread
from fastapi import FastAPI
from sqlalchemy import select
from sqlalchemy.orm import Session

from case_manager.imports.files.kept_files import KeptFiles
from case_manager.imports.pages.opening import Opener
from case_manager.models import AuditEntry, User
from case_manager.ui.texts import texts
from case_manager.vocabulary import ImportStatus
from tests.case_manager.imports.conftest import STAFF
from tests.case_manager.imports.made_workbooks import processes, with_cells
from tests.case_manager.imports.pages.conftest import Watched, import_of, post

LARGE = "<row><c><v>1</v></c><c><v>2</v></c></row>" * 200_000


@pytest.fixture
def large(workbook: Callable[..., Path], send: Callable[..., httpx.Response]) -> str:
    """The page of a workbook that takes a second or two to open."""
    path = with_cells(workbook([["nid", "amount"], [1, 2]]), LARGE)
    return send(path.read_bytes()).headers["location"].removesuffix("/columns")


class TestColumns:
    def test_a_field_without_a_column_is_said(self, client: httpx.Client, sent: str) -> None:
        answer = post(client, f"{sent}/checks", **{"column.nid": "nid"})
        assert answer.status_code == 422
        assert "No column was chosen for" in answer.text or "কোনো কলাম বাছা হয়নি" in answer.text

    def test_one_value_may_hold_for_every_row(
        self, client: httpx.Client, sent: str, session: Session
    ) -> None:
        columns = {f"column.{name}": name for name in ("nid", "period", "amount", "status")}
        columns |= {"column.programme": "=", "value.programme": "wda"}
        columns |= {"column.status_on": "date", "column.provider": "mfs", "column.batch": ""}
        assert post(client, f"{sent}/checks", **columns).headers["location"] == sent
        row = import_of(session, sent)
        assert (row.status, row.dry_run, row.mapping["programme"]) == ("queued", True, "=wda")

    def test_what_is_no_table_says_why(
        self, client: httpx.Client, send: Callable[..., httpx.Response]
    ) -> None:
        answer = client.get(send(b"\xd0\xcf\x11\xe0old").headers["location"])
        assert answer.status_code == 422
        assert ".xls" in answer.text

    def test_who_saw_rows_of_people_is_written_down(
        self, client: httpx.Client, sent: str, session: Session, administrator: User
    ) -> None:
        client.get(f"{sent}/columns")
        seen = select(AuditEntry).where(AuditEntry.action == "import_previewed")
        entry = session.scalars(seen).one()
        assert (entry.actor_id, entry.subject_id) == (
            administrator.id,
            str(import_of(session, sent).id),
        )

    def test_a_file_that_is_gone_is_said_to_be(
        self, client: httpx.Client, sent: str, session: Session, files: KeptFiles
    ) -> None:
        files.delete(import_of(session, sent).id)
        assert client.get(f"{sent}/columns").status_code == 422
        assert import_of(session, sent).error == "file_gone"

    def test_an_import_that_has_ended_is_not_checked_anew(
        self, client: httpx.Client, sent: str, session: Session
    ) -> None:
        import_of(session, sent).status = ImportStatus.DONE
        assert post(client, f"{sent}/checks", **{"column.nid": "nid"}).status_code == 409

    def test_a_long_file_name_is_cut(
        self, client: httpx.Client, sent: str, files: KeptFiles
    ) -> None:
        assert files.keep("x" * 300 + ".csv", [b"a"]).name.endswith(".csv")
        assert len(files.keep("x" * 300, [b"a"]).name) == 200

    def test_a_workbook_is_opened_by_a_process_of_its_own_and_the_database_does_not_wait(
        self, app: FastAPI, client: httpx.Client, large: str
    ) -> None:
        watched = app.state.sessions = Watched(app.state.sessions, lambda: None)
        seen = []
        with ThreadPoolExecutor(1) as pool:
            answer = pool.submit(client.get, f"{large}/columns")
            while not answer.done():
                if processes():
                    seen.append(watched.open_now)
        assert (answer.result().status_code, set(seen)) == (200, {0})
        assert processes() == []


class TestOthersAreOpened:
    """One workbook at a time; who waits for it holds no thread, and not for long."""

    def test_who_waits_is_told_and_loses_nothing(
        self, app: FastAPI, client: httpx.Client, large: str, session: Session
    ) -> None:
        opener = app.state.opener = Opener(waits_seconds=0.1)
        chosen = {"column.nid": "nid", "column.programme": "=", "value.programme": "oaa"}
        asked = anyio.run(self._answers, app, client, opener, large, chosen)
        for answer in asked:
            assert answer.status_code == 503
            assert any(
                texts(language)("import_pages.others_opened") in answer.text for language in STAFF
            )
        looked, tried = (answer.text for answer in asked)
        assert f'href="{large}/columns"' in looked
        assert f'action="{large}/checks"' in tried
        kept = dict(re.findall(r'type="hidden" name="(.+?)" value="(.*?)"', tried))
        assert kept.items() >= chosen.items()
        assert import_of(session, large).status is ImportStatus.RECEIVED
        assert client.get(f"{large}/columns").status_code == 200

    async def _answers(
        self, app: FastAPI, client: httpx.Client, opener: Opener, large: str, chosen: dict[str, str]
    ) -> list[httpx.Response]:
        """While somebody else has the turn."""
        fields = {"csrf_token": "token"} | chosen
        async with (
            opener.turn,
            httpx.AsyncClient(
                transport=httpx.ASGITransport(app),
                base_url="http://desk.test",
                cookies=client.cookies,
            ) as browser,
        ):
            return [
                await browser.get(f"{large}/columns"),
                await browser.post(f"{large}/checks", data=fields),
            ]

    def test_a_list_that_unpacks_nothing_does_not_wait(self, file: Callable[..., Path]) -> None:
        async def opened() -> Sequence[str]:
            opener = Opener(waits_seconds=0)
            async with opener.turn:
                return (await opener.open(file("nid,amount\n1,2\n"))).columns

        assert anyio.run(opened) == ["nid", "amount"]

    def test_the_desk_keeps_its_threads(self, workbook: Callable[..., Path]) -> None:
        """All of them are busy, and a workbook is opened all the same."""

        async def opened() -> Sequence[str]:
            limiter = to_thread.current_default_thread_limiter()
            limiter.total_tokens = 1
            async with limiter:
                table = await Opener().open(workbook([["nid", "amount"], [1, 2]]))
            return table.columns

        assert anyio.run(opened) == ["nid", "amount"]
