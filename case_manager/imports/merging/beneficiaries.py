"""Beneficiaries of a file: sealed and staged, then merged into the register, set by set."""

import json
from collections import Counter, defaultdict
from collections.abc import Iterable, Sequence
from functools import lru_cache

import polars as pl
from sqlalchemy.orm import Session

from case_manager.imports.copying import copy_rows
from case_manager.imports.counts import Counts
from case_manager.imports.merging import beneficiary_statements as statements
from case_manager.imports.merging.new_ids import new_ids
from case_manager.imports.merging.statements import Statements
from case_manager.kit.keys import Keys
from case_manager.models import Import, ImportPortion
from case_manager.people import identifiers, names
from case_manager.vocabulary import IdentifierKind

_KINDS = {kind.value: kind for kind in IdentifierKind}
_OF_NOMINEES = ("nominee_nid", "nominee_phone")
_IDENTIFYING = tuple(f"{kind}_index" for kind in identifiers.IDENTIFYING)
_ONLY_HAND = 0

Values = Sequence[str | None]


class BeneficiariesOnTheWay:
    """One hand: two portions may bring the same new person."""

    hands = 1

    def __init__(self, session: Session, row: Import, keys: Keys) -> None:
        self._session = session
        self._row = row
        self._statements = Statements(session, row)
        self._keys = keys

    def stage(self, rows: pl.DataFrame) -> Counter[int]:
        protected = self._protected(rows)
        copy_rows(
            self._session,
            "cases.staged_beneficiaries",
            protected.with_columns(
                pl.lit(str(self._row.id)).alias("import_id"),
                pl.Series("turn", _turns(protected.select(_IDENTIFYING).iter_rows())),
                pl.Series("new_person_id", new_ids(len(rows), self._row.created_at)),
                pl.Series(
                    "name_sounds", _sounds(rows["name_en"].to_list(), rows["name_bn"].to_list())
                ),
            ),
        )
        return Counter({_ONLY_HAND: len(rows)})

    def gather(self) -> None:
        """What an earlier portion said of somebody is known in `staged_people`."""

    def make_room(self) -> None:
        """The register needs none."""

    def judge(self, portion: ImportPortion) -> Counts:
        return self._take_turns(portion, ())

    def merge(self, portion: ImportPortion) -> Counts:
        return self._take_turns(portion, statements.CHANGING)

    def _take_turns(self, portion: ImportPortion, changing: Sequence[str]) -> Counts:
        self._statements.run(
            statements.TELL, first_line=portion.first_line, last_line=portion.last_line
        )
        counts: Counter[str] = Counter()
        for turn in range(self._statements.number(statements.TURNS)):
            self._statements.run(statements.JUDGE, turn=turn, commonest=sorted(names.COMMONEST))
            self._recognise_nominees()
            counts.update(self._statements.numbers(statements.OUTCOMES))
            self._statements.run(statements.REFUSE, columns=json.dumps(self._row.mapping))
            for statement in (statements.KEEP, statements.DECIDE, *changing, statements.FORGET):
                self._statements.run(statement)
        return Counts(**counts)

    def _recognise_nominees(self) -> None:
        lines = [
            line
            for line, known, told in self._statements.rows(statements.NOMINEES_IN_TWO_SCRIPTS)
            if names.sounds(known) == names.sounds(told)
        ]
        if lines:
            self._statements.run(statements.SAME_NOMINEES, lines=lines)

    def _protected(self, rows: pl.DataFrame) -> pl.DataFrame:
        """No number of a person is written in the open, not even on its way."""
        open_columns = [*_KINDS, *_OF_NOMINEES]
        sealed: list[pl.Series] = []
        for name in open_columns:
            sealed += self._sealed(name, rows[name].to_list())
        return rows.drop(open_columns).with_columns(sealed)

    def _sealed(self, name: str, written: Values) -> tuple[pl.Series, pl.Series]:
        if kind := _KINDS.get(name):
            seals = [text and identifiers.seal(kind, text, self._keys) for text in written]
            indexes = [text and identifiers.index(kind, text, self._keys) for text in written]
        else:
            place = f"nominees.{name.removeprefix('nominee_')}"
            as_kind = IdentifierKind(name.removeprefix("nominee_"))
            sealer = self._keys.sealer
            seals = [text and sealer.seal(text, place) for text in written]
            indexes = [
                text and sealer.index(identifiers.canonical(as_kind, text), place)
                for text in written
            ]
        return (
            pl.Series(f"{name}_sealed", seals, pl.Binary),
            pl.Series(f"{name}_index", indexes, pl.Binary),
        )


def _turns(numbers: Iterable[tuple[bytes | None, ...]]) -> list[int]:
    """A row that shares a number with one above it comes after it."""
    next_turn: dict[bytes, int] = defaultdict(int)
    turns = []
    for row in numbers:
        held = [number for number in row if number]
        turn = max((next_turn[number] for number in held), default=0)
        next_turn.update(dict.fromkeys(held, turn + 1))
        turns.append(turn)
    return turns


def _sounds(names_en: Values, names_bn: Values) -> list[str]:
    """As the database writes lists."""
    return [
        "{" + ",".join(_sounds_of(en or "", bn or "")) + "}"
        for en, bn in zip(names_en, names_bn, strict=True)
    ]


@lru_cache(100_000)
def _sounds_of(name_en: str, name_bn: str) -> list[str]:
    return names.sounds(name_en, name_bn)
