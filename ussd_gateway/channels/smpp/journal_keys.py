"""Ids for what has none: a deliver_sm is known by its connection, its number there and its content.

When our answer may have got lost, it comes again by another connection or under another number,
and keeps its id. Whatever else has the same content is another message.
"""

import asyncio
import json
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from dataclasses import asdict, dataclass, replace
from datetime import timedelta
from hashlib import blake2b

from redis.asyncio import Redis

from ussd_gateway.channels.smpp.lanes import Origin
from ussd_gateway.channels.smpp.open_links import OpenLinks
from ussd_gateway.channels.smpp.pdus import ShortMessage
from ussd_gateway.sealing import Sealer

_COMES_AGAIN_WITHIN = timedelta(minutes=10)
_ANY_LINK = ""


@dataclass(frozen=True)
class _Taken:
    """`answered_after` so many seconds, or None as long as it is not committed."""

    key: str
    link: str
    sequence: int
    at: float
    answered_after: float | None = None


@dataclass(frozen=True)
class JournalKeys:
    """`copies_for`: how long after its commit a message may come again. `patience_seconds`: how
    long a message centre waits for an answer at the least."""

    redis: Redis
    prefix: str
    sealer: Sealer
    channel: str
    links: OpenLinks
    copies_for: timedelta
    patience_seconds: float

    @asynccontextmanager
    async def key_of(
        self, message: ShortMessage, origin: Origin
    ) -> AsyncIterator[tuple[str, bool]]:
        """The block commits what has this key, and True where it came before."""
        digest = self._digest(message)
        before = await self._before(digest)
        comes_again = before is not None and await self._may_be(before, origin)
        key = before.key if before and comes_again else _key(origin, digest)
        taken = _Taken(key, origin.link, origin.sequence, origin.at)
        await self.links.say([origin.link])
        await self._note(digest, taken, _COMES_AGAIN_WITHIN)
        try:
            yield key, comes_again
        except Exception:
            await self._note(digest, replace(taken, link=_ANY_LINK), _COMES_AGAIN_WITHIN)
            raise
        seconds = asyncio.get_running_loop().time() - origin.at
        await self._note(digest, replace(taken, answered_after=seconds), self.copies_for)

    async def _may_be(self, before: _Taken, origin: Origin) -> bool:
        """As long as a connection is open, what was written to it arrives."""
        if before.link != origin.link:
            return not await self.links.is_open(before.link)
        if before.answered_after is None or before.sequence == origin.sequence:
            return True
        was_late = before.answered_after >= self.patience_seconds
        return was_late and origin.at - before.at >= self.patience_seconds

    async def _before(self, digest: str) -> _Taken | None:
        value = await self.redis.get(self._name(digest))
        return _Taken(**json.loads(value)) if value else None

    async def _note(self, digest: str, taken: _Taken, lives: timedelta) -> None:
        if lives:
            await self.redis.set(self._name(digest), json.dumps(asdict(taken)), px=lives)
        else:
            await self.redis.delete(self._name(digest))

    def _digest(self, message: ShortMessage) -> str:
        what = asdict(message) | {"octets": message.octets.hex()}
        what["tlvs"] = {tag: value.hex() for tag, value in sorted(message.tlvs.items())}
        return self.sealer.index(json.dumps(what), f"smpp:{self.channel}:heard").hex()

    def _name(self, digest: str) -> str:
        return f"{self.prefix}gateway:{{smpp:{self.channel}}}:taken:{digest}"


def _key(origin: Origin, digest: str) -> str:
    """With the moment and the content, for centres that number nothing."""
    name = f"{origin.link} {origin.sequence} {origin.at} {digest}"
    return blake2b(name.encode(), digest_size=16).hexdigest()
