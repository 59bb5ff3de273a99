"""Which connections are open, of whichever worker: each says so twice a second, or it is not."""

import asyncio
from collections.abc import Iterable
from dataclasses import dataclass

from redis.asyncio import Redis

SAID_EVERY_SECONDS = 0.5
_BELIEVED_SECONDS = 2.0
_LOOK_AGAIN_SECONDS = 0.05


@dataclass(frozen=True)
class OpenLinks:
    redis: Redis
    prefix: str
    channel: str

    async def say(self, links: Iterable[str], closed: Iterable[str] = ()) -> None:
        async with self.redis.pipeline(transaction=False) as pipe:
            for link in links:
                pipe.incr(self._key(link))
                pipe.pexpire(self._key(link), int(_BELIEVED_SECONDS * 1000))
            for link in closed:
                pipe.delete(self._key(link))
            await pipe.execute()

    async def is_open(self, link: str) -> bool:
        """From now on: what it said before proves nothing, so its next word is waited for."""
        said_before = said = await self.redis.get(self._key(link))
        while said is not None and said == said_before:
            await asyncio.sleep(_LOOK_AGAIN_SECONDS)
            said = await self.redis.get(self._key(link))
        return said is not None

    def _key(self, link: str) -> str:
        return f"{self.prefix}gateway:{{smpp:{self.channel}}}:link:{link}"
