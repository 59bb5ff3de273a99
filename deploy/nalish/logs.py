"""The programs' log files as one stream, each line behind the name of its program."""

import re
from collections.abc import Iterator
from dataclasses import dataclass, field
from pathlib import Path

_EXITED = re.compile(r"exited: (\S+) \((.*); (?:not )?expected\)")


@dataclass
class Tail:
    """What was written to a file since the last look, line by line; starts at its present end."""

    path: Path
    offset: int = field(default=0)
    rest: bytes = b""

    def __post_init__(self) -> None:
        self.path.parent.mkdir(mode=0o700, parents=True, exist_ok=True)
        self.path.touch(mode=0o600)
        self.offset = self.path.stat().st_size

    def lines(self) -> Iterator[str]:
        if not self.path.exists():  # between two steps of a rotation
            return
        if self.path.stat().st_size < self.offset:
            self.offset = 0
        with self.path.open("rb") as file:
            file.seek(self.offset)
            fresh = file.read()
        self.offset += len(fresh)
        *whole, self.rest = (self.rest + fresh).split(b"\n")
        yield from (line.decode(errors="replace") for line in whole)


def end_of_program(line: str) -> tuple[str, str] | None:
    """Name and manner, when a line of supervisord's own log says that a program ended by itself."""
    found = _EXITED.search(line)
    return (found[1], found[2]) if found else None
