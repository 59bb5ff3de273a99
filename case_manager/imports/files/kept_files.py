"""The files that are imported, in a folder that only the service's own user may look into."""

import hashlib
import os
from collections.abc import Iterable, Iterator, Sequence
from contextlib import contextmanager
from dataclasses import dataclass
from datetime import datetime
from errno import EDQUOT, EFBIG, ENOSPC
from pathlib import Path
from uuid import UUID, uuid4

from case_manager.errors import NoRoom

_OWNER_ONLY = 0o600
_LONGEST_NAME = 200
_AT_A_TIME = 1 << 20


@dataclass(frozen=True)
class KeptFile:
    """`id` becomes that of its import."""

    id: UUID
    name: str
    sha256: bytes
    size: int


class KeptFiles:
    def __init__(self, folder: Path) -> None:
        self.folder = folder

    def path(self, id_: UUID) -> Path:
        return self.folder / str(id_)

    def keep(self, name: str, chunks: Iterable[bytes]) -> KeptFile:
        """On the disk for good before anybody is told of it. Raises NoRoom."""
        self.folder.mkdir(mode=0o700, parents=True, exist_ok=True)
        id_, digest, size = uuid4(), hashlib.sha256(), 0
        descriptor = os.open(self.path(id_), os.O_WRONLY | os.O_CREAT | os.O_EXCL, _OWNER_ONLY)
        try:
            with finding_room(), os.fdopen(descriptor, "wb") as file:
                for chunk in chunks:
                    file.write(chunk)
                    digest.update(chunk)
                    size += len(chunk)
                file.flush()
                os.fsync(file.fileno())
        except BaseException:
            self.delete(id_)
            raise
        return KeptFile(id_, name[-_LONGEST_NAME:], digest.digest(), size)

    def delete(self, id_: UUID) -> None:
        self.path(id_).unlink(missing_ok=True)

    def untouched_since(self, moment: datetime) -> Sequence[UUID]:
        if not self.folder.is_dir():
            return []
        return [
            UUID(path.name)
            for path in self.folder.iterdir()
            if path.stat().st_mtime < moment.timestamp()
        ]


@contextmanager
def finding_room() -> Iterator[None]:
    try:
        yield
    except OSError as error:
        if error.errno in (ENOSPC, EDQUOT, EFBIG):
            raise NoRoom("there is no room for the file") from None
        raise


def chunks_of(path: Path) -> Iterator[bytes]:
    with path.open("rb") as file:
        while chunk := file.read(_AT_A_TIME):
            yield chunk
