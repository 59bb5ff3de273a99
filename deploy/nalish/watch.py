"""The running house as seen from the terminal: prefixed logs, deaths, restarts, readiness."""

import time
from pathlib import Path
from typing import Self

from rich.console import Console
from rich.text import Text

from nalish.engines import Engine, EngineFailed
from nalish.logs import Tail, end_of_program
from nalish.programs import Program
from nalish.readiness import READY_SECONDS, Readiness
from nalish.refusals import Refusal
from nalish.supervision import Supervisor, log_of, stop_seconds, write_configuration

_STILL_WAITING_SECONDS = 10
_COLOURS = ("cyan", "green", "magenta", "yellow", "blue", "bright_black")


class Watch:
    def __init__(
        self, state_dir: Path, house: list[Program], engines: list[Engine], console: Console
    ) -> None:
        self._console = console
        self._engines = engines
        self._names = [program.name for program in house]
        self._width = max(map(len, self._names))
        self._tails = {name: Tail(log_of(state_dir, name)) for name in self._names}
        self._deaths = Tail(log_of(state_dir, "supervisor"))
        self._readiness = Readiness(house)
        self._configuration = write_configuration(state_dir, house)
        self.stop_seconds = stop_seconds(house)

    def __enter__(self) -> Self:
        self._supervisor = Supervisor(self._configuration, self.stop_seconds)
        return self

    def __exit__(self, *_: object) -> None:
        self._supervisor.stop()
        self._print_logs()
        self._readiness.close()

    def until_ready(self) -> None:
        started = time.monotonic()
        next_word = started + _STILL_WAITING_SECONDS
        while self._readiness.waiting:
            self.look()
            for name in self._readiness.ask():
                self._say(name, "is ready", "green")
            if hopeless := self._readiness.hopeless():
                raise Refusal(f"{hopeless} does not start; its last lines above say why.")
            missing = ", ".join(self._readiness.waiting)
            if missing and time.monotonic() > next_word:
                next_word += _STILL_WAITING_SECONDS
                self._console.print(f"… waiting for {missing}")
            if time.monotonic() > started + READY_SECONDS:
                raise Refusal(f"Not ready after {READY_SECONDS:.0f} seconds: {missing}.")
            time.sleep(0.3)

    def look(self) -> None:
        """One round: new log lines, ended programs, ended engines."""
        self._print_logs()
        for line in self._deaths.lines():
            if ended := end_of_program(line):
                name, manner = ended
                self._readiness.note_death(name)
                self._say(name, f"ended ({manner}); it is being started again", "red")
        if not self._supervisor.is_running():
            raise Refusal(f"The supervisor ended: {self._supervisor.last_words().strip()}")
        for engine in self._engines:
            if not engine.is_running():
                self._revive(engine)

    def _revive(self, engine: Engine) -> None:
        self._say(engine.name, "ended; it is being started again", "red")
        try:
            engine.start()
        except EngineFailed as error:
            raise Refusal(str(error)) from error

    def _print_logs(self) -> None:
        for position, (name, tail) in enumerate(self._tails.items()):
            for line in tail.lines():
                prefix = Text(f"{name:<{self._width}} │ ", style=_COLOURS[position])
                self._console.print(prefix.append_text(Text.from_ansi(line)), soft_wrap=True)
                if self._readiness.hear(name, line):
                    self._say(name, "is ready", "green")

    def _say(self, name: str, words: str, colour: str) -> None:
        self._console.print(Text(f"● {name} {words}", style=f"bold {colour}"), soft_wrap=True)
