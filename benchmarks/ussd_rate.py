"""How many USSD menu turns two cores answer in a second, and the CPU that each costs.

Run as `.venv/bin/python -m benchmarks.ussd_rate`; a house of its own is started, called on loopback
alone by many phones at once, and stopped. The callers' own CPU is left out: what counts is how many
turns the house's processes would answer if both cores were theirs. Ends with 1 below the limits.
"""

import argparse
import asyncio
import itertools
import json
import sys
import tempfile
import time
from dataclasses import dataclass
from pathlib import Path

import aiohttp
from rich.console import Console
from rich.table import Table

from benchmarks.callers import Caller, calling
from benchmarks.standing_house import StandingHouse, prepared, standing
from nalish.processes import adopt_orphans, kill_descendants
from nalish.refusals import Refusal
from nalish.running import Stopped, stop_on_signals

CORES = 2
LEAST_TURNS_A_SECOND = 500
MOST_MS = {"assistant": 2.0, "total": 3.2}  # of CPU a turn
_PRESSED = ("0", "00") * 3  # back and home: nothing but menus, and no talk to be gone on with
_NUMBERS = 200  # whom the case manager knows after the first call
_WARM_UP_SECONDS = 10.0


@dataclass(frozen=True)
class Measured:
    turns: int
    seconds: float
    cpu_seconds: dict[str, float]

    @property
    def ms_a_turn(self) -> dict[str, float]:
        each = {name: 1000 * spent / self.turns for name, spent in self.cpu_seconds.items()}
        return each | {"total": sum(each.values())}

    @property
    def turns_a_second(self) -> float:
        """If both cores were the house's own."""
        return CORES * 1000 / self.ms_a_turn["total"]


def main() -> int:
    options = _options()
    console = Console(stderr=True)
    adopt_orphans()
    try:
        with (
            stop_on_signals(),
            tempfile.TemporaryDirectory(prefix="nalish-bench-") as folder,
            prepared(Path(folder), console) as ground,
            standing(ground) as house,
        ):
            measured = asyncio.run(_measure(house, options.phones, options.seconds))
    except (Refusal, Stopped) as why:
        raise SystemExit(str(why) or "Stopped.") from None
    finally:
        kill_descendants()
    return _tell(measured, as_json=options.json)


def _options() -> argparse.Namespace:
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--phones", type=int, default=24, help="at once (default: %(default)s)")
    parser.add_argument("--seconds", type=float, default=20.0, help="default: %(default)s")
    parser.add_argument("--json", action="store_true")
    return parser.parse_args()


async def _measure(house: StandingHouse, phones: int, seconds: float) -> Measured:
    numbers = itertools.cycle(f"+8801799{number:06d}" for number in range(_NUMBERS))
    turns = 0

    async def call_again_and_again(client: aiohttp.ClientSession) -> None:
        nonlocal turns
        while True:
            caller = Caller(client, next(numbers))
            await caller.dial()
            turns += 1
            for text in _PRESSED:
                await caller.answer(text)
                turns += 1

    async with calling(house) as client:
        callers = [asyncio.create_task(call_again_and_again(client)) for _ in range(phones)]
        await asyncio.sleep(_WARM_UP_SECONDS)
        before, turns_before, started = house.cpu_seconds(), turns, time.perf_counter()
        await asyncio.sleep(seconds)
        after, taken = house.cpu_seconds(), time.perf_counter() - started
        answered = turns - turns_before
        for caller in callers:
            caller.cancel()
        ended = await asyncio.gather(*callers, return_exceptions=True)
    for error in ended:
        if not isinstance(error, asyncio.CancelledError):
            raise Refusal(f"A call failed: {type(error).__name__}.")
    return Measured(answered, taken, {name: after[name] - before[name] for name in after})


def _tell(measured: Measured, *, as_json: bool) -> int:
    costs = measured.ms_a_turn
    if as_json:
        told = {
            "turns_a_second_beside_the_callers": measured.turns / measured.seconds,
            "turns_a_second_on_two_cores": measured.turns_a_second,
            "cpu_ms_a_turn": costs,
        }
        json.dump(told, sys.stdout, indent=2)
    else:
        table = Table("process", "CPU a turn in ms", "limit", title="Menu turns of calls")
        for name, spent in costs.items():
            limit = f"{MOST_MS[name]:.1f}" if name in MOST_MS else ""
            table.add_row(name, f"{spent:.2f}", limit)
        console = Console()
        console.print(table)
        console.print(
            f"{measured.turns / measured.seconds:,.0f} turns a second beside the callers, "
            f"{measured.turns_a_second:,.0f} on {CORES} cores (limit {LEAST_TURNS_A_SECOND})",
            highlight=False,
        )
    is_fast = measured.turns_a_second >= LEAST_TURNS_A_SECOND
    return int(not is_fast or any(costs[name] > most for name, most in MOST_MS.items()))


if __name__ == "__main__":
    sys.exit(main())
