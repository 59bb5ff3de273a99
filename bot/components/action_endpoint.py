"""The way from the assistant to its action server."""

import asyncio
from typing import Any

import aiohttp
import structlog
from rasa.utils.endpoints import ClientResponseError, EndpointConfig

logger = structlog.get_logger(__name__)

TIMEOUT_SECONDS = 8.0
_REJECTED = 400


class ActionServer(EndpointConfig):
    """Rasa loses the events of an action that fails and goes on as if it had run.

    Here a failed call says the apology instead, by which the channel knows to take the turn back.
    """

    def __init__(self, url: str, token: str) -> None:
        super().__init__(
            url=f"{url.rstrip('/')}/webhook",
            headers={"Authorization": f"Bearer {token}"},
            enable_selective_domain=True,
        )

    async def request(self, *args: Any, **kwargs: Any) -> Any:
        kwargs["timeout"] = aiohttp.ClientTimeout(total=TIMEOUT_SECONDS)
        try:
            return await super().request(*args, **kwargs)
        except ClientResponseError as error:
            if error.status == _REJECTED:
                raise
            logger.error("action_server.refused", status=error.status)
        except (aiohttp.ClientError, asyncio.TimeoutError) as error:
            logger.error("action_server.unreachable", error=type(error).__name__)
        return {"events": [], "responses": [{"response": "utter_apology"}]}
