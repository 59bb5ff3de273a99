"""Aggregators that neither hear nor report."""

import pytest

from tests.ussd_gateway.channels.suite import OutgoingSms, all_that
from tests.ussd_gateway.harness import Gateway

pytestmark = pytest.mark.anyio
AGGREGATORS = ("sslwireless", "bulksmsbd", "mimsms")
PHONE = "+8801712345678"


@pytest.mark.parametrize("channel", AGGREGATORS)
@pytest.mark.parametrize("route", ["inbound", "status", "ussd"])
async def test_nobody_is_heard_by_them(gateway: Gateway, channel: str, route: str) -> None:
    response = await gateway.web.post(f"/channels/{channel}/{route}", content=b"{}")
    assert (response.status_code, response.json()["error"]) == (404, "UnknownRoute")


@pytest.mark.parametrize("channel", AGGREGATORS)
async def test_what_they_took_stays_accepted(gateway: Gateway, channel: str) -> None:
    [provider] = [each for each in all_that(OutgoingSms) if each.channel == channel]
    gateway.providers[provider.host] = lambda _: provider.accept("id-of-theirs")
    await gateway.queue(channel, PHONE, "salam")
    await gateway.settle()
    gateway.clock.advance(days=3)
    await gateway.settle()
    rows = await gateway.rows("SELECT state, reason, attempts FROM gateway.outbox")
    assert [tuple(row) for row in rows] == [("accepted", None, 1)]
