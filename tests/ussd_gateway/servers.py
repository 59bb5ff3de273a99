"""The fakes behind real sockets, and the real worker as a process of its own."""

import json
import os
import signal
import socket
import subprocess
import sys
import time
from collections.abc import Callable, Iterator
from contextlib import ExitStack, contextmanager
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from threading import Thread
from typing import Any

import httpx

from tests.ussd_gateway.channels import suite
from ussd_gateway.settings import Settings

Handle = Callable[[str, str, dict[str, Any]], tuple[int, dict[str, Any]]]


@contextmanager
def serving(handle: Handle) -> Iterator[str]:
    """The address at which `handle(path, authorization, body)` answers."""

    class Handler(BaseHTTPRequestHandler):
        protocol_version = "HTTP/1.1"

        def do_POST(self) -> None:
            body = json.loads(self.rfile.read(int(self.headers["Content-Length"])))
            status, answer = handle(self.path, self.headers.get("Authorization", ""), body)
            content = json.dumps(answer).encode()
            self.send_response(status)
            self.send_header("Content-Length", str(len(content)))
            self.end_headers()
            self.wfile.write(content)

        do_PUT = do_POST

        def log_message(self, *_: Any) -> None:
            pass

    server = ThreadingHTTPServer(("127.0.0.1", 0), Handler)
    thread = Thread(target=server.serve_forever, kwargs={"poll_interval": 0.05})
    thread.start()
    try:
        yield f"http://127.0.0.1:{server.server_port}"
    finally:
        server.shutdown()
        thread.join()
        server.server_close()


def environment(settings: Settings, **changes: str) -> dict[str, str]:
    """What a process needs to read these settings again."""
    named = {
        "NALISH_MODE": settings.mode,
        "DATABASE_URL": settings.database_url,
        "REDIS_URL": settings.redis_url,
        "NALISH_REDIS_PREFIX": settings.redis_prefix,
        "NALISH_GATEWAY_PUBLIC_URL": settings.gateway_public_url,
        "NALISH_GATEWAY_TOKEN": settings.gateway_token.get_secret_value(),
        "NALISH_CASE_MANAGER_TOKEN": settings.case_manager_token.get_secret_value(),
        "NALISH_ASSISTANT_TOKEN": settings.assistant_token.get_secret_value(),
        "NALISH_GRANT_KEY": settings.grant_key.get_secret_value(),
        "NALISH_GATEWAY_SEALING_KEYS": settings.gateway_sealing_keys.get_secret_value(),
        "NALISH_GATEWAY_INDEX_KEY": settings.gateway_index_key.get_secret_value(),
        "NALISH_SIMULATOR_SECRET": settings.simulator_secret.get_secret_value(),
        "NALISH_TURN_LOCK_SECONDS": "1",
        "NALISH_GATEWAY_WORKER_PORT": "0",
    }
    if settings.channels_file:
        named["NALISH_CHANNELS_FILE"] = str(settings.channels_file)
    return {"PATH": os.environ["PATH"], **suite.environment(), **named, **changes}


class Worker:
    def __init__(self, env: dict[str, str]) -> None:
        self._process = subprocess.Popen(
            [sys.executable, "-m", "ussd_gateway.worker"], env=env, stderr=subprocess.PIPE
        )

    def wait_until_ready(self) -> None:
        assert self._process.stderr is not None
        line = self._process.stderr.readline()
        assert b'"ready"' in line, line

    def kill(self) -> None:
        self._process.send_signal(signal.SIGKILL)
        self._process.wait()

    def stop(self) -> int:
        self._process.send_signal(signal.SIGTERM)
        return self._process.wait(20)

    def is_running(self) -> bool:
        return self._process.poll() is None

    def close(self) -> None:
        if self.is_running():
            self.kill()
        assert self._process.stderr is not None
        self._process.stderr.close()


@contextmanager
def running_worker(env: dict[str, str]) -> Iterator[Worker]:
    worker = Worker(env)
    try:
        worker.wait_until_ready()
        yield worker
    finally:
        worker.close()


def free_ports(count: int) -> list[int]:
    with ExitStack() as stack:
        sockets = [stack.enter_context(socket.socket()) for _ in range(count)]
        for each in sockets:
            each.bind(("127.0.0.1", 0))
        return [each.getsockname()[1] for each in sockets]


@contextmanager
def running_gateway(env: dict[str, str], port: int) -> Iterator[subprocess.Popen[bytes]]:
    """The real web app; its log goes where the test's own output goes."""
    command = [sys.executable, "-m", "ussd_gateway.serving", "--port", str(port)]
    with running(command, env) as process:
        wait_for(lambda: _is_ready(port))
        yield process


@contextmanager
def running(
    command: list[str], env: dict[str, str], **options: Any
) -> Iterator[subprocess.Popen[bytes]]:
    with subprocess.Popen(command, env=env, **options) as process:
        try:
            yield process
        finally:
            process.send_signal(signal.SIGTERM)
            process.wait(20)


def _is_ready(port: int) -> bool:
    try:
        return httpx.get(f"http://127.0.0.1:{port}/readyz").status_code == 200
    except httpx.TransportError:
        return False


def wait_for(condition: Callable[[], bool], seconds: float = 30.0) -> None:
    deadline = time.monotonic() + seconds
    while not condition():
        assert time.monotonic() < deadline, "it did not happen in time"
        time.sleep(0.02)
