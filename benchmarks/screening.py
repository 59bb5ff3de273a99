"""How long a million people take through all programmes, and how much memory.

Run as `.venv/bin/python -m benchmarks.screening`. `nalish eligibility screen` is called as by an
operator, on a register of its own and on a file, and ends with its folder written. Ends with 1 over
30 seconds or 2 GB for either; both are of the command alone, without the database.
"""

import argparse
import json
import os
import subprocess
import sys
import tempfile
import time
from collections.abc import Mapping
from dataclasses import asdict, dataclass
from datetime import UTC, datetime
from pathlib import Path

from rich.console import Console
from rich.table import Table
from sqlalchemy import make_url

from benchmarks import screening_rolls
from benchmarks.database import count, opened, tell
from case_manager.kit.calendar import local_date
from case_manager.settings import load_settings
from nalish.environment import assumed, describe

LIMIT_SECONDS, LIMIT_GB = 30.0, 2.0
_NALISH = Path(sys.executable).with_name("nalish")


@dataclass(frozen=True)
class Taken:
    """`cpu_seconds` tell what it would take if nothing else were on the machine."""

    seconds: float
    cpu_seconds: float
    gigabytes: float
    people: int
    findings: int


def main() -> int:
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--people", type=count, default=1_000_000)
    parser.add_argument("--json", action="store_true")
    arguments = parser.parse_args()
    taken = measure(arguments.people)
    if arguments.json:
        json.dump({name: asdict(each) for name, each in taken.items()}, sys.stdout, indent=2)
    else:
        _show(taken)
    return int(any(_is_over(each) for each in taken.values()))


def measure(people: int) -> dict[str, Taken]:
    today = local_date(datetime.now(UTC))
    with tempfile.TemporaryDirectory(prefix="nalish-bench-") as name, opened(None) as engine:
        folder = Path(name)
        url = make_url(engine.url).set(drivername="postgresql").render_as_string(False)
        with assumed(describe(folder) | {"DATABASE_URL": url}):
            keys = load_settings().keys
        tell(f"{people:,} people in the register")
        screening_rolls.fill_register(engine, keys, people, today)
        tell(f"{people:,} people in a file")
        screening_rolls.write_file(folder / "roll.csv", people, today)
        tell("screening")
        return {
            "register": _run(folder, url, folder / "from_register"),
            "file": _run(folder, url, folder / "from_file", str(folder / "roll.csv")),
        }


def _run(state: Path, url: str, target: Path, *arguments: str) -> Taken:
    environment = os.environ | {"NALISH_STATE_DIR": str(state), "DATABASE_URL": url}
    command = ["eligibility", "screen", *arguments, "--output", str(target), "--json"]
    started = time.perf_counter()
    with subprocess.Popen(  # noqa: S603 (the command is ours)
        [_NALISH, *command], env=environment, stdout=subprocess.PIPE
    ) as process:
        told = process.stdout.read() if process.stdout else b""
        _, status, usage = os.wait4(process.pid, 0)
        process.returncode = os.waitstatus_to_exitcode(status)
    if process.returncode:
        raise SystemExit(f"the command ended with {process.returncode}")
    return Taken(
        seconds=time.perf_counter() - started,
        cpu_seconds=usage.ru_utime + usage.ru_stime,
        gigabytes=usage.ru_maxrss / 1_000_000,
        people=json.loads(told)["people"],
        findings=_lines(target / "findings.csv") - 1,
    )


def _lines(path: Path) -> int:
    with path.open("rb") as file:
        return sum(1 for _ in file)


def _is_over(taken: Taken) -> bool:
    return taken.seconds > LIMIT_SECONDS or taken.gigabytes > LIMIT_GB


def _show(taken: Mapping[str, Taken]) -> None:
    title = f"all programmes, at most {LIMIT_SECONDS:g} s and {LIMIT_GB:g} GB"
    table = Table(title=title, title_justify="left")
    for heading in ("from", "people", "seconds", "of the processor", "GB", "lines found"):
        table.add_column(heading, justify="left" if heading == "from" else "right")
    for name, each in taken.items():
        table.add_row(
            f"{name} !" if _is_over(each) else name,
            f"{each.people:,}",
            f"{each.seconds:.1f}",
            f"{each.cpu_seconds:.1f}",
            f"{each.gigabytes:.2f}",
            f"{each.findings:,}",
        )
    Console().print(table)


if __name__ == "__main__":
    sys.exit(main())
