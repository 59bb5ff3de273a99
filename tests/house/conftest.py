import socket
import time
from collections.abc import Callable, Iterator
from contextlib import ExitStack
from pathlib import Path

import psutil
import pytest


@pytest.fixture
def state_dir(engines_dir: Path, request: pytest.FixtureRequest) -> Path:
    folder = engines_dir / request.node.name
    folder.mkdir()
    return folder


@pytest.fixture(scope="session")
def eventually() -> Callable[..., bool]:
    def wait(condition: Callable[[], bool], seconds: float = 15) -> bool:
        deadline = time.monotonic() + seconds
        while not (met := condition()) and time.monotonic() < deadline:
            time.sleep(0.05)
        return met

    return wait


@pytest.fixture(scope="session")
def working_in() -> Callable[[Path], list[psutil.Process]]:
    """The processes whose current folder lies in this one."""

    def find(folder: Path) -> Iterator[psutil.Process]:
        for process in psutil.process_iter(["cwd"]):
            if (process.info["cwd"] or "").startswith(str(folder)):
                yield process

    return lambda folder: list(find(folder))


@pytest.fixture
def free_ports() -> list[int]:
    with ExitStack() as stack:
        sockets = [stack.enter_context(socket.socket()) for _ in range(5)]
        for each in sockets:
            each.bind(("127.0.0.1", 0))
        return [each.getsockname()[1] for each in sockets]


@pytest.fixture
def free_port(free_ports: list[int]) -> int:
    return free_ports[0]
