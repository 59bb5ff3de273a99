"""Every condition on both sides of its threshold and of its dates, as the sources state them."""

from datetime import date

import pytest

from case_manager.programmes import service as programmes_service
from case_manager.programmes.facts import FactType, Operator

WOMAN, MAN, HIJRA = {"sex": "female"}, {"sex": "male"}, {"sex": "other"}
# programme, condition, what else is told, fact, values that meet it, values that do not
LIMITS = [
    ("oaa", "age", MAN, "age", [65, 120], [64, 0]),
    ("oaa", "age", WOMAN, "age", [62, 120], [61, 0]),
    ("oaa", "age", HIJRA, "age", [65], [61]),
    ("oaa", "own_income", {}, "own_income_year", [0, 10000], [10001]),
    ("oaa", "own_income", {}, "own_income_month", [833], [834]),
    ("wda", "age", {}, "age", [18], [17]),
    ("wda", "own_income", {}, "own_income_year", [14999], [15000]),
    ("wda", "own_income", {}, "own_income_month", [1249], [1250]),
    ("pwd", "age", {}, "age", [7], [6]),
    ("pwd", "own_income", {}, "own_income_year", [36000], [36001]),
    ("pwd_stipend", "age", {}, "age", [6], [5]),
    ("pwd_stipend", "family_income", {}, "family_income_year", [36000], [36001]),
    ("pwd_stipend", "family_income", {}, "family_income_month", [3000], [3001]),
    ("mcbp", "age", {}, "age", [20, 35], [19, 36]),
    ("mcbp", "pregnancy", {}, "pregnancy_months", [4, 6], [0, 3, 7]),
    ("mcbp", "child_order", {}, "child_order", [1, 2], [3]),
    ("mcbp", "family_income", {}, "family_income_month", [8000], [8001]),
    ("mcbp", "family_income", {}, "family_income_year", [96000], [96012]),
    ("primary_stipend", "attendance", {}, "attendance_percent", [85], [84]),
    ("secondary_stipend", "attendance", {}, "attendance_percent", [75], [74]),
    ("hijra", "age", {}, "age", [50], [49]),
    ("hijra", "age", {"school_level": "none"}, "age", [50], [15]),
    ("bede", "age", {}, "age", [50], [49]),
    ("bede", "age", {"school_level": "none"}, "age", [50], [15]),
    ("bede", "own_income", {}, "own_income_year", [36000], [36001]),
    ("backward", "age", {}, "age", [50], [49]),
    ("backward", "age", {"school_level": "none"}, "age", [50], [15]),
    ("backward", "own_income", {}, "own_income_year", [36000], [36001]),
    ("orphan_capitation", "age", {}, "age", [6, 18], [5, 19]),
    ("vwb", "age", {}, "age", [20, 50], [19, 51]),
    ("vwb", "land", {}, "land_decimals", [0, 14.5], [15]),
    ("egpp", "age", {}, "age", [18, 60], [17, 61]),
    ("egpp", "land", {}, "land_decimals", [15], [15.5]),
    ("egpp", "land_at_all", {}, "land_decimals", [49.5], [50]),
    ("ups_progoti", "age", {}, "age", [18], [17]),
    ("ups_progoti", "age_to_join", {}, "age", [50], [51]),
    ("ups_surokkha", "age", {}, "age", [18], [17]),
    ("ups_surokkha", "age_to_join", {}, "age", [50], [51]),
    ("ups_probas", "age", {}, "age", [18], [17]),
    ("ups_probas", "age_to_join", {}, "age", [50], [51]),
    ("ups_samata", "age", {}, "age", [18], [17]),
    ("ups_samata", "age_to_join", {}, "age", [50], [51]),
    ("ups_samata", "own_income", {}, "own_income_year", [60000], [60001]),
    ("national_service", "age", {}, "age", [24, 35], [23, 36]),
    ("char_livelihood", "no_land", {}, "land_decimals", [0], [1]),
    ("char_livelihood", "assets", {}, "assets_taka", [5000], [5001]),
    ("amar_bari", "land", {}, "land_decimals", [50], [51]),
    ("rss_microcredit", "family_income", {}, "family_income_year", [60000], [60001]),
    ("dsf_voucher", "pregnant", {}, "pregnancy_months", [1], [0]),
    ("dsf_voucher", "child_order", {}, "child_order", [2], [3]),
    ("krishi_card", "land", {}, "land_decimals", [5, 249], [4, 250]),
    ("vgf", "no_land", {}, "land_decimals", [0], [1]),
    ("maternity", "age", {}, "age", [20], [19]),
    ("maternity", "child_order", {}, "child_order", [1, 2], [3]),
    ("wlma", "child_order", {}, "child_order", [1, 2], [3]),
]
# programme, condition, fact, the only answers that meet it
CHOICES = [
    ("wda", "woman", "sex", ["female"]),
    ("wda", "marital_state", "marital_state", ["widowed", "divorced", "deserted"]),
    ("wda", "no_salaried_job", "has_salaried_job", [False]),
    ("wda", "no_pension", "has_government_pension", [False]),
    ("oaa", "no_pension", "has_government_pension", [False]),
    ("oaa", "citizen", "is_citizen", [True]),
    ("oaa", "no_ngo_allowance", "has_ngo_allowance", [False]),
    ("pwd", "disability_card", "has_disability_card", [True]),
    (
        "pwd_stipend",
        "at_school",
        "school_level",
        ["pre_primary", "primary", "secondary", "higher_secondary", "higher"],
    ),
    ("mcbp", "antenatal_card", "has_antenatal_card", [True]),
    ("primary_stipend", "at_primary_school", "school_level", ["pre_primary", "primary"]),
    ("secondary_stipend", "class_6_to_12", "school_level", ["secondary", "higher_secondary"]),
    ("degree_stipend", "degree", "school_level", ["higher"]),
    ("hijra", "hijra", "sex", ["other"]),
    ("bede", "bede", "community", ["bede"]),
    ("backward", "community", "community", ["dalit", "harijan", "other_backward"]),
    ("tea", "tea_worker", "occupation", ["tea_worker"]),
    ("disease_grant", "illness", "has_listed_illness", [True]),
    ("egpp", "day_labourer", "occupation", ["day_labourer"]),
    ("freedom_fighter", "freedom_fighter", "freedom_fighter", ["self", "heir"]),
    (
        "july",
        "gazetted",
        "july_uprising",
        ["martyr_family", "injured_a", "injured_b", "injured_c"],
    ),
    ("jobless_workers", "export_industry", "occupation", ["factory_worker"]),
    ("ups_progoti", "group", "occupation", ["employee", "factory_worker", "tea_worker"]),
    (
        "ups_surokkha",
        "group",
        "occupation",
        ["self_employed", "farmer", "fisher", "day_labourer"],
    ),
    ("ups_probas", "group", "occupation", ["expatriate"]),
    ("street_beggar", "beggar", "occupation", ["beggar"]),
    ("vgf_fishers", "fisher", "occupation", ["fisher"]),
    *((programme, "woman", "sex", ["female"]) for programme in ("mcbp", "vwb", "family_card")),
    ("dsf_voucher", "woman", "sex", ["female"]),
    ("school_feeding", "at_primary_school", "school_level", ["pre_primary", "primary"]),
    ("krishi_card", "farmer", "occupation", ["farmer"]),
    ("vgf", "livelihood", "occupation", ["day_labourer", "beggar"]),
    ("vgf", "left_alone", "marital_state", ["widowed", "deserted"]),
    ("maternity", "woman", "sex", ["female"]),
]
# programme, condition, each of the programmes that it excludes
EXCLUSIONS = [
    ("oaa", "no_vwb", ["vwb"]),
    ("oaa", "no_other_allowance", ["wda", "pwd", "mcbp", "bede", "freedom_fighter"]),
    ("wda", "no_vwb", ["vwb"]),
    ("wda", "no_other_allowance", ["oaa", "pwd"]),
    ("pwd", "no_other_allowance", ["oaa", "wda"]),
    ("pwd_stipend", "no_other_stipend", ["primary_stipend", "secondary_stipend"]),
    ("mcbp", "no_other_benefit", ["wda", "vwb", "ffp", "tcb"]),
    ("vwb", "no_other_benefit", ["wda", "mcbp", "maternity", "tcb", "ffp"]),
    ("ffp", "no_other_card", ["vwb", "tcb"]),
    ("family_card", "no_other_allowance", ["oaa", "wda"]),
    ("egpp", "no_other_benefit", ["oaa", "vwb"]),
    ("ups_samata", "no_allowance", ["oaa", "vwb"]),
    ("ups_probas", "no_allowance", ["oaa", "vwb"]),
    ("ups_progoti", "no_allowance", ["oaa", "vwb"]),
    ("ups_surokkha", "no_allowance", ["oaa", "vwb"]),
]
# programme, condition, fact, value, the last day it does not and the first day it does hold
DATED = [
    ("wda", "own_income", "own_income_year", 12000, date(2024, 3, 31), date(2024, 4, 1)),
    ("wda", "own_income", "own_income_year", 14999, date(2024, 3, 31), date(2024, 4, 1)),
    ("pwd", "own_income", "own_income_year", 24001, date(2024, 6, 30), date(2024, 7, 1)),
    ("pwd", "own_income", "own_income_year", 36000, date(2024, 6, 30), date(2024, 7, 1)),
]


