"""One screening from its source to its folder."""

from collections.abc import Callable, Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from pathlib import Path
from typing import Protocol

from case_manager.entitlements.roll_files import RefusedLine
from case_manager.entitlements.rolls import Roll
from case_manager.entitlements.screening import Screening
from case_manager.entitlements.screening_files import whole_folder
from case_manager.entitlements.screening_rows import Lines
from case_manager.entitlements.screening_sums import Sums
from case_manager.entitlements.wording import Wording
from case_manager.reference_data import AreaRow, read_areas
from case_manager.vocabulary import AreaLevel


class RollSource(Protocol):
    def rolls(self) -> Iterator[Roll]: ...

    def beneficiary_ids(self, keys: Sequence[str]) -> Mapping[str, str]: ...


@dataclass
class ScreeningRun:
    """`refused` may be added to while the source is read; `told` hears how many people are done."""

    screening: Screening
    source: RollSource
    refused: list[RefusedLine] = field(default_factory=list)
    told: Callable[[int], None] = lambda done: None
    sums: Sums = field(default_factory=Sums)

    def write(self, target: Path, *, before: Callable[[Sums], None] = lambda sums: None) -> None:
        """`before` the folder is there under its name; what it raises leaves nothing behind."""
        with whole_folder(target) as folder:
            folder.write_findings(self._lines())
            folder.write_summary(self.sums, upazilas())
            folder.write_refused(self.refused)
            before(self.sums)

    def _lines(self) -> Iterator[list[str]]:
        lines = Lines(Wording(self.screening.system.catalogue, self.screening.day))
        for roll in self.source.rolls():
            screened = self.screening.screen(roll)
            self.sums.add(screened)
            yield from lines.of(screened, self.source.beneficiary_ids(screened.found))
            self.told(self.sums.people.total())


def upazilas() -> dict[str, AreaRow]:
    return {area.code: area for area in read_areas() if area.level is AreaLevel.UPAZILA}
