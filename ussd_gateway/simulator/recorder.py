"""What would have been sent, for the demo: the latest messages, sealed, in Redis."""

import base64
import json
from collections.abc import AsyncIterator
from dataclasses import dataclass, field
from datetime import datetime
from typing import Any

from redis.asyncio import Redis

from ussd_gateway.db import utc_now
from ussd_gateway.sealing import Sealer

MOST_KEPT = 1000


@dataclass(frozen=True)
class RecordedMessage:
    sid: str
    channel: str
    recipient: str = field(repr=False)
    text: str = field(repr=False)
    sent_at: datetime


class Recorder:
    def __init__(self, redis: Redis, prefix: str, sealer: Sealer) -> None:
        self._redis = redis
        self._order = f"{prefix}gateway:{{recorder}}:order"
        self._texts = f"{prefix}gateway:{{recorder}}:texts"
        self._live = f"{prefix}gateway:{{recorder}}:live"
        self._sealer = sealer

    async def record(self, sid: str, channel: str, recipient: str, text: str) -> None:
        """The same sid twice is one message."""
        now = utc_now()
        value = {"channel": channel, "to": recipient, "text": text, "sent_at": now.isoformat()}
        sealed = self._sealer.seal(json.dumps(value), f"recorder:{sid}")
        await self._redis.zadd(self._order, {sid: now.timestamp()}, nx=True)
        await self._redis.hsetnx(self._texts, sid, base64.b64encode(sealed).decode())
        await self._forget_oldest()
        await self._redis.publish(self._live, self.phone_id(recipient))

    def phone_id(self, recipient: str) -> str:
        """The same for the same phone, and of no use to whoever does not have our key."""
        return self._sealer.index(recipient, "recorder.phone").hex()[:16]

    async def follow(self) -> AsyncIterator[str]:
        """The id of a phone whenever something was sent to it, as long as somebody listens."""
        async with self._redis.pubsub() as live:
            await live.subscribe(self._live)
            async for message in live.listen():
                if message["type"] == "message":
                    yield str(message["data"])

    async def latest(self, count: int = MOST_KEPT) -> list[RecordedMessage]:
        """Newest first."""
        sids = [str(sid) for sid in await self._redis.zrevrange(self._order, 0, count - 1)]
        if not sids:
            return []
        sealed = await self._redis.hmget(self._texts, sids)
        return [
            self._open(sid, str(value)) for sid, value in zip(sids, sealed, strict=True) if value
        ]

    async def sent_to(self, recipient: str) -> list[RecordedMessage]:
        """Oldest first, as on the phone."""
        return [m for m in reversed(await self.latest()) if m.recipient == recipient]

    async def _forget_oldest(self) -> None:
        oldest = [str(sid) for sid in await self._redis.zrange(self._order, 0, -MOST_KEPT - 1)]
        if oldest:
            await self._redis.zrem(self._order, *oldest)
            await self._redis.hdel(self._texts, *oldest)

    def _open(self, sid: str, sealed: str) -> RecordedMessage:
        opened = self._sealer.open(base64.b64decode(sealed), f"recorder:{sid}")
        value: dict[str, Any] = json.loads(opened)
        return RecordedMessage(
            sid=sid,
            channel=value["channel"],
            recipient=value["to"],
            text=value["text"],
            sent_at=datetime.fromisoformat(value["sent_at"]),
        )
