"""A process that imports, and says `here` when it was told for the last time before it is killed.

`python -m tests.case_manager.imports.running.killed DATABASE_URL FOLDER PHASE PORTIONS`
"""

import sys
import threading
import time
from datetime import UTC, datetime
from pathlib import Path

from case_manager.db import make_engine, make_sessions
from case_manager.imports.files.kept_files import KeptFiles
from case_manager.imports.lists.reading_files import reader_of
from case_manager.imports.running.importer import Importer
from case_manager.kit.keys import Keys
from case_manager.kit.references import References
from case_manager.kit.sealing import Sealer
from case_manager.models import Import

_TRIES = 500


class Told:
    """Waits for ever in the phase that was named, after so many portions.

    Two hands may come to the end of them at once: one line is said for both, whole.
    """

    def __init__(self, phase: str, portions: int) -> None:
        self._phase = phase
        self._left = portions
        self._turn = threading.Lock()

    def __call__(self, row: Import) -> None:
        if row.status != self._phase:
            return
        with self._turn:
            self._left -= 1
            left = self._left
            if left == 0:
                print("here", flush=True)
        if left <= 0:
            threading.Event().wait()


def main(database_url: str, folder: str, phase: str, portions: str) -> None:
    keys = Keys(Sealer({1: bytes(32)}, 1, b"index-key"), References(b"reference-key"))
    importer = Importer(
        make_sessions(make_engine(database_url)),
        reader_of(KeptFiles(Path(folder)), keys, portion=2),
        keys,
        frozenset(),
        lambda: datetime.now(UTC),
        told=Told(phase, int(portions)),
    )
    for _ in range(_TRIES):
        if importer.run_next():
            return
        time.sleep(0.02)  # the database has not seen yet that the one before is gone


if __name__ == "__main__":
    main(*sys.argv[1:])
