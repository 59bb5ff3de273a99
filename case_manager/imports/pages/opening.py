"""A list that somebody looks into before its columns are chosen."""

from dataclasses import dataclass
from pathlib import Path
from typing import Annotated
from uuid import UUID

from anyio import CapacityLimiter, Semaphore, move_on_after, to_thread
from fastapi import Depends, Request

from case_manager.imports import rules, service
from case_manager.imports.files.kept_files import KeptFiles
from case_manager.imports.files.tables import Table, is_workbook, open_table
from case_manager.imports.files.workbooks import Limits
from case_manager.imports.refusals import FileRefused

_LIMITS = Limits(opening_seconds=45)


class OthersAreOpened(Exception):
    """Their turn has not ended in the time that somebody waits."""


class Opener:
    """A workbook may take a gigabyte and half a minute, in its own process: one is opened at a
    time, in a thread beside those of the desk. Who waits for it holds none.
    """

    def __init__(self, waits_seconds: float = 10, limits: Limits = _LIMITS) -> None:
        self.turn = Semaphore(1)
        self._waits_seconds = waits_seconds
        self._limits = limits

    async def open(self, path: Path) -> Table:
        """Raises FileRefused or OthersAreOpened."""
        if not path.is_file():
            raise FileRefused("file_gone")
        if not is_workbook(path):
            return await to_thread.run_sync(open_table, path)
        with move_on_after(self._waits_seconds) as waiting:
            await self.turn.acquire()
        if waiting.cancelled_caught:
            raise OthersAreOpened
        try:
            beside = CapacityLimiter(1)
            return await to_thread.run_sync(open_table, path, self._limits, limiter=beside)
        finally:
            self.turn.release()


@dataclass(frozen=True)
class Opened:
    """Or why it cannot be; neither, as long as others are opened."""

    table: Table | None = None
    refusal: FileRefused | None = None


def file_to_open(request: Request, import_id: UUID) -> Path | None:
    """None where it is too late for that. The database is not kept waiting for what comes next."""
    with request.app.state.sessions.begin() as session:
        if not rules.may_begin(service.progress(session, import_id).status):
            return None
    return KeptFiles(request.app.state.settings.imports_folder).path(import_id)


async def opened(
    request: Request, path: Annotated[Path | None, Depends(file_to_open)]
) -> Opened | None:
    opener: Opener = request.app.state.opener
    try:
        return Opened(await opener.open(path)) if path else None
    except OthersAreOpened:
        return Opened()
    except FileRefused as refusal:
        return Opened(refusal=refusal)


OpenedDep = Annotated[Opened | None, Depends(opened)]
