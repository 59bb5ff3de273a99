"""Lists in a browser, as the server answers it."""

import re
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from datetime import UTC, datetime, timedelta
from pathlib import Path
from uuid import UUID

import anyio
import httpx
import pytest
from fastapi import FastAPI
from sqlalchemy import select
from sqlalchemy.orm import Session

from case_manager.imports import service
from case_manager.imports.files.kept_files import KeptFiles
from case_manager.limits import LARGEST_FILE_BYTES
from case_manager.models import AuditEntry, Import, User
from case_manager.settings import Settings
from case_manager.vocabulary import ImportStatus, Role
from tests.case_manager.conftest import World

NOW = datetime(2026, 11, 23, 6, 0, tzinfo=UTC)
GOOD = (
    "nid,programme,period,amount,status,date,mfs\n{},oaa,Jul-Sep 2026,1950,Paid,5/10/2026,Nagad\n"
)
NID = "1965269200001"


@pytest.fixture
def files(app: FastAPI, settings: Settings, tmp_path: Path) -> KeptFiles:
    app.state.settings = settings.model_copy(update={"imports_folder": tmp_path / "imports"})
    return KeptFiles(tmp_path / "imports")


@pytest.fixture
def administrator(sign_in: Callable[[User], User], world: World, files: KeptFiles) -> User:
    return sign_in(world.user(role=Role.ADMINISTRATOR))


@pytest.fixture
def send(client: httpx.Client, administrator: User) -> Callable[..., httpx.Response]:
    def send(content: str | bytes = GOOD.format(NID), **fields: str) -> httpx.Response:
        said = {"csrf_token": "token", "kind": "payments", "source": "dss", "as_of": "2026-11-20"}
        return client.post("/imports", data=said | fields, files={"file": ("pay.csv", content)})

    return send


@pytest.fixture
def sent(send: Callable[..., httpx.Response]) -> str:
    """The address of the import's page."""
    answer = send()
    assert answer.status_code == 303
    return answer.headers["location"].removesuffix("/columns")


def post(client: httpx.Client, address: str, **fields: str) -> httpx.Response:
    return client.post(address, data={"csrf_token": "token"} | fields)


def import_of(session: Session, address: str) -> Import:
    return service.progress(session, UUID(address.rpartition("/")[2]))


