"""One SMS through the whole running system: in by the simulator channel, the answers out of it."""

import json
import os
import time
from collections.abc import Mapping
from dataclasses import dataclass
from pathlib import Path
from typing import Any, Self
from uuid import uuid4

import httpx

from nalish.refusals import Refusal

ANSWER_SECONDS = 90.0
_NOT_RUNNING = (
    "No running demonstration was found: start it with `nalish run`, or set NALISH_GATEWAY_URL and "
    "NALISH_SIMULATOR_SECRET."
)


@dataclass(frozen=True)
class Simulator:
    """Where the simulator channel of a running house takes messages."""

    inbound_url: str
    secret: str

    @classmethod
    def find(cls, state_dir: Path, given: Mapping[str, str] = os.environ) -> Self:
        url, secret = given.get("NALISH_GATEWAY_URL"), given.get("NALISH_SIMULATOR_SECRET")
        if url and secret:
            return cls(f"{url.rstrip('/')}/channels/simulator/inbound", secret)
        try:
            told = json.loads((state_dir / "demo.json").read_text())
        except FileNotFoundError:
            raise Refusal(_NOT_RUNNING) from None
        channel = next(one for one in told["channels"] if one["type"] == "simulator")
        return cls(channel["inbound_url"], channel["secret"])

    def send(
        self, number: str, text: str, *, transport: httpx.BaseTransport | None = None
    ) -> list[str]:
        """The replies to this one message, once all of them are there."""
        headers = {"X-Simulator-Secret": self.secret}
        client = httpx.Client(headers=headers, timeout=15, trust_env=False, transport=transport)
        with client:
            message_id = f"cli-{uuid4().hex}"
            sent = {"id": message_id, "from": number, "text": text}
            _answer(client, "POST", self.inbound_url, json=sent)
            deadline = time.monotonic() + ANSWER_SECONDS
            while time.monotonic() < deadline:
                told = _answer(client, "GET", f"{self.inbound_url}/{message_id}")
                if told["status"] != "pending":
                    return [str(reply) for reply in told["replies"]]
                time.sleep(0.2)
        raise Refusal(f"No answer after {ANSWER_SECONDS:.0f} seconds; the message is kept.")


def _answer(client: httpx.Client, method: str, url: str, **options: Any) -> dict[str, Any]:
    try:
        answer = client.request(method, url, **options)
    except httpx.TransportError:
        raise Refusal("The gateway does not answer: is `nalish run` still running?") from None
    if answer.is_success:
        told: dict[str, Any] = answer.json()
        return told
    try:
        detail = answer.json()["detail"]
    except (ValueError, KeyError):
        detail = f"HTTP {answer.status_code}"
    raise Refusal(f"The gateway refused the message: {detail}.")
