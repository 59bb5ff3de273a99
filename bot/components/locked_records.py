"""Records in Redis that one turn at a time holds, also when several assistants run.

A record is read with its lock and written with its release: two calls a turn.
"""

import asyncio
import os
import time
from collections.abc import AsyncGenerator, AsyncIterator
from contextlib import asynccontextmanager
from dataclasses import dataclass

from rasa.core.lock_store import LOCK_LIFETIME, LockError

from components import redis_connection

POLL_SECONDS = 0.05
LONGEST_WAIT_SECONDS = 20.0
_TOKEN_BYTES = 16
_RELEASE = """
if redis.call('get', KEYS[1]) ~= ARGV[1] then
    return 0
end
if ARGV[2] ~= '' then
    redis.call('set', KEYS[2], ARGV[2], 'EX', ARGV[3])
end
redis.call('del', KEYS[1])
return 1
"""


@dataclass
class Held:
    """What was stored, and what is to be; None leaves it as it is."""

    found: bytes | None
    written: bytes | None = None


class LockedRecords:
    """The braces keep a record and its lock on one node of a cluster."""

    def __init__(self, url: str, key_prefix: str, kept_seconds: int) -> None:
        self._redis = redis_connection.connect(url)
        self._key_prefix = key_prefix
        self._kept_seconds = kept_seconds
        self._release_script = self._redis.register_script(_RELEASE)

    @asynccontextmanager
    async def held(
        self, name: str, *, lifetime: float = LOCK_LIFETIME
    ) -> AsyncGenerator[Held, None]:
        """Nothing is written when the turn fails, or outlived its lock."""
        token = os.urandom(_TOKEN_BYTES)
        held = Held(await self._lock(name, token, lifetime))
        try:
            yield held
        except BaseException:
            await self._release(name, token, b"")
            raise
        is_ours = await self._release(name, token, held.written or b"")
        if held.written and not is_ours:
            raise LockError("the turn outlived its lock")

    async def read(self, name: str) -> bytes | None:
        found: bytes | None = await self._redis.get(self._record(name))
        return found

    async def write(self, name: str, content: bytes) -> None:
        await self._redis.set(self._record(name), content, ex=self._kept_seconds)

    async def names(self) -> AsyncIterator[str]:
        before, after = self._record("*").split("*")
        async for key in self._redis.scan_iter(self._record("*")):
            yield key.decode()[len(before) : -len(after)]

    async def close(self) -> None:
        await self._redis.close(close_connection_pool=True)

    async def _lock(self, name: str, token: bytes, lifetime: float) -> bytes | None:
        found: bytes | None
        end = time.monotonic() + LONGEST_WAIT_SECONDS
        while True:
            async with self._redis.pipeline(transaction=False) as calls:
                calls.set(self._lock_of(name), token, nx=True, px=int(lifetime * 1000))
                calls.get(self._record(name))
                is_ours, found = await calls.execute()
            if is_ours:
                return found
            if time.monotonic() > end:
                raise LockError("the conversation is still being served")
            await asyncio.sleep(POLL_SECONDS)

    async def _release(self, name: str, token: bytes, content: bytes) -> bool:
        keys = [self._lock_of(name), self._record(name)]
        return bool(await self._release_script(keys, [token, content, self._kept_seconds]))

    def _record(self, name: str) -> str:
        return f"{self._key_prefix}{{{name}}}:tracker"

    def _lock_of(self, name: str) -> str:
        return f"{self._key_prefix}{{{name}}}:lock"
