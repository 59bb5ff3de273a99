"""What nobody asks for any more goes, and what somebody may still ask for stays."""

import asyncio
from collections.abc import AsyncIterator
from dataclasses import replace
from datetime import UTC, datetime, timedelta

import psycopg
import pytest

from tests.ussd_gateway.harness import Gateway, make_settings, twilio_form
from ussd_gateway.errors import UnknownMessage
from ussd_gateway.messages import OutboxState, StatusUpdate
from ussd_gateway.pruning import Pruner, make_pruner

pytestmark = pytest.mark.anyio
OLD_MONTH = "202001"


@pytest.fixture
def pruner(gateway: Gateway) -> Pruner:
    return replace(gateway.parts.pruner, rows_at_once=3)


async def left(gateway: Gateway, table: str) -> int:
    return int(await gateway.value(f"SELECT count(*) FROM gateway.{table}"))


class TestKeys:
    async def test_of_messages_that_came_in_go_when_nobody_brings_them_again(
        self, gateway: Gateway, pruner: Pruner
    ) -> None:
        form = twilio_form()
        await gateway.post_twilio("/channels/twilio/inbound", form)
        gateway.clock.advance(days=89)
        await pruner.prune()
        await gateway.post_twilio("/channels/twilio/inbound", form)
        assert (await left(gateway, "inbox"), await left(gateway, "inbound_keys")) == (1, 1)
        gateway.clock.advance(days=2)
        await pruner.prune()
        assert (await left(gateway, "inbox"), await left(gateway, "inbound_keys")) == (1, 0)

    async def test_of_messages_that_went_out_go_as_well(
        self, gateway: Gateway, pruner: Pruner
    ) -> None:
        await gateway.phone().sends("salam")
        await gateway.sends_message()
        gateway.clock.advance(days=89)
        await pruner.prune()
        assert await left(gateway, "outgoing_keys") == 1
        gateway.clock.advance(days=2)
        await pruner.prune()
        assert await left(gateway, "outgoing_keys") == 0

    @pytest.mark.parametrize("keys", [0, 1, 3, 10])
    async def test_go_step_by_step(self, gateway: Gateway, pruner: Pruner, keys: int) -> None:
        """Also where many came in one moment."""
        now = gateway.clock()
        await add_keys(gateway, keys, now - timedelta(days=100))
        await add_keys(gateway, keys, now - timedelta(days=95), of="later")
        await add_keys(gateway, 2, now, of="new")
        await pruner.prune()
        channels = await gateway.rows("SELECT DISTINCT channel FROM gateway.inbound_keys")
        assert [row[0] for row in channels] == ["new"]
        assert await left(gateway, "inbound_keys") == 2

    async def test_that_somebody_holds_wait_for_the_next_time(
        self, gateway: Gateway, pruner: Pruner
    ) -> None:
        await add_keys(gateway, 5, gateway.clock() - timedelta(days=100))
        async with await psycopg.AsyncConnection.connect(gateway.settings.database_url) as other:
            await other.execute(
                "SELECT FROM gateway.inbound_keys WHERE provider_message_id = '2' FOR UPDATE"
            )
            await asyncio.wait_for(pruner.prune(), 5)
            assert await left(gateway, "inbound_keys") == 1
        await pruner.prune()
        assert await left(gateway, "inbound_keys") == 0

    async def test_are_left_to_the_worker_that_is_at_it(
        self, gateway: Gateway, pruner: Pruner
    ) -> None:
        await add_keys(gateway, 5, gateway.clock() - timedelta(days=100))
        async with await psycopg.AsyncConnection.connect(gateway.settings.database_url) as other:
            await other.execute("SELECT pg_advisory_xact_lock(hashtext('gateway.pruning'))")
            await asyncio.wait_for(pruner.prune(), 5)
            assert await left(gateway, "inbound_keys") == 5


class TestReports:
    async def told(self, gateway: Gateway, id_: str) -> None:
        twilio = gateway.parts.conversation.channels["twilio"]
        report = StatusUpdate(None, id_, OutboxState.DELIVERED)
        with pytest.raises(UnknownMessage):
            await gateway.parts.intake.take(twilio, [report])

    async def test_that_no_receipt_follows_go_after_hours(
        self, gateway: Gateway, pruner: Pruner
    ) -> None:
        await self.told(gateway, "x1")
        gateway.clock.advance(hours=5)
        await self.told(gateway, "x2")
        await pruner.prune()
        assert await left(gateway, "message_parts") == 2
        gateway.clock.advance(hours=2)
        await pruner.prune()
        assert await gateway.value("SELECT provider_message_id FROM gateway.message_parts") == "x2"

    async def test_of_parts_go_a_week_after_the_last_word(
        self, gateway: Gateway, pruner: Pruner
    ) -> None:
        await self.told(gateway, "p1")
        await gateway.database.execute(
            "UPDATE gateway.message_parts SET message_id = gen_random_uuid()"
        )
        gateway.clock.advance(days=6)
        await pruner.prune()
        assert await left(gateway, "message_parts") == 1
        gateway.clock.advance(days=2)
        await pruner.prune()
        assert await left(gateway, "message_parts") == 0


