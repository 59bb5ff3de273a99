"""What the database itself can take: single rows, each committed alone, by processes of their own.

`python -m benchmarks.bare_commits URL CONNECTIONS SECONDS` commits and prints how many it were.
"""

import asyncio
import os
import subprocess
import sys
import time
from collections.abc import Sequence

import psycopg

TABLE = "CREATE TABLE IF NOT EXISTS bare (id bigserial PRIMARY KEY, body bytea NOT NULL)"
_ROW = "INSERT INTO bare (body) VALUES (%s)"
_BODY = os.urandom(400)  # about what one sealed message takes


def commits_a_second(url: str, *, processes: int, connections: int, seconds: float) -> float:
    """All processes together."""
    with psycopg.connect(url, autocommit=True) as connection:
        connection.execute(TABLE)
    command = [sys.executable, "-m", __spec__.name, url, str(connections), str(seconds)]
    started = [
        subprocess.Popen(command, stdout=subprocess.PIPE, text=True)  # noqa: S603 (it is ours)
        for _ in range(processes)
    ]
    told = [process.communicate()[0] for process in started]
    return sum(float(each) for each in told)


async def _commit(url: str, connections: int, seconds: float) -> float:
    opened = [
        await psycopg.AsyncConnection.connect(url, autocommit=True) for _ in range(connections)
    ]
    started = time.perf_counter()
    until = started + seconds
    counts = await asyncio.gather(*(_commit_until(until, connection) for connection in opened))
    elapsed = time.perf_counter() - started
    for connection in opened:
        await connection.close()
    return sum(counts) / elapsed


async def _commit_until(until: float, connection: psycopg.AsyncConnection) -> int:
    count = 0
    while time.perf_counter() < until:
        await connection.execute(_ROW, (_BODY,))
        count += 1
    return count


def main(arguments: Sequence[str]) -> None:
    url, connections, seconds = arguments
    print(asyncio.run(_commit(url, int(connections), float(seconds))))


if __name__ == "__main__":
    main(sys.argv[1:])
