"""The best channel for a contact now: the rules, less what does not work."""

from collections.abc import Collection
from dataclasses import dataclass
from datetime import datetime
from uuid import UUID

from ussd_gateway.addresses import Address
from ussd_gateway.sending.health import Health
from ussd_gateway.sending.routing import Routing


@dataclass(frozen=True)
class Router:
    routing: Routing
    health: Health

    async def turn_away(
        self, contact_id: UUID, address: Address, channel: str, now: datetime
    ) -> str | None:
        """Remembers that the number is no longer one of this channel's operator; the next way."""
        await self.health.remember_moved(contact_id, channel)
        tried = await self.health.moved_from(contact_id)
        return await self.choose(contact_id, address, channel, now, without=tried)

    async def choose(
        self,
        contact_id: UUID,
        address: Address,
        wrote_last_by: str,
        now: datetime,
        *,
        without: Collection[str] = (),
    ) -> str | None:
        """A channel that fails is better than none, unless it is one to do without."""
        ways = [each for each in self.routing.ways(address, wrote_last_by) if each not in without]
        if len(ways) < 2:
            return ways[0] if ways else None
        moved_from = await self.health.moved_from(contact_id)
        ways = [each for each in ways if each not in moved_from] or ways
        for each in ways:
            if not await self.health.is_open(each, now):
                return each
        return ways[0]
