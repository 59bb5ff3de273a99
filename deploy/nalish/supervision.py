"""The library `supervisor` as our child: its configuration, its start, and its end."""

import re
import signal
import subprocess
import sys
from collections.abc import Iterable, Mapping
from pathlib import Path

from nalish.environment import inherited
from nalish.place import write_private
from nalish.processes import die_with_parent
from nalish.programs import Program
from nalish.refusals import Refusal

STOP_SECONDS = 4  # then a program that is still there is killed
GROUP_STOP_SECONDS = STOP_SECONDS + 2

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
    """One group, because supervisord stops the members of a group together."""
    programs = list(programs)
    head = (
        "[supervisord]\nnodaemon=true\nsilent=true\nidentifier=nalish\nloglevel=info\n"
        f"logfile={log_of(state_dir, 'supervisor')}\npidfile={_text(state_dir)}/supervisor.pid\n"
        f"childlogdir={_text(state_dir)}/log\n"
    )
    group = f"\n[group:nalish]\nprograms={','.join(program.name for program in programs)}\n"
    path = state_dir / "supervisord.conf"
    sections = [_section(state_dir, program) for program in programs]
    write_private(path, head + group + "".join(sections))
    return path


def log_of(state_dir: Path, name: str) -> Path:
    return state_dir / "log" / f"{name}.log"


class Supervisor:
    """Away from the terminal's Ctrl-C: `nalish run` hears it and stops everything in order."""

    def __init__(self, configuration: Path) -> None:
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
        if self.is_running():
            self._process.terminate()
            try:
                self._process.wait(GROUP_STOP_SECONDS)
            except subprocess.TimeoutExpired:
                self._process.kill()
                self._process.wait()


def _section(state_dir: Path, program: Program) -> str:
    return _PROGRAM.format(
        name=program.name,
        command=" ".join(f'"{_text(part)}"' for part in program.command),
        folder=_text(program.folder),
        environment=_environment(program.environment),
        stop_seconds=STOP_SECONDS,
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
