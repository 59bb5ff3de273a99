"""Who subscribes or unsubscribes at the operator's is opted in or out here."""

import httpx
import pytest

from tests.ussd_gateway.channels.bdapps import provider
from tests.ussd_gateway.channels.bdapps.provider import PASSWORD, message
from tests.ussd_gateway.channels.bdapps.test_adapter import NOTICE
from tests.ussd_gateway.harness import Gateway

pytestmark = pytest.mark.anyio
OPTED_OUT = "SELECT opted_out_at IS NOT NULL FROM gateway.contacts"


async def post(gateway: Gateway, route: str, fields: dict[str, object]) -> None:
    request = provider.request(route, fields)
    response = await gateway.web.post(request.path, content=request.body)
    assert provider.error(response) == ""


async def notify(gateway: Gateway, status: str, moment: str) -> None:
    await post(gateway, "subscription", NOTICE | {"status": status, "timeStamp": moment})


async def test_leaving_and_coming_back_are_passed_on(gateway: Gateway) -> None:
    gateway.providers[provider.HOST] = lambda _: provider.answer("S1000", messageId="1")
    await post(gateway, "inbound", message())
    await gateway.settle()
    await notify(gateway, "UNREGISTERED", "2611231015")
    assert await gateway.value(OPTED_OUT) is True
    await notify(gateway, "REGISTERED", "2611231016")
    await notify(gateway, "REGISTERED", "2611231017")
    assert await gateway.value(OPTED_OUT) is False
    await gateway.settle()
    assert [event["kind"] for event in gateway.case_manager.events] == ["opted_out", "opted_in"]


async def test_an_old_notice_that_comes_again_changes_nothing(gateway: Gateway) -> None:
    await post(gateway, "inbound", message())
    for moment, status in enumerate(("UNREGISTERED", "REGISTERED")):
        await notify(gateway, status, str(moment))
    await notify(gateway, "UNREGISTERED", "0")
    assert await gateway.value(OPTED_OUT) is False


async def test_a_notice_on_nobody_we_know_is_acknowledged(gateway: Gateway) -> None:
    await notify(gateway, "UNREGISTERED", "2611231015")
    assert await gateway.value("SELECT count(*) FROM gateway.contacts") == 0


async def test_our_password_is_kept_nowhere(
    gateway: Gateway, capfd: pytest.CaptureFixture[str]
) -> None:
    await notify(gateway, "UNREGISTERED", "2611231015")
    broken = NOTICE | {"subscriberId": "nobody"}
    request = provider.request("subscription", broken)
    response: httpx.Response = await gateway.web.post(request.path, content=request.body)
    kept = await gateway.rows("SELECT k::text FROM gateway.inbound_keys k")
    assert len(kept) == 1
    for place in (str(kept), response.text, *capfd.readouterr()):
        assert PASSWORD not in place
        assert "1812345678" not in place
