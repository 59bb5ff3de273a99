"""Rows of texts, as every kind of file gives them."""

from collections.abc import Collection, Iterator, Mapping, Sequence
from dataclasses import dataclass
from typing import Protocol

import polars as pl

from case_manager.imports.portions import RefusedRow

PORTION = 50_000


@dataclass(frozen=True)
class RawRows:
    """The cells of the columns that were asked for, without spaces around what is written."""

    lines: Sequence[int]
    cells: pl.DataFrame
    refused: list[RefusedRow]
    read_bytes: int


class Source(Protocol):
    """`sample` has the first rows, each with its line."""

    size: int
    columns: Sequence[str]
    sample: Sequence[tuple[int, Sequence[str]]]

    def rows(self, columns: Collection[str], portion: int = PORTION) -> Iterator[RawRows]: ...


def frame_of(rows: Sequence[Sequence[str]], wanted: Mapping[str, int]) -> pl.DataFrame:
    columns = (
        list(zip(*rows, strict=True)) if rows else [()] * (max(wanted.values(), default=-1) + 1)
    )
    return pl.DataFrame(
        [pl.Series(name, columns[place], pl.String) for name, place in wanted.items()]
    ).with_columns(pl.all().str.strip_chars())
