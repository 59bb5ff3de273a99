"""A list that somebody looks into before its columns are chosen."""

from dataclasses import dataclass
from typing import Annotated
from uuid import UUID

from fastapi import Depends, Request

from case_manager.imports import rules, service
from case_manager.imports.files.kept_files import KeptFiles
from case_manager.imports.files.tables import Table, open_table
from case_manager.imports.refusals import FileRefused


@dataclass(frozen=True)
class Opened:
    """Or why it cannot be."""

    table: Table | None = None
    refusal: FileRefused | None = None


def opened(request: Request, import_id: UUID) -> Opened | None:
    """None where it is too late for that. A workbook may take half a minute and a gigabyte, in its
    own process: one is opened at a time, and the database is not kept waiting meanwhile.
    """
    with request.app.state.sessions.begin() as session:
        if not rules.may_begin(service.progress(session, import_id).status):
            return None
    path = KeptFiles(request.app.state.settings.imports_folder).path(import_id)
    if not path.is_file():
        return Opened(refusal=FileRefused("file_gone"))
    try:
        with request.app.state.one_opens:
            return Opened(open_table(path))
    except FileRefused as refusal:
        return Opened(refusal=refusal)


OpenedDep = Annotated[Opened | None, Depends(opened)]
