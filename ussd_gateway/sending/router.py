"""The best channel for a message now: the rules, less what does not work or cannot carry it."""

from collections.abc import Collection, Sequence
from dataclasses import dataclass
from datetime import datetime
from uuid import UUID

import structlog
from redis.exceptions import RedisError

from ussd_gateway.errors import TextTooLong
from ussd_gateway.sending.health import Health
from ussd_gateway.sending.routing import Letter, Routing

log = structlog.get_logger(__name__)


@dataclass(frozen=True)
class Router:
    routing: Routing
    health: Health

    async def turn_away(self, letter: Letter, channel: str, now: datetime) -> str | None:
        """Remembers that the number is no longer one of this channel's operator; the next way.

        None as well without Redis: what was tried is unknown then, and might be tried for ever.
        """
        try:
            await self.health.remember_moved(letter.contact_id, channel)
            tried = await self.health.moved_from(letter.contact_id)
        except RedisError as error:
            log.error("no_other_way_known", error=type(error).__name__)
            return None
        return await self.choose(letter, channel, now, without=tried)

    async def choose(
        self, letter: Letter, wrote_last_by: str, now: datetime, *, without: Collection[str] = ()
    ) -> str | None:
        """A channel that fails is better than none, unless it is one to do without. Without Redis
        the rules alone decide."""
        ways = [
            each
            for each in self.routing.ways(letter.address, wrote_last_by)
            if each not in without and self.routing.carries(each, letter.text)
        ]
        if len(ways) < 2:
            return ways[0] if ways else None
        try:
            return await self._working(ways, letter.contact_id, now)
        except RedisError as error:
            log.warning("chosen_by_rules_alone", error=type(error).__name__)
            return ways[0]

    async def _working(self, ways: Sequence[str], contact_id: UUID, now: datetime) -> str:
        moved_from = await self.health.moved_from(contact_id)
        ways = [each for each in ways if each not in moved_from] or ways
        for each in ways:
            if not await self.health.is_open(each, now):
                return each
        return ways[0]

    async def choose_first(self, letter: Letter, wrote_last_by: str, now: datetime) -> str | None:
        """For what can still be refused. Raises TextTooLong where there are ways, and none carries
        it."""
        channel = await self.choose(letter, wrote_last_by, now)
        ways = self.routing.ways(letter.address, wrote_last_by)
        if channel is None and ways:
            longest, by = max((self.routing.options_of(each).longest, each) for each in ways)
            raise TextTooLong(
                f"at most {longest} characters go at once by {by}, and these are {len(letter.text)}"
            )
        return channel
