"""What the rows of a kind of file need on their way: one class each, with the same few verbs."""

from collections import Counter
from typing import Protocol

import polars as pl
from sqlalchemy.orm import Session

from case_manager.imports.counts import Counts
from case_manager.imports.merging.beneficiaries import BeneficiariesOnTheWay
from case_manager.imports.merging.payments import PaymentsOnTheWay
from case_manager.kit.keys import Keys
from case_manager.models import Import, ImportPortion
from case_manager.vocabulary import ImportKind

HANDS = {
    ImportKind.PAYMENTS: PaymentsOnTheWay.hands,
    ImportKind.BENEFICIARIES: BeneficiariesOnTheWay.hands,
}


class OnTheWay(Protocol):
    """`stage` says how many rows wait for which hand, `gather` brings together what belongs
    together, `judge` only counts what `merge` does.
    """

    def stage(self, rows: pl.DataFrame) -> Counter[int]: ...

    def gather(self) -> None: ...

    def make_room(self) -> None: ...

    def judge(self, portion: ImportPortion) -> Counts: ...

    def merge(self, portion: ImportPortion) -> Counts: ...


def on_the_way(session: Session, row: Import, keys: Keys) -> OnTheWay:
    if row.kind is ImportKind.PAYMENTS:
        return PaymentsOnTheWay(session, row)
    return BeneficiariesOnTheWay(session, row, keys)
