"""What the database itself can take: single rows, each committed alone, by processes of their own.

`python -m benchmarks.bare_commits URL CONNECTIONS SECONDS` commits and prints how many it were a
second, and how many seconds of CPU it took for that.
"""

import asyncio
import os
import subprocess
import sys
import time
from collections.abc import Sequence
from dataclasses import dataclass

import psycopg

TABLE = "CREATE TABLE IF NOT EXISTS bare (id bigserial PRIMARY KEY, body bytea NOT NULL)"
_ROW = "INSERT INTO bare (body) VALUES (%s)"
_BODY = os.urandom(400)  # about what one sealed message takes


@dataclass(frozen=True)
class Committed:
    """By all processes together; `cpu_seconds` is without PostgreSQL's."""

    rate: float
    cpu_seconds: float


def commit(url: str, *, processes: int, connections: int, seconds: float) -> Committed:
    with psycopg.connect(url, autocommit=True) as connection:
        connection.execute(TABLE)
    command = [sys.executable, "-m", __spec__.name, url, str(connections), str(seconds)]
    started = [
        subprocess.Popen(command, stdout=subprocess.PIPE, text=True)  # noqa: S603 (it is ours)
        for _ in range(processes)
    ]
    told = [map(float, process.communicate()[0].split()) for process in started]
    rates, cpu_seconds = zip(*told, strict=True)
    return Committed(sum(rates), sum(cpu_seconds))


async def _commit(url: str, connections: int, seconds: float) -> tuple[float, float]:
    opened = [
        await psycopg.AsyncConnection.connect(url, autocommit=True) for _ in range(connections)
    ]
    started, cpu_before = time.perf_counter(), time.process_time()
    until = started + seconds
    counts = await asyncio.gather(*(_commit_until(until, connection) for connection in opened))
    elapsed, cpu_seconds = time.perf_counter() - started, time.process_time() - cpu_before
    for connection in opened:
        await connection.close()
    return sum(counts) / elapsed, cpu_seconds


async def _commit_until(until: float, connection: psycopg.AsyncConnection) -> int:
    count = 0
    while time.perf_counter() < until:
        await connection.execute(_ROW, (_BODY,))
        count += 1
    return count


def main(arguments: Sequence[str]) -> None:
    url, connections, seconds = arguments
    print(*asyncio.run(_commit(url, int(connections), float(seconds))))


if __name__ == "__main__":
    main(sys.argv[1:])
