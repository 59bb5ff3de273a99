"""`nalish` as an operator calls it: one sentence and an exit code where something is wrong."""

import io
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
from rich.console import Console
from typer.testing import CliRunner, Result

from nalish.cli import app
from nalish.environment import describe
from nalish.keys import kept_secrets
from nalish.ports import check_ports
from nalish.refusals import Refusal
from nalish.simulator import Call, Simulator, walk
from nalish.terminal_phone import TerminalPhone

NALISH = Path(sys.executable).with_name("nalish")
Run = Callable[..., subprocess.CompletedProcess[str]]
Inside = Callable[..., Result]


@pytest.fixture
def nalish(state_dir: Path) -> Run:
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
def inside(state_dir: Path, monkeypatch: pytest.MonkeyPatch) -> Inside:
    """For commands that start nothing: quicker than a new process."""
    for name in [name for name in os.environ if name.startswith("NALISH_")]:
        monkeypatch.delenv(name)
    monkeypatch.setenv("NALISH_STATE_DIR", str(state_dir))

    def call(*arguments: str, **variables: str) -> Result:
        return CliRunner().invoke(app, arguments, env=variables)

    return call


@pytest.fixture
def refusal(inside: Inside) -> Callable[..., str]:
    """What a command says on standard error."""

    def call(*arguments: str, **variables: str) -> str:
        done = inside(*arguments, **variables)
        assert (done.exit_code, done.stdout) == (1, "")
        return done.stderr

    return call


COMMANDS = [
    "run",
    "demo",
    "doctor",
    "sms",
    "ussd",
    "phone",
    "keys",
    "users add",
    "users reset",
    "users disable",
    "eligibility screen",
]


@pytest.mark.parametrize("command", ["", *COMMANDS, "nlu evaluate", "import holidays"])
def test_everything_has_help(command: str) -> None:
    done = CliRunner().invoke(app, [*command.split(), "--help"])
    assert done.exit_code == 0
    assert "Usage:" in done.stdout


def test_a_port_in_use_is_one_clear_line(nalish: Run, free_port: int) -> None:
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
    told = {"channels": [channel], "urls": {"gateway": "http://x"}}
    (state_dir / "demo.json").write_text(json.dumps(told))
    assert Simulator.find(state_dir, {}) == Simulator("http://x", "s")


def test_the_environment_names_another_simulator(state_dir: Path) -> None:
    given = {"NALISH_GATEWAY_URL": "http://far/", "NALISH_SIMULATOR_SECRET": "s"}
    found = Simulator.find(state_dir, given)
    assert found == Simulator("http://far", "s")


class TestSendSms:
    """Against a gateway that a transport plays."""

    def send(self, handler: Callable[[httpx.Request], httpx.Response]) -> list[str]:
        transport = httpx.MockTransport(handler)
        return Simulator("http://gateway", "s3cret", transport).send("01700000000", "hello")

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


class Exchange:
    """Plays the gateway's side of a call: one screen after the other, the last one ends it."""

    def __init__(self, *screens: str) -> None:
        self.screens = list(screens)
        self.heard: list[dict[str, object]] = []
        self.messages: list[str] = []

    def __call__(self, request: httpx.Request) -> httpx.Response:
        if request.url.path == "/simulator/outgoing.json":
            size = {"octets": 140, "segments": 2, "cost_paisa": 90}
            texts = [{"text": text} | size for text in self.messages]
            return httpx.Response(200, json={"phone_id": "x", "messages": texts})
        body = json.loads(request.content) | {"path": request.url.path}
        self.heard.append(body)
        if not request.url.path.endswith("/ussd"):
            return httpx.Response(204)
        screen = self.screens.pop(0)
        size = {"octets": 151, "units": 172, "room": 182}
        ended = not self.screens
        return httpx.Response(200, json={"screen": screen, "ended": ended} | size)

    @property
    def simulator(self) -> Simulator:
        return Simulator("http://gateway", "s3cret", httpx.MockTransport(self))

    def call(self, **options: bool) -> Run:
        return Call(self.simulator, "01700000000", "*16236#", **options)


