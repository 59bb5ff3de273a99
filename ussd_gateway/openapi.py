"""Writes `ussd_gateway/openapi.json`, the gateway's half of the contract."""

import base64
import json
from pathlib import Path

from pydantic import SecretStr

from ussd_gateway.app import create_app
from ussd_gateway.settings import Mode, Settings

FILE = Path(__file__).parent / "openapi.json"


def render_openapi() -> str:
    """With the simulator's routes; connects to nothing."""
    secret = SecretStr("-")
    settings = Settings(
        mode=Mode.DEMO,
        database_url="postgresql://localhost/none",
        redis_url="redis://localhost:1",
        gateway_token=secret,
        case_manager_token=secret,
        assistant_token=secret,
        grant_key=secret,
        gateway_sealing_keys=SecretStr(f"1:{base64.b64encode(bytes(32)).decode()}"),
        gateway_index_key=secret,
        simulator_secret=secret,
    )
    schema = create_app(settings, channels={}).openapi()
    return json.dumps(schema, indent=2, ensure_ascii=False, sort_keys=True) + "\n"


if __name__ == "__main__":
    FILE.write_text(render_openapi(), "utf-8")
