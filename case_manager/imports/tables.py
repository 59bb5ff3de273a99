"""A file of rows under named columns, whatever kind of file it is."""

from collections.abc import Collection, Iterator, Sequence
from dataclasses import dataclass
from pathlib import Path

from case_manager.imports.columns import known_names
from case_manager.imports.portions import FileRefused
from case_manager.imports.rows import PORTION, RawRows, Source
from case_manager.imports.text_tables import TextTable

_OLD_EXCEL = b"\xd0\xcf\x11\xe0"
_ZIP = b"PK"


@dataclass(frozen=True)
class Table:
    source: Source

    @property
    def columns(self) -> Sequence[str]:
        return self.source.columns

    @property
    def size(self) -> int:
        """In bytes, of which `read_bytes` of a portion are read."""
        return self.source.size

    def rows(self, columns: Collection[str], portion: int = PORTION) -> Iterator[RawRows]:
        """Raises FileRefused where it turns out to be no table."""
        return self.source.rows(columns, portion)


def open_table(path: Path) -> Table:
    """By what the file is, not by its name. Raises FileRefused."""
    with path.open("rb") as file:
        begins = file.read(4)
    if not begins:
        raise FileRefused("empty")
    if begins == _OLD_EXCEL:
        raise FileRefused("old_excel")
    return Table(TextTable(path, known_names()))
