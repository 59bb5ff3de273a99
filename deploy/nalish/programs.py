"""The programs of the house: how each is started and how it says that it is ready."""

import sys
from collections.abc import Mapping
from dataclasses import dataclass
from math import ceil
from pathlib import Path

from nalish.environment import (
    ASSISTANT_VARIABLES,
    CASE_MANAGER_VARIABLES,
    GATEWAY_VARIABLES,
    MAILBOX_VARIABLES,
    channel_variables,
    interoperability_variables,
    only,
)
from nalish.place import ROOT

BOT = ROOT / "bot"
STOP_SECONDS = 4  # then a program that is still there is killed
BOT_PYTHON = BOT / ".venv" / "bin" / "python"


@dataclass(frozen=True)
class Program:
    """`ready_url` answers 200 when the program is ready; without one it logs the word `ready`.

    After `stop_seconds` a program that is still there is killed.
    """

    name: str
    command: tuple[str, ...]
    folder: Path
    environment: Mapping[str, str]
    ready_url: str | None
    stop_seconds: int = STOP_SECONDS


def programs(described: Mapping[str, str]) -> list[Program]:
    gateway = only(GATEWAY_VARIABLES | channel_variables(described), described)
    stop_seconds = _stop_seconds(described)
    case_manager = only(CASE_MANAGER_VARIABLES | interoperability_variables(described), described)
    assistant = only(ASSISTANT_VARIABLES, described)
    house = [
        _gateway(gateway, described["NALISH_GATEWAY_PORT"], stop_seconds),
        _worker("gateway-worker", "ussd_gateway", gateway, stop_seconds=stop_seconds),
        _web(
            "case-manager", "case_manager.app", case_manager, described["NALISH_CASE_MANAGER_PORT"]
        ),
        _worker("case-manager-worker", "case_manager", case_manager),
        _bot("actions", "actions.server", assistant, f"{described['NALISH_ACTIONS_URL']}/healthz"),
        _bot("assistant", "server", assistant, f"{described['NALISH_ASSISTANT_URL']}/"),
    ]
    if described["NALISH_MODE"] != "production":
        mailbox = only(MAILBOX_VARIABLES, described)
        port = described["NALISH_MAILBOX_PORT"]
        house.append(_web("mailbox", "case_manager.demo.mailbox", mailbox, port))
    return house


def _stop_seconds(described: Mapping[str, str]) -> int:
    """When a process of the gateway is killed that has not ended by itself, as it should."""
    finish_seconds = ceil(float(described["NALISH_FINISH_SECONDS"]))
    return STOP_SECONDS if finish_seconds < STOP_SECONDS else finish_seconds + STOP_SECONDS


def _gateway(environment: Mapping[str, str], port: str, stop_seconds: int) -> Program:
    command = (sys.executable, "-m", "ussd_gateway.serving", "--port", port)
    return Program("gateway", command, ROOT, environment, _ready(port), stop_seconds)


def _web(name: str, module: str, environment: Mapping[str, str], port: str) -> Program:
    command = (sys.executable, "-m", "uvicorn", "--factory", f"{module}:create_app")
    options = ("--host", "127.0.0.1", "--port", port, "--no-access-log", "--no-server-header")
    closing = ("--timeout-graceful-shutdown", "3", "--log-level", "warning")
    return Program(name, command + options + closing, ROOT, environment, _ready(port))


def _ready(port: str) -> str:
    return f"http://127.0.0.1:{port}/readyz"


def _worker(
    name: str, package: str, environment: Mapping[str, str], *, stop_seconds: int = STOP_SECONDS
) -> Program:
    command = (sys.executable, "-m", f"{package}.worker")
    return Program(name, command, ROOT, environment, None, stop_seconds)


def _bot(name: str, module: str, environment: Mapping[str, str], ready_url: str) -> Program:
    return Program(name, (str(BOT_PYTHON), "-m", module), BOT, environment, ready_url)
