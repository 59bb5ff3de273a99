"""What a process has loaded stays to its end, and what a request makes is gone with it: there is
little for the garbage collector to find, so it looks less often."""

import gc
from collections.abc import Iterator
from contextlib import contextmanager

_NEW_OBJECTS = 20_000  # between two looks; CPython's 700 are made by a few requests


@contextmanager
def frozen_heap() -> Iterator[None]:
    """Without it a third of the time of a webhook goes to the collector."""
    usual = gc.get_threshold()
    gc.freeze()
    gc.set_threshold(_NEW_OBJECTS, *usual[1:])
    try:
        yield
    finally:
        gc.set_threshold(*usual)
        gc.unfreeze()
