from typing import Any, Protocol
from uuid import UUID

import httpx

from ussd_gateway import traces
from ussd_gateway.errors import CaseManagerRefused, CaseManagerUnavailable
from ussd_gateway.messages import Language

_TIMEOUT_SECONDS = 5.0
_WORTH_ANOTHER_TRY = (401, 403, 408, 425, 429)  # a wrong token is set right by an operator


class CaseManager(Protocol):
    async def introduce(
        self, conversation_id: UUID, *, phone: str | None, language: Language
    ) -> None:
        """Without a phone where its operator hides the number."""

    async def report(self, event: dict[str, Any]) -> None: ...


class HttpCaseManager:
    def __init__(self, client: httpx.AsyncClient, token: str) -> None:
        self._client = client
        self._headers = {"Authorization": f"Bearer {token}"}

    async def introduce(
        self, conversation_id: UUID, *, phone: str | None, language: Language
    ) -> None:
        body = {"phone": phone, "language": language}
        await self._call("PUT", f"/api/v1/conversations/{conversation_id}", body)

    async def report(self, event: dict[str, Any]) -> None:
        await self._call("POST", "/api/v1/events", event)

    async def _call(self, method: str, path: str, body: dict[str, Any]) -> None:
        try:
            response = await self._client.request(
                method,
                path,
                json=body,
                headers=self._headers | {"traceparent": traces.traceparent()},
                timeout=_TIMEOUT_SECONDS,
            )
        except httpx.HTTPError as error:
            raise CaseManagerUnavailable(type(error).__name__) from None
        status = response.status_code
        if response.is_success:
            return
        if 400 <= status < 500 and status not in _WORTH_ANOTHER_TRY:
            raise CaseManagerRefused(f"status {status}")
        raise CaseManagerUnavailable(f"status {status}")
