"""An operator to whom screens go by requests of ours."""

import json
from typing import Any

import httpx

from tests.ussd_gateway.channels.bdapps import provider
from tests.ussd_gateway.channels.bdapps.test_adapter import STEP
from tests.ussd_gateway.harness import Gateway


class Operator:
    """Takes every SMS; of screens only those before it is told to refuse them."""

    def __init__(self) -> None:
        self.refusal: httpx.Response | None = None
        self.shown: list[str] = []
        self.sent: list[str] = []

    def __call__(self, request: httpx.Request) -> httpx.Response:
        words = json.loads(request.content)["message"]
        if request.url.path == "/sms/send":
            self.sent.append(words)
            return provider.answer("S1000", messageId=str(len(self.sent)))
        if self.refusal is not None:
            return self.refusal
        self.shown.append(words)
        return provider.answer("S1000")


async def calls(gateway: Gateway, *inputs: str, **changes: Any) -> None:
    """A step, acknowledged."""
    request = provider.request("ussd", STEP | provider.typed(inputs) | changes)
    response = await gateway.web.post(request.path, content=request.body)
    assert provider.error(response) == ""


async def types(gateway: Gateway, *inputs: str, **changes: Any) -> None:
    """A step with its screen."""
    await calls(gateway, *inputs, **changes)
    await gateway.app.state.intake.finish(5)
