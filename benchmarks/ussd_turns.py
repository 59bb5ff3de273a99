"""The CPU that one USSD turn costs in each process, beside Rasa's default configuration.

Run as `.venv/bin/python -m benchmarks.ussd_turns`; two houses of its own are started, one with our
assistant and one with Rasa's default one, called in turn on loopback alone, and stopped. Ends with
1 where our assistant takes more of the CPU for a turn than it may.
"""

import argparse
import asyncio
import json
import math
import re
import tempfile
from collections import Counter, defaultdict
from collections.abc import Iterable, Iterator, Mapping, Sequence
from contextlib import ExitStack, contextmanager
from dataclasses import dataclass, field
from pathlib import Path

from rich.console import Console
from rich.table import Table

from benchmarks.callers import calling, press
from benchmarks.default_assistant import train_default
from benchmarks.standing_house import Ground, StandingHouse, prepared, standing
from case_manager import demo as demo_data
from case_manager.db import make_engine
from case_manager.settings import load_settings
from case_manager.vocabulary import Language
from nalish.environment import assumed
from nalish.processes import adopt_orphans, kill_descendants
from nalish.refusals import Refusal
from nalish.running import Stopped, stop_on_signals

HOME = "00"
ROUNDS = 3  # of a choice and the way home in one call: people press a key half a dozen times
PHONES = 16  # at once: what a turn costs counts when many call
FIRST_CALLS = 4
OURS, DEFAULT = "Nalish", "Rasa's default"
ASSISTANT = "assistant"

Costs = dict[str, dict[str, float]]  # milliseconds by kind and process
Rows = Iterable[tuple[str, list[float]]]


@dataclass(frozen=True)
class Kind:
    """One kind of turn: an option of the menu, or words."""

    name: str
    option: str = ""
    words: str = ""
    files_cases: bool = False
    most_ms: float = math.inf  # in our assistant


MENU = Kind("menu", option="Ei seba", most_ms=2)
KINDS = (
    MENU,
    Kind("case status", option="Nalisher khobor", files_cases=True, most_ms=6),
    Kind("payments", option="Takar khobor", most_ms=6),
    Kind("words", words="ki ki option ase"),
)


@dataclass(frozen=True)
class Arm:
    """One assistant in its house, and what its calls have cost so far, in seconds."""

    house: StandingHouse
    phones: Mapping[bool, Sequence[str]]
    keys: Mapping[str, str]
    spent: dict[str, Counter[str]] = field(default_factory=lambda: defaultdict(Counter))
    screens: dict[str, list[str]] = field(default_factory=dict)

    def call_from_every_phone(self, kind: Kind, *, is_counted: bool) -> None:
        before = self.house.cpu_seconds()
        phones, pressed = self.phones[kind.files_cases], (self.keys[kind.name], HOME) * ROUNDS
        screens = _call(self.house, phones, pressed)
        # Each house has keys of its own, and so other numbers for the same cases.
        self.screens[kind.name] = [re.sub(r"\d", "#", screen) for screen in screens]
        if is_counted:
            after = self.house.cpu_seconds()
            self.spent[kind.name].update({name: after[name] - before[name] for name in after})

    def costs(self, passes: int) -> Costs:
        calls = passes * PHONES
        return per_turn(
            {
                kind: {name: 1000 * seconds / calls for name, seconds in spent.items()}
                for kind, spent in self.spent.items()
            }
        )


def main() -> None:
    options = _options()
    console = Console(stderr=True)
    passes = math.ceil(options.turns / PHONES / (2 * ROUNDS + 1))
    adopt_orphans()
    try:
        with stop_on_signals(), _both(options.default_model, console) as arms:
            _measure(arms, passes, console)
    except Refusal as refusal:
        raise SystemExit(str(refusal)) from None
    except Stopped:
        raise SystemExit("Stopped.") from None
    finally:
        kill_descendants()
    costs = {name: arm.costs(passes) for name, arm in arms.items()}
    _tell(arms, costs, as_json=options.json)
    if missed := list(over_the_limit(costs[OURS])):
        raise SystemExit("\n".join(missed))


def _options() -> argparse.Namespace:
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument(
        "--turns", type=_count, default=700, help="turns of each kind (default: %(default)s)"
    )
    parser.add_argument(
        "--default-model",
        type=Path,
        metavar="FILE",
        help="a model of Rasa's default configuration trained before (otherwise: some minutes)",
    )
    parser.add_argument("--json", action="store_true", help="milliseconds by kind and process")
    options = parser.parse_args()
    if options.default_model and not options.default_model.is_file():
        parser.error(f"there is no file {options.default_model}")
    return options


def _count(text: str) -> int:
    if text.isascii() and text.isdigit() and 10 <= int(text) <= 100_000:
        return int(text)
    raise argparse.ArgumentTypeError("a whole number from 10 to 100000")


