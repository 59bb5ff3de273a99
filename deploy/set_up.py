"""Make a fresh clone ready to run: environments, page assets, the trained model, a browser.

Run by `make`, on the standard library alone. Every step leaves a stamp with the hash of what went
into it in `.stamps/`, so the second time takes a moment.
"""

import argparse
import fcntl
import glob
import hashlib
import os
import pwd
import shutil
import subprocess
import sys
import time
from collections.abc import Callable, Iterable, Sequence
from pathlib import Path

ROOT = Path(__file__).resolve().parent.parent
STAMPS = ROOT / ".stamps"
TOOLS = ROOT / ".tools"
SERVICES = ROOT / ".venv"
BOT = ROOT / "bot" / ".venv"
INSTALLED_RULES = BOT / "lib" / "python3.10" / "site-packages" / "citizen_text" / "__init__.py"
REQUIREMENTS = ROOT / "requirements"
UV = TOOLS / "bin" / "uv"
STILL_WORKING_SECONDS = 15
NO_PYTHON_310 = (
    "The assistant needs Python 3.10 and none was found: install it so that `python3.10` runs, "
    "or with `pyenv install 3.10`, then try again."
)
Trial = Callable[[str], bool]


class SetUpError(Exception):
    """Said to the person at the terminal in one sentence, without a trace."""


def python_of(environment: Path) -> Path:
    return environment / "bin" / "python"


def quietly(command: Sequence[str | Path], folder: Path = ROOT) -> bool:
    if shutil.which(command[0]) is None:
        return False
    done = subprocess.run(command, cwd=folder, capture_output=True, check=False)
    return done.returncode == 0


def run(title: str, *command: str | Path) -> None:
    """Runs the command with its output in a log; says now and then that it is still at work."""
    log = STAMPS / "set-up.log"
    with log.open("wb") as output:
        process = subprocess.Popen(
            command, cwd=ROOT, stdin=subprocess.DEVNULL, stdout=output, stderr=subprocess.STDOUT
        )
        started = time.monotonic()
        while process.poll() is None:
            try:
                process.wait(STILL_WORKING_SECONDS)
            except subprocess.TimeoutExpired:
                say(f"  … {title}: {time.monotonic() - started:.0f} s, {last_line(log)}")
    if process.returncode:
        tail = "\n".join(log.read_text(errors="replace").splitlines()[-25:])
        raise SetUpError(f"{tail}\n{title} failed (exit code {process.returncode}).")


def last_line(log: Path) -> str:
    lines = log.read_text(errors="replace").replace("\r", "\n").split("\n")
    return next((line.strip()[:70] for line in reversed(lines) if line.strip()), "working")


def say(words: str) -> None:
    print(words, flush=True)


def hash_of(paths: Iterable[Path], *words: str) -> str:
    digest = hashlib.sha256("\0".join(words).encode())
    for path in sorted(paths):
        digest.update(path.name.encode() + path.read_bytes())
    return digest.hexdigest()


def step(title: str, inputs: str, made: Path, work: Callable[[], None]) -> None:
    """Does the work unless its stamp has the same inputs and what it made is still there."""
    stamp = STAMPS / title.replace(" ", "-")
    if made.exists() and stamp.exists() and stamp.read_text() == inputs:
        return
    stamp.unlink(missing_ok=True)
    timed(title, work)
    stamp.write_text(inputs)


def timed(title: str, work: Callable[[], None]) -> None:
    say(f"• {title} …")
    started = time.monotonic()
    work()
    say(f"✓ {title} ({time.monotonic() - started:.0f} s)")


def install_uv() -> None:
    run("a private tool environment", sys.executable, "-m", "venv", "--clear", TOOLS)
    pip = (python_of(TOOLS), "-m", "pip", "install", "--quiet", "--disable-pip-version-check")
    run("uv", *pip, "--require-hashes", "-r", REQUIREMENTS / "uv.txt")


def sync(environment: Path, python: str, requirements: Path) -> None:
    if not quietly([python_of(environment), "-c", "import sys"]):
        run("a new environment", UV, "venv", "--quiet", "--clear", "--python", python, environment)
    options = ("--require-hashes", "--python", python_of(environment))
    run("packages", UV, "pip", "sync", *options, requirements)


def services_environment() -> None:
    sync(SERVICES, sys.executable, REQUIREMENTS / "dev.txt")
    editable = ("--no-deps", "--no-build-isolation", "--python", python_of(SERVICES))
    run("the project", UV, "pip", "install", *editable, "--editable", ".")


def bot_environment() -> None:
    sync(BOT, find_python_310(), REQUIREMENTS / "bot.txt")


