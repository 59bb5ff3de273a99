"""A worker touches a file while its loop turns; the container's check looks at the file's age."""

import asyncio
import os
import subprocess
import sys
import time
from pathlib import Path
from types import ModuleType

import pytest

from case_manager import worker as case_manager_worker
from nalish.place import ROOT
from ussd_gateway import worker as ussd_gateway_worker

WORKERS = pytest.mark.parametrize("worker", [ussd_gateway_worker, case_manager_worker])
LONG_AGO = 1_000_000_000


@pytest.fixture
def file(tmp_path: Path) -> Path:
    return tmp_path / "heartbeat"


@WORKERS
def test_a_worker_touches_its_file_again_and_again(worker: ModuleType, file: Path) -> None:
    async def watch() -> None:
        beating = asyncio.create_task(worker.keep_heartbeat(file, 0.001))
        async with asyncio.timeout(5):
            while not file.exists():
                await asyncio.sleep(0)
            os.utime(file, (LONG_AGO, LONG_AGO))
            while file.stat().st_mtime == LONG_AGO:
                await asyncio.sleep(0)
        beating.cancel()

    asyncio.run(watch())


@WORKERS
def test_without_a_file_there_is_nothing_to_touch(worker: ModuleType) -> None:
    asyncio.run(asyncio.wait_for(worker.keep_heartbeat(None), 5))


@pytest.mark.parametrize(("age_seconds", "exit_code"), [(0, 0), (60, 1)])
def test_the_check_asks_for_a_young_file(file: Path, age_seconds: int, exit_code: int) -> None:
    file.touch()
    then = time.time() - age_seconds
    os.utime(file, (then, then))
    assert check(file) == exit_code


def test_no_file_is_no_life(file: Path) -> None:
    assert check(file) == 1


def check(file: Path) -> int:
    command = [sys.executable, "-S", ROOT / "deploy" / "beating.py", file, "30"]
    return subprocess.run(command, check=False).returncode
