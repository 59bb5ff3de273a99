"""Our own requests to providers, and what their refusals mean for a message."""

import asyncio
from collections.abc import Mapping
from typing import Any

import httpx

from ussd_gateway.channels.base import ANSWERED_WITHIN_SECONDS
from ussd_gateway.errors import (
    SendDeferred,
    SendFailed,
    SendPostponed,
    SendRefused,
    SendThrottled,
)
from ussd_gateway.messages import Fault

TIMEOUT_SECONDS = 15.0
_LONGEST_ID = 64


def failure(fault: Fault, reason: str) -> SendFailed:
    if fault in (Fault.MESSAGE, Fault.OPTED_OUT, Fault.OTHER_OPERATOR):
        return SendRefused(
            reason,
            opted_out=fault is Fault.OPTED_OUT,
            other_operator=fault is Fault.OTHER_OPERATOR,
        )
    if fault is Fault.THROTTLED:
        return SendThrottled(reason)
    return SendDeferred(reason, needs_operator=fault is Fault.OPERATOR)


def failure_by_http(status: int) -> SendFailed:
    """Of an answer without a code of the provider's own: never the message's fault for sure."""
    return failure(fault_by_http(status), f"http:{status}")


def fault_by_http(status: int) -> Fault:
    if status == 429:
        return Fault.THROTTLED
    if 400 <= status < 500 and status not in (408, 425):
        return Fault.OPERATOR
    return Fault.PASSING


def check_status(response: httpx.Response) -> None:
    """Of a provider whose 400 is about the message. Raises SendRefused or SendDeferred unless it
    is a success."""
    if response.status_code == 400:
        raise failure(Fault.MESSAGE, "http:400")
    if not response.is_success:
        raise failure_by_http(response.status_code)


async def call(http: httpx.AsyncClient, method: str, url: str, **content: Any) -> httpx.Response:
    """Raises SendDeferred when no answer came, SendPostponed when we had no connection free."""
    try:
        async with asyncio.timeout(ANSWERED_WITHIN_SECONDS):  # however slowly each octet comes
            return await http.request(method, url, timeout=TIMEOUT_SECONDS, **content)
    except httpx.PoolTimeout as error:
        raise SendPostponed(type(error).__name__) from None
    except (httpx.HTTPError, TimeoutError) as error:
        raise SendDeferred(type(error).__name__) from None


def read_json(response: httpx.Response) -> Any:
    """None when it is none."""
    try:
        return response.json()
    except ValueError:
        return None


def read_answer(response: httpx.Response) -> Mapping[str, Any]:
    """Empty when it is no JSON object."""
    answer = read_json(response)
    return answer if isinstance(answer, dict) else {}


def id_in(value: object) -> str | None:
    """A provider's id of a message, which may be a number."""
    if isinstance(value, bool) or not isinstance(value, str | int):
        return None
    return str(value) if 0 < len(str(value)) <= _LONGEST_ID else None


def without_plus(phone: str) -> str:
    """8801712345678, as providers in Bangladesh want it."""
    return phone.removeprefix("+")
