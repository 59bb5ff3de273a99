import gc
from collections.abc import Iterator

import pytest

from ussd_gateway.heap import frozen_heap

USUAL = (700, 10, 10)


@pytest.fixture(autouse=True)
def usual_threshold() -> Iterator[None]:
    """Though the gateway of other tests may be open in this process."""
    before = gc.get_threshold()
    gc.set_threshold(*USUAL)
    yield
    gc.set_threshold(*before)


@pytest.fixture
def usual() -> Iterator[None]:
    """As a process begins, whatever the gateway of other tests has done."""
    threshold = gc.get_threshold()
    gc.unfreeze()
    gc.set_threshold(700, 10, 10)
    yield
    gc.set_threshold(*threshold)


@pytest.mark.usefixtures("usual")
def test_what_is_loaded_is_left_alone_until_the_end() -> None:
    with frozen_heap():
        assert gc.get_freeze_count() > 0
        assert gc.isenabled()
        assert gc.get_threshold()[0] > USUAL[0]
    assert (gc.get_freeze_count(), gc.get_threshold()) == (0, USUAL)
