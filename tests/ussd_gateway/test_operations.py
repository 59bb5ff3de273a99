from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from dataclasses import dataclass
from datetime import UTC, datetime, timedelta
from typing import Any

import httpx
import pytest

from tests.ussd_gateway.counting import value
from tests.ussd_gateway.harness import Gateway, twilio_form
from tests.ussd_gateway.sending.fakes import FakeProvider, sender_of
from ussd_gateway.activity import Activity
from ussd_gateway.channels.base import Take
from ussd_gateway.costs import BANGLADESH
from ussd_gateway.errors import SendDeferred, SendRefused
from ussd_gateway.sending.health import FAILURES_UNTIL_OPEN

pytestmark = pytest.mark.anyio
TOKEN = {"Authorization": "Bearer gateway-token"}


async def ask(gateway: Gateway, path: str, **params: str) -> Any:
    response = await gateway.web.get(f"/api/v1/{path}", headers=TOKEN, params=params)
    assert response.status_code == 200, response.text
    return response.json()


async def channel(gateway: Gateway, id_: str) -> Any:
    found = (await ask(gateway, "channels"))["channels"]
    return next(each for each in found if each["channel"] == id_)


def moment(text: str) -> datetime:
    return datetime.fromisoformat(text)


@dataclass
class Connecting(FakeProvider):
    is_connected: bool = True

    async def stay_connected(self, take: Take) -> None:
        raise NotImplementedError


class TestChannels:
    async def test_all_that_are_configured_are_told_of_though_nothing_happened(
        self, gateway: Gateway
    ) -> None:
        found = (await ask(gateway, "channels"))["channels"]
        assert {each["channel"] for each in found} == set(gateway.parts.conversation.channels)
        twilio = await channel(gateway, "twilio")
        assert twilio == {
            "channel": "twilio",
            "is_configured": True,
            "takes_sms": True,
            "takes_calls": False,
            "sends": True,
            "is_connected": None,
            "is_left_alone": False,
            "heard_at": None,
            "sent_at": None,
            "failed_last_hour": 0,
            "automatic_last_day": 0,
            "unanswered": None,
            "waiting": [],
        }

    async def test_tell_when_they_last_heard_and_sent(self, gateway: Gateway) -> None:
        heard_at = gateway.clock.now
        await gateway.post_twilio("/channels/twilio/inbound", twilio_form())
        await gateway.app.state.intake.activity.write()
        gateway.clock.advance(minutes=3)
        await gateway.settle()
        twilio = await channel(gateway, "twilio")
        assert moment(twilio["heard_at"]) == heard_at
        assert moment(twilio["sent_at"]) == gateway.clock.now

    async def test_tell_what_machines_wrote_in_a_day(self, gateway: Gateway) -> None:
        for sender in ("16247", "bKash", "bKash", "+8801712345678"):
            await gateway.post_twilio("/channels/twilio/inbound", twilio_form(From=sender))
        twilio = await channel(gateway, "twilio")
        assert (twilio["automatic_last_day"], twilio["unanswered"]["messages"]) == (3, 1)
        gateway.clock.advance(days=1, seconds=1)
        assert (await channel(gateway, "twilio"))["automatic_last_day"] == 0

    async def test_tell_what_waits_and_since_when(self, gateway: Gateway) -> None:
        await gateway.post_twilio("/channels/twilio/inbound", twilio_form())
        received_at = gateway.clock.now
        gateway.clock.advance(seconds=40)
        await gateway.queue("twilio", "+8801812345678", "one")
        queued_at = gateway.clock.now
        gateway.clock.advance(seconds=20)
        twilio = await channel(gateway, "twilio")
        assert twilio["unanswered"]["messages"] == 1
        assert moment(twilio["unanswered"]["oldest_at"]) == received_at
        [line] = twilio["waiting"]
        assert (line["priority"], line["messages"]) == ("notice", 1)
        assert moment(line["oldest_at"]) == queued_at
        labels = {"channel": "twilio"}
        assert await value(gateway, "nalish_gateway_unanswered_seconds", labels) == 60
        labels["priority"] = "notice"
        assert await value(gateway, "nalish_gateway_waiting", labels) == 1
        assert await value(gateway, "nalish_gateway_waiting_seconds", labels) == 20

    async def test_count_what_was_given_up_in_the_last_hour(self, gateway: Gateway) -> None:
        await gateway.queue("acme", "+8801712345678", "one")
        provider = FakeProvider("acme", failures=[SendRefused("blocked")])
        await send_all(gateway, provider)
        labels = {"channel": "acme"}
        assert await value(gateway, "nalish_gateway_failed_last_hour", labels) == 1
        gateway.clock.advance(minutes=61)
        assert await value(gateway, "nalish_gateway_failed_last_hour", labels) == 0

    async def test_one_that_is_configured_no_more_is_told_of_while_something_waits(
        self, gateway: Gateway
    ) -> None:
        await gateway.queue("acme", "+8801712345678", "one")
        acme = await channel(gateway, "acme")
        assert (acme["is_configured"], acme["waiting"][0]["messages"]) == (False, 1)

    async def test_a_connection_counts_while_a_worker_says_so(self, gateway: Gateway) -> None:
        connecting = Connecting("acme")
        async with with_channel(gateway, connecting):
            assert (await channel(gateway, "acme"))["is_connected"] is False
            activity = Activity(gateway.parts.sessions, gateway.clock)
            await activity.write([connecting])
            assert (await channel(gateway, "acme"))["is_connected"] is True
            connecting.is_connected = False
            gateway.clock.advance(seconds=30)
            await activity.write([connecting])
            assert (await channel(gateway, "acme"))["is_connected"] is False

    async def test_one_that_keeps_failing_is_left_alone(self, gateway: Gateway) -> None:
        health = gateway.app.state.router.health
        for _ in range(FAILURES_UNTIL_OPEN):
            await health.record("twilio", gateway.clock.now, worked=False, failures=1)
        assert (await channel(gateway, "twilio"))["is_left_alone"] is True


