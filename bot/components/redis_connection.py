"""Redis as the assistant uses it: every call ends in time."""

from redis.asyncio import Redis

TIMEOUT_SECONDS = 2.0


def connect(url: str) -> "Redis[bytes]":
    return Redis.from_url(
        url, socket_timeout=TIMEOUT_SECONDS, socket_connect_timeout=TIMEOUT_SECONDS
    )
