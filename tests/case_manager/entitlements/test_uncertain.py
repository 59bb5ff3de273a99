"""What is only heard of refuses nobody: the office is asked."""

import pytest

from case_manager.programmes import service as programmes_service
from case_manager.programmes.facts import Operator

CATALOGUE = programmes_service.catalogue()
PROGRAMMES = CATALOGUE.programmes.values()
UNCERTAIN = [
    (programme.id, condition.id or "any")
    for programme in PROGRAMMES
    for condition in programme.conditions
    if not programme.not_open and (programme.uncertain or not condition.is_firm)
]
BY_HEARSAY = [each.id for each in PROGRAMMES if each.not_open and each.not_open.uncertain]
# What a note adds to a condition without making it doubtful
FIRM_NOTES = {
    ("oaa", "age"): "on which day it is counted; of hijra people it names no age",
    ("pwd", "own_income"): "since when the present limit holds",
    ("wda", "marital_state"): "what counts as married",
    **{
        (f"ups_{scheme}", "no_allowance"): "it holds while the allowance comes"
        for scheme in ("samata", "progoti", "surokkha", "probas")
    },
}


def against(part):
    """What to tell so that this is not met."""
    fact = CATALOGUE.facts.get(part.fact or "")
    match part.operator:
        case Operator.IS:
            return {part.fact: not part.is_}
        case Operator.ONE_OF:
            others = [each.id for each in fact.options if each.id not in part.one_of]
            return {part.fact: others[0]}
        case Operator.BETWEEN:
            return {part.fact: int(part.between[1]) + 1}
        case Operator.RECEIVES_NONE_OF:
            return {}
    value = part.limit.dated[-1].value
    is_from = part.operator in (Operator.AT_LEAST, Operator.MORE_THAN)
    return {part.fact: int(value) + (-1 if is_from else 1)}


def received(programme, part):
    """Something else that the condition excludes."""
    named = part.receives_none_of or ()
    found = [each.id for each in PROGRAMMES if {each.id, each.counts_as} & set(named)]
    return [each for each in found if each != programme][:1] or None


@pytest.mark.parametrize(("programme", "condition"), UNCERTAIN)
def test_a_condition_that_is_not_certain_is_no_refusal(ask, state, programme, condition):
    found = CATALOGUE.programmes[programme].conditions
    [wanted] = [each for each in found if (each.id or "any") == condition]
    facts = {name: value for part in wanted.parts for name, value in against(part).items()}
    receives = received(programme, wanted.parts[0])
    for part in wanted.parts:
        assert state(programme, part.id, facts, receives) == "not_met"
    (answer,) = ask(facts, receives, programmes=[programme]).programmes
    assert (answer.verdict, list(answer.waits_for)) == ("needs", [])
    assert "not_met" in {reason.state for reason in answer.reasons}


@pytest.mark.parametrize("programme", BY_HEARSAY)
def test_what_is_over_by_hearsay_is_no_refusal(ask, programme):
    (answer,) = ask({"age": 40}, programmes=[programme]).programmes
    assert (answer.verdict, list(answer.waits_for)) == ("needs", [])
    assert [reason.condition for reason in answer.reasons] == ["not_open"]


def test_every_note_of_a_condition_is_in_the_answer_or_takes_nothing_from_it():
    noted = {
        (programme.id, part.id)
        for programme in PROGRAMMES
        for condition in programme.conditions
        for part in condition.parts
        if part.note and part.is_firm and not part.open_if
    }
    assert noted == set(FIRM_NOTES)


class TestStudentsOfACommunity:
    """Whose allowance begins at 50, and who have a stipend of the same programme."""

    @pytest.mark.parametrize("programme", ["hijra", "bede", "backward"])
    @pytest.mark.parametrize(
        ("facts", "expected"),
        [
            ({"age": 15, "school_level": "secondary"}, "unknown"),
            ({"age": 15}, "unknown"),
            ({"age": 15, "school_level": "none"}, "not_met"),
            ({"age": 30, "school_level": "higher"}, "unknown"),
            ({"age": 31}, "not_met"),
            ({"age": 49}, "not_met"),
            ({"age": 50}, "met"),
        ],
    )
    def test_are_not_refused_for_their_age(self, state, programme, facts, expected):
        assert state(programme, "age", facts) == expected

    def test_are_asked_where_they_learn(self, ask):
        (answer,) = ask(
            {"age": 15, "sex": "other", "is_poor": True}, programmes=["hijra"]
        ).programmes
        assert (answer.verdict, "school_level" in answer.waits_for) == ("needs", True)

    def test_are_sent_to_the_office(self, ask):
        facts = {"age": 15, "sex": "other", "is_poor": True, "school_level": "secondary"}
        (answer,) = ask(facts | {"allowance": "none"}, programmes=["hijra"]).programmes
        assert (answer.verdict, list(answer.waits_for)) == ("needs", [])


class TestBetweenTwoSources:
    @pytest.mark.parametrize(
        ("land", "verdict"), [(15, "needs"), (49, "needs"), (50, "not_eligible")]
    )
    def test_land_is_refused_where_both_do(self, ask, land, verdict):
        (answer,) = ask({"land_decimals": land}, programmes=["egpp"]).programmes
        assert answer.verdict == verdict

    @pytest.mark.parametrize(
        ("age", "expected"), [(61, "not_met"), (62, "unknown"), (64, "unknown"), (65, "met")]
    )
    def test_of_hijra_people_the_old_age_allowance_says_what_holds_for_both(
        self, state, age, expected
    ):
        assert state("oaa", "age", {"sex": "other", "age": age}) == expected

    @pytest.mark.parametrize("scheme", ["samata", "progoti", "surokkha", "probas"])
    def test_a_pension_is_open_after_50_on_other_terms(self, ask, scheme):
        (answer,) = ask({"age": 51}, programmes=[f"ups_{scheme}"]).programmes
        assert answer.verdict == "needs"
        (younger,) = ask({"age": 17}, programmes=[f"ups_{scheme}"]).programmes
        assert younger.verdict == "not_eligible"