class TestCosts:
    async def test_are_summed_by_month_channel_and_budget(self, gateway: Gateway) -> None:
        this_month = datetime.now(BANGLADESH).replace(day=1, hour=0, minute=0, second=0)
        last_month = (this_month - timedelta(days=1)).replace(day=1)
        gateway.clock.now = (this_month - timedelta(minutes=30)).astimezone(UTC)
        await gateway.queue("acme", "+8801712345678", "one")
        await send_all(gateway, FakeProvider("acme"))
        gateway.clock.advance(hours=1)
        await gateway.queue("acme", "+8801712345678", "two")
        await gateway.queue("acme", "+8801812345678", "x" * 200)
        await send_all(gateway, FakeProvider("acme"))
        period = {"from": f"{last_month:%Y-%m-01}", "to": f"{this_month:%Y-%m-02}"}
        costs = await ask(gateway, "costs", **period)
        shared = {"channel": "acme", "cost_tag": ""}
        assert costs == {
            "costs": [
                shared | in_month(this_month, messages=2, segments=3),
                shared | in_month(last_month, messages=1, segments=1),
            ]
        }

    async def test_what_no_provider_took_costs_nothing(self, gateway: Gateway) -> None:
        await gateway.queue("acme", "+8801712345678", "one")
        await send_all(gateway, FakeProvider("acme", failures=[SendDeferred("busy")]))
        assert await gateway.rows("SELECT FROM gateway.daily_costs") == []

    @pytest.mark.parametrize(
        "period", [("2026-11-02", "2026-11-01"), ("2020-01-01", "2026-01-01"), ("x", "2026-01-01")]
    )
    async def test_a_period_that_is_none_is_refused(
        self, gateway: Gateway, period: tuple[str, str]
    ) -> None:
        params = dict(zip(("from", "to"), period, strict=True))
        response = await gateway.web.get("/api/v1/costs", headers=TOKEN, params=params)
        assert (response.status_code, response.json()["error"]) == (422, "Malformed")

    @pytest.mark.parametrize("path", ["channels", "costs?from=2026-01-01&to=2026-01-31"])
    async def test_are_for_whoever_has_the_token(self, gateway: Gateway, path: str) -> None:
        response: httpx.Response = await gateway.web.get(f"/api/v1/{path}")
        assert response.status_code == 401


class TestSending:
    async def test_is_counted_by_what_became_of_it(self, gateway: Gateway) -> None:
        name = "nalish_gateway_sent_total"
        accepted = {"channel": "counted", "priority": "notice", "outcome": "accepted", "error": ""}
        refused = accepted | {"outcome": "refused", "error": "blocked"}
        for phone in ("+8801712345678", "+8801812345678"):
            await gateway.queue("counted", phone, "one")
        await send_all(gateway, FakeProvider("counted", failures=[SendRefused("blocked")]))
        assert [await value(gateway, name, each) for each in (accepted, refused)] == [1, 1]
        spent = {"channel": "counted"}
        assert await value(gateway, "nalish_gateway_segments_total", spent) == 1
        assert await value(gateway, "nalish_gateway_cost_paisa_total", spent) == 45
        assert await value(gateway, "nalish_gateway_send_seconds_count", spent) == 2


def in_month(first: datetime, *, messages: int, segments: int) -> dict[str, Any]:
    counts = {"messages": messages, "segments": segments, "cost_paisa": segments * 45}
    return {"month": f"{first:%Y-%m-%d}", **counts}


async def send_all(gateway: Gateway, provider: FakeProvider) -> None:
    sender = sender_of(gateway, [provider])
    for due in await sender.claim_from(provider.id, 10):
        await sender.send(due)


@asynccontextmanager
async def with_channel(gateway: Gateway, provider: FakeProvider) -> AsyncIterator[None]:
    channels = gateway.app.state.channels
    gateway.app.state.channels = {**channels, provider.id: provider}
    yield
    gateway.app.state.channels = channels