class TestLimits:
    @pytest.mark.parametrize(("programme", "condition", "besides", "fact", "meet", "fail"), LIMITS)
    def test_on_both_sides(self, state, programme, condition, besides, fact, meet, fail):
        for value in meet:
            assert state(programme, condition, {**besides, fact: value}) == "met", value
        for value in fail:
            assert state(programme, condition, {**besides, fact: value}) == "not_met", value

    @pytest.mark.parametrize(("programme", "condition", "besides", "fact", "meet", "fail"), LIMITS)
    def test_without_the_fact_it_is_not_known(
        self, state, programme, condition, besides, fact, meet, fail
    ):
        if fact != "attendance_percent":  # assumed
            assert state(programme, condition, besides) == "unknown"

    def test_none_is_left_out(self):
        numbers = {*Operator} - {Operator.IS, Operator.ONE_OF, Operator.RECEIVES_NONE_OF}
        assert {(programme, condition) for programme, condition, *_ in LIMITS} == written(numbers)


class TestChoices:
    @pytest.mark.parametrize(("programme", "condition", "fact", "meeting"), CHOICES)
    def test_these_and_no_others(self, state, programme, condition, fact, meeting):
        known = programmes_service.catalogue().facts[fact]
        all_answers = [option.id for option in known.options] or [True, False]
        if known.type is FactType.YES_NO:
            assert set(meeting) < {True, False}
        for answer in all_answers:
            expected = "met" if answer in meeting else "not_met"
            assert state(programme, condition, {fact: answer}) == expected, answer

    def test_none_is_left_out(self):
        choices = [row for row in CHOICES if row[3] not in ([True], [False])]
        tried = {(programme, condition) for programme, condition, *_ in choices}
        assert written({Operator.ONE_OF}) == tried

    def test_what_must_not_be_so(self):
        found = parts()
        excluding = {(programme, part.id) for programme, part in found if part.is_ is False}
        assert excluding == {
            *((programme, "no_pension") for programme in ("oaa", "wda", "pwd", "family_card")),
            ("oaa", "no_ngo_allowance"),
            ("wda", "no_salaried_job"),
            ("family_card", "no_salary"),
            ("family_card", "no_luxuries"),
            ("vwb", "not_recently"),
            ("hijra", "unable_to_work"),
            ("wlma", "town"),
        }

    def test_a_yes_or_no_is_met_by_the_one_and_not_by_the_other(self, state):
        for programme, part in parts():
            if part.operator is Operator.IS:
                assert state(programme, part.id, {part.fact: part.is_}) == "met"
                assert state(programme, part.id, {part.fact: not part.is_}) == "not_met"


