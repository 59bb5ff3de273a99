"""How many SMS a second the gateway takes (signature checked, committed, acknowledged) beside bare
commits of single rows, which is all that PostgreSQL can do: at least half as many; and how long a
webhook waits at half of that, at most 100 ms for 99 in 100. What both cost in CPU is told too,
because rates say little where other work shares the processors.

Run as `.venv/bin/python -m benchmarks.inbound_sms`; it starts a PostgreSQL that waits for the disk,
a Valkey and the gateway's web processes, measures, and removes them. The webhooks are made on a
processor of their own, where there are two. Ends with 1 when something is missed.
"""

import argparse
import asyncio
import base64
import os
import secrets
import socket
import statistics
import subprocess
import sys
import tempfile
import time
from collections.abc import Iterator, Mapping, Sequence
from contextlib import ExitStack, contextmanager, suppress
from dataclasses import dataclass, field
from itertools import islice
from pathlib import Path

import httpx
import psutil
from rich.console import Console
from rich.table import Table

from benchmarks.bare_commits import commit
from benchmarks.database import count, tell
from benchmarks.standing_house import cpu_seconds
from benchmarks.webhooks import Load, webhooks
from nalish.engines import start_postgres, start_valkey, stop_engines
from ussd_gateway.migrate import migrate

LEAST_RATIO = 0.5
LONGEST_P99_MS = 100
PUBLIC_URL = "https://sms.nalish.example"
PHONES = 20_000
CALLERS = 32  # for each process: enough that none is idle
CONNECTIONS = 20  # for each process, the most that the gateway's pool has
START_SECONDS = 30
CHANNELS = f"""
[channels.twilio]
type = "twilio"
account_sid = "AC{"0" * 32}"
auth_token = {{ env = "TWILIO_AUTH_TOKEN" }}
number = "+8809612345678"
"""


@dataclass(frozen=True)
class Standing:
    database_url: str
    ports: Sequence[int]
    auth_token: str = field(repr=False)
    postgres: psutil.Process
    web: Sequence[psutil.Process]


@dataclass(frozen=True)
class Round:
    """Of one kind; what each took in CPU is in microseconds."""

    rate: float
    client_us: float  # the gateway's processes, or those that commit bare
    postgres_us: float

    @property
    def us(self) -> float:
        return self.client_us + self.postgres_us


@dataclass(frozen=True)
class Found:
    bare: Sequence[Round]
    sms: Sequence[Round]
    latencies: Sequence[float]  # seconds, at half the highest rate

    @property
    def ratio(self) -> float:
        return _median(self.sms, "rate") / _median(self.bare, "rate")

    @property
    def ratio_of_cpu(self) -> float:
        return _median(self.bare, "us") / _median(self.sms, "us")

    @property
    def p99_ms(self) -> float:
        return 1000 * statistics.quantiles(self.latencies, n=100, method="inclusive")[-1]


def main() -> int:
    options = _options()
    with _apart() as measured, _standing(options.processes, measured) as standing:
        found = _measure(standing, measured, options)
    _tell(found)
    return int(found.ratio < LEAST_RATIO or found.p99_ms > LONGEST_P99_MS)


def _options() -> argparse.Namespace:
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--processes", type=int, default=2, help="web processes (default: 2)")
    parser.add_argument("--seconds", type=count, default=5, help="of each round (default: 5)")
    parser.add_argument("--rounds", type=count, default=5, help="of each kind (default: 5)")
    return parser.parse_args()


def _measure(standing: Standing, measured: set[int], options: argparse.Namespace) -> Found:
    """By turns, so that whatever else the machine does slows both alike."""
    bare: list[Round] = []
    sms: list[Round] = []
    requests = webhooks(standing.auth_token, PUBLIC_URL, PHONES)
    load = Load(standing.ports, CALLERS)
    asyncio.run(load.as_fast_as_answered(requests, 1))  # the first ones cost more
    for number in range(options.rounds):
        with _on(measured):
            bare.append(_bare(standing, options))
        ready = iter(list(islice(requests, int(2 * bare[0].rate * options.seconds))))
        sms.append(_sms(standing, load, ready, options.seconds))
        rates = f"{bare[-1].rate:,.0f} commits, {sms[-1].rate:,.0f} SMS a second"
        tell(f"round {number + 1}: {rates}")
    load.latencies.clear()
    rate = max(each.rate for each in sms) / 2
    ready_at_half = list(islice(requests, int(2 * rate * options.seconds)))
    asyncio.run(load.at_a_rate(ready_at_half, rate))
    return Found(bare, sms, load.latencies)


def _bare(standing: Standing, options: argparse.Namespace) -> Round:
    before = cpu_seconds(standing.postgres)
    done = commit(
        standing.database_url,
        processes=options.processes,
        connections=CONNECTIONS,
        seconds=options.seconds,
    )
    us = 1e6 / (done.rate * options.seconds)
    return Round(done.rate, us * done.cpu_seconds, us * (cpu_seconds(standing.postgres) - before))


