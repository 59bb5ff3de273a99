"""What is not asked of somebody is known, or the office decides and it is said where."""

import pytest

from case_manager.entitlements.system import system

CATALOGUE = system().catalogue
AGES = [0, 5, 7, 9, 13, 15, 17, 18, 31, 45, 56, 70, 95]
OF_GROWN_UPS = {"has_government_pension", "has_salaried_job"}


def only(answer):
    (programme,) = answer.programmes
    return programme


@pytest.mark.parametrize("age", AGES)
@pytest.mark.parametrize("sex", ["female", "male", "other"])
class TestEveryProgramme:
    def test_waits_for_a_question_or_names_an_office(self, ask, age, sex):
        for each in ask({"age": age, "sex": sex}).programmes:
            if each.verdict == "needs" and not each.waits_for:
                assert CATALOGUE.programmes[each.programme].not_open or each.application.offices
            if each.waits_for:
                assert each.application is None

    def test_is_left_open_by_nothing_that_only_grown_ups_have(self, ask, age, sex):
        for each in ask({"age": age, "sex": sex}).programmes:
            open_facts = {reason.fact for reason in each.reasons if reason.state == "unknown"}
            assert age >= 18 or not open_facts & OF_GROWN_UPS


class TestDisabledPerson:
    @pytest.mark.parametrize("age", [7, 9, 13, 17, 18, 43, 80])
    def test_of_any_age_is_asked_for_the_card_and_may_have_the_allowance(self, ask, age):
        answer = only(ask({"age": age}, programmes=["pwd"]))
        assert "has_disability_card" in answer.waits_for
        told = {"age": age, "has_disability_card": True, "own_income_month": 0, "allowance": "none"}
        told |= {"has_government_pension": False} if age >= 18 else {}
        answer = only(ask(told, programmes=["pwd"]))
        assert (answer.verdict, answer.rate.amount_paisa) == ("eligible", 90_000)

    def test_is_taken_to_have_no_pension_as_a_child_unless_it_is_told(self, ask, state):
        told = {"age": 9, "has_disability_card": True, "own_income_month": 0, "allowance": "none"}
        reasons = only(ask(told, programmes=["pwd"])).reasons
        assert {each.condition: each.state for each in reasons}["no_pension"] == "assumed"
        assert state("pwd", "no_pension", told | {"has_government_pension": True}) == "not_met"
        assert state("pwd", "no_pension", told | {"age": 18}) == "unknown"


class TestWhatCanBeGot:
    @pytest.mark.parametrize(
        ("programme", "facts", "office"),
        [
            ("pwd", {"has_disability_card": False}, "Upazila or Urban Social Services Office."),
            ("mcbp", {"has_antenatal_card": False}, "Upazila Health Complex."),
            ("vgf_fishers", {"has_fisher_card": False}, "Upazila Fisheries Office."),
        ],
    )
    def test_is_said_with_the_office(self, ask, programme, facts, office):
        (reason,) = only(ask(facts, programmes=[programme])).reasons
        assert reason.to_get["en"].endswith(f"card: {office}")
        assert all(office not in reason.to_get[each] for each in ("bn", "bn-Latn"))

    def test_is_nothing_where_it_is_there_or_cannot_be_had(self, ask):
        for facts in ({"has_disability_card": True}, {"age": 5}):
            reasons = only(ask(facts, programmes=["pwd"])).reasons
            assert [each.to_get for each in reasons if each.state != "unknown"] in ([], [None])


class TestFirstQuestions:
    def test_are_of_the_programme_that_most_was_told_for(self, ask):
        widow = {"age": 50, "sex": "female", "marital_state": "widowed"}
        asked = [
            each.id
            for each in ask(widow, programmes=["wda", "pwd", "bede", "backward"]).next_questions
        ]
        last = max(asked.index(fact) for fact in ("has_government_pension", "has_salaried_job"))
        assert last < asked.index("community")

    def test_are_those_of_most_programmes_where_only_numbers_were_told(self, ask):
        found = ask(
            {"age": 50, "own_income_month": 0}, programmes=["wda", "pwd", "bede", "backward"]
        )
        decides = [each.decides for each in found.next_questions]
        assert decides == sorted(decides, reverse=True)
