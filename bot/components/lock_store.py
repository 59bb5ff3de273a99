"""One turn of a conversation at a time, also when several assistants run."""

from collections.abc import AsyncGenerator
from contextlib import asynccontextmanager

from rasa.core.lock import TicketLock
from rasa.core.lock_store import LOCK_LIFETIME, LockError, LockStore
from rasa.utils.endpoints import EndpointConfig
from redis.asyncio.lock import Lock
from redis.exceptions import LockError as RedisLockError

from components import redis_connection

POLL_SECONDS = 0.05
LONGEST_WAIT_SECONDS = 20.0


class NalishLockStore(LockStore):
    """Rasa's own Redis locks read, change and write a ticket list in three steps, so two
    processes can both get in, and a waiting one sleeps a full second.
    """

    def __init__(self, endpoint_config: EndpointConfig) -> None:
        super().__init__()
        self._redis = redis_connection.connect(endpoint_config.url)
        self._key_prefix = f"{endpoint_config.kwargs['key_prefix']}lock:"

    @asynccontextmanager
    async def lock(
        self,
        conversation_id: str,
        lock_lifetime: float = LOCK_LIFETIME,
        wait_time_in_seconds: float = POLL_SECONDS,
    ) -> AsyncGenerator[TicketLock, None]:
        lock = self._redis.lock(
            f"{self._key_prefix}{conversation_id}",
            timeout=lock_lifetime,
            sleep=wait_time_in_seconds,
            blocking_timeout=LONGEST_WAIT_SECONDS,
        )
        if not await lock.acquire():
            raise LockError("the conversation is still being served")
        try:
            yield TicketLock(conversation_id)
        finally:
            await _release(lock)

    async def close(self) -> None:
        await self._redis.close(close_connection_pool=True)


async def _release(lock: Lock) -> None:
    try:
        await lock.release()
    except RedisLockError:
        return  # it outlived its lifetime and is not ours any more
