"""Under which names parts that went out are known, and how far an earlier try of a message got."""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import timedelta
from hashlib import blake2b
from uuid import UUID

from redis.asyncio import Redis

from ussd_gateway.addresses import NotAPhoneNumber, normalise_phone
from ussd_gateway.channels.smpp.receipts import normal_id, same_id
from ussd_gateway.sealing import Sealer

_KNOWN_FOR = timedelta(days=4)  # longer than a message is tried or held
_LONGEST_ID = 32


@dataclass(frozen=True)
class SentParts:
    """A name is an id and the number that it went to as a keyed hash: message centres give equal
    ids to different phones, and write one id in several ways."""

    redis: Redis
    prefix: str
    sealer: Sealer
    channel: str

    async def taken(self, message_id: UUID) -> list[str]:
        """The ids of the parts that an earlier try got through."""
        return [str(id_) for id_ in await self.redis.lrange(self._key(message_id), 0, -1)]

    async def remember(self, message_id: UUID, ids: Sequence[str]) -> None:
        key = self._key(message_id)
        async with self.redis.pipeline() as pipe:
            pipe.delete(key)
            pipe.rpush(key, *ids)
            pipe.expire(key, _KNOWN_FOR)
            await pipe.execute()

    def name(self, id_: str, number: str) -> str:
        return _named(normal_id(id_), self._blind(number))

    def names(self, id_: str, numbers: Iterable[str]) -> list[str]:
        """Those under which the part of a receipt may be known, the likeliest first."""
        blinded = [self._blind(number) for number in numbers]
        return [_named(form, blind) for form in same_id(id_) for blind in blinded]

    def _blind(self, number: str) -> str:
        try:
            number = normalise_phone(number)
        except NotAPhoneNumber:
            number = number.strip()
        return self.sealer.index(number, f"smpp:{self.channel}:sent")[:12].hex()

    def _key(self, message_id: UUID) -> str:
        return f"{self.prefix}gateway:{{smpp:{self.channel}}}:ids:{message_id}"


def _named(id_: str, blind: str) -> str:
    if len(id_) > _LONGEST_ID:
        id_ = blake2b(id_.encode(), digest_size=_LONGEST_ID // 2).hexdigest()
    return f"{id_}@{blind}"
