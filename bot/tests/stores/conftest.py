import os

import pytest


@pytest.fixture
def redis_url() -> str:
    """The tests of the stores need a real server: `make test` gives one."""
    return os.environ["REDIS_URL"]


@pytest.fixture
def key_prefix() -> str:
    return f"test-{os.urandom(6).hex()}:"
