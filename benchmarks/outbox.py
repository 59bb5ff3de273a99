"""How many segments a second go from the outbox to a provider that takes everything at once.

Run as `.venv/bin/python -m benchmarks.outbox`; it starts a PostgreSQL and a Valkey of its own. Ends
with 1 below 2,000 segments a second, when a worker grows, or off the pace by more than 5 %, with
messages of one segment or of three.
"""

import argparse
import asyncio
import base64
import json
import multiprocessing
import os
import sys
import tempfile
import time
from collections.abc import Iterator, Mapping
from concurrent.futures import ProcessPoolExecutor
from contextlib import contextmanager
from dataclasses import asdict, dataclass, field
from pathlib import Path

import psutil
from pydantic import SecretStr
from rich.console import Console
from rich.table import Table
from sqlalchemy import text

from benchmarks import outbox_rows
from benchmarks.database import count, tell
from benchmarks.outbox_rows import CHANNEL, TEXT
from benchmarks.pace import LONG_SEGMENTS, LONG_TEXT, MOST_OFF_PACE, off_pace
from benchmarks.standing_house import cpu_seconds
from citizen_text.sms import DEFAULT_OPTIONS
from nalish.engines import Engine, start_postgres, start_valkey, stop_engines
from ussd_gateway.channels.base import Route, SmsTerms
from ussd_gateway.db import Sessions, make_engine, make_sessions, utc_now
from ussd_gateway.logs import configure_logs
from ussd_gateway.messages import OutgoingMessage, Receipt
from ussd_gateway.migrate import migrate
from ussd_gateway.parts import limits
from ussd_gateway.pump import PumpGroup
from ussd_gateway.restraint import Restraint
from ussd_gateway.sealing import Sealer
from ussd_gateway.sending.health import Health
from ussd_gateway.sending.pace import SharedPace
from ussd_gateway.sending.router import Router
from ussd_gateway.sending.routing import Routing
from ussd_gateway.sending.sender import make_sender
from ussd_gateway.sessions import connect_redis
from ussd_gateway.settings import Settings
from ussd_gateway.shutdown import Shutdown
from ussd_gateway.worker import sending_pumps

LEAST_PER_SECOND = 2000.0
MOST_GROWTH_MB = 16.0
SECONDS_AT_PACE = 10
UNLIMITED = 100_000.0  # segments a second
_LOOK_SECONDS = 0.5


@dataclass
class NullChannel:
    """A provider that takes everything at once."""

    sms: SmsTerms
    segments_each: int
    id: str = CHANNEL
    first_at: float = 0.0
    last_at: float = 0.0
    sent: int = 0
    ussd: None = None
    routes: Mapping[str, Route] = field(default_factory=dict)

    async def send(self, message: OutgoingMessage) -> Receipt:
        self.last_at = time.monotonic()
        self.first_at = self.first_at or self.last_at
        self.sent += self.segments_each
        return Receipt(str(message.id))


