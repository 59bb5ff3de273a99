"""`nalish run`: engines, migrations, demo data, then the programs until it is told to stop."""

import signal
import subprocess
import time
from collections.abc import Iterator, Mapping
from contextlib import contextmanager
from pathlib import Path
from types import FrameType

from rich.console import Console

from nalish import demo
from nalish.announcement import announce, write_demo_file
from nalish.channels import check as check_channels
from nalish.databases import Databases, check_postgres, own_databases, sole_use
from nalish.doctor import check_set_up
from nalish.environment import describe, inherited
from nalish.ports import check_ports
from nalish.processes import adopt_orphans, kill_descendants
from nalish.programs import Program, programs
from nalish.refusals import Refusal
from nalish.supervision import GROUP_STOP_SECONDS
from nalish.watch import Watch

_STOPPING = (signal.SIGINT, signal.SIGTERM, signal.SIGHUP)


class Stopped(BaseException):
    """Raised by the first signal to stop; like `KeyboardInterrupt` nothing may swallow it."""


def run(state_dir: Path, console: Console) -> None:
    """Returns when it was told to stop and everything has."""
    adopt_orphans()
    try:
        with stop_on_signals(), sole_use(state_dir):
            _run(state_dir, console)
    except Stopped:
        console.print("Stopped.")
    finally:
        kill_descendants()


def _run(state_dir: Path, console: Console) -> None:
    described = describe(state_dir)
    check_ports(described)
    check_set_up()
    check_channels(environment=described)
    write_demo_file(state_dir, None)
    with own_databases(state_dir) as databases:
        check_postgres(databases.database_url)
        described |= databases.environment()
        house = programs(described)
        _migrate(house, console)
        if described["NALISH_MODE"] != "production":
            demo.load_once(described, console)
        _watch(state_dir, console, described, house, databases)


def _migrate(house: list[Program], console: Console) -> None:
    for program in house:
        if not program.name.endswith("-worker"):
            continue
        service = program.command[-1].removesuffix(".worker")
        command = [*program.command[:-1], f"{service}.migrate"]
        environment = inherited() | dict(program.environment)
        with console.status(f"bringing the tables of {service} up to date"):
            done = subprocess.run(
                command,
                cwd=program.folder,
                env=environment,
                stdout=subprocess.PIPE,
                stderr=subprocess.STDOUT,
                text=True,
                check=False,
            )
        if done.returncode:
            tail = "\n".join(done.stdout.splitlines()[-12:])
            raise Refusal(f"{tail}\nThe tables of {service} could not be brought up to date.")
        console.print(f"✓ tables of {service}")


def _watch(
    state_dir: Path,
    console: Console,
    described: Mapping[str, str],
    house: list[Program],
    databases: Databases,
) -> None:
    with Watch(state_dir, house, databases.engines, console) as watch:
        watch.until_ready()
        people = demo.people() if described["NALISH_MODE"] != "production" else None
        write_demo_file(state_dir, described, people)
        announce(console, described, people)
        try:
            while True:
                watch.look()
                time.sleep(0.2)
        finally:
            write_demo_file(state_dir, None)
            console.print(_stopping(watch.stop_seconds))


def _stopping(seconds: int) -> str:
    if seconds <= GROUP_STOP_SECONDS:
        return "Stopping …"
    return (
        f"Stopping; what the gateway is at is finished, which takes at most {seconds} seconds."
        " Ctrl-C ends it at once."
    )


@contextmanager
def stop_on_signals() -> Iterator[None]:
    """Later signals only hurry what still finishes its work: stopping itself must be whole."""

    def stop(_number: int, _frame: FrameType | None) -> None:
        for name in _STOPPING:
            signal.signal(name, signal.SIG_IGN)
        raise Stopped

    before = {name: signal.signal(name, stop) for name in _STOPPING}
    try:
        yield
    finally:
        for name, handler in before.items():
            signal.signal(name, handler)
