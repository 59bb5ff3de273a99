"""Another way for a message whose number proves to be another operator's.

Redis knows which ways were tried. It is asked while no transaction is open, because rows would stay
locked for as long as it takes: whoever finds that he must know breaks off, and begins anew with
the answer.
"""

from collections.abc import Awaitable, Callable
from dataclasses import dataclass, field
from datetime import datetime
from typing import TypeVar

from sqlalchemy.ext.asyncio import AsyncSession

from ussd_gateway.db import Sessions
from ussd_gateway.sending.router import Router
from ussd_gateway.sending.routing import Letter, Routing

Result = TypeVar("Result")
_Misdirected = tuple[Letter, str]


class _Unasked(Exception):
    def __init__(self, misdirected: _Misdirected) -> None:
        super().__init__()
        self.misdirected = misdirected


@dataclass(frozen=True)
class Detours:
    routing: Routing
    _found: dict[_Misdirected, str | None] = field(default_factory=dict)

    def way_of(self, letter: Letter, channel: str) -> str | None:
        """The channel to try next; none where there is none left."""
        if (letter, channel) not in self._found:
            raise _Unasked((letter, channel))
        return self._found[letter, channel]

    async def ask(self, router: Router, misdirected: _Misdirected, now: datetime) -> None:
        self._found[misdirected] = await router.turn_away(*misdirected, now)


async def with_detours(
    sessions: Sessions,
    router: Router,
    clock: Callable[[], datetime],
    record: Callable[[AsyncSession, Detours], Awaitable[Result]],
) -> Result:
    """What `record` does in a transaction of its own, which may be the second or third try."""
    detours = Detours(router.routing)
    while True:
        try:
            async with sessions.begin() as session:
                return await record(session, detours)
        except _Unasked as unasked:
            await detours.ask(router, unasked.misdirected, clock())