@dataclass(frozen=True)
class Work:
    """What one worker did, in segments, moments of the machine's clock and megabytes."""

    sent: int
    first_at: float
    last_at: float
    recorded_at: float
    cpu_seconds: float
    sizes: list[float]

    @property
    def growth(self) -> float:
        """From a tenth of the way on, when everything has been used once."""
        return self.sizes[-1] - self.sizes[len(self.sizes) // 10]


@dataclass(frozen=True)
class Run:
    work: list[Work]
    engines_cpu_seconds: float

    @property
    def cpu_ms(self) -> float:
        """Of a segment, in the workers, PostgreSQL and Valkey."""
        workers = sum(each.cpu_seconds for each in self.work)
        return 1000 * (workers + self.engines_cpu_seconds) / self.segments

    @property
    def segments(self) -> int:
        return sum(each.sent for each in self.work)

    @property
    def per_second(self) -> float:
        """Recorded, not only sent."""
        until = max(each.recorded_at for each in self.work)
        return self.segments / (until - min(each.first_at for each in self.work))

    def off_pace(self, per_second: float) -> float:
        until = max(each.last_at for each in self.work)
        seconds = until - min(each.first_at for each in self.work)
        return off_pace(self.segments, seconds, per_second)


def main() -> int:
    options = _options()
    with _engines() as (settings, engines):
        tell(f"{options.messages:,} messages are queued")
        outbox_rows.fill(settings, options.messages, TEXT, 1)
        tell("and sent")
        fast = _run(settings, engines, options.workers, UNLIMITED, 1)
        paced = {}
        for text_, segments in ((TEXT, 1), (LONG_TEXT, LONG_SEGMENTS)):
            messages = int(options.pace * SECONDS_AT_PACE / segments)
            outbox_rows.fill(settings, messages, text_, segments)
            tell(f"{messages:,} of {segments} segments at {options.pace:g} a second, two workers")
            paced[segments] = _run(settings, engines, 2, options.pace, segments)
    return _tell(fast, paced, options)


def _options() -> argparse.Namespace:
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--messages", type=count, default=200_000)
    parser.add_argument("--workers", type=int, choices=range(1, 9), default=2)
    parser.add_argument("--pace", type=float, default=500.0, help="segments a second")
    parser.add_argument("--json", action="store_true", help="what each worker did")
    return parser.parse_args()


@contextmanager
def _engines() -> Iterator[tuple[Settings, list[psutil.Process]]]:
    engines: list[Engine] = []
    with tempfile.TemporaryDirectory(prefix="nalish-bench-") as folder:
        try:
            engines.append(start_postgres(Path(folder)))
            engines.append(start_valkey(Path(folder)))
            migrate(engines[0].url)
            processes = [psutil.Process(each.process.pid) for each in engines if each.process]
            yield _settings(engines[0].url, engines[1].url), processes
        finally:
            stop_engines(engines)


def _settings(database_url: str, redis_url: str) -> Settings:
    key = base64.b64encode(os.urandom(32)).decode()
    secret = SecretStr(key)
    return Settings(
        database_url=database_url,
        redis_url=redis_url,
        gateway_token=secret,
        case_manager_token=secret,
        assistant_token=secret,
        grant_key=secret,
        gateway_sealing_keys=SecretStr(f"1:{key}"),
        gateway_index_key=secret,
    )


def _run(
    settings: Settings,
    engines: list[psutil.Process],
    workers: int,
    per_second: float,
    segments: int,
) -> Run:
    context = multiprocessing.get_context("spawn")
    cpu_before = sum(map(cpu_seconds, engines))
    with ProcessPoolExecutor(workers, mp_context=context) as processes:
        futures = [processes.submit(_work, settings, per_second, segments) for _ in range(workers)]
        work = [each.result() for each in futures]
    time.sleep(_LOOK_SECONDS)  # until PostgreSQL counts what the ended backends used
    return Run(work, sum(map(cpu_seconds, engines)) - cpu_before)


def _work(settings: Settings, per_second: float, segments: int) -> Work:
    configure_logs()
    return asyncio.run(_send_all(settings, per_second, segments))


async def _send_all(settings: Settings, per_second: float, segments: int) -> Work:
    engine = make_engine(settings.database_url)
    sessions = make_sessions(engine)
    process, sizes = psutil.Process(), []
    async with connect_redis(settings.redis_url) as redis:
        channel = NullChannel(_terms(per_second), segments)
        pace = SharedPace(redis, settings.redis_prefix)
        sealer = Sealer.from_settings(settings)
        routing = Routing([], {CHANNEL: channel.sms})
        router = Router(routing, Health(redis, settings.redis_prefix))
        channels = {CHANNEL: channel}
        restraint = Restraint(redis, settings.redis_prefix, sealer, limits(settings), channels)
        sender = make_sender(
            sessions,
            sealer,
            channels,
            pace,
            router,
            restraint,
            Shutdown(settings.finish_seconds),
            utc_now,
        )
        pumps = PumpGroup(sending_pumps(sender))
        cpu_before = sum(process.cpu_times()[:2])
        running = asyncio.create_task(pumps.run())
        while await _is_anything_left(sessions):
            sizes.append(process.memory_info().rss / 1e6)
            await asyncio.sleep(_LOOK_SECONDS)
        recorded_at = time.monotonic()
        pumps.stop()
        await running
    await engine.dispose()
    cpu_seconds = sum(process.cpu_times()[:2]) - cpu_before
    return Work(channel.sent, channel.first_at, channel.last_at, recorded_at, cpu_seconds, sizes)


async def _is_anything_left(sessions: Sessions) -> bool:
    async with sessions() as session:
        left = "SELECT EXISTS (SELECT FROM gateway.outbox WHERE state IN ('queued', 'sending'))"
        return bool(await session.scalar(text(left)))


def _terms(per_second: float) -> SmsTerms:
    return SmsTerms(
        can_script=True,
        is_free=False,
        assistant_timeout_seconds=10.0,
        deadline_seconds=20.0,
        segment_paisa=45,
        segments_per_second=per_second,
        options=DEFAULT_OPTIONS,
    )


def _tell(fast: Run, paced: Mapping[int, Run], options: argparse.Namespace) -> int:
    growth = max(each.growth for each in fast.work)
    load, _, _ = os.getloadavg()
    rows = [
        (
            "segments a second",
            f"{fast.per_second:,.0f}",
            f"{LEAST_PER_SECOND:,.0f} at least",
            fast.per_second >= LEAST_PER_SECOND,
        ),
        (
            "growth of a worker, MB",
            f"{growth:.1f}",
            f"{MOST_GROWTH_MB:g} at most",
            growth <= MOST_GROWTH_MB,
        ),
    ]
    for segments, run in paced.items():
        off = run.off_pace(options.pace)
        rows.append(
            (
                f"pace of {options.pace:g}, messages of {segments}, two workers",
                f"{options.pace * (1 + off):,.1f}",
                f"off by {MOST_OFF_PACE:.0%} at most",
                abs(off) <= MOST_OFF_PACE,
            )
        )
    if options.json:
        sys.stdout.write(
            json.dumps(
                {
                    "load": load,
                    "fast": asdict(fast),
                    "paced": {segments: asdict(run) for segments, run in paced.items()},
                }
            )
            + "\n"
        )
    else:
        title = f"{fast.segments:,} segments, {fast.cpu_ms:.2f} ms of CPU each, load {load:.1f}"
        _print(title, rows)
    return 0 if all(kept for *_, kept in rows) else 1


def _print(title: str, rows: list[tuple[str, str, str, bool]]) -> None:
    table = Table("", "measured", "limit", "", title=title)
    for name, measured, limit, kept in rows:
        table.add_row(name, measured, limit, "kept" if kept else "missed")
    Console().print(table)


if __name__ == "__main__":
    sys.exit(main())