def text_rules() -> None:
    """The services' environment has the build tool, so nothing is fetched for it."""
    wheels = STAMPS / "wheels"
    shutil.rmtree(wheels, ignore_errors=True)
    build = (
        f"cd citizen_text && exec '{python_of(SERVICES)}' -m hatchling build -t wheel -d '{wheels}'"
    )
    run("the wheel of citizen_text", "sh", "-c", build)
    options = ("--no-deps", "--reinstall", "--python", python_of(BOT))
    run("citizen_text", UV, "pip", "install", *options, *wheels.glob("*.whl"))


def share_text_rules(bot: str, work: Callable[[], None] = text_rules) -> None:
    """A new environment of the assistant has the same Python, but not yet the rules in it."""
    rules = [*(ROOT / "citizen_text").rglob("*.py"), ROOT / "citizen_text" / "pyproject.toml"]
    step("the shared text rules", hash_of(rules, bot), INSTALLED_RULES, work)


def find_python_310(is_one: Trial | None = None) -> str:
    is_one = is_one or is_python_310
    for candidate in candidates_310():
        if is_one(candidate):
            return candidate
    say("  … no Python 3.10 at hand; asking uv for one")
    if quietly([UV, "python", "install", "3.10"]):
        command = [UV, "python", "find", "3.10"]
        found = subprocess.run(command, capture_output=True, text=True, check=False)
        if is_one(found.stdout.strip()):
            return found.stdout.strip()
    raise SetUpError(NO_PYTHON_310)


def candidates_310() -> list[str]:
    roots = [Path(os.environ["PYENV_ROOT"])] if os.environ.get("PYENV_ROOT") else []
    roots += [Path.home() / ".pyenv", Path(pwd.getpwuid(os.getuid()).pw_dir) / ".pyenv"]
    roots += [Path(shim).resolve().parent.parent for shim in [shutil.which("python3.10")] if shim]
    installed = [
        path
        for root in roots
        for path in sorted(glob.glob(f"{root}/versions/3.10*/bin/python3.10"))
    ]
    return ["python3.10", *installed]


def is_python_310(candidate: str) -> bool:
    """A pyenv shim exists for versions that are not switched on, so only running it tells."""
    check = "import ctypes, ssl, sys; sys.exit(sys.version_info[:2] != (3, 10))"
    return quietly([candidate, "-c", check], ROOT / "bot")


def page_assets() -> None:
    assets: list[str | Path] = [python_of(TOOLS), ROOT / "deploy" / "assets.py"]
    if not shutil.which("npm"):
        options = ("--quiet", "--require-hashes", "--python", python_of(TOOLS))
        run("Node.js", UV, "pip", "install", *options, "-r", REQUIREMENTS / "node.txt")
    run("page assets", *assets)


def model_is_there() -> bool:
    check = "import sys, training_inputs; sys.exit(not training_inputs.model_path().exists())"
    return quietly([python_of(BOT), "-c", check], ROOT / "bot")


def trained_model() -> None:
    run("training", python_of(BOT), ROOT / "bot" / "train.py")


def a_browser() -> None:
    """It says itself what it does; only its last words are ours to say."""
    command = [python_of(SERVICES), "-m", "nalish.browser"]
    done = subprocess.run(command, cwd=ROOT, stderr=subprocess.PIPE, text=True, check=False)
    if done.returncode:
        raise SetUpError(done.stderr.strip())


def set_up(*, with_browser: bool, with_model: bool) -> None:
    step("uv", hash_of([REQUIREMENTS / "uv.txt"]), UV, install_uv)
    services = hash_of([REQUIREMENTS / "dev.txt", ROOT / "pyproject.toml"])
    step("the services' environment", services, python_of(SERVICES), services_environment)
    bot = hash_of([REQUIREMENTS / "bot.txt"])
    step("the assistant's environment", bot, python_of(BOT), bot_environment)
    share_text_rules(bot)
    assets = [ROOT / "package.json", ROOT / "package-lock.json", ROOT / "deploy" / "assets.py"]
    vendor = ROOT / "case_manager" / "ui" / "static" / "vendor"
    step("page assets", hash_of(assets), vendor, page_assets)
    if with_model and not model_is_there():
        timed("the trained model", trained_model)
    if with_browser:
        a_browser()


def main() -> int:
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--browser", action="store_true", help="also a browser for the tests")
    parser.add_argument("--no-model", action="store_true", help="leave the training out")
    options = parser.parse_args()
    STAMPS.mkdir(exist_ok=True)
    for tool in ("UV_SYSTEM_CERTS", "NODE_USE_SYSTEM_CA"):
        os.environ.setdefault(tool, "1")  # the machine's certificates, as pip uses them
    os.environ.pop("VIRTUAL_ENV", None)
    with (STAMPS / "lock").open("w") as lock:
        fcntl.flock(lock, fcntl.LOCK_EX)
        try:
            set_up(with_browser=options.browser, with_model=not options.no_model)
        except SetUpError as error:
            print(f"✗ {error}", file=sys.stderr)
            return 1
    return 0


if __name__ == "__main__":
    raise SystemExit(main())
