import pytest

from tests.ussd_gateway.channels.bdapps import provider
from tests.ussd_gateway.harness import Gateway
from tests.ussd_gateway.ussd.handset import Handset
from tests.ussd_gateway.ussd.operator import Operator


@pytest.fixture
def phone(caller: Handset) -> Handset:
    return caller


@pytest.fixture
def operator(gateway: Gateway) -> Operator:
    operator = Operator()
    gateway.providers[provider.HOST] = operator
    return operator