@contextmanager
def _both(model: Path | None, console: Console) -> Iterator[dict[str, Arm]]:
    """Side by side, so that whatever else the machine does slows both alike."""
    with ExitStack() as stack:
        folder = Path(stack.enter_context(tempfile.TemporaryDirectory(prefix="nalish-bench-")))
        if model is None:
            console.print("… training Rasa's default configuration, some minutes")
            model = train_default(folder)
        arms: dict[str, Arm] = {}
        for name, served in ((OURS, None), (DEFAULT, model.resolve())):
            console.print(f"… starting a house: {name}")
            state_dir = folder / f"house-{len(arms)}"
            state_dir.mkdir()
            ground = stack.enter_context(prepared(state_dir, console))
            house = stack.enter_context(standing(ground, served))
            phones = {True: _filers(ground), False: _payees()}
            arms[name] = Arm(house, phones, _keys(house, phones))
        yield arms


def _measure(arms: Mapping[str, Arm], passes: int, console: Console) -> None:
    """All kinds and both assistants in turn. The first look at anything costs more: not counted."""
    for number in range(passes + 1):
        for arm in arms.values():
            for kind in KINDS:
                arm.call_from_every_phone(kind, is_counted=number > 0)
        console.print(f"… pass {number} of {passes}", highlight=False)


def per_turn(per_call: Costs) -> Costs:
    """A call dials, then chooses and goes home; all but the choosing are turns of the menu."""
    menu = {name: spent / (2 * ROUNDS + 1) for name, spent in per_call[MENU.name].items()}
    costs = {MENU.name: menu}
    for kind, spent in per_call.items():
        if kind != MENU.name:
            costs[kind] = {
                name: (spent[name] - (ROUNDS + 1) * menu[name]) / ROUNDS for name in spent
            }
    return costs


def over_the_limit(ours: Costs) -> Iterator[str]:
    for kind in KINDS:
        if (spent := ours[kind.name][ASSISTANT]) > kind.most_ms:
            yield f"{kind.name}: {spent:.2f} ms in the assistant, the limit is {kind.most_ms} ms."


def _call(house: StandingHouse, phones: Sequence[str], pressed: Sequence[str]) -> list[str]:
    """The screens of the last of these phones, which call all at once."""

    async def call_at_once() -> list[list[str]]:
        async with calling(house) as client:
            return await asyncio.gather(*(press(client, phone, pressed) for phone in phones))

    return asyncio.run(call_at_once())[-1]


def _keys(house: StandingHouse, phones: Mapping[bool, Sequence[str]]) -> dict[str, str]:
    return {
        kind.name: kind.words or _number_of(house, phones[kind.files_cases][0], kind.option)
        for kind in KINDS
    }


def _number_of(house: StandingHouse, phone: str, option: str) -> str:
    """On the home screen, wherever the menu has the option.

    An assistant's first turn may be over the gateway's deadline: it is called again.
    """
    for _ in range(FIRST_CALLS):
        *_, home = _call(house, [phone], [HOME])
        if found := re.search(rf"^(\d+)\. {re.escape(option)}$", home, re.MULTILINE):
            return found[1]
    raise Refusal(f"The menu does not offer {option!r}:\n{home}")


def _payees() -> list[str]:
    """Phones of one person each: whoever shares one is asked who they are."""
    owners = Counter(citizen["phone"] for citizen in demo_data.summary().citizens)
    return [phone for phone, people in owners.items() if people == 1][:PHONES]


def _filers(ground: Ground) -> list[str]:
    with assumed(ground.described):
        settings = load_settings()
    engine = make_engine(settings.database_url.get_secret_value())
    try:
        found = demo_data.contacts(engine, settings.keys)
        return [each.phone for each in found if each.language is not Language.ENGLISH][:PHONES]
    finally:
        engine.dispose()


def _tell(arms: Mapping[str, Arm], costs: Mapping[str, Costs], *, as_json: bool) -> None:
    if as_json:
        print(json.dumps(costs, indent=2))
        return
    console = Console()
    for name, each in costs.items():
        console.print(_table(f"{name}: milliseconds of CPU a turn", _rows(each)))
    ours, default = (dict(_rows(costs[name])) for name in (OURS, DEFAULT))
    ratios = [
        (
            process,
            [_ratio(theirs, mine) for theirs, mine in zip(default[process], row, strict=True)],
        )
        for process, row in ours.items()
    ]
    console.print(_table(f"{DEFAULT} ÷ {OURS}", ratios))
    same = arms[OURS].screens
    differing = [kind for kind, texts in arms[DEFAULT].screens.items() if texts != same[kind]]
    console.print("Screens that differ: " + (", ".join(differing) or "none"))


def _rows(costs: Costs) -> Iterator[tuple[str, list[float]]]:
    names = list(costs[MENU.name])
    for name in names:
        yield name, [costs[kind][name] for kind in costs]
    yield "total", [sum(costs[kind].values()) for kind in costs]


def _ratio(theirs: float, ours: float) -> float:
    """Nothing where so little was used that the division says nothing."""
    return theirs / ours if ours >= 0.1 else math.nan


def _table(title: str, rows: Rows) -> Table:
    table = Table("process", title=title, title_justify="left")
    for kind in KINDS:
        table.add_column(kind.name, justify="right")
    for name, values in rows:
        table.add_row(name, *("–" if math.isnan(value) else f"{value:.2f}" for value in values))
    return table


if __name__ == "__main__":
    main()
