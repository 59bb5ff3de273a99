"""A list is sent: what is kept of it, and what is refused before anything is."""

import re
import tempfile
import tracemalloc
from collections.abc import Callable, Iterator
from dataclasses import dataclass
from itertools import islice, repeat
from pathlib import Path

import anyio
import httpx
import pytest
from fastapi import FastAPI
from sqlalchemy import select
from sqlalchemy.orm import Session
from starlette.types import ASGIApp

from case_manager.imports.files.kept_files import KeptFiles
from case_manager.limits import LARGEST_FILE_BYTES, SmallBodies
from case_manager.models import Import, User
from case_manager.ui.texts import texts
from case_manager.vocabulary import Language
from tests.case_manager.conftest import World
from tests.case_manager.imports.conftest import STAFF
from tests.case_manager.imports.pages.conftest import (
    FIELDS,
    GOOD,
    NID,
    Watched,
    import_of,
    post,
)
from tests.no_room import no_room

MEGABYTE = 1 << 20


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
        self, app: FastAPI, send: Callable[..., httpx.Response], files: KeptFiles
    ) -> None:
        """Nor does it while the file is put on the disk: it lies there before a session begins, or
        comes after one has ended."""
        watched = Watched(app.state.sessions, lambda: sorted(files.folder.glob("*")))
        app.state.sessions = watched
        assert send().status_code == 303
        assert all(at_first == in_the_end for at_first, in_the_end in watched.seen)
        assert watched.seen[0][0] == []
        assert len(watched.seen[-1][1]) == 1

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


@dataclass
class Answer:
    status: int
    text: str
    read_bytes: int


def stream(app: ASGIApp, cookies: httpx.Cookies, body: Iterator[bytes], **headers: str) -> Answer:
    """As a server hands it over: a chunk is made when it is asked for."""
    answer = Answer(0, "", 0)

    async def receive() -> dict[str, object]:
        chunk = next(body, b"")
        answer.read_bytes += len(chunk)
        return {"type": "http.request", "body": chunk, "more_body": bool(chunk)}

    async def send(message: dict[str, object]) -> None:
        answer.status = int(str(message.get("status", answer.status)))
        answer.text += bytes(message.get("body", b"")).decode()  # type: ignore[arg-type]

    said = {
        "host": "desk.test",
        "content-type": "multipart/form-data; boundary=limit",
        "cookie": "; ".join(f"{name}={value}" for name, value in cookies.items()),
    } | {name.replace("_", "-"): value for name, value in headers.items()}
    scope = {
        **{"type": "http", "method": "POST", "path": "/imports", "raw_path": b"/imports"},
        **{"query_string": b"", "scheme": "http", "http_version": "1.1", "root_path": ""},
        **{"server": ("desk.test", 80), "client": ("10.0.0.1", 1)},
        "headers": [(name.encode(), value.encode()) for name, value in said.items()],
    }
    anyio.run(app, scope, receive, send)
    return answer


def form(lines: Iterator[bytes]) -> Iterator[bytes]:
    """With a file of these lines, and the token behind it."""
    part = '--limit\r\nContent-Disposition: form-data; name="{}"{}\r\n\r\n'
    fields = {name: value for name, value in FIELDS.items() if name != "csrf_token"}
    for name, value in fields.items():
        yield (part.format(name, "") + f"{value}\r\n").encode()
    yield part.format("file", '; filename="large.csv"').encode()
    yield from lines
    yield f"\r\n{part.format('csrf_token', '')}token\r\n--limit--\r\n".encode()


