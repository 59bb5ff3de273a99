"""Programs under the supervisor: readiness, restarts, and an end that leaves nothing behind."""

import io
import os
import signal
import sys
import textwrap
import threading
import time
from collections.abc import Callable
from pathlib import Path

import psutil
import pytest
from rich.console import Console

from case_manager import worker as case_manager_worker
from nalish import engines, processes
from nalish.environment import describe
from nalish.ports import in_use
from nalish.programs import STOP_SECONDS, Program, programs
from nalish.refusals import Refusal
from nalish.supervision import BIRTH_SECONDS, GROUP_STOP_SECONDS, write_configuration
from nalish.watch import Watch

Eventually = Callable[[Callable[[], bool]], bool]
WorkingIn = Callable[[Path], list[psutil.Process]]

SERVER = """
    import http.server, sys
    class Ready(http.server.BaseHTTPRequestHandler):
        def do_GET(self):
            self.send_response(200)
            self.end_headers()
    http.server.HTTPServer(("127.0.0.1", int(sys.argv[1])), Ready).serve_forever()
"""
STUBBORN = """
    import os, signal, subprocess, sys, time
    subprocess.Popen([sys.executable, "-c", "import time; time.sleep(600)"])
    signal.signal(signal.SIGTERM, signal.SIG_IGN)
    print(os.environ["TOLD"], "ready", flush=True)
    time.sleep(600)
"""
FINISHING = """
    import signal, sys, time, urllib.request
    def finish(*_):
        time.sleep(5)
        print("answered", urllib.request.urlopen(sys.argv[1]).status, flush=True)
        sys.exit()
    signal.signal(signal.SIGTERM, finish)
    print("ready", flush=True)
    while True:
        time.sleep(1)
"""
HARD_OF_HEARING = """
    import signal, sys, time
    asked = []
    def stop(*_):
        asked.append(1)
        if len(asked) == 2:
            sys.exit()
    signal.signal(signal.SIGTERM, stop)
    while True:
        time.sleep(1)
"""
BROKEN = "raise SystemExit('no such luck')"


def program(
    state_dir: Path,
    name: str,
    source: str,
    *arguments: str,
    url: str | None,
    stop_seconds: int = STOP_SECONDS,
) -> Program:
    file = state_dir / f"{name}.py"
    file.write_text(textwrap.dedent(source))
    command = (sys.executable, str(file), *arguments)
    return Program(
        name, command, state_dir, {"TOLD": "50 % 'off', isn't it?a#1;a,b"}, url, stop_seconds
    )


@pytest.fixture
def screen() -> io.StringIO:
    return io.StringIO()


def watch(state_dir: Path, programs: list[Program], screen: io.StringIO) -> Watch:
    return Watch(state_dir, programs, [], Console(file=screen, width=200))


@pytest.mark.running
def test_ready_restarted_and_gone(
    state_dir: Path,
    screen: io.StringIO,
    free_port: int,
    working_in: WorkingIn,
    eventually: Eventually,
) -> None:
    url = f"http://127.0.0.1:{free_port}/"
    web = program(state_dir, "web", SERVER, str(free_port), url=url)
    worker = program(state_dir, "worker", STUBBORN, url=None)
    with watch(state_dir, [web, worker], screen) as running:
        running.until_ready()
        victim = next(one for one in working_in(state_dir) if "web.py" in " ".join(one.cmdline()))
        victim.send_signal(signal.SIGKILL)

        def restart_is_said() -> bool:
            running.look()
            return "● web ended (terminated by SIGKILL); it is being started again" in output()

        def output() -> str:
            return screen.getvalue()

        assert eventually(restart_is_said)
        assert eventually(lambda: in_use(free_port))
    assert "worker │ 50 % 'off', isn't it?a#1;a,b ready" in output()
    assert working_in(state_dir) == []
    assert not in_use(free_port)


@pytest.mark.running
def test_a_program_that_cannot_start_ends_the_wait(state_dir: Path, screen: io.StringIO) -> None:
    broken = program(state_dir, "broken", BROKEN, url=None)
    with (
        pytest.raises(Refusal, match="broken does not start"),
        watch(state_dir, [broken], screen) as running,
    ):
        running.until_ready()
    assert "broken │ no such luck" in screen.getvalue()


