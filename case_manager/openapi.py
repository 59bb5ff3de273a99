"""Writes the contract the other parts are built against: `python -m case_manager.openapi`."""

import base64
import json
from pathlib import Path

from fastapi import FastAPI

from case_manager.app import create_app
from case_manager.settings import Mode, Settings

FILE = Path(__file__).with_name("openapi.json")


def render() -> str:
    return json.dumps(_app().openapi(), indent=2, ensure_ascii=False, sort_keys=True) + "\n"


def _app() -> FastAPI:
    """Nothing connects: the settings only have to be well-formed."""
    unused = base64.b64encode(bytes(32)).decode()
    settings = Settings.model_validate(
        {
            "mode": Mode.DEMO,
            "database_url": "postgresql://nowhere/nothing",
            "gateway_token": unused,
            "case_manager_token": unused,
            "grant_key": unused,
            "case_manager_sealing_keys": f"1:{unused}",
            "case_manager_index_key": unused,
            "reference_key": unused,
            "link_key": unused,
        }
    )
    return create_app(settings)


def main() -> None:
    FILE.write_text(render(), encoding="utf-8")


if __name__ == "__main__":
    main()
