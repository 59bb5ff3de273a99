"""The fields of a portion of rows: each is read by its rule, and what is wrong is kept by row."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from typing import Any

import numpy as np
import polars as pl

from case_manager.imports.fields.cells import Parse, Wrong
from case_manager.imports.fields.columns import CONSTANT, ColumnNames
from case_manager.imports.files.rows import RawRows
from case_manager.imports.lists.repeats import Earlier, Repeats
from case_manager.imports.portions import NotedRow, Portion, RefusedRow
from case_manager.imports.refusals import Parameter

_MOST_KEPT = 100_000
_LONGEST_NAME = 200


@dataclass
class Field:
    """How the cells of one field are read; what is written alike is looked at once."""

    name: str
    parse: Parse
    type: pl.DataType
    is_required: bool = False
    _known: dict[str, Any] = field(default_factory=dict)

    def read(self, written: pl.Series) -> tuple[pl.Series, Mapping[str, Wrong]]:
        """The values in order, none where nothing is written; and which texts are wrong."""
        if len(self._known) > _MOST_KEPT:
            self._known.clear()
        texts = written.unique()
        values, wrong = [], {}
        for text in texts.to_list():
            value = self._value(text)
            if isinstance(value, Wrong):
                wrong[text], value = value, None
            values.append(value)
        table = pl.DataFrame({"text": texts, "value": pl.Series(values, dtype=self.type)})
        read = pl.DataFrame({"text": written}).join(
            table, on="text", how="left", maintain_order="left"
        )
        return read["value"].alias(self.name), wrong

    def _value(self, text: str) -> Any:
        if text in self._known:
            return self._known[text]
        try:
            if text or self.is_required:
                value = self.parse(text) if text else Wrong("missing")
            else:
                value = None
        except Wrong as wrong:
            value = wrong
        return self._known.setdefault(text, value)


@dataclass
class Reading:
    """Of one portion. Of each row what is wrong first is kept, in the order of the rules."""

    raw: RawRows
    mapping: ColumnNames
    refused: dict[int, RefusedRow] = field(default_factory=dict)
    noted: list[NotedRow] = field(default_factory=list)

    def column(self, name: str) -> pl.Series:
        source = self.mapping.get(name)
        if source is None:
            return pl.Series(name, [""]).new_from_index(0, len(self))
        if source.startswith(CONSTANT):
            return pl.Series(name, [source[1:].strip()]).new_from_index(0, len(self))
        return self.raw.cells[source]

    def first(self, *names: str) -> str:
        """The first of these fields that the file has."""
        return next((name for name in names if name in self.mapping), "")

    def read(self, field: Field) -> pl.Series:
        return self.read_written(field, self.column(field.name))

    def read_written(self, field: Field, written: pl.Series) -> pl.Series:
        values, wrong = field.read(written)
        if wrong:
            for row in written.is_in(list(wrong)).arg_true():
                found = wrong[written[row]]
                self.refuse(row, found.field or field.name, found.code, found.parameters)
        return values

    def refuse(
        self, row: int, field: str, code: str, parameters: Mapping[str, Parameter] | None = None
    ) -> None:
        line = self.raw.lines[row]
        refused = RefusedRow(line, self.name_of(field), code, parameters or {})
        self.refused.setdefault(row, refused)

    def refuse_where(self, mask: pl.Series, field: str, code: str, **parameters: Parameter) -> None:
        for row in mask.fill_null(False).arg_true():
            self.refuse(row, field, code, parameters)

    def note_where(self, mask: pl.Series, field: str, code: str, **parameters: Parameter) -> None:
        for row in mask.fill_null(False).arg_true():
            self.note(row, field, code, parameters)

    def note(self, row: int, field: str, code: str, parameters: Mapping[str, Parameter]) -> None:
        self.noted.append(NotedRow(self.raw.lines[row], self.name_of(field), code, parameters))

    def name_of(self, field: str) -> str:
        """As the file calls the column; what stands in no column is called by its field."""
        source = self.mapping.get(field, "")
        return "" if source.startswith(CONSTANT) else source[:_LONGEST_NAME]

    def left(self, rows: pl.DataFrame) -> pl.DataFrame:
        """Those that are not refused, with their places as `row`."""
        return rows.with_row_index("row").filter(~pl.col("row").is_in(list(self.refused)))

    def refuse_contradictions(
        self, left: pl.DataFrame, earlier: Earlier, field: str, code: str
    ) -> None:
        """Where an earlier line of the same key said otherwise."""
        for place in np.flatnonzero(earlier.any & ~earlier.same).tolist():
            self.refuse(left["row"][place], field, code, {"earlier": int(earlier.lines[place])})

    def portion(
        self, rows: pl.DataFrame, repeats: Repeats, key: Sequence[str], content: Sequence[str]
    ) -> Portion:
        """Without rows that are refused; of one key the first row counts, in the whole file."""
        left = self.left(rows)
        earlier = repeats.earlier(left.select(key), left.select(content), left["line"])
        self.refuse_contradictions(left, earlier, "", "contradicts")
        refused = {row.line for row in self.refused.values()}
        lines = [*self.raw.lines, *(each.line for each in self.raw.refused)]
        return Portion(
            first_line=min(lines),
            last_line=max(lines),
            read_bytes=self.raw.read_bytes,
            rows=left.filter(~earlier.any).drop("row"),
            refused=sorted([*self.raw.refused, *self.refused.values()], key=lambda row: row.line),
            noted=sorted(
                (row for row in self.noted if row.line not in refused), key=lambda row: row.line
            ),
            repeated=left["line"].filter(pl.Series(earlier.any & earlier.same)).to_list(),
        )

    @property
    def lines(self) -> pl.Series:
        return pl.Series("line", self.raw.lines, pl.Int64())

    def __len__(self) -> int:
        return len(self.raw.lines)
