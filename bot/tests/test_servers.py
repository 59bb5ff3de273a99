"""The two servers as they are started: with their tokens, without a word in their logs."""

import base64
import os
import signal
import socket
import subprocess
import sys
import threading
import time
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from pathlib import Path

import httpx
import pytest
from fake_case_manager import FakeCaseManager
from phone import Phone
from running import run

BOT = Path(__file__).parents[1]
ACTIONS_TOKEN = "a" * 32
ASSISTANT_TOKEN = "b" * 32
LONGEST_START_SECONDS = 90.0
LONGEST_STOP_SECONDS = 5.0


def free_port() -> int:
    with socket.create_server(("127.0.0.1", 0)) as listening:
        return int(listening.getsockname()[1])


@contextmanager
def case_manager() -> Iterator[str]:
    fake = FakeCaseManager()

    class Handler(BaseHTTPRequestHandler):
        def do_GET(self) -> None:
            length = int(self.headers.get("Content-Length") or 0)
            said = self.rfile.read(length)
            status, answer = run(fake(self.command, self.path, dict(self.headers), said))
            self.send_response(status)
            self.end_headers()
            self.wfile.write(answer)

        do_POST = do_GET

        def log_message(self, *args: object) -> None:
            return None

    server = ThreadingHTTPServer(("127.0.0.1", 0), Handler)
    threading.Thread(target=server.serve_forever, daemon=True).start()
    yield f"http://127.0.0.1:{server.server_port}"
    server.shutdown()
    server.server_close()


@pytest.fixture(scope="module")
def logs(tmp_path_factory: pytest.TempPathFactory) -> Path:
    return tmp_path_factory.mktemp("logs") / "log"


@pytest.fixture(scope="module")
def servers(logs: Path) -> Iterator[dict[str, str]]:
    actions, assistant = free_port(), free_port()
    with case_manager() as case_manager_url, logs.open("wb") as log:
        environment = {
            "PATH": os.environ["PATH"],
            "REDIS_URL": os.environ["REDIS_URL"],
            "NALISH_REDIS_PREFIX": f"test-{os.urandom(6).hex()}:",
            "NALISH_CASE_MANAGER_URL": case_manager_url,
            "NALISH_ACTIONS_URL": f"http://127.0.0.1:{actions}",
            "NALISH_ACTIONS_PORT": str(actions),
            "NALISH_ACTIONS_TOKEN": ACTIONS_TOKEN,
            "NALISH_ASSISTANT_PORT": str(assistant),
            "NALISH_ASSISTANT_TOKEN": ASSISTANT_TOKEN,
            "NALISH_TRACKER_SEALING_KEY": base64.b64encode(os.urandom(32)).decode(),
        }
        started = [
            subprocess.Popen(
                [sys.executable, "-m", module], cwd=BOT, env=environment, stdout=log, stderr=log
            )
            for module in ("actions.server", "server")
        ]
        urls = {
            "actions": f"http://127.0.0.1:{actions}",
            "assistant": f"http://127.0.0.1:{assistant}",
        }
        try:
            wait_until(lambda: answers(f"{urls['actions']}/healthz"))
            wait_until(lambda: answers(f"{urls['assistant']}/"))
            yield urls
        finally:
            stop(started)


def answers(url: str) -> bool:
    try:
        return httpx.get(url, timeout=5).status_code == 200
    except httpx.TransportError:
        return False


def wait_until(is_so: Callable[[], bool]) -> None:
    deadline = time.monotonic() + LONGEST_START_SECONDS
    pause = threading.Event()
    while not is_so():
        assert time.monotonic() < deadline, "the server did not start in time"
        pause.wait(0.2)


def stop(started: list["subprocess.Popen[bytes]"]) -> None:
    for process in started:
        process.send_signal(signal.SIGTERM)
    for process in started:
        process.wait(LONGEST_STOP_SECONDS)


def test_a_conversation_leaves_no_words_in_the_logs(servers: dict[str, str], logs: Path) -> None:
    headers = {"Authorization": f"Bearer {ASSISTANT_TOKEN}"}
    with httpx.Client(base_url=servers["assistant"], headers=headers, timeout=30) as http:
        phone = Phone(http).sends("আমার টাকা আসে নাই").hears("কোন কিস্তি")
        phone.sends("1").hears("ঠিক আছে?").sends("1").hears("৪৮২১-০৯৩৪")
        phone.sends_again().hears("৪৮২১-০৯৩৪")
        phone.sends("48210930").hears("নম্বরে ভুল আছে")
    written = logs.read_text(encoding="utf-8")
    assert "টাকা" not in written
    assert phone.sender not in written
    assert "4821" not in written


def test_the_action_server_wants_its_token(servers: dict[str, str]) -> None:
    answer = httpx.post(f"{servers['actions']}/webhook", json={"next_action": "action_open_case"})
    assert (answer.status_code, answer.json()["error"]) == (401, "Unauthenticated")


def test_the_assistants_own_interface_is_closed(servers: dict[str, str]) -> None:
    for path in ("/conversations/c/tracker", "/model/parse", "/webhooks/rest/webhook", "/domain"):
        assert httpx.post(f"{servers['assistant']}{path}", json={}).status_code in (404, 405)


def refusal(module: str, **told: str) -> str:
    done = subprocess.run(
        [sys.executable, "-m", module],
        cwd=BOT,
        env={"PATH": os.environ["PATH"], **told},
        capture_output=True,
        text=True,
        timeout=30,
        check=False,
    )
    assert done.returncode == 2
    return done.stderr


@pytest.mark.parametrize("module", ["server", "actions.server"])
class TestRefusal:
    def test_names_everything_that_is_not_set(self, module: str) -> None:
        said = refusal(module)
        assert "NALISH_ACTIONS_TOKEN is not set." in said.splitlines()
        assert "NALISH_CASE_MANAGER_URL is not set." in said.splitlines()
        assert "Traceback" not in said

    def test_of_a_known_secret_shows_no_secret(self, module: str) -> None:
        said = refusal(module, NALISH_ACTIONS_TOKEN="change-me" * 5)
        assert "NALISH_ACTIONS_TOKEN is too short or a known default" in said
        assert "change-me" not in said
