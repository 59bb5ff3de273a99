"""The library `supervisor` as our child: its configuration, its start, and its end."""

import re
import signal
import subprocess
import sys
import time
from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from contextlib import contextmanager, suppress
from itertools import groupby
from pathlib import Path
from types import FrameType

import psutil

from nalish.environment import inherited
from nalish.place import write_private
from nalish.processes import die_with_parent
from nalish.programs import STOP_SECONDS, Program
from nalish.refusals import Refusal

GROUP_STOP_SECONDS = STOP_SECONDS + 2
BIRTH_SECONDS = 1
_HURRYING = (signal.SIGINT, signal.SIGTERM)

_PROGRAM = """
[program:{name}]
command={command}
directory={folder}
environment={environment}
autorestart=true
startsecs=2
startretries=1000000
stopasgroup=true
killasgroup=true
stopwaitsecs={stop_seconds}
redirect_stderr=true
stdout_logfile={log}
stdout_logfile_maxbytes=20MB
stdout_logfile_backups=3
"""


def write_configuration(state_dir: Path, programs: Iterable[Program]) -> Path:
    """supervisord stops the members of a group together, and the group of the highest priority
    first: what finishes its work still needs those that only answer."""
    groups = _by_stop_seconds(programs)
    head = (
        "[supervisord]\nnodaemon=true\nsilent=true\nidentifier=nalish\nloglevel=info\n"
        f"logfile={log_of(state_dir, 'supervisor')}\npidfile={_text(state_dir)}/supervisor.pid\n"
        f"childlogdir={_text(state_dir)}/log\n"
    )
    path = state_dir / "supervisord.conf"
    sections = [
        _group(priority, members) + "".join(_section(state_dir, each) for each in members)
        for priority, members in enumerate(groups, 1)
    ]
    write_private(path, head + "".join(sections))
    return path


def stop_seconds(programs: Iterable[Program]) -> int:
    """Until the last one is gone, one way or the other."""
    return sum(members[-1].stop_seconds + 2 for members in _by_stop_seconds(programs))


def log_of(state_dir: Path, name: str) -> Path:
    return state_dir / "log" / f"{name}.log"


class Supervisor:
    """Away from the terminal's Ctrl-C: `nalish run` hears it and stops everything in order."""

    def __init__(self, configuration: Path, stop_seconds: int = GROUP_STOP_SECONDS) -> None:
        self._stop_seconds = stop_seconds
        self._words = configuration.with_name("log") / "supervisord.err"
        with self._words.open("wb") as errors:
            self._process = self._start(configuration, errors.fileno())

    @staticmethod
    def _start(configuration: Path, errors: int) -> subprocess.Popen[bytes]:
        return subprocess.Popen(
            [sys.executable, "-m", "supervisor.supervisord", "-c", str(configuration)],
            stdin=subprocess.DEVNULL,
            stdout=subprocess.DEVNULL,
            stderr=errors,
            env=inherited(),
            start_new_session=True,
            preexec_fn=die_with_parent(signal.SIGTERM),
        )

    def is_running(self) -> bool:
        return self._process.poll() is None

    def last_words(self) -> str:
        return self._words.read_text(errors="replace")

    def stop(self) -> None:
        """A signal meanwhile ends what its programs are still at."""
        if self.is_running():
            asked_at = time.time()
            self._process.terminate()
            with _signals_call(self._kill_programs):
                if not self._ends_within(BIRTH_SECONDS):
                    self._ask_again(started_since=asked_at - BIRTH_SECONDS)
                if not self._ends_within(self._stop_seconds - BIRTH_SECONDS):
                    self._process.kill()
                    self._process.wait()

    def _ends_within(self, seconds: float) -> bool:
        with suppress(subprocess.TimeoutExpired):
            self._process.wait(seconds)
        return not self.is_running()

    def _ask_again(self, *, started_since: float) -> None:
        """A signal is lost on a program that is just being started, which has no work yet."""
        with suppress(psutil.NoSuchProcess):
            for program in psutil.Process(self._process.pid).children():
                if program.create_time() >= started_since:
                    program.terminate()

    def _kill_programs(self) -> None:
        with suppress(psutil.NoSuchProcess):
            for program in psutil.Process(self._process.pid).children(recursive=True):
                program.kill()


@contextmanager
def _signals_call(hurry: Callable[[], None]) -> Iterator[None]:
    def on_signal(_number: int, _frame: FrameType | None) -> None:
        hurry()

    before = {name: signal.signal(name, on_signal) for name in _HURRYING}
    try:
        yield
    finally:
        for name, handler in before.items():
            signal.signal(name, handler)


def _by_stop_seconds(programs: Iterable[Program]) -> Sequence[Sequence[Program]]:
    """Those that take longest last."""
    ordered = sorted(programs, key=lambda program: program.stop_seconds)
    return [list(members) for _, members in groupby(ordered, lambda each: each.stop_seconds)]


def _group(priority: int, members: Sequence[Program]) -> str:
    names = ",".join(program.name for program in members)
    return f"\n[group:nalish{priority}]\nprograms={names}\npriority={priority}\n"


def _section(state_dir: Path, program: Program) -> str:
    return _PROGRAM.format(
        name=program.name,
        command=" ".join(f'"{_text(part)}"' for part in program.command),
        folder=_text(program.folder),
        environment=_environment(program.environment),
        stop_seconds=program.stop_seconds,
        log=_text(log_of(state_dir, program.name)),
    )


def _environment(variables: Mapping[str, str]) -> str:
    return ",".join(f"{name}={_quoted(name, value)}" for name, value in variables.items())


def _quoted(name: str, value: str) -> str:
    """Its configuration knows no escapes, only two kinds of quotes, and comments after a space."""
    quote = '"' if '"' not in value else "'"
    if quote in value or value.strip("'\"") != value or re.search(r"\n|\s[;#]", value):
        raise Refusal(f"{name} has a quote, comment or line break in it and cannot be passed on.")
    return f"{quote}{_text(value)}{quote}"


def _text(value: str | Path) -> str:
    """A percent sign would begin an expansion."""
    return str(value).replace("%", "%%")
