import asyncio

import pytest
from rasa.core.lock_store import LockError
from rasa.utils.endpoints import EndpointConfig
from running import run

from components import lock_store
from components.lock_store import NalishLockStore


def stores(url: str, prefix: str) -> tuple[NalishLockStore, NalishLockStore]:
    """Two assistants before one Redis."""
    endpoint = EndpointConfig(url=url, key_prefix=prefix)
    return NalishLockStore(endpoint), NalishLockStore(endpoint)


class TestLock:
    def test_one_at_a_time_over_two_assistants(self, redis_url: str, key_prefix: str) -> None:
        inside: list[int] = []
        most: list[int] = []

        async def serve(store: NalishLockStore, number: int) -> None:
            async with store.lock("c"):
                inside.append(number)
                most.append(len(inside))
                await asyncio.sleep(0)
                inside.remove(number)

        async def work() -> None:
            one, two = stores(redis_url, key_prefix)
            await asyncio.gather(*(serve((one, two)[n % 2], n) for n in range(10)))
            await one.close()
            await two.close()

        run(work())
        assert most == [1] * 10

    def test_conversations_do_not_wait_for_each_other(
        self, redis_url: str, key_prefix: str
    ) -> None:
        async def work() -> None:
            one, two = stores(redis_url, key_prefix)
            async with one.lock("c"), two.lock("d"):
                pass
            await one.close()
            await two.close()

        run(work())

    def test_waiting_ends(
        self, redis_url: str, key_prefix: str, monkeypatch: pytest.MonkeyPatch
    ) -> None:
        monkeypatch.setattr(lock_store, "LONGEST_WAIT_SECONDS", 0.1)

        async def work() -> None:
            one, two = stores(redis_url, key_prefix)
            async with one.lock("c"):
                with pytest.raises(LockError):
                    async with two.lock("c"):
                        pass
            await one.close()
            await two.close()

        run(work())

    def test_is_free_again_after_its_lifetime(self, redis_url: str, key_prefix: str) -> None:
        async def work() -> None:
            one, two = stores(redis_url, key_prefix)
            async with one.lock("c", lock_lifetime=0.05), two.lock("c"):
                pass
            await one.close()
            await two.close()

        run(work())
