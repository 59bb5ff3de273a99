"""What a file has said after it was read: rows that fit the register, and why others do not."""

from collections.abc import Mapping
from dataclasses import dataclass, field
from typing import NamedTuple

import polars as pl

from case_manager.errors import AppError

Parameter = str | int


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


def _storable(value: Parameter) -> Parameter:
    return value.replace("\0", "") if isinstance(value, str) else value


class FileRefused(AppError):
    """Nothing of the file can be taken; said by its code, as a row is."""

    status_code = 422

    def __init__(self, code: str, **parameters: Parameter) -> None:
        super().__init__(code)
        self.code = code
        self.parameters = {name: _storable(value) for name, value in parameters.items()}
