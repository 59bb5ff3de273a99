"""Ids for what has none: a deliver_sm is known by what it holds and when it came.

Until it is committed it comes again and keeps its id. Committed, it is the same only as long as an
answer of ours may have got lost on the way: whoever writes the same words later says them again.
"""

import json
import secrets
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from dataclasses import asdict, dataclass
from datetime import timedelta

from redis.asyncio import Redis

from ussd_gateway.channels.smpp.pdus import ShortMessage
from ussd_gateway.sealing import Sealer

_COMES_AGAIN_WITHIN = timedelta(minutes=10)


@dataclass(frozen=True)
class JournalKeys:
    redis: Redis
    prefix: str
    sealer: Sealer
    channel: str

    @asynccontextmanager
    async def key_of(self, message: ShortMessage, repeats_for: timedelta) -> AsyncIterator[str]:
        """The block commits what has this key; `repeats_for` is how long a copy may follow."""
        name = self._name(message)
        mine = secrets.token_hex(16)
        found = await self.redis.set(name, mine, nx=True, get=True, px=_COMES_AGAIN_WITHIN)
        yield str(found or mine)
        if repeats_for:
            await self.redis.pexpire(name, repeats_for, lt=True)
        else:
            await self.redis.delete(name)

    def _name(self, message: ShortMessage) -> str:
        what = asdict(message) | {"octets": message.octets.hex()}
        what["tlvs"] = {tag: value.hex() for tag, value in sorted(message.tlvs.items())}
        digest = self.sealer.index(json.dumps(what), f"smpp:{self.channel}:heard").hex()
        return f"{self.prefix}gateway:{{smpp:{self.channel}}}:heard:{digest}"
