"""The browser of the tests: an installed one, else playwright's own, else Debian's.

`python -m nalish.browser` makes sure that there is one.
"""

import os
import shutil
import subprocess
import sys
from collections.abc import Sequence
from pathlib import Path

NAMES = ("chromium", "chromium-browser", "google-chrome", "google-chrome-stable", "chrome")
PLAYWRIGHT = (sys.executable, "-m", "playwright", "install", "chromium")
DEBIAN: tuple[Sequence[str], ...] = (
    ("apt-get", "update"),
    ("apt-get", "install", "-y", "--no-install-recommends", "chromium"),
)


def find_chromium() -> Path | None:
    """The path of a Chromium that starts; a name on the PATH may be an empty shell."""
    for name in NAMES:
        if (found := shutil.which(name)) and _succeeds([found, "--version"]):
            return Path(found)
    own = _playwrights_own()
    return own if own.exists() else None


def install_chromium() -> bool:
    print("• a browser for the tests …", flush=True)
    if _succeeds(PLAYWRIGHT) and find_chromium():
        return True
    print("  … playwright's own download is not possible here", flush=True)
    if shutil.which("apt-get") and os.geteuid() == 0:
        print("  … installing Debian's package chromium (a minute or two)", flush=True)
        return all(_succeeds(command) for command in DEBIAN) and find_chromium() is not None
    return False


def _playwrights_own() -> Path:
    from playwright.sync_api import sync_playwright

    with sync_playwright() as playwright:
        return Path(playwright.chromium.executable_path)


def _succeeds(command: Sequence[str]) -> bool:
    environment = os.environ | {"DEBIAN_FRONTEND": "noninteractive"}
    done = subprocess.run(command, capture_output=True, check=False, env=environment)
    return done.returncode == 0


def main() -> int:
    if find_chromium() or install_chromium():
        return 0
    print(
        "No Chromium was found and none could be installed: install the package `chromium` or "
        "Google Chrome, then try again.",
        file=sys.stderr,
    )
    return 1


if __name__ == "__main__":
    raise SystemExit(main())
