"""The programs of the house: how each is started and how it says that it is ready."""

import sys
from collections.abc import Mapping
from dataclasses import dataclass
from pathlib import Path

from nalish.environment import (
    ASSISTANT_VARIABLES,
    CASE_MANAGER_VARIABLES,
    GATEWAY_VARIABLES,
    MAILBOX_VARIABLES,
    channel_variables,
    only,
)
from nalish.place import ROOT

BOT = ROOT / "bot"
BOT_PYTHON = BOT / ".venv" / "bin" / "python"


@dataclass(frozen=True)
class Program:
    """`ready_url` answers 200 when the program is ready; without one it logs the word `ready`."""

    name: str
    command: tuple[str, ...]
    folder: Path
    environment: Mapping[str, str]
    ready_url: str | None


def programs(described: Mapping[str, str]) -> list[Program]:
    gateway = only(GATEWAY_VARIABLES | channel_variables(described), described)
    case_manager = only(CASE_MANAGER_VARIABLES, described)
    assistant = only(ASSISTANT_VARIABLES, described)
    house = [
        _web("gateway", "ussd_gateway.app", gateway, described["NALISH_GATEWAY_PORT"]),
        _worker("gateway-worker", "ussd_gateway", gateway),
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


def _web(name: str, module: str, environment: Mapping[str, str], port: str) -> Program:
    command = (sys.executable, "-m", "uvicorn", "--factory", f"{module}:create_app")
    options = ("--host", "127.0.0.1", "--port", port, "--no-access-log", "--no-server-header")
    closing = ("--timeout-graceful-shutdown", "3", "--log-level", "warning")
    url = f"http://127.0.0.1:{port}/readyz"
    return Program(name, command + options + closing, ROOT, environment, url)


def _worker(name: str, package: str, environment: Mapping[str, str]) -> Program:
    command = (sys.executable, "-m", f"{package}.worker")
    return Program(name, command, ROOT, environment, None)


def _bot(name: str, module: str, environment: Mapping[str, str], ready_url: str) -> Program:
    return Program(name, (str(BOT_PYTHON), "-m", module), BOT, environment, ready_url)
