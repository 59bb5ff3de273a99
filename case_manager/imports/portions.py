"""What a file has said after it was read: rows that fit the register, and why others do not."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field, replace
from typing import NamedTuple

import polars as pl

from case_manager.imports.refusals import Parameter


class RefusedRow(NamedTuple):
    """The first thing that is wrong in a row; its words are in the texts, by `code`.

    `column` is named as the file names it, empty where it is the whole row. Numbers of people,
    names and phones are in no parameter.
    """

    line: int
    column: str
    code: str
    parameters: Mapping[str, Parameter] = {}


class NotedRow(NamedTuple):
    """Something to look at in a row that is taken all the same."""

    line: int
    column: str
    code: str
    parameters: Mapping[str, Parameter] = {}


@dataclass(frozen=True)
class Portion:
    """All that begins from its first line to its last. What stands in the `repeated` lines an
    earlier one had said; they are in no list.
    """

    first_line: int
    last_line: int
    read_bytes: int
    rows: pl.DataFrame
    refused: list[RefusedRow] = field(default_factory=list)
    noted: list[NotedRow] = field(default_factory=list)
    repeated: Sequence[int] = ()

    def behind(self, line: int) -> "Portion | None":
        """What of it begins behind that line of the file."""
        if self.first_line > line:
            return self
        if self.last_line <= line:
            return None
        return replace(
            self,
            first_line=line + 1,
            rows=self.rows.filter(pl.col("line") > line),
            refused=[each for each in self.refused if each.line > line],
            noted=[each for each in self.noted if each.line > line],
            repeated=[each for each in self.repeated if each > line],
        )
