import json
from collections.abc import Sequence

import httpx

from tests.ussd_gateway.channels.suite import Calls, Fields, Request

TOML = """
[channels.simulator-ussd]
type = "simulator_ussd"
secret = { env = "NALISH_SIMULATOR_SECRET" }

[channels.simulator-ussd-bangla]
type = "simulator_ussd"
secret = { env = "NALISH_SIMULATOR_SECRET" }
can_script = true
"""
ENVIRONMENT: dict[str, str] = {}


def request(path: str, fields: Fields, secret: str = "simulator-secret") -> Request:
    return Request(path, json.dumps(fields).encode(), {"X-Simulator-Secret": secret})


def typed(inputs: Sequence[str]) -> Fields:
    return {"id": f"m{len(inputs)}", "is_new": not inputs, "input": inputs[-1] if inputs else ""}


def screen(response: httpx.Response) -> tuple[str, bool]:
    answer = response.json()
    return answer["screen"], answer["ended"]


def calls(channel: str) -> Calls:
    path = f"/channels/{channel}/ussd"
    return Calls(
        channel=channel,
        names={"session": "session", "from": "from", "to": "to"},
        fields=lambda: {"session": "s-1", "from": "01712345678", "to": "*16236#"},
        typed=typed,
        step=lambda fields: request(path, fields),
        stranger=lambda fields: request(path, fields, "wrong"),
        end=lambda fields: request(f"{path}-end", fields),
        screen=screen,
    )


SPEAKS = [calls("simulator-ussd"), calls("simulator-ussd-bangla")]
