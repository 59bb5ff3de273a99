"""Where the tests get a browser from: installed, playwright's own, Debian's, or a sentence."""

from collections.abc import Sequence
from pathlib import Path

import pytest

from nalish.browser import DEBIAN, NONE_TO_BE_HAD, PLAYWRIGHT, Machine, main

INSTALLED = "/usr/bin/chromium"
OWN = "/playwright/chrome"
INSTALLING = [" ".join(PLAYWRIGHT), *(" ".join(command) for command in DEBIAN)]


class FakeMachine:
    """Starts those browsers that are told; installing one with a command may add another."""

    def __init__(self, *starting: str, brings: dict[str, str] | None = None) -> None:
        self.starting = set(starting)
        self.brings = brings or {}
        self.installed_with: list[str] = []

    def succeeds(self, command: Sequence[str]) -> bool:
        line = " ".join(command)
        if line in INSTALLING:
            self.installed_with.append(line)
            self.starting.add(self.brings.get(line, ""))
            return line in self.brings
        return line.removesuffix(" --version") in self.starting

    def as_seen(self, *, is_root: bool = True) -> Machine:
        return Machine(
            which={"chromium": INSTALLED, "apt-get": "/usr/bin/apt-get"}.get,
            succeeds=self.succeeds,
            playwrights_own=lambda: Path(OWN),
            is_root=is_root,
        )


@pytest.mark.parametrize("path", [INSTALLED, OWN])
def test_what_starts_is_enough(path: str) -> None:
    machine = FakeMachine(path)
    assert main(machine.as_seen()) == 0
    assert machine.installed_with == []


def test_playwrights_own_is_fetched_first() -> None:
    machine = FakeMachine(brings={INSTALLING[0]: OWN})
    assert main(machine.as_seen()) == 0
    assert machine.installed_with == INSTALLING[:1]


@pytest.mark.parametrize("fetched", [{}, {INSTALLING[0]: "something that does not start"}])
def test_then_debians_package(fetched: dict[str, str]) -> None:
    debians = {INSTALLING[1]: "", INSTALLING[2]: INSTALLED}
    machine = FakeMachine(brings=fetched | debians)
    assert main(machine.as_seen()) == 0
    assert machine.installed_with == INSTALLING


@pytest.mark.parametrize("is_root", [True, False])
def test_then_it_is_one_sentence(capsys: pytest.CaptureFixture[str], is_root: bool) -> None:
    assert main(FakeMachine().as_seen(is_root=is_root)) == 1
    assert capsys.readouterr().err == NONE_TO_BE_HAD + "\n"


def test_only_root_asks_debian() -> None:
    machine = FakeMachine(brings=dict.fromkeys(INSTALLING[1:], INSTALLED))
    assert main(machine.as_seen(is_root=False)) == 1
    assert machine.installed_with == INSTALLING[:1]
