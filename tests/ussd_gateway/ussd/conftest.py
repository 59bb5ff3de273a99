import pytest

from tests.ussd_gateway.harness import Gateway
from tests.ussd_gateway.ussd.handset import Handset
from tests.ussd_gateway.ussd.menu import talk


@pytest.fixture
def phone(gateway: Gateway) -> Handset:
    gateway.assistant.say = talk
    return Handset(gateway)