def lines(megabytes: int | None) -> Iterator[bytes]:
    """Without end where no number is said."""
    row = GOOD.format(NID).partition("\n")[2].encode()
    chunk = row * (MEGABYTE // 16 // len(row))
    endless = repeat(chunk)
    return endless if megabytes is None else islice(endless, megabytes * 16)


class TestTooLarge:
    """Sent as a stream, of which nobody keeps more than a chunk."""

    @pytest.mark.parametrize("language", STAFF)
    def test_what_is_announced_is_refused_before_it_is_read(
        self,
        app: FastAPI,
        client: httpx.Client,
        administrator: User,
        session: Session,
        files: KeptFiles,
        language: Language,
    ) -> None:
        session.get_one(User, administrator.id).language = language
        session.flush()
        told = str(LARGEST_FILE_BYTES + MEGABYTE)
        answer = stream(app, client.cookies, form(lines(None)), content_length=told)
        assert (answer.status, answer.read_bytes) == (413, 0)
        assert texts(language)("error.file_too_large.words", most=4) in answer.text
        assert 'href="/imports"' in answer.text
        assert not files.folder.exists()

    @pytest.mark.parametrize("headers", [{}, {"content_length": "1000"}])
    def test_what_is_not_told_or_told_wrongly_is_counted(
        self,
        app: FastAPI,
        client: httpx.Client,
        administrator: User,
        files: KeptFiles,
        temporary: Path,
        headers: dict[str, str],
    ) -> None:
        """It would go on for ever."""
        smaller = SmallBodies(app, largest_file=32 * MEGABYTE)
        tracemalloc.start()
        answer = stream(smaller, client.cookies, form(lines(None)), **headers)
        _, peak = tracemalloc.get_traced_memory()
        tracemalloc.stop()
        assert answer.status == 413
        assert 32 * MEGABYTE < answer.read_bytes < 33 * MEGABYTE
        assert peak < 16 * MEGABYTE
        assert not files.folder.exists()
        assert left_open_in(temporary) == []

    def test_what_is_just_small_enough_is_taken_in_as_little_memory(
        self,
        app: FastAPI,
        client: httpx.Client,
        administrator: User,
        files: KeptFiles,
        temporary: Path,
    ) -> None:
        """Two gigabytes are, which are told here and not sent."""
        tracemalloc.start()
        sent = stream(app, client.cookies, form(lines(32)), content_length=str(2 * 1024**3))
        _, peak = tracemalloc.get_traced_memory()
        tracemalloc.stop()
        assert sent.status == 303
        assert peak < 16 * MEGABYTE
        assert [path.stat().st_size // MEGABYTE for path in files.folder.iterdir()] == [31]
        assert left_open_in(temporary) == []


class TestNoRoom:
    """The disk is full in the middle of a file."""

    @pytest.mark.parametrize("language", STAFF)
    @pytest.mark.parametrize(
        ("kilobytes", "room"),
        [
            pytest.param(3072, 2048, id="while it is sent"),
            pytest.param(512, 256, id="while it is kept for good"),
        ],
    )
    def test_is_said_and_leaves_nothing(
        self,
        app: FastAPI,
        client: httpx.Client,
        administrator: User,
        session: Session,
        files: KeptFiles,
        temporary: Path,
        language: Language,
        kilobytes: int,
        room: int,
    ) -> None:
        session.get_one(User, administrator.id).language = language
        session.flush()
        with no_room(room * 1024):
            answer = stream(app, client.cookies, form(islice(lines(None), kilobytes // 64)))
        assert answer.status == 507
        assert texts(language)("error.no_room.words") in answer.text
        assert 'href="/imports"' in answer.text
        assert [*files.folder.glob("*"), *left_open_in(temporary)] == []
        assert session.scalars(select(Import)).all() == []


@pytest.fixture
def temporary(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    """Where a server puts what it reads, until it has all of it."""
    folder = tmp_path / "temporary"
    folder.mkdir()
    monkeypatch.setattr(tempfile, "tempdir", str(folder))
    return folder


def left_open_in(folder: Path) -> list[str]:
    """Files without a name are there as long as they are open."""
    opened = (Path("/proc/self/fd") / str(each) for each in range(1024))
    links = [str(link.readlink()) for link in opened if link.is_symlink()]
    return [*map(str, folder.iterdir()), *(link for link in links if link.startswith(str(folder)))]
