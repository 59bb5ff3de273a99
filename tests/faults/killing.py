"""The gateway's processes are killed, or asked to stop, at random moments while people talk: is
anything lost, said twice or out of order, as they and the case manager see it?

Run as `.venv/bin/python -m tests.faults.killing`; it starts a PostgreSQL and a Valkey of its own.
"""

import argparse
import asyncio
import random
import secrets
import sys
import tempfile
import time
from collections.abc import AsyncIterator, Mapping, Sequence
from contextlib import asynccontextmanager, suppress
from dataclasses import dataclass, field
from itertools import cycle
from pathlib import Path
from typing import Any

import aiohttp
import psycopg

from nalish.engines import engines
from tests.faults import message_centre
from tests.faults.door import Door
from tests.faults.outside import APOLOGIES, Outside, open_to
from tests.faults.people import Caller, Citizen, SmppTexter, citizens
from tests.faults.processes import Ports, Processes, running
from ussd_gateway import events
from ussd_gateway.channels.smpp.settings import SmppContract
from ussd_gateway.migrate import migrate
from ussd_gateway.sending import queue

_PENDING = """
    SELECT (SELECT count(*) FROM gateway.inbox WHERE state IN ('pending', 'in_call'))
         + (SELECT count(*) FROM gateway.outbox WHERE state IN ('held', 'queued', 'sending'))
         + (SELECT count(*) FROM gateway.events)
"""
_QUIET_SECONDS = 150.0
_START_SECONDS = 60.0
_IN_FLIGHT: int = SmppContract.model_fields["window_size"].default  # with one worker


@dataclass(frozen=True)
class Plan:
    """`real_leases`: what a killed worker had in hand waits for its lease, as it really does."""

    seed: int
    conversations: int
    kills: int
    at_once: int
    real_leases: bool
    processes: int = 2  # of each kind


@dataclass(frozen=True)
class Result:
    plan: Plan
    seconds: float
    counts: Mapping[str, int]
    differences: Sequence[str] = field(repr=False)


async def survive(plan: Plan, database_url: str, redis_url: str, folder: Path) -> Result:
    chance = random.Random(plan.seed)
    began = time.monotonic()
    ports = Ports.free(plan.processes)
    async with aiohttp.ClientSession() as client:
        outside = Outside(Door(client, ports.web))
        talkers = citizens(outside, plan.conversations, chance)
        with running(ports, plan.processes, database_url, redis_url, folder) as processes:
            async with (
                open_to(outside, ports.outside),
                message_centre.open_to(outside.centre, ports.centre),
                _hurrying(plan, outside, processes, database_url),
            ):
                await _until_ready(client, ports.web)
                killing = asyncio.create_task(_kill(plan, outside, talkers, processes, chance))
                failures = await _all_talk(talkers, plan.at_once)
                await killing
                left = await _until_quiet(outside, database_url)
    differences = [*failures, *_differences(outside, talkers, plan)]
    if left:
        differences.append(f"{left} rows are pending")
    return Result(
        plan, time.monotonic() - began, _counts(outside, talkers, processes, plan), differences
    )


async def _until_ready(client: aiohttp.ClientSession, ports: Sequence[int]) -> None:
    for port in ports:
        async with asyncio.timeout(_START_SECONDS):
            while not await _is_ready(client, port):
                await asyncio.sleep(0.1)


async def _is_ready(client: aiohttp.ClientSession, port: int) -> bool:
    try:
        async with client.get(f"http://127.0.0.1:{port}/readyz") as response:
            return response.ok
    except aiohttp.ClientError:
        return False


async def _all_talk(talkers: Sequence[Citizen], at_once: int) -> list[str]:
    room = asyncio.Semaphore(at_once)

    async def talk(citizen: Citizen) -> None:
        async with room:
            await citizen.talks()

    ended = await asyncio.gather(*map(talk, talkers), return_exceptions=True)
    return [f"did not end: {error!r}" for error in ended if error is not None]


