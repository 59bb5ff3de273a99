"""What a screening leaves behind: a folder that is there with everything in it, or not at all."""

import csv
import os
import shutil
from collections.abc import Iterable, Iterator, Mapping, Sequence
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path

from case_manager.entitlements.roll_files import RefusedLine
from case_manager.entitlements.screening_rows import HEADINGS
from case_manager.entitlements.screening_sums import COUNTS, Sums
from case_manager.errors import OutputExists
from case_manager.kit import spreadsheets
from case_manager.reference_data import AreaRow

Line = list[str]

FINDINGS, SUMMARY, REFUSED = "findings.csv", "summary.csv", "refused.csv"


@dataclass(frozen=True)
class ScreeningFolder:
    """For the eyes of its owner alone: it says of people what they get and what they do not."""

    path: Path

    def write_findings(self, lines: Iterable[Line]) -> None:
        self._write(FINDINGS, HEADINGS, lines)

    def write_summary(self, sums: Sums, upazilas: Mapping[str, AreaRow]) -> None:
        headings = ("upazila", "upazila_en", "upazila_bn", "programme", "people", *COUNTS)
        self._write(SUMMARY, headings, _sums(sums, upazilas))

    def write_refused(self, lines: Sequence[RefusedLine]) -> None:
        said = ([str(each.line), each.column, each.reason] for each in lines)
        self._write(REFUSED, ("line", "column", "reason"), said)

    def _write(self, name: str, headings: Sequence[str], lines: Iterable[Line]) -> None:
        with (self.path / name).open("x", encoding="utf-8", newline="") as file:
            file.write(spreadsheets.BYTE_ORDER_MARK)
            writer = csv.writer(file)
            writer.writerow(headings)
            writer.writerows(lines)


def _sums(sums: Sums, upazilas: Mapping[str, AreaRow]) -> Iterator[Line]:
    for code, programme, counts in sums.lines():
        area = upazilas.get(code)
        names = [area.name_en, area.name_bn] if area else ["", ""]
        numbers = [sums.people[code], *(counts[name] for name in COUNTS)]
        yield [code, *names, programme, *map(str, numbers)]


@contextmanager
def whole_folder(target: Path) -> Iterator[ScreeningFolder]:
    """Named so at the very end. Raises OutputExists rather than to write over anything."""
    if target.exists():
        raise OutputExists(f"{target} is there already: name another folder")
    beside = target.with_name(f".{target.name}.{os.getpid()}")
    beside.mkdir(mode=0o700, parents=True)
    try:
        yield ScreeningFolder(beside)
        beside.rename(target)
    except BaseException:
        shutil.rmtree(beside)
        raise
