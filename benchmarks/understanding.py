"""What understanding costs: processor time of a message, of the training, memory of the server.

Run as `.venv/bin/python -m benchmarks.understanding`. The assistant is trained anew in a folder of
its own and reads the messages of all evaluation sets; then a house of its own is started, called
with the words of the development set, and stopped. Ends with 1 over any limit.
"""

import argparse
import itertools
import json
import statistics
import subprocess
import sys
import tempfile
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path

from rich.console import Console
from rich.table import Table

from benchmarks.standing_house import StandingHouse, prepared, standing
from nalish.environment import inherited
from nalish.place import ROOT
from nalish.processes import adopt_orphans, kill_descendants
from nalish.programs import BOT, BOT_PYTHON
from nalish.refusals import Refusal
from nalish.running import Stopped, stop_on_signals
from nalish.simulator import Call

MOST = {
    "a message, ms at the median": 12.0,
    "training, seconds": 360.0,
    "the server's memory, MB": 1200.0,
}
_WORDS = ROOT / "nlu_data/evaluation/development.jsonl"
_CODE = "*16236#"
_NUMBERS = 200


@dataclass(frozen=True)
class Measured:
    """Times are the processor's, so that others on the machine count as little as may be."""

    parse_ms: Sequence[float]
    training_seconds: float
    server_mb: float

    @property
    def figures(self) -> Mapping[str, float]:
        found = (statistics.median(self.parse_ms), self.training_seconds, self.server_mb)
        return dict(zip(MOST, found, strict=True))

    @property
    def is_within_limits(self) -> bool:
        return all(figure <= MOST[name] for name, figure in self.figures.items())


def main() -> int:
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--json", action="store_true")
    arguments = parser.parse_args()
    console = Console(stderr=True)
    adopt_orphans()
    try:
        with (
            stop_on_signals(),
            tempfile.TemporaryDirectory(prefix="nalish-bench-") as folder,
        ):
            console.print("… training, and understanding the evaluation sets")
            parse_ms, training_seconds = _measure_alone(Path(folder))
            server_mb = _server_mb(Path(folder) / "house", console)
    except (Refusal, Stopped) as why:
        raise SystemExit(str(why) or "Stopped.") from None
    finally:
        kill_descendants()
    measured = Measured(parse_ms, training_seconds, server_mb)
    if arguments.json:
        json.dump(measured.figures, sys.stdout, indent=2)
    else:
        _tell(measured)
    return int(not measured.is_within_limits)


def _measure_alone(folder: Path) -> tuple[list[float], float]:
    """Milliseconds of each message, and seconds of the training."""
    done = subprocess.run(  # noqa: S603 (the command is ours)
        [str(BOT_PYTHON), "-m", "benchmarks.understanding", str(folder)],
        cwd=BOT,
        env=inherited(),
        stdin=subprocess.DEVNULL,
        capture_output=True,
        text=True,
        check=False,
    )
    if done.returncode:
        raise Refusal(done.stderr[-2000:])
    measured = json.loads((folder / "measured.json").read_text())
    return measured["parse_ms"], measured["training_seconds"]


def _server_mb(state_dir: Path, console: Console) -> float:
    """After every message of the development set: what it holds by then it goes on holding."""
    state_dir.mkdir()
    with prepared(state_dir, console) as ground, standing(ground) as house:
        console.print("… calling the house with the words of the development set")
        _say_everything(house)
        server = house.processes["assistant"]
        family = [server, *server.children(recursive=True)]
        return float(sum(process.memory_info().rss for process in family)) / 1e6


def _say_everything(house: StandingHouse) -> None:
    numbers = itertools.cycle(f"+8801799{number:06d}" for number in range(_NUMBERS))
    for line in _WORDS.read_text(encoding="utf-8").splitlines():
        call = Call(house.simulator, next(numbers), _CODE)
        call.dial()
        call.answer(json.loads(line)["text"])
        call.hang_up()


def _tell(measured: Measured) -> None:
    table = Table("", "", "limit", title="What understanding costs", title_justify="left")
    for name, figure in measured.figures.items():
        over = " !" if figure > MOST[name] else ""
        table.add_row(name, f"{figure:,.1f}{over}", f"{MOST[name]:,.0f}")
    Console().print(table)
    slow = statistics.quantiles(measured.parse_ms, n=20)[-1]
    Console().print(f"{len(measured.parse_ms):,} messages, 95 of 100 under {slow:.1f} ms")


if __name__ == "__main__":
    sys.exit(main())
