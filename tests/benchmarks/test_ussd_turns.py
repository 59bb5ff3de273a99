import pytest

from benchmarks.ussd_turns import ASSISTANT, KINDS, MENU, ROUNDS, over_the_limit, per_turn


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


class TestOverTheLimit:
    def test_a_turn_that_takes_too_much_of_the_assistant_is_named_with_its_limit(self) -> None:
        spent = {"menu": 2.0, "case status": 6.1, "payments": 6.0, "words": 40.0}
        costs = {kind.name: {ASSISTANT: spent[kind.name], "gateway": 50.0} for kind in KINDS}
        (sentence,) = over_the_limit(costs)
        assert sentence == "case status: 6.10 ms in the assistant, the limit is 6 ms."
