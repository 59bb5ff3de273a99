"""What the kernel offers for leaving no process behind."""

import ctypes
import sys
from collections.abc import Callable
from contextlib import suppress
from signal import Signals

import psutil

KILL_SECONDS = 1
_SET_PARENT_DEATH_SIGNAL = 1  # PR_SET_PDEATHSIG
_SET_CHILD_SUBREAPER = 36  # PR_SET_CHILD_SUBREAPER


def die_with_parent(signal: Signals) -> Callable[[], None] | None:
    """For `preexec_fn`: the kernel sends the signal when whoever started the program is gone."""
    if sys.platform != "linux":
        return None
    libc = ctypes.CDLL(None)
    return lambda: libc.prctl(_SET_PARENT_DEATH_SIGNAL, int(signal))


def adopt_orphans() -> None:
    """Grandchildren whose parent died become ours instead of the init process's."""
    if sys.platform == "linux":
        ctypes.CDLL(None).prctl(_SET_CHILD_SUBREAPER, 1)


def kill_descendants() -> None:
    """Whoever is still there after being asked to stop."""
    left = psutil.Process().children(recursive=True)
    for process in left:
        with suppress(psutil.NoSuchProcess):
            process.kill()
    psutil.wait_procs(left, timeout=KILL_SECONDS)
