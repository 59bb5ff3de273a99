"""The gateway's processes are killed, or asked to stop, at random moments while people talk: is
anything lost, said twice or out of order, as they and the case manager see it?

Run as `.venv/bin/python -m tests.faults.killing`; it starts a PostgreSQL and a Valkey of its own.
"""

import argparse
import asyncio
import random
import secrets
import subprocess
import sys
import tempfile
import time
from collections.abc import AsyncIterator, Iterator, Mapping, Sequence
from contextlib import ExitStack, asynccontextmanager, contextmanager, suppress
from dataclasses import dataclass, field
from itertools import cycle
from pathlib import Path
from typing import Any

import aiohttp
import psycopg

from nalish.engines import engines
from tests.faults.door import PATH_SECRET, Door
from tests.faults.outside import APOLOGIES, Outside, open_to
from tests.faults.people import Caller, Citizen, citizens
from tests.ussd_gateway.harness import make_settings
from tests.ussd_gateway.servers import environment, free_ports
from ussd_gateway import events
from ussd_gateway.migrate import migrate
from ussd_gateway.sending import queue

_CHANNELS = """
[channels.sms]
type = "external"
path_secret = {{ env = "FAULTS_PATH_SECRET" }}
addresses = ["127.0.0.0/8"]
number = "16236"
segments_per_second = 500
inbound = {{ format = "json", id = "id", from = "from", text = "text" }}

[channels.sms.status]
format = "json"
id = "id"
our_id = "ref"
status = "status"
states = {{ DELIVRD = "delivered" }}

[channels.sms.outbound]
url = "{outside}/sms"
format = "json"
id = "id"
fields = {{ to = "{{recipient}}", text = "{{text}}", ref = "{{id}}" }}

[channels.ussd]
type = "simulator_ussd"
secret = {{ env = "NALISH_SIMULATOR_SECRET" }}
sms_channel = "sms"
"""
_PENDING = """
    SELECT (SELECT count(*) FROM gateway.inbox WHERE state = 'pending')
         + (SELECT count(*) FROM gateway.outbox WHERE state IN ('held', 'queued', 'sending'))
         + (SELECT count(*) FROM gateway.events)
"""
_QUIET_SECONDS = 150.0
_START_SECONDS = 60.0
_STOP_SECONDS = 35.0  # as Compose gives them


@dataclass(frozen=True)
class Plan:
    """`real_leases`: what a killed worker had in hand waits for its lease, as it really does."""

    seed: int
    conversations: int
    kills: int
    at_once: int
    real_leases: bool
    processes: int = 2  # of each kind


@dataclass
class Process:
    """Of the gateway; its log goes to a file."""

    command: Sequence[str]
    env: Mapping[str, str]
    log: Path
    killed_at: float | None = None
    _running: subprocess.Popen[bytes] | None = None

    def start(self) -> None:
        with self.log.open("ab") as log:
            self._running = subprocess.Popen(self.command, env=self.env, stdout=log, stderr=log)

    def kill(self) -> None:
        assert self._running is not None
        assert self._running.poll() is None, f"it ended by itself: {self.log.read_text()[-2000:]}"
        self._running.kill()
        self._running.wait()
        self.killed_at = time.time()

    async def stop(self) -> None:
        """Raises TimeoutExpired when it does not end in its time."""
        assert self._running is not None
        self._running.terminate()
        await asyncio.to_thread(self._running.wait, _STOP_SECONDS)

    def close(self) -> None:
        if self._running is not None and self._running.poll() is None:
            self._running.kill()
            self._running.wait()


@dataclass(frozen=True)
class Processes:
    web: Sequence[Process]
    workers: Sequence[Process]

    @property
    def all(self) -> list[Process]:
        return [*self.web, *self.workers]

    @property
    def worker_killed_at(self) -> float:
        return max((each.killed_at or 0.0 for each in self.workers), default=0.0)


@dataclass(frozen=True)
class Result:
    plan: Plan
    seconds: float
    counts: Mapping[str, int]
    differences: Sequence[str] = field(repr=False)


async def survive(plan: Plan, database_url: str, redis_url: str, folder: Path) -> Result:
    chance = random.Random(plan.seed)
    began = time.monotonic()
    outside_port, *ports = free_ports(1 + plan.processes)
    async with aiohttp.ClientSession() as client:
        outside = Outside(Door(client, ports))
        talkers = citizens(outside, plan.conversations, chance)
        with _processes(plan, database_url, redis_url, outside_port, ports, folder) as processes:
            async with (
                open_to(outside, outside_port),
                _hurrying(plan, outside, processes, database_url),
            ):
                await _until_ready(client, ports)
                killing = asyncio.create_task(_kill(plan, outside, talkers, processes, chance))
                failures = await _all_talk(talkers, plan.at_once)
                await killing
                left = await _until_quiet(outside, database_url)
    differences = [*failures, *_differences(outside, talkers)]
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
        while (left or outside.reporting) and time.monotonic() < until:
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
            if time.time() < killed_at + 2 or outside.reporting:
                continue
            for table, lease in leases.items():
                is_held = "state = 'sending'" if table == "outbox" else "attempts > 0"
                await database.execute(
                    f"UPDATE gateway.{table} SET next_attempt_at = now()"
                    f" WHERE {is_held} AND next_attempt_at > now()"
                    " AND next_attempt_at < to_timestamp(%s) + %s",
                    (killed_at, lease),
                )


@contextmanager
def _processes(
    plan: Plan,
    database_url: str,
    redis_url: str,
    outside_port: int,
    ports: Sequence[int],
    folder: Path,
) -> Iterator[Processes]:
    outside = f"http://127.0.0.1:{outside_port}"
    channels = folder / "channels.toml"
    channels.write_text(_CHANNELS.format(outside=outside), "utf-8")
    settings = make_settings(
        database_url=database_url,
        redis_url=redis_url,
        redis_prefix=f"nalish-faults-{secrets.token_hex(6)}:",
        channels_file=channels,
    )
    env = environment(
        settings,
        NALISH_ASSISTANT_URL=outside,
        NALISH_CASE_MANAGER_URL=outside,
        FAULTS_PATH_SECRET=PATH_SECRET,
    )
    web = [sys.executable, "-m", "ussd_gateway.serving", "--port"]
    worker = [sys.executable, "-m", "ussd_gateway.worker"]
    processes = Processes(
        [Process([*web, str(port)], env, folder / f"web-{port}.log") for port in ports],
        [Process(worker, env, folder / f"worker-{n}.log") for n in range(plan.processes)],
    )
    with ExitStack() as stack:
        for each in processes.all:
            stack.callback(each.close)
            each.start()
        yield processes


def _differences(outside: Outside, talkers: Sequence[Citizen]) -> list[str]:
    found = [
        f"citizen {n}: {each}"
        for n, citizen in enumerate(talkers)
        for each in citizen.differences()
    ]
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
        "calls dialled again": sum(c.redialled for c in talkers if isinstance(c, Caller)),
    }


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
