"""How the world reaches the gateway: by any of its web processes, until one answers."""

import asyncio
import random
from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any

import aiohttp

Body = dict[str, Any]
_PATIENCE_SECONDS = 15.0  # as Twilio's
PATH_SECRET = "p" * 32
_WITH_SECRET = ("/channels/sms/", "/channels/bdapps/")
HEADERS = {"X-Simulator-Secret": "simulator-secret", "Authorization": "Bearer gateway-token"}


class Unanswered(Exception):
    """The process died, or there was none."""


@dataclass(repr=False)
class Door:
    client: aiohttp.ClientSession
    ports: Sequence[int]
    acknowledged: int = 0
    knocked_again: int = 0

    async def posts(self, path: str, body: Body) -> Body:
        """Until it is acknowledged."""
        while True:
            try:
                return await self.posts_once(path, body)
            except Unanswered:
                self.knocked_again += 1
                await asyncio.sleep(random.uniform(0.05, 0.3))

    async def posts_once(self, path: str, body: Body) -> Body:
        if path.startswith(_WITH_SECRET):
            path = f"{path}/{PATH_SECRET}"
        url = f"http://127.0.0.1:{random.choice(self.ports)}{path}"
        timeout = aiohttp.ClientTimeout(total=_PATIENCE_SECONDS)
        try:
            async with self.client.post(
                url, json=body, headers=HEADERS, timeout=timeout
            ) as response:
                content = await response.read()
                if response.status >= 500:
                    raise Unanswered
                is_kept = response.status == 404 and "/status" in path  # until its receipt comes
                assert response.ok or is_kept, f"{path.split('/')[2]}: {response.status}"
                is_json = response.content_type == "application/json"
                answer: Body = await response.json() if is_json and content else {}
        except (aiohttp.ClientError, TimeoutError) as error:
            raise Unanswered from error
        self.acknowledged += 1
        return answer
