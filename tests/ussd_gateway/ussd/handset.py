"""`await phone.dials()`, `await phone.types("1")`, `phone.sees("…")`: a test reads like a call."""

import secrets
from dataclasses import dataclass, field
from typing import Any

from tests.ussd_gateway.harness import Gateway

SECRET = {"X-Simulator-Secret": "simulator-secret"}


@dataclass(repr=False)
class Handset:
    gateway: Gateway
    number: str = "+8801712345678"
    channel: str = "simulator-ussd"
    session: str = ""
    last: dict[str, Any] = field(default_factory=dict)

    async def dials(self, **changes: Any) -> None:
        self.session = secrets.token_hex(8)
        await self.posts(is_new=True, input="", **changes)

    async def types(self, words: str, **changes: Any) -> None:
        await self.posts(is_new=False, input=words, **changes)

    async def posts(self, **fields: Any) -> None:
        body = {
            "session": self.session,
            "from": self.number,
            "to": "*16236#",
            "id": secrets.token_hex(8),
        }
        response = await self.gateway.web.post(
            f"/channels/{self.channel}/ussd", json=body | fields, headers=SECRET
        )
        assert response.status_code == 200, response.text
        self.last = response.json()

    async def hangs_up(self) -> None:
        body = {"session": self.session, "from": self.number}
        path = f"/channels/{self.channel}/ussd-end"
        response = await self.gateway.web.post(path, json=body, headers=SECRET)
        assert response.status_code == 204

    @property
    def screen(self) -> str:
        return str(self.last["screen"])

    def sees(self, *parts: str) -> None:
        for part in parts:
            assert part in self.screen
        assert not self.last["ended"], "the call is over"

    def sees_the_end(self, containing: str) -> None:
        assert containing in self.screen
        assert self.last["ended"]

    async def received_sms(self) -> list[str]:
        recorded = await self.gateway.app.state.recorder.sent_to(self.number)
        return [message.text for message in recorded]
