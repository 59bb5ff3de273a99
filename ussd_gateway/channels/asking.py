"""How adapters ask their providers: in time, and with an answer that can be read."""

from typing import Any

import httpx

from ussd_gateway.errors import SendDeferred, SendRefused

TIMEOUT_SECONDS = 15.0


async def post(http: httpx.AsyncClient, url: str, **content: Any) -> httpx.Response:
    """Raises SendDeferred when no answer came."""
    try:
        return await http.post(url, timeout=TIMEOUT_SECONDS, **content)
    except httpx.HTTPError as error:
        raise SendDeferred(type(error).__name__) from None


def read_answer(response: httpx.Response) -> dict[str, Any]:
    """Empty unless it is a JSON object."""
    try:
        answer = response.json()
    except ValueError:
        return {}
    return answer if isinstance(answer, dict) else {}


def check_status(response: httpx.Response) -> None:
    """For providers whose refusals say no more than HTTP does. Raises SendRefused or
    SendDeferred unless it is a success."""
    if response.is_success:
        return
    status = response.status_code
    reason = f"http:{status}"
    if status in (401, 403):
        raise SendDeferred(reason, needs_operator=True)
    if status == 429 or status >= 500:
        raise SendDeferred(reason)
    raise SendRefused(reason)
