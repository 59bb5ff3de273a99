"""Waiting until every program says that it is ready, and noticing when one cannot."""

import re
from collections import Counter
from collections.abc import Iterable

import httpx

from nalish.programs import Program

READY_SECONDS = 240.0
TOO_MANY_DEATHS = 3
_READY_WORD = re.compile(r"(?<!not )\bready\b")


class Readiness:
    """Fed with log lines and deaths; asks the rest over HTTP."""

    def __init__(self, programs: Iterable[Program]) -> None:
        self.waiting = {program.name: program for program in programs}
        self.deaths: Counter[str] = Counter()
        self._client = httpx.Client(timeout=2, trust_env=False)

    def hear(self, name: str, line: str) -> bool:
        program = self.waiting.get(name)
        if program is None or program.ready_url or not _READY_WORD.search(line):
            return False
        del self.waiting[name]
        return True

    def note_death(self, name: str) -> None:
        self.deaths[name] += 1

    def ask(self) -> list[str]:
        """The names of those that have become ready since the last time."""
        answered = [name for name, program in self.waiting.items() if self._answers(program)]
        for name in answered:
            del self.waiting[name]
        return answered

    def hopeless(self) -> str | None:
        """A program that keeps dying before it was ever ready."""
        return next(
            (name for name in self.waiting if self.deaths[name] >= TOO_MANY_DEATHS),
            None,
        )

    def close(self) -> None:
        self._client.close()

    def _answers(self, program: Program) -> bool:
        if program.ready_url is None:
            return False
        try:
            return self._client.get(program.ready_url).status_code == 200
        except httpx.HTTPError:
            return False
