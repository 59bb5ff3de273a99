"""How many of each upazila and programme were looked at, and what was found of them."""

from collections import Counter
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, field

from case_manager.entitlements.rolls import Rows
from case_manager.entitlements.screening import Screened
from case_manager.vocabulary import Certainty, Misplacement

ON_ROLL, FITS, UNDECIDED = "on_roll", "fits", "undecided"
FOUND = tuple(f"{kind}_{certainty}" for kind in Misplacement for certainty in Certainty)
COUNTS = (ON_ROLL, FITS, UNDECIDED, *FOUND)


@dataclass
class Sums:
    """By upazila, `""` where it is not known, and programme."""

    people: Counter[str] = field(default_factory=Counter)
    counted: dict[tuple[str, str], Counter[str]] = field(default_factory=dict)

    def add(self, screened: Screened) -> None:
        upazilas = screened.answers.roll.upazilas
        self.people.update(upazilas)
        for each in screened.judged:
            for name, marks in (
                (ON_ROLL, each.on_roll),
                (FITS, each.fits),
                (UNDECIDED, each.undecided),
            ):
                self._count(name, each.programme, upazilas, marks.nonzero()[0])
        for finding in screened.findings:
            name = f"{finding.kind}_{finding.certainty}"
            self._count(name, finding.programme, upazilas, finding.rows)

    def _count(self, name: str, programme: str, upazilas: Sequence[str], rows: Rows) -> None:
        for upazila, count in Counter([upazilas[row] for row in rows]).items():
            self.counted.setdefault((upazila, programme), Counter())[name] += count

    def lines(self) -> Iterator[tuple[str, str, Mapping[str, int]]]:
        for (upazila, programme), counts in sorted(self.counted.items()):
            yield upazila, programme, counts

    def by_upazila(self) -> dict[str, Counter[str]]:
        found: dict[str, Counter[str]] = {upazila: Counter() for upazila in sorted(self.people)}
        for (upazila, _), counts in self.counted.items():
            found[upazila].update(counts)
        return found

    @property
    def total(self) -> Counter[str]:
        found: Counter[str] = Counter()
        for counts in self.counted.values():
            found.update(counts)
        return found
