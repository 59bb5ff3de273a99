"""The whole house on embedded engines, from the first start to the last process."""

import os
import re
import signal
import subprocess
import sys
import time
from collections.abc import Callable
from pathlib import Path

import httpx
import psutil
import pytest

pytestmark = [pytest.mark.running, pytest.mark.assistant]

STOP_SECONDS = 10
START_SECONDS = 240
Eventually = Callable[..., bool]


def environment(state_dir: Path, free_ports: list[int]) -> dict[str, str]:
    ours = ("NALISH_", "DATABASE_URL", "REDIS_URL")
    clean = {name: value for name, value in os.environ.items() if not name.startswith(ours)}
    names = ("GATEWAY", "GATEWAY_WORKER", "CASE_MANAGER", "ASSISTANT", "ACTIONS")
    ports = {f"NALISH_{name}_PORT": str(port) for name, port in zip(names, free_ports, strict=True)}
    return clean | ports | {"NALISH_STATE_DIR": str(state_dir), "NALISH_MODE": "production"}


def test_starts_restarts_what_dies_and_leaves_nothing(
    state_dir: Path, free_ports: list[int], eventually: Eventually
) -> None:
    log = state_dir / "run.log"

    def said(words: str) -> bool:
        return words in log.read_text(errors="replace")

    with (
        log.open("wb") as output,
        subprocess.Popen(
            [Path(sys.executable).with_name("nalish"), "run"],
            env=environment(state_dir, free_ports),
            cwd=state_dir,
            stdin=subprocess.DEVNULL,
            stdout=output,
            stderr=subprocess.STDOUT,
        ) as house,
    ):
        try:
            assert eventually(
                lambda: said("Nalish is ready.") or house.poll() is not None, START_SECONDS
            )
            assert house.poll() is None, log.read_text(errors="replace")[-3000:]
            gateway = f"http://127.0.0.1:{free_ports[0]}"
            assert httpx.get(f"{gateway}/readyz").status_code == 200
            assert httpx.get(f"{gateway}/simulator/outgoing").status_code == 404
            _kill_one("ussd_gateway.worker", house.pid)
            assert eventually(lambda: said("gateway-worker ended (terminated by SIGKILL)"))
            everyone = psutil.Process(house.pid).children(recursive=True)
            started = time.monotonic()
        finally:
            house.send_signal(signal.SIGTERM)
            house.wait(30)
    assert house.returncode == 0
    assert time.monotonic() - started < STOP_SECONDS
    assert len(everyone) >= 8
    assert [one for one in everyone if one.is_running()] == []
    assert not re.search(r"Traceback", log.read_text(errors="replace"))


def _kill_one(module: str, parent: int) -> None:
    family = psutil.Process(parent).children(recursive=True)
    next(one for one in family if module in one.cmdline()).kill()