class TestMonths:
    @pytest.fixture
    async def old_month(self, gateway: Gateway) -> AsyncIterator[str]:
        for table in ("inbox", "outbox"):
            await gateway.database.execute(
                f"CREATE TABLE gateway.{table}_{OLD_MONTH} PARTITION OF gateway.{table}"
                " FOR VALUES FROM ('2020-01-01T00:00Z') TO ('2020-02-01T00:00Z')"
            )
        yield OLD_MONTH
        for table in ("inbox", "outbox"):
            await gateway.database.execute(f"DROP TABLE IF EXISTS gateway.{table}_{OLD_MONTH}")

    async def months(self, gateway: Gateway) -> set[str]:
        rows = await gateway.rows(
            "SELECT relname FROM pg_class JOIN pg_inherits ON inhrelid = pg_class.oid"
            " WHERE inhparent IN ('gateway.inbox'::regclass, 'gateway.outbox'::regclass)"
            " AND relkind = 'r'"
        )
        return {row[0] for row in rows}

    @pytest.mark.parametrize(
        ("today", "gone"),
        [("2020-04-30T23:59", False), ("2020-05-01T00:00", True), ("2026-01-01T00:00", True)],
    )
    async def test_go_whole_once_all_of_them_is_long_enough_ago(
        self, gateway: Gateway, pruner: Pruner, old_month: str, today: str, gone: bool
    ) -> None:
        before = await self.months(gateway)
        old = {f"inbox_{old_month}", f"outbox_{old_month}"}
        moment = datetime.fromisoformat(today).replace(tzinfo=UTC)
        await replace(pruner, months_kept=3, clock=lambda: moment).prune()
        assert before - await self.months(gateway) == (old if gone else set())

    async def test_stay_for_ever_unless_said_otherwise(
        self, gateway: Gateway, pruner: Pruner, old_month: str
    ) -> None:
        before = await self.months(gateway)
        await pruner.prune()
        assert await self.months(gateway) == before

    async def test_stay_while_anything_of_them_is_to_be_done(
        self, gateway: Gateway, pruner: Pruner, old_month: str
    ) -> None:
        gateway.clock.now = datetime(2020, 1, 31, 23, tzinfo=UTC)
        await gateway.queue("twilio", "+8801812345671", "salam")
        gateway.clock.now = datetime(2020, 6, 1, tzinfo=UTC)
        pruner = replace(pruner, months_kept=3)
        await pruner.prune()
        assert f"outbox_{old_month}" in await self.months(gateway)
        await gateway.settle()
        await pruner.prune()
        assert f"outbox_{old_month}" not in await self.months(gateway)

    async def test_that_somebody_reads_keep_nobody_waiting(
        self, gateway: Gateway, pruner: Pruner, old_month: str
    ) -> None:
        """A backup does so for hours."""
        pruner = replace(pruner, months_kept=3)
        async with await psycopg.AsyncConnection.connect(gateway.settings.database_url) as other:
            await other.execute("SELECT FROM gateway.inbox")
            pruning = asyncio.create_task(pruner.prune())
            await gateway.phone().sends("salam")
            await asyncio.wait_for(pruning, 10)
            assert f"inbox_{old_month}" in await self.months(gateway)
        await pruner.prune()
        assert f"inbox_{old_month}" not in await self.months(gateway)


async def add_keys(gateway: Gateway, keys: int, moment: datetime, of: str = "twilio") -> None:
    await gateway.database.execute(
        "INSERT INTO gateway.inbound_keys SELECT %s, number, gen_random_uuid(), %s"
        " FROM generate_series(1, %s) AS number",
        [of, moment, keys],
    )


def test_the_settings_say_how_long(gateway: Gateway) -> None:
    settings = make_settings(ids_kept_days=30, messages_kept_months=24)
    pruner = make_pruner(settings, gateway.parts.sessions, gateway.clock)
    assert (pruner.ids_kept_for, pruner.months_kept) == (timedelta(days=30), 24)
    assert gateway.parts.pruner.months_kept is None


def test_keys_are_kept_longer_than_any_provider_brings_a_message_again() -> None:
    with pytest.raises(ValueError, match="ids_kept_days"):
        make_settings(ids_kept_days=13)