class TestWalk:
    def test_the_inputs_are_answers_of_one_session(self) -> None:
        exchange = Exchange("Menu", "Which?", "Thank you")
        screens = walk(exchange.call(), ["1", "2"]).screens
        assert [screen.text for screen in screens] == ["Menu", "Which?", "Thank you"]
        assert [screen.ended for screen in screens] == [False, False, True]
        assert [turn["input"] for turn in exchange.heard] == ["", "1", "2"]
        assert [turn["is_new"] for turn in exchange.heard] == [True, False, False]
        assert len({turn["session"] for turn in exchange.heard}) == 1
        assert len({turn["id"] for turn in exchange.heard}) == 3

    def test_a_call_that_is_left_open_is_hung_up(self) -> None:
        exchange = Exchange("Menu", "Which?", "never seen")
        walk(exchange.call(), ["1"])
        assert exchange.heard[-1]["path"] == "/channels/simulator-ussd/ussd-end"

    def test_answers_after_the_end_are_told_beside_the_screens(self) -> None:
        walked = walk(Exchange("Menu", "Closed").call(), ["1", "2", "3"])
        assert [screen.text for screen in walked.screens] == ["Menu", "Closed"]
        assert walked.unheard == ["2", "3"]

    def test_a_phone_with_bangla_letters_has_a_channel_of_its_own(self) -> None:
        exchange = Exchange("মেনু")
        walk(exchange.call(can_bangla=True), [])
        assert exchange.heard[0]["path"] == "/channels/simulator-ussd-bangla/ussd"


class TestUssdCommand:
    def test_screens_of_a_session_that_ended_early_are_printed_all_the_same(
        self, monkeypatch: pytest.MonkeyPatch
    ) -> None:
        exchange = Exchange("Menu", "Closed")
        monkeypatch.setattr(Simulator, "find", lambda _: exchange.simulator)
        given = ["ussd", "01700000000", "*16236#", "stop", "1", "--json"]
        done = CliRunner().invoke(app, given)
        assert json.loads(done.stdout) == {"screens": ["Menu", "Closed"], "ended": True}
        assert done.exit_code == 1
        assert done.stderr == "The session ended before these inputs: 1\n"


class TestPhoneCommand:
    def test_lists_whose_phone_it_could_be(self, monkeypatch: pytest.MonkeyPatch) -> None:
        rahima = {
            "phone": "+8801700001952",
            "name_en": "Rahima Begum",
            "name_bn": "রহিমা বেগম",
            "nid": "1952604517",
            "birth_year": 1952,
            "programmes": ["oaa"],
            "upazila": "554994",
        }
        people = httpx.MockTransport(lambda _: httpx.Response(200, json={"citizens": [rahima]}))
        monkeypatch.setattr(Simulator, "find", lambda _: Simulator("http://gateway", "s", people))
        done = CliRunner().invoke(app, ["phone", "--citizens"])
        assert done.exit_code == 0
        for told in ("+8801700001952", "Rahima Begum", "1952604517", "1952", "oaa"):
            assert told in done.stdout


class TestTerminalPhone:
    def use(self, exchange: Exchange, *lines: str) -> str:
        said = iter(lines)

        def ask(prompt: str) -> str:
            try:
                return next(said)
            except StopIteration:
                raise EOFError from None

        console = Console(file=io.StringIO(), width=80)
        phone = TerminalPhone(exchange.simulator, "01700000000", "*16236#", False, console)
        phone.use(ask)
        phone.show_new_messages()
        return str(console.file.getvalue())  # type: ignore[attr-defined]

    def test_a_code_is_dialled_and_an_empty_line_hangs_up(self) -> None:
        exchange = Exchange("Menu", "Which?", "never seen")
        shown = self.use(exchange, "*16236#", "1", "")
        assert "Menu" in shown
        assert "Which?" in shown
        assert "151 octets · 172 of 182" in shown
        assert exchange.heard[-1]["path"] == "/channels/simulator-ussd/ussd-end"

    def test_anything_else_is_an_sms(self) -> None:
        exchange = Exchange()
        self.use(exchange, "amar taka ashe nai")
        assert exchange.heard[0]["text"] == "amar taka ashe nai"

    def test_only_messages_that_are_new_are_shown(self) -> None:
        exchange = Exchange()
        exchange.messages = ["an old one"]

        def arrives(request: httpx.Request) -> httpx.Response:
            if request.method == "POST":
                exchange.messages.append("a new one")
            return exchange(request)

        console = Console(file=io.StringIO(), width=80)
        simulator = Simulator("http://gateway", "s", httpx.MockTransport(arrives))
        phone = TerminalPhone(simulator, "01700000000", "*16236#", False, console)
        lines = iter(["hello"])

        def ask(prompt: str) -> str:
            if line := next(lines, ""):
                return line
            raise EOFError

        phone.use(ask)
        phone.show_new_messages()
        shown = console.file.getvalue()  # type: ignore[attr-defined]
        assert "a new one" in shown
        assert "140 octets · 2 SMS · ৳0.90" in shown
        assert "an old one" not in shown

    def test_a_gateway_that_is_gone_is_said_and_the_phone_stays(self) -> None:
        def gone(request: httpx.Request) -> httpx.Response:
            if request.method == "GET":
                return httpx.Response(200, json={"phone_id": "x", "messages": []})
            raise httpx.ConnectError("refused", request=request)

        exchange = Exchange()
        exchange_simulator = Simulator("http://gateway", "s", httpx.MockTransport(gone))
        console = Console(file=io.StringIO(), width=120)
        phone = TerminalPhone(exchange_simulator, "01700000000", "*16236#", False, console)
        lines = iter(["hello", "*16236#"])

        def ask(prompt: str) -> str:
            if line := next(lines, ""):
                return line
            raise EOFError

        phone.use(ask)
        assert console.file.getvalue().count("does not answer") == 2  # type: ignore[attr-defined]
        assert exchange.heard == []