async def _kill(
    plan: Plan,
    outside: Outside,
    talkers: Sequence[Citizen],
    processes: Processes,
    chance: random.Random,
) -> None:
    """Spread over all that is said; each process ends as often as the others, and every second one
    is asked to, as by a new release."""
    planned = sum(citizen.requests for citizen in talkers)
    moments = sorted(chance.sample(range(planned // 20, planned * 9 // 10), plan.kills))
    victims = chance.sample(processes.all, k=len(processes.all))
    asked = chance.sample(
        [True, False], counts=[plan.kills // 2, -(-plan.kills // 2)], k=plan.kills
    )
    for moment, victim, is_asked in zip(moments, cycle(victims), asked):
        while outside.door.acknowledged < moment:
            await asyncio.sleep(0.01)
        await asyncio.sleep(chance.uniform(0, 0.1))
        if is_asked:
            await victim.stop()
        else:
            victim.kill()
        await asyncio.sleep(chance.uniform(0, 0.5))
        victim.start()


async def _until_quiet(outside: Outside, database_url: str) -> int:
    """How many rows still wait for something in the end."""
    left = 1
    async with await psycopg.AsyncConnection.connect(database_url, autocommit=True) as database:
        until = time.monotonic() + _QUIET_SECONDS
        while (left or outside.is_reporting) and time.monotonic() < until:
            await asyncio.sleep(0.1)
            [left] = await _row(database, _PENDING)
    return left


async def _row(database: psycopg.AsyncConnection[Any], statement: str) -> Any:
    row = await (await database.execute(statement)).fetchone()
    assert row is not None
    return row


@asynccontextmanager
async def _hurrying(
    plan: Plan, outside: Outside, processes: Processes, database_url: str
) -> AsyncIterator[None]:
    """Ends the leases of dead workers, unless they are to end by themselves: once the SMS centre
    has reported on everything, as it has within a real lease."""
    if plan.real_leases:
        yield
        return
    task = asyncio.create_task(_hurry(outside, processes, database_url))
    yield
    task.cancel()
    with suppress(asyncio.CancelledError):
        await task


async def _hurry(outside: Outside, processes: Processes, database_url: str) -> None:
    leases = {"outbox": queue.LEASE, "events": events.LEASE}
    async with await psycopg.AsyncConnection.connect(database_url, autocommit=True) as database:
        while True:
            await asyncio.sleep(0.5)
            killed_at = processes.worker_killed_at
            if time.time() < killed_at + 2 or outside.is_reporting:
                continue
            for table, lease in leases.items():
                is_held = "state = 'sending'" if table == "outbox" else "attempts > 0"
                await database.execute(
                    f"UPDATE gateway.{table} SET next_attempt_at = now()"
                    f" WHERE {is_held} AND next_attempt_at > now()"
                    " AND next_attempt_at < to_timestamp(%s) + %s",
                    (killed_at, lease),
                )


def _differences(outside: Outside, talkers: Sequence[Citizen], plan: Plan) -> list[str]:
    found = [
        f"citizen {n}: {each}"
        for n, citizen in enumerate(talkers)
        for each in citizen.differences()
    ]
    again, at_most = _received_again(talkers), plan.kills * _IN_FLIGHT
    if again > at_most:
        found.append(f"{again} SMS came twice by SMPP, where {at_most} were on their way at most")
    statuses: dict[str, list[str]] = {}
    for event in outside.events.values():
        if event["kind"] == "delivery_changed":
            statuses.setdefault(event["message_id"], []).append(event["status"])
    for told in statuses.values():
        if told not in (["accepted", "delivered"], ["delivered"]):
            found.append(f"the case manager was told {told} of a message")
    return found


def _counts(
    outside: Outside, talkers: Sequence[Citizen], processes: Processes, plan: Plan
) -> dict[str, int]:
    said = [text for received in outside.received.values() for text in received]
    return {
        "messages to the assistant": len(outside.asked),
        "asked again after a kill": outside.replayed,
        "SMS received": len(said),
        "of them apologies": sum(text in APOLOGIES for text in said),
        "of them reported before the answer": outside.reported_first,
        "of them reported by the SMS centre's id": len(outside.taken),
        "events": len(outside.events),
        "events told again": outside.events_again,
        "requests repeated": outside.door.knocked_again,
        "of them received twice by SMPP": _received_again(talkers),
        "delivered again by SMPP": outside.centre.delivered_again,
        "screens shown later": sum(
            map(len, [*outside.screens.values(), *outside.centre.screens.values()])
        ),
        "of them by SMPP": sum(map(len, outside.centre.screens.values())),
        "calls dialled again": sum(c.redialled for c in talkers if isinstance(c, Caller)),
    }


def _received_again(talkers: Sequence[Citizen]) -> int:
    return sum(each.received_again for each in talkers if isinstance(each, SmppTexter))


def tell(result: Result) -> None:
    plan = result.plan
    print(
        f"seed {plan.seed}: {plan.conversations} conversations, {plan.kills} kills,"
        f" {result.seconds:.0f} s"
    )
    for name, count in result.counts.items():
        print(f"  {name}: {count}")
    for each in result.differences[:20]:
        print(f"  ! {each}")
    print(f"  differences: {len(result.differences)}")


def main() -> int:
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--conversations", type=int, default=2000)
    parser.add_argument("--kills", type=int, default=60)
    parser.add_argument("--at-once", type=int, default=60)
    parser.add_argument("--seed", type=int, default=secrets.randbelow(10**6))
    parser.add_argument(
        "--hurry", action="store_true", help="do not wait for the leases of the dead"
    )
    options = parser.parse_args()
    plan = Plan(
        options.seed, options.conversations, options.kills, options.at_once, not options.hurry
    )
    folder = Path(tempfile.mkdtemp(prefix="nalish-faults-"))
    print(f"seed {plan.seed}; logs in {folder}")
    with engines(folder) as (database_url, redis_url):
        migrate(database_url)
        result = asyncio.run(survive(plan, database_url, redis_url, folder))
    tell(result)
    return int(bool(result.differences))


if __name__ == "__main__":
    sys.exit(main())
