"""What a file has said after it was read: rows that fit the register, and why others do not."""

from collections.abc import Mapping
from dataclasses import dataclass, field
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
    """`repeated` rows said again what an earlier row had said; they are in no list."""

    first_line: int
    read_bytes: int
    rows: pl.DataFrame
    refused: list[RefusedRow] = field(default_factory=list)
    noted: list[NotedRow] = field(default_factory=list)
    repeated: int = 0
