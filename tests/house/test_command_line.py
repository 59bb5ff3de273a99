"""`nalish` as an operator calls it: one sentence and an exit code where something is wrong."""

import json
import os
import re
import socket
import subprocess
import sys
from collections.abc import Callable
from pathlib import Path

import httpx
import pytest
from typer.testing import CliRunner

from nalish.cli import app
from nalish.environment import describe
from nalish.keys import kept_secrets
from nalish.ports import check_ports
from nalish.refusals import Refusal
from nalish.sms import Simulator

NALISH = Path(sys.executable).with_name("nalish")
Call = Callable[..., subprocess.CompletedProcess[str]]


@pytest.fixture
def nalish(state_dir: Path) -> Call:
    def call(*arguments: str, **variables: str) -> subprocess.CompletedProcess[str]:
        clean = {key: value for key, value in os.environ.items() if not key.startswith("NALISH_")}
        return subprocess.run(
            [NALISH, *arguments],
            cwd=state_dir,
            env=clean | {"NALISH_STATE_DIR": str(state_dir)} | variables,
            capture_output=True,
            text=True,
            check=False,
            timeout=60,
        )

    return call


@pytest.fixture
def refusal(state_dir: Path, monkeypatch: pytest.MonkeyPatch) -> Callable[..., str]:
    """What a command that starts nothing says on standard error; quicker than a new process."""
    monkeypatch.setenv("NALISH_STATE_DIR", str(state_dir))

    def call(*arguments: str, **variables: str) -> str:
        done = CliRunner().invoke(app, arguments, env=variables)
        assert (done.exit_code, done.stdout) == (1, "")
        return done.stderr

    return call


COMMANDS = ["run", "demo", "doctor", "sms", "keys", "users add", "users reset", "users disable"]


@pytest.mark.parametrize("command", ["", *COMMANDS, "nlu evaluate", "import holidays"])
def test_everything_has_help(command: str) -> None:
    done = CliRunner().invoke(app, [*command.split(), "--help"])
    assert done.exit_code == 0
    assert "Usage:" in done.stdout


def test_a_port_in_use_is_one_clear_line(nalish: Call, free_port: int) -> None:
    with socket.socket() as taken:
        taken.bind(("127.0.0.1", free_port))
        taken.listen()
        done = nalish("run", NALISH_CASE_MANAGER_PORT=str(free_port))
    assert done.returncode == 1
    assert done.stderr == (
        f"Port {free_port} is in use: stop what listens there, "
        "or set NALISH_CASE_MANAGER_PORT to another one.\n"
    )


@pytest.mark.parametrize("text", ["eighty", "0", "65536", "-1", "৮০"])
def test_a_port_that_is_none_is_refused(state_dir: Path, text: str) -> None:
    with pytest.raises(Refusal, match="NALISH_GATEWAY_PORT must be a port number from"):
        check_ports(describe(state_dir, {"NALISH_GATEWAY_PORT": text}))


def test_two_programs_cannot_share_a_port(state_dir: Path, free_port: int) -> None:
    port = str(free_port)
    given = {"NALISH_GATEWAY_PORT": port, "NALISH_CASE_MANAGER_PORT": port}
    with pytest.raises(Refusal, match="NALISH_CASE_MANAGER_PORT and NALISH_GATEWAY_PORT are both"):
        check_ports(describe(state_dir, given))


def test_an_sms_without_a_running_house_is_refused(refusal: Callable[..., str]) -> None:
    assert refusal("sms", "01700000000", "hello").startswith("No running demonstration was found")


def test_an_unreachable_database_is_one_line(refusal: Callable[..., str], free_port: int) -> None:
    said = refusal("demo", DATABASE_URL=f"postgresql://nobody@127.0.0.1:{free_port}/none")
    assert re.fullmatch(r"DATABASE_URL does not lead to a PostgreSQL server: .+\n", said)


def test_a_role_that_does_not_exist_is_refused(refusal: Callable[..., str]) -> None:
    given = ("a@example.org", "--name", "A", "--organisation", "O", "--role", "king")
    assert refusal("users", "add", *given).startswith("There is no role king")


def test_secrets_are_made_once_and_for_their_owner_alone(state_dir: Path) -> None:
    first = kept_secrets(state_dir)
    assert (state_dir / "secrets.env").stat().st_mode & 0o777 == 0o600
    assert kept_secrets(state_dir) == first
    assert len(set(first.values())) == len(first)
    assert min(map(len, first.values())) >= 32


def test_a_secret_that_is_new_is_added_to_the_old_ones(state_dir: Path) -> None:
    (state_dir / "secrets.env").write_text("# old\nNALISH_GRANT_KEY=kept\n")
    assert kept_secrets(state_dir)["NALISH_GRANT_KEY"] == "kept"
    assert "NALISH_REFERENCE_KEY" in (state_dir / "secrets.env").read_text()


def test_the_simulator_is_found_in_the_demo_file(state_dir: Path) -> None:
    channel = {"id": "simulator", "type": "simulator", "inbound_url": "http://x/in", "secret": "s"}
    (state_dir / "demo.json").write_text(json.dumps({"channels": [channel]}))
    assert Simulator.find(state_dir, {}) == Simulator("http://x/in", "s")


def test_the_environment_names_another_simulator(state_dir: Path) -> None:
    given = {"NALISH_GATEWAY_URL": "http://far/", "NALISH_SIMULATOR_SECRET": "s"}
    found = Simulator.find(state_dir, given)
    assert found == Simulator("http://far/channels/simulator/inbound", "s")


class TestSendSms:
    """Against a gateway that a transport plays."""

    def send(self, handler: Callable[[httpx.Request], httpx.Response]) -> list[str]:
        transport = httpx.MockTransport(handler)
        return Simulator("http://gateway/channels/simulator/inbound", "s3cret").send(
            "01700000000", "hello", transport=transport
        )

    def test_waits_for_the_answer(self) -> None:
        told = iter(
            [{"status": "pending", "replies": []}, {"status": "answered", "replies": ["A"]}]
        )

        def gateway(request: httpx.Request) -> httpx.Response:
            assert request.headers["X-Simulator-Secret"] == "s3cret"
            if request.method == "POST":
                return httpx.Response(200, json={})
            return httpx.Response(200, json=next(told))

        assert self.send(gateway) == ["A"]

    def test_a_refusal_keeps_the_gateways_words(self) -> None:
        refusal = {"error": "Malformed", "detail": "from is not a phone number"}
        with pytest.raises(Refusal, match="from is not a phone number"):
            self.send(lambda _: httpx.Response(422, json=refusal))

    def test_a_gateway_that_is_gone_is_said(self) -> None:
        def gone(request: httpx.Request) -> httpx.Response:
            raise httpx.ConnectError("refused", request=request)

        with pytest.raises(Refusal, match="does not answer"):
            self.send(gone)