class TestSending:
    def test_the_file_is_kept_and_its_columns_are_guessed(
        self, client: httpx.Client, sent: str, session: Session, files: KeptFiles
    ) -> None:
        row = import_of(session, sent)
        assert (row.status, row.file_name, row.source) == ("received", "pay.csv", "dss")
        assert files.path(row.id).read_text() == GOOD.format(NID)
        shown = client.get(f"{sent}/columns").text
        assert re.search(r'<option value="mfs" selected>', shown)
        assert "Jul-Sep 2026" in shown
        assert (NID in shown, "•001" in shown) == (False, True)

    @pytest.mark.parametrize(
        ("field", "value"),
        [("kind", "lottery"), ("source", "Two Words"), ("as_of", "2026-11-24"), ("as_of", "soon")],
    )
    def test_what_is_wrong_comes_back_with_its_reason(
        self, send: Callable[..., httpx.Response], field: str, value: str
    ) -> None:
        answer = send(**{field: value})
        assert (answer.status_code, f'id="{field}-error"' in answer.text) == (422, True)

    def test_without_a_file_nothing_is_sent(
        self, client: httpx.Client, administrator: User
    ) -> None:
        fields = {"kind": "payments", "source": "dss", "as_of": "2026-11-20"}
        answer = post(client, "/imports", **fields)
        assert (answer.status_code, 'id="file-error"' in answer.text) == (422, True)

    def test_a_file_may_be_larger_than_any_other_form(
        self, send: Callable[..., httpx.Response]
    ) -> None:
        assert send(GOOD.format(NID) + "\n" * 200_000).status_code == 303

    def test_a_name_with_a_path_or_odd_letters_does_no_harm(
        self, client: httpx.Client, administrator: User, session: Session
    ) -> None:
        said = {"csrf_token": "token", "kind": "payments", "source": "dss", "as_of": "2026-11-20"}
        answer = client.post("/imports", data=said, files={"file": ("../<b>x\x07", b"a,b\n1,2\n")})
        shown = client.get(answer.headers["location"]).text
        assert "<b>x" not in shown
        assert "&lt;b&gt;x" in shown

    def test_nobody_else_sends_or_sees_any(
        self,
        client: httpx.Client,
        sign_in: Callable[[User], User],
        world: World,
        files: KeptFiles,
    ) -> None:
        sign_in(world.user())
        fields = {"csrf_token": "token", "kind": "payments"}
        answer = client.post("/imports", data=fields, files={"file": ("a.csv", b"x" * 100_000)})
        assert answer.status_code == 403
        assert client.get("/imports").status_code == 403
        assert not files.folder.exists()

    def test_who_is_not_signed_in_is_answered_before_the_file_is_read(self, app: FastAPI) -> None:
        answered: list[int] = []

        async def receive() -> dict[str, object]:
            raise AssertionError("it was read")

        async def send(message: dict[str, object]) -> None:
            if status := message.get("status"):
                answered.append(int(str(status)))

        headers = [(b"content-type", b"multipart/form-data; boundary=b"), (b"host", b"desk.test")]
        scope = {"type": "http", "method": "POST", "path": "/imports", "raw_path": b"/imports"}
        scope |= {"query_string": b"", "headers": headers, "scheme": "http", "http_version": "1.1"}
        scope |= {"server": ("desk.test", 80), "client": ("10.0.0.1", 1), "root_path": ""}
        anyio.run(app, scope, receive, send)
        assert answered == [303]

    def test_the_database_does_not_wait_for_a_file(
        self, app: FastAPI, send: Callable[..., httpx.Response], monkeypatch: pytest.MonkeyPatch
    ) -> None:
        """Nor does it while the file is put on the disk."""
        sessions, keep = app.state.sessions, KeptFiles.keep
        open_ones: list[object] = []
        at_the_time: list[int] = []

        class Counted:
            @contextmanager
            def begin(self) -> Iterator[Session]:
                with sessions.begin() as session:
                    open_ones.append(session)
                    yield session
                    open_ones.pop()

        def kept(*said: object) -> object:
            at_the_time.append(len(open_ones))
            return keep(*said)  # type: ignore[arg-type]

        monkeypatch.setattr(app.state, "sessions", Counted())
        monkeypatch.setattr(KeptFiles, "keep", kept)
        assert send().status_code == 303
        assert at_the_time == [0]

    def test_what_becomes_no_list_is_not_kept(
        self, client: httpx.Client, administrator: User, files: KeptFiles
    ) -> None:
        fields = {"csrf_token": "no", "kind": "payments", "source": "dss", "as_of": "2026-11-20"}
        answer = client.post("/imports", data=fields, files={"file": ("a.csv", b"a,b")})
        assert answer.status_code == 403
        assert not list(files.folder.iterdir())

    def test_how_large_a_file_may_be_is_said_before(
        self, client: httpx.Client, administrator: User
    ) -> None:
        shown = client.get("/imports").text
        assert f'data-most-bytes="{LARGEST_FILE_BYTES}"' in shown
        assert re.search(r'id="file-hint">[^<]*4', shown)

    def test_an_administrator_of_one_place_takes_none_over(
        self, client: httpx.Client, administrator: User, session: Session
    ) -> None:
        session.get_one(User, administrator.id).area_code = "3026"
        assert client.get("/imports").status_code == 403


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
        assert post(client, f"{sent}/checks", **{"column.nid": "nid"}).status_code == 422

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


class TestTakingOver:
    """From the dry run on."""

    @pytest.fixture
    def check(self, client: httpx.Client) -> Callable[[str], None]:
        def check(address: str) -> None:
            shown = client.get(f"{address}/columns").text
            chosen = re.findall(r'name="(column\.\w+)">.*?</select>', shown, re.S)
            fields = {}
            for name in chosen:
                options = shown.partition(f'name="{name}">')[2].partition("</select>")[0]
                if found := re.search(r'value="([^"]+)" selected', options):
                    fields[name] = found[1]
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
