import pytest

from tests.ussd_gateway.ussd.handset import Handset


@pytest.fixture
def phone(caller: Handset) -> Handset:
    return caller
