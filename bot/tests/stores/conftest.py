import os

import pytest


@pytest.fixture
def key_prefix() -> str:
    return f"test-{os.urandom(6).hex()}:"
