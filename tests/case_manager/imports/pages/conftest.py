"""Pages of lists, as the server answers them to an administrator of the whole country."""

import html
import re
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import Any
from uuid import UUID

import httpx
import pytest
from fastapi import FastAPI
from sqlalchemy.orm import Session, sessionmaker

from case_manager.imports import service
from case_manager.imports.files.kept_files import KeptFiles
from case_manager.models import Import, User
from case_manager.settings import Settings
from case_manager.vocabulary import Role
from tests.case_manager.conftest import World

GOOD = (
    "nid,programme,period,amount,status,date,mfs\n{},oaa,Jul-Sep 2026,1950,Paid,5/10/2026,Nagad\n"
)
NID = "1965269200001"
FIELDS = {"csrf_token": "token", "kind": "payments", "source": "dss", "as_of": "2026-11-20"}


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
        return client.post("/imports", data=FIELDS | fields, files={"file": ("pay.csv", content)})

    return send


@pytest.fixture
def sent(send: Callable[..., httpx.Response]) -> str:
    """The address of the import's page."""
    answer = send()
    assert answer.status_code == 303
    return answer.headers["location"].removesuffix("/columns")


def post(client: httpx.Client, address: str, **fields: str) -> httpx.Response:
    return client.post(address, data={"csrf_token": "token"} | fields)


def chosen(shown: str) -> dict[str, str]:
    """The columns that are chosen already, as the form would send them."""
    fields = re.findall(r'<select [^>]*name="(column\.\w+)">(.*?)</select>', shown, re.S)
    columns = {name: re.search(r'value="([^"]+)" selected', options) for name, options in fields}
    return {name: html.unescape(found[1]) for name, found in columns.items() if found}


def import_of(session: Session, address: str) -> Import:
    return service.progress(session, UUID(address.rpartition("/")[2]))


class Watched:
    """Sessions, and what is to be seen when each of them begins and ends."""

    def __init__(self, sessions: sessionmaker[Session], look: Callable[[], Any]) -> None:
        self._sessions = sessions
        self._look = look
        self.open_now = 0
        self.seen: list[tuple[Any, Any]] = []

    @contextmanager
    def begin(self) -> Iterator[Session]:
        at_first = self._look()
        with self._sessions.begin() as session:
            self.open_now += 1
            yield session
            self.open_now -= 1
        self.seen.append((at_first, self._look()))
