"""A whole Nalish of its own to measure: engines, demo data, programs, and the CPU each has used."""

import io
import os
import socket
from collections.abc import Iterator, Mapping
from contextlib import ExitStack, contextmanager, suppress
from dataclasses import dataclass, replace
from pathlib import Path

import psutil
from rich.console import Console

from case_manager.migrate import migrate as migrate_cases
from nalish import demo
from nalish.databases import Databases
from nalish.engines import Engine, start_postgres, start_valkey, stop_engines
from nalish.environment import PORTS, describe
from nalish.programs import BOT_PYTHON, Program, programs
from nalish.refusals import Refusal
from nalish.simulator import Simulator
from nalish.watch import Watch
from ussd_gateway.migrate import migrate as migrate_gateway


@dataclass(frozen=True)
class Ground:
    """What the programs stand on: filled databases and the variables of the house."""

    state_dir: Path
    engines: list[Engine]
    described: Mapping[str, str]


@dataclass(frozen=True)
class StandingHouse:
    simulator: Simulator
    processes: Mapping[str, psutil.Process]

    def cpu_seconds(self) -> dict[str, float]:
        """By program and engine, since it was started; the kernel counts in hundredths."""
        return {name: cpu_seconds(process) for name, process in self.processes.items()}


@contextmanager
def prepared(state_dir: Path, console: Console) -> Iterator[Ground]:
    started: list[Engine] = []
    try:
        started.append(start_postgres(state_dir))
        started.append(start_valkey(state_dir))
        databases = Databases(started[0].url, started[1].url, started)
        given = {name: value for name, value in os.environ.items() if not _is_ours(name)}
        described = describe(state_dir, given | _free_ports()) | databases.environment()
        migrate_cases(databases.database_url)
        migrate_gateway(databases.database_url)
        demo.load_once(described, console)
        yield Ground(state_dir, started, described)
    finally:
        stop_engines(started)


@contextmanager
def standing(ground: Ground, plain_model: Path | None = None) -> Iterator[StandingHouse]:
    """`plain_model` is served by Rasa as it comes instead of our assistant."""
    plain = (str(BOT_PYTHON), "-m", "benchmarks.plain_assistant", str(plain_model))
    house = [
        replace(program, command=plain) if plain_model and program.name == "assistant" else program
        for program in programs(ground.described)
    ]
    of_another = set(psutil.Process().children(recursive=True))  # with the same commands
    said = io.StringIO()
    with Watch(ground.state_dir, house, ground.engines, Console(file=said)) as watch:
        try:
            watch.until_ready()
        except Refusal as refusal:
            raise Refusal(f"{said.getvalue()[-4000:]}\n{refusal}") from None
        url, secret = (
            ground.described[name] for name in ("NALISH_GATEWAY_URL", "NALISH_SIMULATOR_SECRET")
        )
        yield StandingHouse(Simulator(url, secret), _processes(house, ground.engines, of_another))


def _processes(
    house: list[Program], engines: list[Engine], of_another: set[psutil.Process]
) -> dict[str, psutil.Process]:
    ours = set(psutil.Process().children(recursive=True)) - of_another
    by_command = {tuple(process.cmdline()): process for process in ours}
    found = {
        program.name: by_command[program.command]
        for program in house
        if program.name != "mailbox"  # which no production has
    }
    return found | {
        engine.name: psutil.Process(engine.process.pid) for engine in engines if engine.process
    }


def cpu_seconds(process: psutil.Process) -> float:
    """Of the process, of its children that have ended, and of those that run."""
    with suppress(psutil.NoSuchProcess):
        ended_too = sum(process.cpu_times()[:4])  # user, system; user and system of ended children
        return float(ended_too) + sum(map(cpu_seconds, process.children()))
    return 0.0


def _is_ours(name: str) -> bool:
    return name in ("DATABASE_URL", "REDIS_URL") or name.startswith("NALISH_")


def _free_ports() -> dict[str, str]:
    with ExitStack() as stack:
        probes = {name: stack.enter_context(socket.socket()) for name in PORTS}
        for probe in probes.values():
            probe.bind(("127.0.0.1", 0))
        return {name: str(probe.getsockname()[1]) for name, probe in probes.items()}
