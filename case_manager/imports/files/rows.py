"""Rows of texts, as every kind of file gives them."""

from collections.abc import Callable, Collection, Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from itertools import islice
from typing import Protocol, TypeVar

import polars as pl

from case_manager.imports.files.headings import Heading
from case_manager.imports.portions import RefusedRow

PORTION = 50_000
_SAMPLE_ROWS = 2_000
_SAMPLE_LETTERS = 1_000_000
_MOST_LETTERS = 16_000_000

Row = TypeVar("Row")


@dataclass(frozen=True)
class RawRows:
    """The cells of the columns that were asked for, without spaces around what is written."""

    lines: Sequence[int]
    cells: pl.DataFrame
    refused: list[RefusedRow]
    read_bytes: int


class Source(Protocol):
    """`sample` has the first rows, each with its line, the one with the names among them."""

    size: int
    columns: Sequence[str]
    heading: Heading
    sample: Sequence[tuple[int, Sequence[str]]]

    def rows(self, columns: Collection[str], portion: int = PORTION) -> Iterator[RawRows]: ...


def sample_of(rows: Iterable[Row], letters: Callable[[Row], int]) -> list[Row]:
    """The first of them, as many as are needed to see how the rest is written."""
    return _first_of(rows, letters, _SAMPLE_ROWS, _SAMPLE_LETTERS)


def block_of(rows: Iterable[Row], letters: Callable[[Row], int], most: int) -> list[Row]:
    """So many of them or, where they are long, so many letters."""
    return _first_of(rows, letters, most, _MOST_LETTERS)


def _first_of(
    rows: Iterable[Row], letters: Callable[[Row], int], most: int, most_letters: int
) -> list[Row]:
    first, left = [], most_letters
    for row in islice(rows, most):
        first.append(row)
        left -= letters(row)
        if left < 0:
            break
    return first


def frame_of(rows: Sequence[Sequence[str]], wanted: Mapping[str, int]) -> pl.DataFrame:
    columns = (
        list(zip(*rows, strict=True)) if rows else [()] * (max(wanted.values(), default=-1) + 1)
    )
    return pl.DataFrame(
        [pl.Series(name, columns[place], pl.String) for name, place in wanted.items()]
    ).with_columns(pl.all().str.strip_chars())
