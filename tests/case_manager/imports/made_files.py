"""Files that are no lists, as somebody may send them."""

import io
import struct
import zipfile
import zlib
from copy import copy


def archive(**parts: bytes) -> bytes:
    content = io.BytesIO()
    with zipfile.ZipFile(content, "w", zipfile.ZIP_DEFLATED) as written:
        for name, part in parts.items():
            written.writestr(f"xl/worksheets/{name}.xml", part)
    return content.getvalue()


def bomb() -> bytes:
    """Ten gigabytes: a thousand names for the same ten megabytes."""
    content = io.BytesIO()
    with zipfile.ZipFile(content, "w", zipfile.ZIP_DEFLATED) as written:
        written.writestr("xl/worksheets/sheet0.xml", bytes(10_000_000))
        for number in range(1, 1001):
            again = copy(written.filelist[0])
            again.filename = f"xl/worksheets/sheet{number}.xml"
            written.filelist.append(again)
    return content.getvalue()


def picture() -> bytes:
    def chunk(name: bytes, data: bytes) -> bytes:
        check = struct.pack(">I", zlib.crc32(name + data))
        return struct.pack(">I", len(data)) + name + data + check

    head = chunk(b"IHDR", struct.pack(">IIBBBBB", 1, 1, 8, 2, 0, 0, 0))
    return (
        b"\x89PNG\r\n\x1a\n" + head + chunk(b"IDAT", zlib.compress(bytes(4))) + chunk(b"IEND", b"")
    )