@pytest.mark.running
def test_a_stubborn_program_is_gone_in_time(
    state_dir: Path, screen: io.StringIO, working_in: WorkingIn
) -> None:
    worker = program(state_dir, "worker", STUBBORN, url=None)
    with watch(state_dir, [worker], screen) as running:
        running.until_ready()
        started = time.monotonic()
    assert STOP_SECONDS <= time.monotonic() - started < GROUP_STOP_SECONDS
    assert working_in(state_dir) == []


@pytest.mark.running
def test_who_has_time_to_finish_does_while_the_others_still_answer(
    state_dir: Path, screen: io.StringIO, free_port: int
) -> None:
    url = f"http://127.0.0.1:{free_port}/"
    web = program(state_dir, "web", SERVER, str(free_port), url=url)
    worker = program(state_dir, "worker", FINISHING, url, url=None, stop_seconds=30)
    with watch(state_dir, [worker, web], screen) as running:
        running.until_ready()
        time.sleep(BIRTH_SECONDS)
    assert "worker │ answered 200" in screen.getvalue()


@pytest.mark.running
def test_a_program_that_is_just_being_started_is_asked_again(
    state_dir: Path, screen: io.StringIO, free_port: int, eventually: Eventually
) -> None:
    url = f"http://127.0.0.1:{free_port}/"
    web = program(state_dir, "web", SERVER, str(free_port), url=url)
    newborn = program(state_dir, "newborn", HARD_OF_HEARING, url=None, stop_seconds=60)
    with watch(state_dir, [web, newborn], screen):
        log = state_dir / "log" / "supervisor.log"
        assert eventually(lambda: log.exists() and "spawned: 'newborn'" in log.read_text())
        started = time.monotonic()
    assert time.monotonic() - started < 30


@pytest.mark.running
def test_a_second_signal_ends_what_still_finishes(
    state_dir: Path, screen: io.StringIO, working_in: WorkingIn
) -> None:
    worker = program(state_dir, "worker", STUBBORN, url=None, stop_seconds=60)
    with watch(state_dir, [worker], screen) as running:
        running.until_ready()
        started = time.monotonic()
        hurry = threading.Timer(1, os.kill, (os.getpid(), signal.SIGINT))
        hurry.start()
    hurry.join()
    assert 1 <= time.monotonic() - started < 30
    assert working_in(state_dir) == []


def test_the_gateway_has_its_time_in_production(state_dir: Path) -> None:
    given = {"NALISH_MODE": "production"}
    named = {each.name: each for each in programs(describe(state_dir, given))}
    for name in ("gateway", "gateway-worker"):
        assert named[name].environment["NALISH_FINISH_SECONDS"] == "30.0"
        assert 30 < named[name].stop_seconds <= 35
    assert named["assistant"].stop_seconds == STOP_SECONDS


def test_the_secrets_of_peers_reach_the_case_manager_alone(state_dir: Path) -> None:
    file = state_dir / "interoperability.toml"
    file.parent.mkdir(parents=True, exist_ok=True)
    file.write_text('[us]\nid = "n"\nkey_id = "1"\nsigning_key = { env = "OUR_KEY" }\n')
    given = {"NALISH_INTEROPERABILITY_FILE": str(file), "OUR_KEY": "hush"}
    named = {each.name: each for each in programs(describe(state_dir, given))}
    told = {name for name, each in named.items() if "OUR_KEY" in each.environment}
    assert told == {"case-manager", "case-manager-worker"}


def test_a_demonstration_ends_at_once(state_dir: Path) -> None:
    house = programs(describe(state_dir, {}))
    assert {each.stop_seconds for each in house} == {STOP_SECONDS}


def test_everything_together_is_gone_within_ten_seconds() -> None:
    assert GROUP_STOP_SECONDS + engines.STOP_SECONDS + processes.KILL_SECONDS <= 10


def test_a_worker_finishes_before_it_would_be_killed(state_dir: Path) -> None:
    assert case_manager_worker.FINISH_SECONDS < STOP_SECONDS
    assert float(describe(state_dir, {})["NALISH_FINISH_SECONDS"]) < STOP_SECONDS


def test_the_configuration_is_for_its_owner_alone(state_dir: Path) -> None:
    path = write_configuration(state_dir, [program(state_dir, "worker", STUBBORN, url=None)])
    assert path.stat().st_mode & 0o077 == 0
