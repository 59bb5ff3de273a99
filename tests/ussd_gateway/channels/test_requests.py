"""What every channel's own requests have in common."""

import asyncio

import httpx
import pytest

from ussd_gateway.channels import requests
from ussd_gateway.channels.requests import (
    call,
    check_status,
    failure,
    failure_by_http,
    id_in,
    read_answer,
)
from ussd_gateway.errors import SendDeferred, SendPostponed, SendRefused, SendThrottled
from ussd_gateway.messages import Fault

pytestmark = pytest.mark.anyio


@pytest.mark.parametrize(
    "error", [httpx.ConnectError, httpx.ReadTimeout, httpx.RemoteProtocolError]
)
async def test_no_answer_is_worth_another_try(error: type[httpx.TransportError]) -> None:
    def fail(request: httpx.Request) -> httpx.Response:
        raise error("…", request=request)

    async with httpx.AsyncClient(transport=httpx.MockTransport(fail)) as http:
        with pytest.raises(SendDeferred, match=error.__name__):
            await call(http, "POST", "https://provider.example")


async def test_without_a_free_connection_nobody_was_asked() -> None:
    def fail(request: httpx.Request) -> httpx.Response:
        raise httpx.PoolTimeout("…", request=request)

    async with httpx.AsyncClient(transport=httpx.MockTransport(fail)) as http:
        with pytest.raises(SendPostponed):
            await call(http, "POST", "https://provider.example")


async def test_an_answer_that_drips_is_not_waited_for_until_its_end(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    monkeypatch.setattr(requests, "ANSWERED_WITHIN_SECONDS", 0.05)

    async def hang(_: httpx.Request) -> httpx.Response:
        await asyncio.sleep(60)
        raise AssertionError

    async with httpx.AsyncClient(transport=httpx.MockTransport(hang)) as http:
        with pytest.raises(SendDeferred, match="TimeoutError"):
            await call(http, "POST", "https://provider.example")


@pytest.mark.parametrize("body", [b"", b"[]", b"1", b"{", b"\xff"])
def test_what_is_no_object_says_nothing(body: bytes) -> None:
    assert read_answer(httpx.Response(200, content=body)) == {}


@pytest.mark.parametrize(
    ("value", "expected"),
    [("a", "a"), (7, "7"), (True, None), ("", None), (None, None), ("x" * 65, None), (1.5, None)],
)
def test_an_id_is_a_short_word_or_a_number(value: object, expected: str | None) -> None:
    assert id_in(value) == expected


def test_only_a_fault_of_the_message_is_final() -> None:
    assert isinstance(failure(Fault.MESSAGE, "r"), SendRefused)
    opted_out = failure(Fault.OPTED_OUT, "r")
    assert isinstance(opted_out, SendRefused)
    assert opted_out.opted_out
    for fault in (Fault.THROTTLED, Fault.PASSING, Fault.OPERATOR):
        failed = failure(fault, "r")
        assert isinstance(failed, SendDeferred)
        assert failed.needs_operator is (fault is Fault.OPERATOR)
        assert isinstance(failed, SendThrottled) is (fault is Fault.THROTTLED)


@pytest.mark.parametrize(
    ("status", "is_operators"),
    [
        (400, True),
        (404, True),
        (408, False),
        (425, False),
        (429, False),
        (500, False),
        (302, False),
    ],
)
def test_a_status_alone_is_nobodys_final_word(status: int, is_operators: bool) -> None:
    failed = failure_by_http(status)
    assert isinstance(failed, SendDeferred)
    assert (failed.reason, failed.needs_operator) == (f"http:{status}", is_operators)
    assert isinstance(failed, SendThrottled) is (status == 429)


def test_where_a_400_is_about_the_message_it_is_the_last_word() -> None:
    check_status(httpx.Response(201))
    with pytest.raises(SendRefused, match="http:400"):
        check_status(httpx.Response(400))
    with pytest.raises(SendDeferred, match="http:404"):
        check_status(httpx.Response(404))
