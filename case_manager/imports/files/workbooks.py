"""XLSX files: another process opens them, as they unpack to whatever they like."""

import json
import os
import sys
from collections.abc import Collection, Iterator, Sequence
from contextlib import contextmanager
from itertools import chain
from pathlib import Path
from subprocess import DEVNULL, PIPE, Popen
from typing import IO, Any, NamedTuple, cast

import structlog

from case_manager.imports.files.headings import Heading, IsKnown, find_heading
from case_manager.imports.files.rows import PORTION, RawRows, block_of, frame_of, sample_of
from case_manager.imports.refusals import FileRefused

log = structlog.get_logger()


class Limits(NamedTuple):
    """Of the process: `seconds` of a processor, and by the clock until the first row is there. The
    largest sheet that `unpacking` lets pass needs two thirds of the memory.
    """

    memory_bytes: int = 2_000_000_000
    seconds: int = 180
    unpacked_bytes: int = 1_000_000_000
    opening_seconds: int = 600


class Sheet(NamedTuple):
    height: int
    rows: Iterator[tuple[int, list[str]]]


class Workbook:
    """Of the first sheet that has a table. A formula counts as what it showed last."""

    def __init__(self, path: Path, is_known: IsKnown, limits: Limits) -> None:
        self._path = path
        self._limits = limits
        self.size = path.stat().st_size
        with _opened(path, limits) as sheet:
            self.sample: Sequence[tuple[int, Sequence[str]]] = sample_of(sheet.rows, _letters)
        self.heading: Heading = find_heading(self.sample, is_known)
        self.columns = self.heading.names

    def rows(self, columns: Collection[str], portion: int = PORTION) -> Iterator[RawRows]:
        wanted = {name: place for place, name in enumerate(self.columns) if name in columns}
        with _opened(self._path, self._limits) as sheet:
            rows = self._below_the_heading(sheet)
            done = 0
            while block := block_of(rows, _letters, portion):
                lines, cells = zip(*block, strict=True)
                done += len(block)
                read_bytes = self.size * done // max(sheet.height, done)
                yield RawRows(lines, frame_of(cells, wanted), [], read_bytes)

    def _below_the_heading(self, sheet: Sheet) -> Iterator[tuple[int, list[str]]]:
        width = len(self.columns)
        for line, cells in sheet.rows:
            if line > self.heading.line and any(cells):
                yield line, cells[:width]


def _letters(row: tuple[int, Sequence[str]]) -> int:
    return sum(map(len, row[1]))


@contextmanager
def _opened(path: Path, limits: Limits) -> Iterator[Sheet]:
    """Whoever has seen enough leaves, and the process is ended. It knows no secret of this one."""
    command = [sys.executable, "-BPm", "case_manager.imports.files.workbook_process"]
    with Popen(  # noqa: S603 (every word is our own)
        [*command, str(path), json.dumps(limits)],
        stdin=DEVNULL,
        stdout=PIPE,
        stderr=DEVNULL,
        env={"PYTHONPATH": os.pathsep.join(filter(None, sys.path))},
    ) as process:
        try:
            said = _said(process)
            yield Sheet(next(said)["height"], chain.from_iterable(said))
        finally:
            process.kill()


def _said(process: "Popen[bytes]") -> Iterator[Any]:
    """To its last word; a process that ends without one had too little memory or time."""
    for line in cast("IO[bytes]", process.stdout):
        if not line.endswith(b"\n"):
            break
        said = json.loads(line)
        if said is None:
            return
        if "code" in said:
            raise FileRefused(said["code"], **said["parameters"])
        yield said
    log.warning("workbook not opened", ended_with=process.wait())
    raise FileRefused("opens_not")
