"""How questions go to the case manager and come back, over a real socket."""

import asyncio
from collections.abc import AsyncIterator, Awaitable, Callable
from contextlib import asynccontextmanager

import pytest
from aiohttp import web
from running import run

from case_manager_client import CaseManagerUnavailable
from case_manager_client.connection import HttpConnection

Handle = Callable[[web.Request], Awaitable[web.StreamResponse]]
SOON = 0.2  # seconds
LATER = 30.0


@asynccontextmanager
async def case_manager(handle: Handle) -> AsyncIterator[str]:
    runner = web.ServerRunner(web.Server(handle))
    await runner.setup()
    try:
        site = web.TCPSite(runner, "127.0.0.1", 0)
        await site.start()
        host, port = runner.addresses[0]
        yield f"http://{host}:{port}"
    finally:
        await runner.cleanup()


def asked(
    handle: Handle, *, method: str = "GET", body: bytes | None = None, times: int = 1
) -> list[tuple[int, bytes]]:
    async def ask() -> list[tuple[int, bytes]]:
        async with case_manager(handle) as url:
            connection = HttpConnection(f"{url}/", timeout_seconds=SOON)
            try:
                headers = {"Authorization": "Grant <grant>"}
                return [await connection(method, "/path", headers, body) for _ in range(times)]
            finally:
                await connection.aclose()

    answers: list[tuple[int, bytes]] = run(ask())
    return answers


async def says_what_it_heard(request: web.Request) -> web.Response:
    heard = (request.method, request.path, request.headers["Authorization"], request.content_type)
    return web.Response(status=201, text=" ".join(heard) + " " + await request.text())


class TestAnswers:
    def test_come_with_their_status(self) -> None:
        body = '{"text": "ভাতা"}'.encode()
        ((status, said),) = asked(says_what_it_heard, method="POST", body=body)
        assert status == 201
        assert said.decode() == 'POST /path Grant <grant> application/json {"text": "ভাতা"}'

    def test_come_over_one_connection(self) -> None:
        ports = set()

        async def remember(request: web.Request) -> web.Response:
            assert request.transport is not None
            ports.add(request.transport.get_extra_info("peername"))
            return web.Response()

        asked(remember, times=5)
        assert len(ports) == 1

    def test_keep_nothing_for_the_next_question(self) -> None:
        cookies = []

        async def set_cookie(request: web.Request) -> web.Response:
            cookies.append(dict(request.cookies))
            answer = web.Response()
            answer.set_cookie("who", "someone")
            return answer

        asked(set_cookie, times=2)
        assert cookies == [{}, {}]

    def test_a_grant_goes_nowhere_else(self) -> None:
        asked_for = []

        async def lead_on(request: web.Request) -> web.Response:
            asked_for.append(request.path)
            return web.Response(status=307, headers={"Location": "/elsewhere"})

        ((status, _),) = asked(lead_on)
        assert (status, asked_for) == (307, ["/path"])


class TestNoAnswer:
    def test_that_comes_too_late(self) -> None:
        async def wait(request: web.Request) -> web.Response:
            await asyncio.sleep(LATER)
            return web.Response()

        with pytest.raises(CaseManagerUnavailable, match="TimeoutError"):
            asked(wait)

    def test_that_never_ends(self) -> None:
        async def begin(request: web.Request) -> web.StreamResponse:
            answer = web.StreamResponse()
            await answer.prepare(request)
            await answer.write(b"{")
            await asyncio.sleep(LATER)
            return answer

        with pytest.raises(CaseManagerUnavailable, match="TimeoutError"):
            asked(begin)

    def test_from_a_connection_that_breaks(self) -> None:
        async def hang_up(request: web.Request) -> web.Response:
            assert request.transport is not None
            request.transport.close()
            return web.Response()

        with pytest.raises(CaseManagerUnavailable, match="ServerDisconnectedError"):
            asked(hang_up)

    def test_where_nobody_listens(self) -> None:
        async def ask() -> None:
            connection = HttpConnection("http://127.0.0.1:9")
            try:
                await connection("GET", "/path", {}, None)
            finally:
                await connection.aclose()

        with pytest.raises(CaseManagerUnavailable, match="ClientConnectorError"):
            run(ask())
