"""Instalments that a file tells several times: where its portions end changes nothing."""

from collections.abc import Sequence
from datetime import date
from itertools import permutations
from typing import Any

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from case_manager.vocabulary import ImportKind, ImportStatus
from tests.case_manager.conftest import World
from tests.case_manager.imports.merging.test_payments import (
    EARLIER,
    LATER,
    Payee,
    course,
    file,
    ledger,
    take,
)
from tests.case_manager.imports.whole_files import Imports, counts

STATES = [
    ("scheduled", "2026-10-12", ""),
    ("sent", "2026-10-02", ""),
    ("sent", "2026-10-12", ""),
    ("returned", "2026-10-01", "PIN inactive"),
    ("returned", "2026-10-14", "PIN inactive"),
    ("reissued", "2026-10-03", ""),
    ("credited", "2026-10-05", ""),
    ("credited", "2026-10-15", ""),
]
PERIODS = ("Apr-Jun 2026", "Jul-Sep 2026")
told = st.tuples(st.integers(0, 1), st.sampled_from(PERIODS), st.sampled_from(STATES))


def day_of_instalment(row: Any) -> Any:
    who, period, (_, on, _) = row
    return who, period, on


one_each_day = st.lists(told, min_size=2, max_size=8, unique_by=day_of_instalment)


def rows(payees: Sequence[Payee], states: Sequence[Any]) -> list[tuple[object, ...]]:
    return [
        payees[who].row(status, on, period=period, reason=reason)
        for who, period, (status, on, reason) in states
    ]


def end_state(imports: Imports, payees: Sequence[Payee]) -> list[Any]:
    return [(ledger(imports, payee), course(imports, payee)) for payee in payees]


@settings(
    max_examples=12,
    deadline=None,
    derandomize=True,
    suppress_health_check=[HealthCheck.function_scoped_fixture, HealthCheck.too_slow],
)
@given(known=st.sampled_from(STATES), states=one_each_day, portion=st.integers(1, 3))
def test_the_borders_of_portions_change_nothing(
    imports: Imports, live_world: World, known: Any, states: Sequence[Any], portion: int
) -> None:
    ends = []
    for size in (50, portion):
        payees = [Payee(live_world) for _ in range(2)]
        imports.portion = 50
        take(imports, *rows(payees, [(0, PERIODS[0], known)]), as_of=EARLIER)
        imports.portion = size
        done = take(imports, *rows(payees, states))
        assert done.status is ImportStatus.DONE
        ends.append((counts(done), end_state(imports, payees)))
    assert ends[0] == ends[1]


@pytest.mark.parametrize("portion", [1, 50])
def test_what_has_arrived_stays_whatever_else_the_file_remembers(
    imports: Imports, live_world: World, portion: int
) -> None:
    """The row that tells of the return is the last of its portion and not of its instalment."""
    payee = Payee(live_world)
    imports.portion = portion
    take(imports, payee.row())
    back, sent = (
        payee.row("returned", "2026-10-01", reason="PIN inactive"),
        payee.row("sent", "2026-10-12"),
    )
    take(imports, back, sent, as_of=LATER)
    assert ledger(imports, payee) == [(date(2026, 7, 1), "credited", 195_000, 1)]


def test_another_file_of_the_same_day_goes_back_to_nothing_older(
    imports: Imports, live_world: World
) -> None:
    payee = Payee(live_world)
    take(imports, payee.row("returned", "2026-10-01", reason="PIN inactive"), as_of=EARLIER)
    take(imports, payee.row("credited", "2026-10-05", attempt=2))
    take(imports, payee.row("sent", "2026-10-03", attempt=2))
    assert ledger(imports, payee)[0][1:] == ("credited", 195_000, 2)


def test_what_is_killed_between_them_goes_on(imports: Imports, live_world: World) -> None:
    payees = [Payee(live_world) for _ in range(3)]
    states = [(who, PERIODS[1], state) for state in STATES[3:7] for who in range(3)]
    row = imports.begin(ImportKind.PAYMENTS, file(*rows(payees, states)))
    heard: list[object] = []
    while not imports.run(told=heard.append, interrupted=lambda: len(heard) % 5 == 4):
        heard.append(None)
    assert counts(imports.now_of(row)) == (3, 9, 0, 0)
    assert {state[0][1] for state, _ in end_state(imports, payees)} == {"returned"}


@pytest.mark.parametrize("portion", [1, 2, 50])
@pytest.mark.parametrize("order", [*permutations(range(4))][::5])
def test_states_come_in_any_order_in_any_portions(
    imports: Imports, live_world: World, portion: int, order: Sequence[int]
) -> None:
    """As if the file told them one after the other, with somebody else's in between."""
    payee, other = Payee(live_world), Payee(live_world)
    states = [
        payee.row("scheduled", "2026-09-20"),
        payee.row("returned", "2026-10-01", reason="PIN inactive"),
        payee.row("reissued", "2026-10-12"),
        payee.row("credited", "2026-10-15"),
    ]
    imports.portion = portion
    shuffled = [states[place] for place in order]
    done = take(imports, *shuffled[:2], other.row(), *shuffled[2:])
    assert (done.status, counts(done)) == (ImportStatus.DONE, (2, 3, 0, 0))
    assert ledger(imports, payee) == [(date(2026, 7, 1), "credited", 195_000, 2)]
    assert course(imports, payee) == [("scheduled", 1), ("returned", 1), ("reissued", 2)]
