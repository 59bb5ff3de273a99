import pytest

from benchmarks.ussd_turns import MENU, ROUNDS, per_turn


class TestPerTurn:
    def test_what_a_call_costs_beyond_its_menu_turns_is_what_was_chosen(self) -> None:
        dialling, choices = ROUNDS + 1, ROUNDS
        calls = {
            MENU.name: {"gateway": 2.0 * (dialling + choices)},
            "payments": {"gateway": 2.0 * dialling + 5.0 * choices},
        }
        costs = per_turn(calls)
        assert costs[MENU.name]["gateway"] == pytest.approx(2.0)
        assert costs["payments"]["gateway"] == pytest.approx(5.0)
