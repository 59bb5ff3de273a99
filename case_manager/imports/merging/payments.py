"""Payments of a file: staged beside the people they are for, then merged, set by set."""

import json
from collections import Counter
from collections.abc import Mapping, Sequence

import polars as pl
from sqlalchemy import func, select
from sqlalchemy.orm import Session

from case_manager.imports.copying import copy_rows
from case_manager.imports.counts import Counts
from case_manager.imports.merging import payment_statements as statements
from case_manager.imports.merging.new_ids import new_ids
from case_manager.imports.merging.several_states import gather_states
from case_manager.imports.merging.statements import Statements
from case_manager.models import Import, ImportPortion, StagedPayment
from case_manager.payments import service as payments_service

_CHANGING = {
    "new": (statements.ENROL, statements.ADD),
    "changed": (statements.CHANGE,),
    "unchanged": (statements.CONFIRM,),
}


class PaymentsOnTheWay:
    """All payments of one person are in the same hand, in the order of the file."""

    hands = 2

    def __init__(self, session: Session, row: Import) -> None:
        self._session = session
        self._row = row
        self._statements = Statements(session, row)

    def stage(self, rows: pl.DataFrame) -> Counter[int]:
        """How many found their people, by hand; the others are refused.

        Numbers are looked up in the order of their index, and people in that of theirs, so that
        each page is read once.
        """
        ids = pl.Series("payment_id", new_ids(len(rows), self._row.created_at))
        self._statements.run(statements.READ)
        copy_rows(self._session, "read_payments", rows.with_columns(ids).sort("identifier_index"))
        self._statements.run(statements.STAGE, hands=self.hands)
        staged = self._staged(rows["line"])
        if staged.total() < len(rows):
            self._statements.run(statements.UNKNOWN, columns=json.dumps(self._row.mapping))
        return staged

    def gather(self) -> None:
        gather_states(self._statements, self.hands)

    def make_room(self) -> None:
        periods = select(
            func.min(StagedPayment.period_from), func.max(StagedPayment.period_from)
        ).where(StagedPayment.import_id == self._row.id)
        first, last = self._session.execute(periods).one()
        if first and last:
            payments_service.make_room(self._session, first, last)

    def judge(self, portion: ImportPortion) -> Counts:
        return self._take_turns(portion, {})

    def merge(self, portion: ImportPortion) -> Counts:
        return self._take_turns(portion, _CHANGING)

    def _take_turns(self, portion: ImportPortion, changing: Mapping[str, Sequence[str]]) -> Counts:
        """Several states of one instalment are taken one after the other."""
        self._statements.run(
            statements.TELL,
            hand=portion.hand,
            first_line=portion.first_line,
            last_line=portion.last_line,
        )
        counts: Counter[str] = Counter()
        for turn in range(self._statements.number(statements.TURNS)):
            self._statements.run(statements.JUDGE, turn=turn)
            outcomes = self._statements.numbers(statements.OUTCOMES)
            counts.update(outcomes)
            for outcome in outcomes:
                for statement in changing.get(outcome, ()):
                    self._statements.run(statement)
            self._statements.run(statements.FORGET)
        return Counts(**counts)

    def _staged(self, lines: pl.Series) -> Counter[int]:
        by_hand = (
            select(StagedPayment.hand, func.count())
            .where(
                StagedPayment.import_id == self._row.id,
                StagedPayment.hand.in_(range(self.hands)),
                StagedPayment.line.between(lines.min(), lines.max()),
            )
            .group_by(StagedPayment.hand)
        )
        return Counter(dict(self._session.execute(by_hand).all()))
