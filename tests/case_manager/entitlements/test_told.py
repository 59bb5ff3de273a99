from datetime import date

import pytest

from case_manager.entitlements.told import read_told
from case_manager.errors import Malformed
from case_manager.programmes import service as programmes_service

TODAY = date(2026, 11, 23)


def read(facts, receives=None):
    return read_told(facts, receives, programmes_service.catalogue(), today=TODAY)


def refusal(facts, receives=None):
    with pytest.raises(Malformed) as refused:
        read(facts, receives)
    return refused.value.detail


class TestReadTold:
    def test_a_fact_that_is_null_was_not_told(self):
        assert read({"age": 61, "sex": None}).facts == {"age": 61}

    def test_nothing_need_be_told(self):
        assert read({}).facts == {}

    @pytest.mark.parametrize(
        "facts",
        [
            {"age": 0},
            {"age": 120},
            {"land_decimals": 2.5},
            {"sex": "other"},
            {"has_nid": False},
            {"birth_date": "1900-01-01"},
            {"birth_date": "2026-11-23"},
            {"area_code": "309302"},
        ],
    )
    def test_what_keeps_its_rule(self, facts):
        assert read(facts).facts == facts

    @pytest.mark.parametrize(
        ("fact", "values", "sentence"),
        [
            (
                "age",
                [-1, 121, "61", True, float("nan"), float("inf")],
                "write a number from 0 to 120",
            ),
            ("pregnancy_months", [11], "write a number from 0 to 10"),
            ("child_order", [0], "write a number from 1 to 20"),
            ("own_income_month", [-5, 10**400], "write a number from 0 to 10000000"),
            ("sex", ["cat", True, 1, ""], "choose one of female, male, other"),
            ("has_nid", ["yes", 1, 0.0], "answer true or false"),
            (
                "birth_date",
                ["30.6.1961", "1961-02-30", "1899-12-31", "2026-11-24", 19610630, True, "19610630"],
                "write a day as 1961-06-30, from 1900 to today",
            ),
            (
                "area_code",
                ["Tangail", "1", 3093, "৩০৯৩"],
                "write the code of an area, 2 to 10 digits",
            ),
        ],
    )
    def test_what_breaks_its_rule(self, fact, values, sentence):
        for value in values:
            assert refusal({fact: value}) == f"{fact}: {sentence}"

    def test_every_fact_has_its_sentence(self):
        for fact in programmes_service.catalogue().facts.values():
            wrong = "1" if fact.type == "area" else "?"
            assert refusal({fact.id: wrong}).startswith(f"{fact.id}: ")

    @pytest.mark.parametrize("name", ["shoe_size", "age_on_30_june"])
    def test_a_fact_that_nobody_tells(self, name):
        assert refusal({name: 1}) == f"{name}: there is no such fact to tell"

    def test_a_name_that_may_hold_anything_is_not_repeated(self):
        assert refusal({"my number is 01712345678": 1}) == "facts: there is no such fact to tell"

    @pytest.mark.parametrize(
        ("facts", "sentence"),
        [
            ({"age": 61, "birth_date": "1965-01-01"}, "tell age or birth_date, not both"),
            (
                {"own_income_month": 1, "own_income_year": 12},
                "tell own_income_month or own_income_year, not both",
            ),
            (
                {"family_income_month": 1, "family_income_year": 12},
                "tell family_income_month or family_income_year, not both",
            ),
        ],
    )
    def test_the_same_in_two_ways(self, facts, sentence):
        assert refusal(facts) == sentence

    def test_a_list_and_an_answer_of_what_comes_already(self):
        assert refusal({"allowance": "oaa"}, ["oaa"]) == "tell receives or allowance, not both"

    def test_a_programme_that_nobody_knows(self):
        assert refusal({}, ["gold"]) == "receives: write ids of programmes"

    def test_everything_that_is_wrong_is_said(self):
        assert refusal({"age": -1, "sex": "cat"}) == (
            "age: write a number from 0 to 120; sex: choose one of female, male, other"
        )
