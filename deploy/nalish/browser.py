"""The browser of the tests: an installed one, else playwright's own, else Debian's.

`python -m nalish.browser` makes sure that there is one.
"""

import os
import shutil
import subprocess
import sys
from collections.abc import Callable, Sequence
from dataclasses import dataclass
from pathlib import Path

NAMES = ("chromium", "chromium-browser", "google-chrome", "google-chrome-stable", "chrome")
PLAYWRIGHT = (sys.executable, "-m", "playwright", "install", "chromium")
DEBIAN: tuple[Sequence[str], ...] = (
    ("apt-get", "update"),
    ("apt-get", "install", "-y", "--no-install-recommends", "chromium"),
)
NONE_TO_BE_HAD = (
    "No Chromium was found and none could be installed: install the package `chromium` or "
    "Google Chrome, then try again."
)


def _playwrights_own() -> Path:
    from playwright.sync_api import sync_playwright

    with sync_playwright() as playwright:
        return Path(playwright.chromium.executable_path)


def _succeeds(command: Sequence[str]) -> bool:
    environment = os.environ | {"DEBIAN_FRONTEND": "noninteractive"}
    try:
        done = subprocess.run(command, capture_output=True, check=False, env=environment)
    except OSError:
        return False
    return done.returncode == 0


@dataclass(frozen=True)
class Machine:
    """What is asked of the computer."""

    which: Callable[[str], str | None] = shutil.which
    succeeds: Callable[[Sequence[str]], bool] = _succeeds
    playwrights_own: Callable[[], Path] = _playwrights_own
    is_root: bool = os.geteuid() == 0


def find_chromium(machine: Machine = Machine()) -> Path | None:
    """The path of a Chromium that starts; what bears the name may be an empty shell."""
    for name in NAMES:
        if (found := machine.which(name)) and machine.succeeds([found, "--version"]):
            return Path(found)
    own = machine.playwrights_own()
    return own if machine.succeeds([str(own), "--version"]) else None


def install_chromium(machine: Machine = Machine()) -> bool:
    print("• a browser for the tests …", flush=True)
    if machine.succeeds(PLAYWRIGHT) and find_chromium(machine):
        return True
    if machine.which("apt-get") and machine.is_root:
        print("  … installing Debian's package chromium (a minute or two)", flush=True)
        return all(map(machine.succeeds, DEBIAN)) and find_chromium(machine) is not None
    return False


def main(machine: Machine = Machine()) -> int:
    if find_chromium(machine) or install_chromium(machine):
        return 0
    print(NONE_TO_BE_HAD, file=sys.stderr)
    return 1


if __name__ == "__main__":
    raise SystemExit(main())
