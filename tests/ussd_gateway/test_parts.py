import asyncio
from asyncio import StreamReader, StreamWriter
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager

import pytest

from tests.ussd_gateway.harness import make_settings
from ussd_gateway.parts import MOST_SENT_AT_ONCE, Clients

pytestmark = pytest.mark.anyio


@asynccontextmanager
async def silent_provider() -> AsyncIterator[tuple[str, list[bytes]]]:
    """Its address, and what it was asked; nobody is ever answered."""
    heard: list[bytes] = []

    async def hear(reader: StreamReader, writer: StreamWriter) -> None:
        heard.append(await reader.readline())
        await reader.read()
        writer.close()

    async with await asyncio.start_server(hear, "127.0.0.1", 0, backlog=1000) as server:
        host, port = server.sockets[0].getsockname()
        yield f"http://{host}:{port}", heard


async def test_a_provider_that_does_not_answer_may_have_all_that_a_channel_has_in_hand() -> None:
    clients = Clients(make_settings())
    http = clients.open("")
    async with silent_provider() as (url, heard):
        asking = [asyncio.create_task(http.post(url)) for _ in range(MOST_SENT_AT_ONCE)]
        async with asyncio.timeout(20):
            while len(heard) < MOST_SENT_AT_ONCE:
                await asyncio.sleep(0.01)
        for task in asking:
            task.cancel()
        await asyncio.wait(asking)
        await clients.aclose()
