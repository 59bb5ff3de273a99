"""The form with a file: who may send one is asked before any of it is read."""

import re
from collections.abc import AsyncIterator, Iterator, Mapping
from dataclasses import dataclass
from datetime import date
from typing import Annotated, BinaryIO

from fastapi import Depends, Request
from starlette.datastructures import UploadFile

from case_manager.accounts.access import (
    AdministratorDep,
    SignedIn,
    UserVisit,
    find_visit,
)
from case_manager.db import ClockDep
from case_manager.errors import NotYoursToDo, SignInRequired
from case_manager.imports.files.kept_files import KeptFile, KeptFiles, finding_room
from case_manager.kit.calendar import local_date
from case_manager.ui.forms import Words
from case_manager.vocabulary import ImportKind, Role
from citizen_text.digits import to_latin

_SOURCE = re.compile(r"[a-z0-9][a-z0-9._:-]{0,39}")
_FIRST_DAY = date(2000, 1, 1)
_LONGEST_NAME = 200
_AT_A_TIME = 1 << 20
RefreshDep = Annotated[
    UserVisit, Depends(SignedIn(frozenset({Role.ADMINISTRATOR}), is_activity=False))
]


def may_import(visit: AdministratorDep) -> UserVisit:
    """A list is of the whole country: who sees a part of it takes none over."""
    return _of_the_whole_country(visit)


def may_watch(visit: RefreshDep) -> UserVisit:
    return _of_the_whole_country(visit)


ImporterDep = Annotated[UserVisit, Depends(may_import)]
WatcherDep = Annotated[UserVisit, Depends(may_watch)]


def known_first(request: Request, clock: ClockDep) -> None:
    """Before the form is read, which holds its token behind the file. The database is not kept
    waiting meanwhile.
    """
    with request.app.state.sessions.begin() as session:
        visit = find_visit(request, session, clock)
        if not isinstance(visit, UserVisit):
            raise SignInRequired("sign in first")
        _of_the_whole_country(visit)


def _of_the_whole_country(visit: UserVisit) -> UserVisit:
    if visit.user.role is not Role.ADMINISTRATOR or visit.user.area_code:
        raise NotYoursToDo("this is for administrators of the whole country")
    return visit


@dataclass(frozen=True)
class SentList:
    fields: Words
    name: str
    file: BinaryIO | None

    def chunks(self) -> Iterator[bytes]:
        while self.file and (chunk := self.file.read(_AT_A_TIME)):
            yield chunk

    def errors(self, today: date) -> Words:
        errors = Words()
        if self.fields["kind"] not in set(ImportKind):
            errors["kind"] = "import_pages.wrong.kind"
        if not _SOURCE.fullmatch(self.fields["source"]):
            errors["source"] = "import_pages.wrong.source"
        as_of = self.as_of
        if as_of is None or not _FIRST_DAY <= as_of <= today:
            errors["as_of"] = "import_pages.wrong.as_of"
        if not self.name or self.file is None:
            errors["file"] = "import_pages.wrong.file"
        return errors

    @property
    def as_of(self) -> date | None:
        try:
            return date.fromisoformat(to_latin(self.fields["as_of"]))
        except ValueError:
            return None


async def sent_list(request: Request) -> AsyncIterator[SentList]:
    """Raises NoRoom."""
    with finding_room():
        await request.form()  # which the request keeps
    async with request.form() as form:
        file = form.get("file")
        fields = Words({name: str(form.get(name, "")).strip() for name in _FIELDS})
        if isinstance(file, UploadFile):
            name = "".join(filter(str.isprintable, file.filename or ""))[-_LONGEST_NAME:]
            yield SentList(fields, name, file.file)
        else:
            yield SentList(fields, "", None)


@dataclass(frozen=True)
class KeptList:
    """`file` is there where nothing is wrong with the form."""

    sent: SentList
    errors: Words
    file: KeptFile | None


def kept_list(
    request: Request, sent: Annotated[SentList, Depends(sent_list)], clock: ClockDep
) -> Iterator[KeptList]:
    """On the disk before the database is asked for anything; gone where it does not become a list
    in the end.
    """
    errors = sent.errors(local_date(clock()))
    files = KeptFiles(request.app.state.settings.imports_folder)
    kept = None if errors else files.keep(sent.name, sent.chunks())
    try:
        yield KeptList(sent, errors, kept)
    except BaseException:
        if kept:
            files.delete(kept.id)
        raise


async def sent_columns(request: Request) -> Mapping[str, str]:
    """The column of each field, or `=` and the value of every row; fields without are left out."""
    form = await request.form()
    chosen = {}
    for name, column in form.items():
        kind, _, field = name.partition(".")
        if kind == "column" and isinstance(column, str) and column:
            value = str(form.get(f"value.{field}", "")).replace("\0", "").strip()
            chosen[field] = f"={value}" if column == "=" else column
    return chosen


_FIELDS = ("kind", "source", "as_of")
KeptListDep = Annotated[KeptList, Depends(kept_list)]
SentColumnsDep = Annotated[Mapping[str, str], Depends(sent_columns)]
