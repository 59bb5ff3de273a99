"""Basic phones that call a house's simulator channel, as many at once as one wants."""

import secrets
from collections.abc import AsyncIterator, Sequence
from contextlib import asynccontextmanager

import aiohttp

from benchmarks.standing_house import StandingHouse

CODE = "*16236#"
_PATH = "/channels/simulator-ussd/ussd"


@asynccontextmanager
async def calling(house: StandingHouse) -> AsyncIterator[aiohttp.ClientSession]:
    headers = {"X-Simulator-Secret": house.simulator.secret}
    url = house.simulator.gateway_url
    async with aiohttp.ClientSession(url, headers=headers, raise_for_status=True) as client:
        yield client


class Caller:
    """One call of one phone."""

    def __init__(self, client: aiohttp.ClientSession, phone: str) -> None:
        self._client = client
        self._about = {"session": secrets.token_hex(8), "from": phone, "to": CODE}

    async def dial(self) -> str:
        """The first screen."""
        return await self._step("", is_new=True)

    async def answer(self, text: str) -> str:
        return await self._step(text, is_new=False)

    async def hang_up(self) -> None:
        ended = self._about | {"id": secrets.token_hex(8)}
        async with self._client.post(f"{_PATH}-end", json=ended):
            pass

    async def _step(self, text: str, *, is_new: bool) -> str:
        step = self._about | {"id": secrets.token_hex(8), "is_new": is_new, "input": text}
        async with self._client.post(_PATH, json=step) as response:
            told = await response.json()
        return str(told["screen"])


async def press(client: aiohttp.ClientSession, phone: str, pressed: Sequence[str]) -> list[str]:
    """The screens of a whole call, the first one's included."""
    caller = Caller(client, phone)
    screens = [await caller.dial()]
    for text in pressed:
        screens.append(await caller.answer(text))
    await caller.hang_up()
    return screens
