"""One message that a provider brings several times, each with another id and another moment."""

import json
from dataclasses import dataclass, replace
from datetime import timedelta

import structlog
from redis.asyncio import Redis
from redis.exceptions import RedisError

from ussd_gateway.messages import InboundMessage
from ussd_gateway.sealing import Sealer

log = structlog.get_logger(__name__)
_COMES_AGAIN_WITHIN = timedelta(days=2)  # after which even patient phones give up

_FIRST = """
local first = redis.call('zrange', KEYS[1], ARGV[3], ARGV[4], 'BYSCORE', 'LIMIT', 0, 1)[1]
if first then return first end
redis.call('zadd', KEYS[1], ARGV[2], ARGV[1])
redis.call('pexpire', KEYS[1], ARGV[5])
return ARGV[1]
"""


@dataclass(frozen=True)
class Copies:
    redis: Redis
    prefix: str
    sealer: Sealer

    async def under_first_id(
        self, message: InboundMessage, within_seconds: float
    ) -> InboundMessage:
        """Under that of the earliest copy, so that the journal's key lets only one of them in, also
        of those that come at once. Without Redis under its own."""
        if message.sent_at is None:
            return message
        at = message.sent_at.timestamp()
        try:
            first = await self.redis.eval(
                _FIRST,
                1,
                self._key(message),
                message.provider_message_id,
                str(at),
                str(at - within_seconds),
                str(at + within_seconds),
                str(_COMES_AGAIN_WITHIN // timedelta(milliseconds=1)),
            )
        except RedisError as error:
            log.warning("copies_not_compared", error=type(error).__name__)
            return message
        return replace(message, provider_message_id=str(first))

    def _key(self, message: InboundMessage) -> str:
        said = json.dumps([message.channel, message.sender.text, message.text])
        return f"{self.prefix}gateway:copies:{self.sealer.index(said, 'copies').hex()}"
