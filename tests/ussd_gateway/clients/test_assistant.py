"""The assistant is asked over a real connection on loopback."""

import asyncio
from collections.abc import AsyncIterator, Awaitable, Callable
from contextlib import asynccontextmanager

import pytest

from ussd_gateway.clients.assistant import AiohttpPost
from ussd_gateway.errors import AssistantUnavailable

pytestmark = pytest.mark.anyio
Answer = Callable[[bytes, asyncio.StreamWriter], Awaitable[None]]


@asynccontextmanager
async def assistant(answer: Answer) -> AsyncIterator[AiohttpPost]:
    served: set[asyncio.Task[None]] = set()

    async def serve(reader: asyncio.StreamReader, writer: asyncio.StreamWriter) -> None:
        if task := asyncio.current_task():
            served.add(task)
        head = await reader.readuntil(b"\r\n\r\n")
        length = next(
            int(line.split(b":")[1])
            for line in head.lower().split(b"\r\n")
            if line.startswith(b"content-length")
        )
        await answer(head + await reader.readexactly(length), writer)
        writer.close()
        await writer.wait_closed()

    server = await asyncio.start_server(serve, "127.0.0.1", 0)
    port = server.sockets[0].getsockname()[1]
    post = AiohttpPost(f"http://127.0.0.1:{port}")
    try:
        yield post
    finally:
        await post.aclose()
        server.close()
        await asyncio.gather(*served)


async def test_it_hears_path_headers_and_body_and_is_heard() -> None:
    heard = b""

    async def answer(request: bytes, writer: asyncio.StreamWriter) -> None:
        nonlocal heard
        heard = request
        writer.write(b"HTTP/1.1 503 Busy\r\nContent-Length: 2\r\n\r\n{}")
        await writer.drain()

    async with assistant(answer) as post:
        said = await post("/turns", b'{"a": 1}', {"Authorization": "Bearer x"}, 5)
    assert said == (503, b"{}")
    assert heard.startswith(b"POST /turns HTTP/1.1\r\n")
    assert b"Authorization: Bearer x\r\n" in heard
    assert heard.endswith(b'{"a": 1}')


async def test_one_that_takes_too_long_is_unavailable() -> None:
    async def answer(_: bytes, writer: asyncio.StreamWriter) -> None:
        await asyncio.sleep(0.2)

    async with assistant(answer) as post:
        with pytest.raises(AssistantUnavailable, match="TimeoutError"):
            await post("/turns", b"{}", {}, 0.05)


async def test_one_that_hangs_up_is_unavailable() -> None:
    async def answer(_: bytes, writer: asyncio.StreamWriter) -> None:
        return

    async with assistant(answer) as post:
        with pytest.raises(AssistantUnavailable, match="ServerDisconnected"):
            await post("/turns", b"{}", {}, 5)


async def test_one_that_is_not_there_is_unavailable() -> None:
    post = AiohttpPost("http://127.0.0.1:1")
    with pytest.raises(AssistantUnavailable, match="ClientConnector"):
        await post("/turns", b"{}", {}, 5)
    await post.aclose()
