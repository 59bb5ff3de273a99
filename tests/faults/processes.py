"""The gateway's processes, with channels of each sort, as the fault tests run and kill them."""

import asyncio
import secrets
import subprocess
import sys
import time
from collections.abc import Iterator, Mapping, Sequence
from contextlib import ExitStack, contextmanager
from dataclasses import dataclass
from pathlib import Path

from tests.faults.door import PATH_SECRET
from tests.faults.message_centre import OUR_NUMBER
from tests.ussd_gateway.harness import make_settings
from tests.ussd_gateway.servers import environment, free_ports

_CHANNELS = """
[channels.sms]
type = "external"
path_secret = {{ env = "FAULTS_PATH_SECRET" }}
addresses = ["127.0.0.0/8"]
number = "16236"
segments_per_second = 500
inbound = {{ format = "json", id = "id", from = "from", text = "text" }}

[channels.sms.status]
format = "json"
id = "id"
our_id = "ref"
status = "status"
states = {{ DELIVRD = "delivered" }}

[channels.sms.outbound]
url = "{outside}/sms"
format = "json"
id = "id"
fields = {{ to = "{{recipient}}", text = "{{text}}", ref = "{{id}}" }}

[channels.ussd]
type = "simulator_ussd"
secret = {{ env = "NALISH_SIMULATOR_SECRET" }}
sms_channel = "sms"

[channels.bdapps]
type = "bdapps"
application_id = "APP_000001"
password = {{ env = "FAULTS_PASSWORD" }}
path_secret = {{ env = "FAULTS_PATH_SECRET" }}
addresses = ["127.0.0.0/8"]
api_url = "{outside}"
sms_channel = "sms"

[channels.smpp]
type = "smpp"
host = "127.0.0.1"
port = {centre}
system_id = "nalish"
password = {{ env = "FAULTS_PASSWORD" }}
number = "{number}"
segments_per_second = 500
most_reconnect_seconds = 2
sms_channel = "sms"
ussd = {{}}
"""
_STOP_SECONDS = 35.0  # as Compose gives them


@dataclass
class Process:
    """Of the gateway; its log goes to a file."""

    command: Sequence[str]
    env: Mapping[str, str]
    log: Path
    killed_at: float | None = None
    _running: subprocess.Popen[bytes] | None = None

    def start(self) -> None:
        with self.log.open("ab") as log:
            self._running = subprocess.Popen(self.command, env=self.env, stdout=log, stderr=log)

    def kill(self) -> None:
        assert self._running is not None
        assert self._running.poll() is None, f"it ended by itself: {self.log.read_text()[-2000:]}"
        self._running.kill()
        self._running.wait()
        self.killed_at = time.time()

    async def stop(self) -> None:
        """Raises TimeoutExpired when it does not end in its time."""
        assert self._running is not None
        self._running.terminate()
        await asyncio.to_thread(self._running.wait, _STOP_SECONDS)

    def close(self) -> None:
        if self._running is not None and self._running.poll() is None:
            self._running.kill()
            self._running.wait()


@dataclass(frozen=True)
class Processes:
    web: Sequence[Process]
    workers: Sequence[Process]

    @property
    def all(self) -> list[Process]:
        return [*self.web, *self.workers]

    @property
    def worker_killed_at(self) -> float:
        return max((each.killed_at or 0.0 for each in self.workers), default=0.0)


@dataclass(frozen=True)
class Ports:
    outside: int
    centre: int
    web: Sequence[int]

    @classmethod
    def free(cls, processes: int) -> "Ports":
        outside, centre, *web = free_ports(2 + processes)
        return cls(outside, centre, web)


@contextmanager
def running(
    ports: Ports, workers: int, database_url: str, redis_url: str, folder: Path
) -> Iterator[Processes]:
    outside = f"http://127.0.0.1:{ports.outside}"
    channels = folder / "channels.toml"
    channels.write_text(
        _CHANNELS.format(outside=outside, centre=ports.centre, number=OUR_NUMBER), "utf-8"
    )
    settings = make_settings(
        database_url=database_url,
        redis_url=redis_url,
        redis_prefix=f"nalish-faults-{secrets.token_hex(6)}:",
        channels_file=channels,
    )
    env = environment(
        settings,
        NALISH_ASSISTANT_URL=outside,
        NALISH_CASE_MANAGER_URL=outside,
        FAULTS_PATH_SECRET=PATH_SECRET,
        FAULTS_PASSWORD="faults-password",
    )
    web = [sys.executable, "-m", "ussd_gateway.serving", "--port"]
    worker = [sys.executable, "-m", "ussd_gateway.worker"]
    processes = Processes(
        [Process([*web, str(port)], env, folder / f"web-{port}.log") for port in ports.web],
        [Process(worker, env, folder / f"worker-{n}.log") for n in range(workers)],
    )
    with ExitStack() as stack:
        for each in processes.all:
            stack.callback(each.close)
            each.start()
        yield processes