def parts():
    """Of all programmes, those that are not open too: rolls of them are still screened."""
    for programme in programmes_service.programmes().values():
        for condition in programme.conditions:
            for part in condition.parts:
                yield programme.id, part


def written(operators):
    """What the catalogue has."""
    found = parts()
    return {(programme, part.id) for programme, part in found if part.operator in operators}


class TestDates:
    @pytest.mark.parametrize(("programme", "condition", "fact", "value", "before", "on"), DATED)
    def test_on_both_sides_of_the_day(self, state, programme, condition, fact, value, before, on):
        assert state(programme, condition, {fact: value}, today=before) == "not_met"
        assert state(programme, condition, {fact: value}, today=on) == "met"

    def test_none_is_left_out(self):
        dated = {
            (programme, part.id)
            for programme, part in parts()
            if part.limit and len(part.limit.dated) > 1
        }
        assert {(programme, condition) for programme, condition, *_ in DATED} == dated

    @pytest.mark.parametrize(
        ("facts", "is_old_enough"),
        [
            ({**MAN, "birth_date": "1961-06-30"}, True),
            ({**MAN, "birth_date": "1961-07-01"}, False),
            ({**WOMAN, "birth_date": "1964-06-30"}, True),
            ({**WOMAN, "birth_date": "1964-07-01"}, False),
        ],
    )
    def test_age_is_counted_on_30_june_for_the_old_age_allowance(self, state, facts, is_old_enough):
        expected = "met" if is_old_enough else "not_met"
        assert state("oaa", "age", facts) == expected

    def test_and_on_30_june_of_the_year_before_until_the_fiscal_year_ends(self, state):
        facts = {**MAN, "birth_date": "1961-06-30"}
        assert state("oaa", "age", facts, today=date(2026, 6, 30)) == "not_met"
        assert state("oaa", "age", facts, today=date(2026, 7, 1)) == "met"

    def test_elsewhere_age_is_that_of_today(self, state):
        facts = {"birth_date": "2008-11-23"}
        assert state("wda", "age", facts, today=date(2026, 11, 22)) == "not_met"
        assert state("wda", "age", facts, today=date(2026, 11, 23)) == "met"

    def test_who_was_born_on_29_february_is_a_year_older_on_1_march(self, state):
        facts = {"birth_date": "2008-02-29"}
        assert state("wda", "age", facts, today=date(2026, 2, 28)) == "not_met"
        assert state("wda", "age", facts, today=date(2026, 3, 1)) == "met"


