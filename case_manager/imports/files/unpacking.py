"""Whether a workbook may be opened: what its parts unpack to, and how far its cells reach."""

import re
import zlib
from collections.abc import Iterator, Mapping
from functools import cache, lru_cache
from pathlib import Path
from typing import BinaryIO, NoReturn
from xml.parsers import expat
from zipfile import ZIP_DEFLATED, ZIP_STORED, BadZipFile, ZipFile, ZipInfo

from case_manager.imports.refusals import FileRefused

_MEGABYTE = 1_000_000
_MOST_MEMBERS = 1_000
_MOST_CELLS = 12_000_000  # a gigabyte while they are read: the reader keeps them in one block
_CHUNK = 1 << 16
_HEADER_BYTES = 30
_ENCRYPTED = 1
_LOCKED = "EncryptedPackage".encode("utf-16-le")
_MOST_ROWS, _MOST_COLUMNS = 1_048_576, 16_384
_CELLS = b"sheetData"
_CELL = re.compile(r"([A-Za-z]{1,3})([0-9]{1,7})")
_ROW = re.compile(r"[0-9]{1,7}")


class _Extent:
    """The last row and column that a cell of a sheet is in, as far as they are told.

    Nothing is passed over: a sheet that is not well-formed is none, as others may read it
    otherwise. Pictures and the like are not looked at.
    """

    def __init__(self) -> None:
        self._parser = expat.ParserCreate()
        self._parser.StartElementHandler = self._begin
        self._parser.StartDoctypeDeclHandler = self._stop
        self._is_well_formed = True
        self._has_cells = False
        self._tail = b""
        self._row = self._column = 0
        self._last_row = self._last_column = 0

    def add(self, chunk: bytes, *, is_last: bool = False) -> None:
        text = self._tail + chunk
        self._has_cells = self._has_cells or _CELLS in text
        self._tail = text[-len(_CELLS) :]
        if self._is_well_formed:
            try:
                self._parser.Parse(chunk, is_last)
            except expat.ExpatError:
                self._is_well_formed = False
        if self._has_cells and not self._is_well_formed:
            raise FileRefused("not_excel")

    def _begin(self, name: str, attributes: Mapping[str, str]) -> None:
        kind = _local(name)
        if kind == "c":
            self._add_cell(attributes.get("r"))
        elif kind == "row":
            self._begin_row(attributes.get("r"))

    def _end(self, name: str) -> None:
        if _local(name) == "row":
            self._column = 0

    def _begin_row(self, said: str | None) -> None:
        if said is None:
            self._row += 1
        elif _ROW.fullmatch(said):
            self._row = int(said)
        else:
            self._refuse()

    def _add_cell(self, said: str | None) -> None:
        row = self._row
        self._column += 1
        if said is None:
            self._parser.EndElementHandler = self._end  # slow, so for those alone who need it
        else:
            if not (found := _CELL.fullmatch(said)):
                self._refuse()
            row, self._column = int(found[2]), _place(found[1])
        if row > self._last_row or self._column > self._last_column:
            self._reach(row, self._column)

    def _reach(self, row: int, column: int) -> None:
        self._last_row = max(self._last_row, row)
        self._last_column = max(self._last_column, column)
        if row > _MOST_ROWS or column > _MOST_COLUMNS:
            self._refuse()
        if self._last_row * self._last_column > _MOST_CELLS:
            raise _too_large()

    def _stop(self, *_: object) -> NoReturn:
        raise expat.ExpatError("sheets have no document type")

    def _refuse(self) -> NoReturn:
        raise FileRefused("not_excel")


def is_locked(path: Path) -> bool:
    """A workbook with a password is one part, so called, of a file of the old kind."""
    with path.open("rb") as file:
        tail = b""
        while chunk := file.read(_MEGABYTE):
            if _LOCKED in tail + chunk:
                return True
            tail = chunk[-len(_LOCKED) :]
    return False


def look_through(path: Path, most_unpacked: int) -> None:
    """By what is in the file, whatever it says of itself. Raises FileRefused."""
    try:
        with ZipFile(path) as archive, path.open("rb") as file:
            members = archive.infolist()
            if len(members) > _MOST_MEMBERS:
                raise _too_large()
            left = most_unpacked
            for member in members:
                left -= _size(file, member, left)
    except (BadZipFile, zlib.error, OSError):
        raise FileRefused("not_excel") from None


def _size(file: BinaryIO, member: ZipInfo, most: int) -> int:
    size, extent = 0, _Extent()
    for chunk in _unpacked(file, member):
        size += len(chunk)
        if size > most:
            raise _too_large()
        extent.add(chunk)
    extent.add(b"", is_last=True)
    return size


def _unpacked(file: BinaryIO, member: ZipInfo) -> Iterator[bytes]:
    """Past the size that the archive names, should there be more."""
    if member.flag_bits & _ENCRYPTED or member.compress_type not in (ZIP_STORED, ZIP_DEFLATED):
        raise FileRefused("not_excel")
    file.seek(member.header_offset)
    header = file.read(_HEADER_BYTES)
    names = int.from_bytes(header[26:28], "little") + int.from_bytes(header[28:30], "little")
    file.seek(names, 1)
    left, inflate = member.compress_size, zlib.decompressobj(-zlib.MAX_WBITS)
    while left and (packed := file.read(min(_CHUNK, left))):
        left -= len(packed)
        if member.compress_type == ZIP_STORED:
            yield packed
            continue
        while packed:
            yield inflate.decompress(packed, _MEGABYTE)
            packed = inflate.unconsumed_tail


@lru_cache
def _local(name: str) -> str:
    """Without its namespace."""
    return name.rpartition(":")[2]


@cache
def _place(column: str) -> int:
    place = 0
    for letter in column.upper():
        place = place * 26 + ord(letter) - ord("A") + 1
    return place


def _too_large() -> FileRefused:
    return FileRefused("too_large_inside")