def _sms(standing: Standing, load: Load, ready: Iterator[bytes], seconds: float) -> Round:
    processes = (*standing.web, standing.postgres)
    before = [*map(cpu_seconds, processes)]
    rate = asyncio.run(load.as_fast_as_answered(ready, seconds))
    *web, postgres = (cpu_seconds(each) - was for each, was in zip(processes, before, strict=True))
    us = 1e6 / (rate * seconds)
    return Round(rate, us * sum(web), us * postgres)


def _median(rounds: Sequence[Round], name: str) -> float:
    return float(statistics.median(getattr(each, name) for each in rounds))


@contextmanager
def _apart() -> Iterator[set[int]]:
    """We keep to the last processor; yields the others, where what is measured runs."""
    processors = os.sched_getaffinity(0)
    ours = {max(processors)}
    with _on(ours):
        yield processors - ours or processors


@contextmanager
def _on(processors: set[int]) -> Iterator[None]:
    before = os.sched_getaffinity(0)
    os.sched_setaffinity(0, processors)
    try:
        yield
    finally:
        os.sched_setaffinity(0, before)


@contextmanager
def _standing(processes: int, measured: set[int]) -> Iterator[Standing]:
    with ExitStack() as stack:
        folder = Path(stack.enter_context(tempfile.TemporaryDirectory(prefix="nalish-bench-")))
        tell("starting PostgreSQL, Valkey and the gateway")
        with _on(measured):  # whatever is started stays there
            postgres = start_postgres(folder)
            stack.callback(stop_engines, [postgres])
            valkey = start_valkey(folder)
            stack.callback(stop_engines, [valkey])
            migrate(postgres.url)
            file = folder / "channels.toml"
            file.write_text(CHANNELS, "utf-8")
            environment = _environment(postgres.url, valkey.url, file)
            web = [stack.enter_context(_web(environment)) for _ in range(processes)]
        yield Standing(
            postgres.url,
            [port for port, _ in web],
            environment["TWILIO_AUTH_TOKEN"],
            psutil.Process(postgres.process.pid if postgres.process else None),
            [psutil.Process(process.pid) for _, process in web],
        )


@contextmanager
def _web(environment: Mapping[str, str]) -> Iterator[tuple[int, subprocess.Popen[bytes]]]:
    """As it runs in production; its port and itself, once it answers."""
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        port = probe.getsockname()[1]
    command = [sys.executable, "-m", "ussd_gateway.serving", "--port", str(port)]
    process = subprocess.Popen(command, env=environment)  # noqa: S603 (the command is ours)
    try:
        _wait_until_ready(port, process)
        yield port, process
    finally:
        process.terminate()
        process.wait()


def _wait_until_ready(port: int, process: subprocess.Popen[bytes]) -> None:
    deadline = time.monotonic() + START_SECONDS
    while process.poll() is None and time.monotonic() < deadline:
        with suppress(httpx.TransportError):
            if httpx.get(f"http://127.0.0.1:{port}/readyz", trust_env=False).is_success:
                return
        time.sleep(0.1)
    raise SystemExit("The gateway does not start.")


def _environment(database_url: str, redis_url: str, channels: Path) -> dict[str, str]:
    """Secrets as production wants them; nobody learns them."""
    sealing_key = base64.b64encode(secrets.token_bytes(32)).decode()
    names = ("GATEWAY_TOKEN", "CASE_MANAGER_TOKEN", "ASSISTANT_TOKEN", "GRANT_KEY")
    return {
        "PATH": os.environ["PATH"],
        "NALISH_MODE": "production",
        "DATABASE_URL": database_url,
        "REDIS_URL": redis_url,
        "NALISH_CHANNELS_FILE": str(channels),
        "NALISH_GATEWAY_PUBLIC_URL": PUBLIC_URL,
        "NALISH_GATEWAY_SEALING_KEYS": f"1:{sealing_key}",
        "NALISH_GATEWAY_INDEX_KEY": secrets.token_urlsafe(32),
        "TWILIO_AUTH_TOKEN": secrets.token_hex(16),
        **{f"NALISH_{name}": secrets.token_urlsafe(32) for name in names},
    }


def _tell(found: Found) -> None:
    table = Table(title="Inbound SMS beside bare commits", title_justify="left")
    for title in ("what", "found", "wanted"):
        table.add_column(title, justify="left" if title == "what" else "right")
    table.add_row("bare commits a second", f"{_median(found.bare, 'rate'):,.0f}", "")
    table.add_row("SMS a second", f"{_median(found.sms, 'rate'):,.0f}", "")
    table.add_row("ratio", f"{found.ratio:.2f}", f"at least {LEAST_RATIO}")
    for what, rounds in (("a bare commit", found.bare), ("an SMS", found.sms)):
        client, postgres = (_median(rounds, name) for name in ("client_us", "postgres_us"))
        table.add_row(f"µs of CPU {what}", f"{client:.0f} + {postgres:.0f}", "")
    table.add_row("ratio of CPU", f"{found.ratio_of_cpu:.2f}", "")
    table.add_row("p99 at half, ms", f"{found.p99_ms:.1f}", f"at most {LONGEST_P99_MS}")
    Console().print(table)


if __name__ == "__main__":
    sys.exit(main())
