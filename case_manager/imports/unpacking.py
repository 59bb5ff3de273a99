"""Whether a workbook may be opened: what its parts unpack to, and how far its cells reach."""

import re
import zlib
from collections.abc import Iterator
from pathlib import Path
from typing import BinaryIO
from zipfile import ZIP_DEFLATED, ZIP_STORED, BadZipFile, ZipFile, ZipInfo

from case_manager.imports.portions import FileRefused

_MEGABYTE = 1_000_000
_MOST_UNPACKED = 1_000 * _MEGABYTE
_MOST_MEMBERS = 1_000
_MOST_CELLS = 12_000_000  # a gigabyte while they are read: the reader keeps them in one block
_CHUNK = 1 << 16
_HEADER_BYTES = 30
_ENCRYPTED = 1
_CELL = re.compile(rb"""<(?:\w+:)?c\s(?:[^<>]*?\s)?r=["']([A-Z]{1,3})([0-9]{1,7})["']""")
_LONGEST_TAG = 200


class _Extent:
    """The last row and column that a cell of a sheet says it is in."""

    def __init__(self) -> None:
        self._row = self._column = 0
        self._tail = b""

    def add(self, chunk: bytes) -> None:
        text = self._tail + chunk
        cells = _CELL.findall(text)
        self._tail = text[-_LONGEST_TAG:]
        if not cells:
            return
        self._row = max(self._row, max(int(row) for _, row in cells))
        self._column = max(self._column, max(map(_place, {column for column, _ in cells})))
        if self._row * self._column > _MOST_CELLS:
            raise _too_large()


def look_through(path: Path) -> None:
    """By what is in the file, whatever it says of itself. Raises FileRefused."""
    try:
        with ZipFile(path) as archive, path.open("rb") as file:
            members = archive.infolist()
            if len(members) > _MOST_MEMBERS:
                raise _too_large()
            left = _MOST_UNPACKED
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


def _place(column: bytes) -> int:
    place = 0
    for letter in column:
        place = place * 26 + letter - ord("A") + 1
    return place


def _too_large() -> FileRefused:
    return FileRefused("too_large_inside", most=_MOST_UNPACKED // _MEGABYTE)