class TestInteroperability:
    FILE = """
    [us]
    id = "nalish"
    key_id = "2026-1"
    signing_key = { env = "OUR_KEY" }
    [peers.spar]
    type = "mapper"
    id = "spar"
    url = "https://spar.example"
    signature = "header"
    [programmes.oaa]
    source = "both"
    code = "OAA"
    mapper = "spar"
    """

    def test_a_file_is_told_in_words(self, inside: Inside, state_dir: Path) -> None:
        file = state_dir / "interoperability.toml"
        file.write_text(self.FILE)
        key = {"OUR_KEY": "A" * 43 + "="}
        told = inside("interoperability", "check", str(file), **key)
        assert told.exit_code == 0
        assert told.stdout.splitlines() == ["spar (peer, mapper) at https://spar.example: oaa"]
        [spar] = json.loads(inside("interoperability", "check", str(file), "--json", **key).stdout)
        assert spar["programmes"] == ["oaa"]

    def test_nothing_is_told_as_such(self, inside: Inside) -> None:
        told = inside("interoperability", "check")
        assert told.stdout.startswith("No peers and no partners")

    def test_what_is_wrong_is_told(self, inside: Inside, state_dir: Path) -> None:
        file = state_dir / "interoperability.toml"
        file.write_text(self.FILE)
        told = inside("interoperability", "check", str(file))
        assert told.exit_code == 1
        assert "us.signing_key: the environment has no OUR_KEY" in told.output


class TestChannels:
    FILE = """
    [channels.gp]
    type = "twilio"
    account_sid = "AC1"
    auth_token = { env = "GP_TOKEN" }
    number = "+8801"
    """

    def test_a_file_is_told_in_words_with_the_addresses_that_are_called(
        self, inside: Inside, state_dir: Path
    ) -> None:
        file = state_dir / "channels.toml"
        file.write_text(self.FILE)
        site = {"NALISH_GATEWAY_PUBLIC_URL": "https://sms.example", "GP_TOKEN": "hush"}
        told = inside("channels", "check", str(file), **site)
        assert told.exit_code == 0
        assert told.stdout.splitlines() == [
            "gp (twilio): hears SMS, sends SMS",
            "  is called at https://sms.example/channels/gp/inbound",
            "  is called at https://sms.example/channels/gp/status",
        ]
        [gp] = json.loads(inside("channels", "check", str(file), "--json", **site).stdout)
        assert (gp["id"], gp["takes_calls"]) == ("gp", False)

    def test_a_channel_that_nobody_calls_is_told_as_such(
        self, inside: Inside, state_dir: Path
    ) -> None:
        file = state_dir / "channels.toml"
        file.write_text("""
        [channels.robi]
        type = "smpp"
        host = "smsc.example"
        system_id = "nalish"
        password = { env = "ROBI_PASSWORD" }
        number = "16263"
        ussd = {}
        """)
        told = inside("channels", "check", str(file), ROBI_PASSWORD="hush")
        assert told.stdout.splitlines() == [
            "robi (smpp): hears SMS, sends SMS, takes calls",
            "  is called by nobody: every worker stays connected to it",
        ]

    def test_what_is_wrong_is_told_with_its_place(self, inside: Inside, state_dir: Path) -> None:
        file = state_dir / "channels.toml"
        file.write_text(self.FILE + "numbr = 1")
        told = inside("channels", "check", str(file))
        assert told.exit_code == 1
        assert told.stderr.splitlines() == [
            "channels.gp.auth_token: the environment has no GP_TOKEN",
            "channels.gp.numbr: there is no such setting",
        ]
