"""Where the tests get Kannel from: it is there, Debian has it, or it is said what is missing."""

from collections.abc import Sequence
from pathlib import Path

import pytest

from nalish import kannel
from nalish.browser import Machine

INSTALLING = [" ".join(command) for command in kannel.DEBIAN]


class FakeMachine:
    """Its Debian brings these programs into the folder."""

    def __init__(self, folder: Path, *brings: str) -> None:
        self.folder = folder
        self.brings = brings
        self.installed_with: list[str] = []

    def succeeds(self, command: Sequence[str]) -> bool:
        self.installed_with.append(" ".join(command))
        for name in self.brings:
            (self.folder / name).touch()
        return bool(self.brings)

    def as_seen(self, *, is_root: bool = True, has_apt: bool = True) -> Machine:
        return Machine(
            which=lambda _: "/usr/bin/apt-get" if has_apt else None,
            succeeds=self.succeeds,
            is_root=is_root,
        )


def places(folder: Path) -> dict[str, str]:
    return {name: str(folder / name) for name in kannel.PROGRAMS}


def test_what_is_there_is_enough(tmp_path: Path) -> None:
    machine = FakeMachine(tmp_path)
    for name in kannel.PROGRAMS:
        (tmp_path / name).touch()
    assert kannel.main(machine.as_seen(), places(tmp_path)) == 0
    assert machine.installed_with == []


def test_then_debians_packages(tmp_path: Path) -> None:
    machine = FakeMachine(tmp_path, *kannel.PROGRAMS)
    assert kannel.main(machine.as_seen(), places(tmp_path)) == 0
    assert machine.installed_with == INSTALLING


@pytest.mark.parametrize(
    ("brings", "is_root", "has_apt", "missing"),
    [
        ([], True, True, "no bearerbox and no smsbox and no fakesmsc"),
        (["bearerbox", "smsbox"], True, True, "There is no fakesmsc."),
        (["bearerbox", "smsbox", "fakesmsc"], False, True, "no bearerbox"),
        (["bearerbox", "smsbox", "fakesmsc"], True, False, "no bearerbox"),
    ],
)
def test_then_it_is_said_what_is_missing(
    tmp_path: Path,
    capsys: pytest.CaptureFixture[str],
    brings: list[str],
    is_root: bool,
    has_apt: bool,
    missing: str,
) -> None:
    machine = FakeMachine(tmp_path, *brings).as_seen(is_root=is_root, has_apt=has_apt)
    assert kannel.main(machine, places(tmp_path)) == 1
    said = capsys.readouterr().err
    assert missing in said
    assert kannel.HOW_TO_GET_IT in said
