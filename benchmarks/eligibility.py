"""How long the rules take for one person, against 5 ms, and how many of a roll they do in a second.

Run as `.venv/bin/python -m benchmarks.eligibility`. For one person: from the facts that were told
to the JSON of all programmes with reasons in three languages and the next questions. Ends with 1 if
the median of any sample is over the limit.
"""

import argparse
import json
import statistics
import sys
import time
from collections.abc import Mapping, Sequence
from datetime import UTC, datetime

import numpy as np
from rich.console import Console
from rich.table import Table

from case_manager.entitlements import service
from case_manager.entitlements.assessing import assess_roll
from case_manager.entitlements.eligibility_schemas import AskEligibility, EligibilityRead
from case_manager.entitlements.system import system
from case_manager.entitlements.variables import verdict_variable
from case_manager.programmes.service import amounts_with

LIMIT_MS = 5.0
ROLL = 100_000
NOW = datetime(2026, 11, 23, 6, 0, tzinfo=UTC)

_WIDOW = {"age": 45, "sex": "female", "marital_state": "widowed", "own_income_month": 1000}
_MAIN = ["oaa", "wda", "pwd", "pwd_stipend", "mcbp", "hijra", "bede", "backward"]
SAMPLES: Mapping[str, AskEligibility] = {
    "nothing told, all programmes": AskEligibility(),
    "four facts, all programmes": AskEligibility(facts={**_WIDOW}),
    "four facts, the eight main allowances": AskEligibility(facts={**_WIDOW}, programmes=_MAIN),
    "ten facts, all programmes": AskEligibility(
        facts={
            **_WIDOW,
            "allowance": "none",
            "food_card": "none",
            "is_poor": True,
            "occupation": "none",
            "land_decimals": 0,
            "has_disability_card": False,
        }
    ),
}


def main() -> int:
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--rounds", type=int, default=200)
    parser.add_argument("--json", action="store_true", help="milliseconds of every sample")
    arguments = parser.parse_args()
    taken = {name: _milliseconds(ask, arguments.rounds) for name, ask in SAMPLES.items()}
    medians = {name: statistics.median(each) for name, each in taken.items()}
    if arguments.json:
        json.dump(medians, sys.stdout, indent=2)
    else:
        _tell(taken, _people_a_second())
    return int(max(medians.values()) > LIMIT_MS)


def answer(ask: AskEligibility) -> str:
    found = service.judge(ask, amounts_with(), today=NOW.date())
    return EligibilityRead.model_validate(found).model_dump_json()


def _milliseconds(ask: AskEligibility, rounds: int) -> list[float]:
    """In time of this process, so that others on the machine count as little as may be."""
    taken = []
    for _ in range(rounds):
        started = time.process_time()
        answer(ask)
        taken.append((time.process_time() - started) * 1000)
    return taken


def _people_a_second() -> float:
    rules_as_code = system()
    chance = np.random.default_rng(7)
    inputs = {
        "age": chance.integers(0, 100, ROLL).astype(float),
        "sex": chance.integers(0, 2, ROLL).astype(float),
        "own_income_year": chance.integers(0, 60_000, ROLL).astype(float),
    }
    verdicts = [verdict_variable(programme) for programme in rules_as_code.catalogue.programmes]
    started = time.process_time()
    assess_roll(rules_as_code, inputs, NOW.date(), verdicts, ROLL)
    return ROLL / (time.process_time() - started)


def _tell(taken: Mapping[str, Sequence[float]], people_a_second: float) -> None:
    table = Table(title=f"ms for one person, at most {LIMIT_MS:g}", title_justify="left")
    table.add_column("told", no_wrap=True)
    for heading in ("median", "best", "kB of JSON"):
        table.add_column(heading, justify="right")
    for name, each in taken.items():
        median = statistics.median(each)
        size = len(answer(SAMPLES[name]).encode()) / 1000
        over = " !" if median > LIMIT_MS else ""
        table.add_row(name, f"{median:.1f}{over}", f"{min(each):.1f}", f"{size:.0f}")
    Console().print(table)
    Console().print(f"a roll: {people_a_second:,.0f} people a second through every programme")


if __name__ == "__main__":
    sys.exit(main())