class TestWithoutSex:
    def test_an_age_that_is_enough_for_everybody(self, state):
        assert state("oaa", "age", {"age": 65}) == "met"

    def test_an_age_that_is_enough_for_nobody(self, state):
        assert state("oaa", "age", {"age": 61}) == "not_met"

    def test_an_age_that_is_enough_for_some(self, state):
        assert state("oaa", "age", {"age": 62}) == "unknown"


class TestExclusions:
    """Programmes that do not go together."""

    @pytest.mark.parametrize(("programme", "condition", "excluding"), EXCLUSIONS)
    def test_one_excludes_the_other(self, state, programme, condition, excluding):
        for other in excluding:
            assert state(programme, condition, {}, [other]) == "not_met", other
        assert state(programme, condition, {}, []) == "met"
        assert state(programme, condition, {}) == "unknown"

    def test_none_is_left_out(self):
        tried = {(programme, condition) for programme, condition, _ in EXCLUSIONS}
        assert written({Operator.RECEIVES_NONE_OF}) == tried

    @pytest.mark.parametrize(
        ("programme", "other"), [("oaa", "tcb"), ("vwb", "oaa"), ("tcb", "oaa")]
    )
    def test_some_go_together(self, ask, programme, other):
        (answer,) = ask({}, [other], programmes=[programme]).programmes
        assert answer.verdict != "not_eligible"

    def test_what_comes_already_is_not_applied_for(self, ask):
        (answer,) = ask({}, ["tcb"], programmes=["tcb"]).programmes
        assert [reason.condition for reason in answer.reasons] == ["already"]

    @pytest.mark.parametrize("programme", ["maternity", "wlma"])
    def test_what_is_not_open_is_for_nobody(self, ask, programme):
        (answer,) = ask(programmes=[programme]).programmes
        assert (answer.verdict, [each.condition for each in answer.reasons]) == (
            "not_eligible",
            ["not_open"],
        )
