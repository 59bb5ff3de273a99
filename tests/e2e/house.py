"""The whole house, started once as an operator starts it, and the people who use it."""

import itertools
import json
import os
import signal
import socket
import subprocess
import sys
import time
from collections.abc import Callable, Iterator, Mapping
from contextlib import ExitStack, contextmanager
from dataclasses import dataclass
from pathlib import Path
from typing import Any, TypeVar
from uuid import uuid4

import httpx
import psutil
import pytest
from twilio.request_validator import RequestValidator

START_SECONDS = 240
ANSWER_SECONDS = 45
T = TypeVar("T")


def wait_for(what: str, look: Callable[[], T | None], seconds: float = ANSWER_SECONDS) -> T:
    deadline = time.monotonic() + seconds
    while time.monotonic() < deadline:
        if found := look():
            return found
        time.sleep(0.1)
    pytest.fail(f"waited {seconds:.0f} s in vain for {what}")


@dataclass(frozen=True)
class House:
    """A running Nalish and what it says of itself in `demo.json`."""

    demo: dict[str, Any]
    database_url: str
    process: psutil.Process
    environment: Mapping[str, str]

    def nalish(self, *words: str) -> str:
        """What a command prints that an operator gives beside the running house."""
        done = subprocess.run(
            [Path(sys.executable).with_name("nalish"), *words],
            env=dict(self.environment),
            capture_output=True,
            text=True,
            timeout=ANSWER_SECONDS,
        )
        assert done.returncode == 0, done.stderr
        return done.stdout

    def url(self, name: str) -> str:
        return str(self.demo["urls"][name]).rstrip("/")

    def channel(self, kind: str) -> dict[str, str]:
        return next(each for each in self.demo["channels"] if each["type"] == kind)

    def user(self, role: str) -> dict[str, str]:
        return next(each for each in self.demo["users"] if each["role"] == role)

    def citizen_on(self, programme: str) -> dict[str, Any]:
        return next(each for each in self.demo["citizens"] if programme in each["programmes"])

    def program(self, words: str) -> psutil.Process:
        """The running program whose command line holds these words."""
        return next(
            each
            for each in self.process.children(recursive=True)
            if words in " ".join(each.cmdline())
        )

    def sent_to(self, number: str) -> list[str]:
        """What the recorder of the demo has taken for this number, oldest first."""
        answer = httpx.get(
            f"{self.url('gateway')}/simulator/outgoing.json",
            headers={
                "X-Simulator-Secret": self.channel("simulator")["secret"],
                "X-Simulator-Phone": number,
            },
        )
        answer.raise_for_status()
        return [message["text"] for message in answer.json()["messages"]]


@dataclass
class Phone:
    """A basic phone whose SMS go through Twilio."""

    house: House
    number: str
    heard: int = 0

    def form(self, text: str, sid: str | None = None) -> dict[str, str]:
        return {
            "MessageSid": sid or f"SM{uuid4().hex}",
            "AccountSid": "AC" + "0" * 32,
            "From": self.number,
            "To": "+15005550006",
            "Body": text,
            "NumMedia": "0",
            "SmsStatus": "received",
        }

    def signature(self, form: dict[str, str]) -> str:
        channel = self.house.channel("twilio")
        validator = RequestValidator(channel["secret"])
        return str(validator.compute_signature(channel["inbound_url"], form))

    def sends(self, text: str, sid: str | None = None) -> None:
        form = self.form(text, sid)
        answer = httpx.post(
            self.house.channel("twilio")["inbound_url"],
            data=form,
            headers={"X-Twilio-Signature": self.signature(form)},
            timeout=30,
        )
        assert (answer.status_code, answer.text.count("<Message>")) == (200, 0), answer.status_code

    def hears(self, containing: str = "") -> str:
        """The next messages up to the one that holds these words, joined."""
        start = self.heard

        def look() -> str | None:
            received = self.house.sent_to(self.number)
            for end in range(start + 1, len(received) + 1):
                if containing.casefold() in received[end - 1].casefold():
                    self.heard = end
                    return "\n".join(received[start:end])
            return None

        return wait_for(f"an SMS with {containing!r}", look)


@contextmanager
def standing_house(
    database_url: str, redis_url: str, state: Path, **settings: str
) -> Iterator[House]:
    """`nalish run` with its own database, Redis prefix, ports and state directory."""
    names = (
        "GATEWAY",
        "GATEWAY_WORKER",
        "CASE_MANAGER",
        "ASSISTANT",
        "ACTIONS",
        "MAILBOX",
        "MAILBOX_SMTP",
    )
    ports = _free_ports(len(names))
    environment = {
        **os.environ,
        "DATABASE_URL": database_url,
        "REDIS_URL": redis_url,
        "NALISH_REDIS_PREFIX": f"nalish-test-{uuid4().hex[:12]}:",
        "NALISH_MODE": "demo",
        "NALISH_UNDO_SECONDS": "1",
        "NALISH_STATE_DIR": str(state),
        **{f"NALISH_{name}_PORT": str(port) for name, port in zip(names, ports, strict=True)},
        **settings,
    }
    log = state / "run.log"
    with log.open("wb") as output:
        process = subprocess.Popen(
            [Path(sys.executable).with_name("nalish"), "run"],
            env=environment,
            stdout=output,
            stderr=subprocess.STDOUT,
            stdin=subprocess.DEVNULL,
        )
    try:
        ready = _when_ready(process, state, log)
        yield House(ready, database_url, psutil.Process(process.pid), environment)
    finally:
        process.send_signal(signal.SIGTERM)
        process.wait(20)


@pytest.fixture(scope="session")
def house(
    make_database: Callable[[str], str],
    redis_url: str,
    tmp_path_factory: pytest.TempPathFactory,
) -> Iterator[House]:
    state = tmp_path_factory.mktemp("house")
    with standing_house(make_database("house"), redis_url, state) as standing:
        yield standing


@pytest.fixture
def number() -> str:
    """A number of its own for each test, so that each begins a new conversation."""
    return f"+88017{next(_numbers):08d}"


_numbers = itertools.count(int(time.time()) % 10_000_000)


def _when_ready(process: subprocess.Popen[bytes], state: Path, log: Path) -> dict[str, Any]:
    def look() -> dict[str, Any] | None:
        if process.poll() is not None:
            pytest.fail(f"nalish run ended:\n{log.read_text(errors='replace')[-4000:]}")
        path = state / "demo.json"
        return json.loads(path.read_text()) if path.exists() else None

    return wait_for("the house to stand", look, START_SECONDS)


def _free_ports(count: int) -> list[int]:
    with ExitStack() as stack:
        sockets = [stack.enter_context(socket.socket()) for _ in range(count)]
        for each in sockets:
            each.bind(("127.0.0.1", 0))
        return [each.getsockname()[1] for each in sockets]
