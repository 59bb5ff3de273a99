from datetime import date, timedelta

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from case_manager.entitlements.assessing import assess_roll
from case_manager.entitlements.eligibility import eligibility_of
from case_manager.entitlements.system import system
from case_manager.entitlements.told import Told, read_told
from case_manager.entitlements.variables import verdict_variable
from case_manager.programmes import rules
from case_manager.programmes import service as programmes_service
from case_manager.programmes.facts import FactType
from case_manager.vocabulary import Language

TODAY = date(2026, 11, 23)
VERDICTS = {0: "not_eligible", 1: "needs", 2: "eligible"}
WIDOW = {"age": 45, "sex": "female", "marital_state": "widowed", "own_income_month": 1000}

OLD = {"age": 70, "sex": "female", "own_income_month": 0, "has_government_pension": False}
OLD |= {"allowance": "none", "food_card": "none"}
PREGNANT = {"age": 25, "sex": "female", "pregnancy_months": 5, "child_order": 1}
PREGNANT |= {"has_antenatal_card": True, "family_income_month": 0}
PREGNANT |= {"allowance": "none", "food_card": "none"}
ILL = {"has_listed_illness": True, "has_specialist_certificate": True}
TEA = {"occupation": "tea_worker", "allowance": "none"}


def only(answer):
    (programme,) = answer.programmes
    return programme


def value_of(fact):
    match fact.type:
        case FactType.YES_NO:
            return st.booleans()
        case FactType.CHOICE:
            return st.sampled_from([option.id for option in fact.options])
        case FactType.DATE:
            days = st.dates(date(1900, 1, 1), TODAY)
            return days.map(date.isoformat)
        case FactType.AREA:
            return st.sampled_from(["30", "309302", "100409"])
    limits = {
        0,
        4,
        6,
        15,
        18,
        20,
        35,
        50,
        62,
        65,
        833,
        1250,
        8000,
        36000,
        fact.lowest,
        fact.highest,
    }
    allowed = sorted(each for each in limits if fact.lowest <= each <= fact.highest)
    return st.sampled_from(allowed) | st.integers(fact.lowest, fact.highest)


@st.composite
def facts(draw):
    """Whatever may be told together."""
    known = programmes_service.catalogue().facts
    unused = (
        draw(st.sampled_from(["age", "birth_date"])),
        *draw(
            st.sampled_from(
                [
                    ("own_income_month", "family_income_month"),
                    ("own_income_year", "family_income_year"),
                ]
            )
        ),
    )
    told = [each for each in known.values() if each.is_told and each.id not in unused]
    chosen = draw(st.lists(st.sampled_from(told), unique_by=lambda each: each.id))
    return {fact.id: draw(value_of(fact)) for fact in chosen}


def verdicts(told):
    found = eligibility_of(told, programmes_service.amounts_with(), today=TODAY).programmes
    return {each.programme: each.verdict for each in found}


class TestMoreFacts:
    @given(facts(), st.data())
    @settings(max_examples=120, deadline=None)
    def test_what_is_decided_stays_decided(self, everything, data):
        """A thing that was assumed may turn out otherwise, but nothing becomes open again."""
        names = sorted(everything)
        some = data.draw(st.sets(st.sampled_from(names)) if names else st.just(set()))
        assumed = {
            fact.id for fact in system().catalogue.facts.values() if fact.assumed is not None
        }
        before = verdicts(Told({name: everything[name] for name in some}))
        after = verdicts(Told(everything))
        for programme, verdict in before.items():
            if verdict != "needs":
                assert after[programme] != "needs"
                if not (everything.keys() - some) & assumed:
                    assert after[programme] == verdict

    @given(facts())
    @settings(max_examples=60, deadline=None)
    def test_a_question_is_asked_once_and_its_answer_decides_or_narrows(self, everything):
        found = eligibility_of(Told(everything), programmes_service.amounts_with(), today=TODAY)
        asked = [question.id for question in found.next_questions]
        assert not set(asked) & set(everything)
        assert len(asked) == len(set(asked))
        waiting = [each.waits_for for each in found.programmes if each.verdict == "needs"]
        assert {*asked} == {each for waits in waiting for each in waits}


class TestRoll:
    @given(st.lists(facts(), min_size=1, max_size=8))
    @settings(max_examples=20, deadline=None)
    def test_of_many_people_at_once_it_is_the_same(self, people):
        catalogue = system().catalogue
        told = [Told(person).inputs(catalogue) for person in people]
        names = {name for each in told for name in each}
        default = {name: system().get_variable(name).default_value for name in names}
        inputs = {
            name: np.array([each.get(name, default[name]) for each in told]) for name in names
        }
        wanted = {each: verdict_variable(each) for each in catalogue.programmes}
        found = assess_roll(system(), inputs, TODAY, wanted.values(), len(people))
        for place, person in enumerate(people):
            alone = verdicts(Told(person))
            for programme, variable in wanted.items():
                assert VERDICTS[int(found[variable][place])] == alone[programme]


class TestReasons:
    def test_why_not_in_three_languages(self, ask):
        (age,) = only(ask({"age": 61, "sex": "female"}, programmes=["oaa"])).reasons
        assert (age.told, age.needed, age.source) == (61, [62], "OAA_2013")
        assert age.words == {
            Language.BANGLA: "৩০ জুনে বয়স: ৬১ বছর। হতে হয় ৬২ বছর (নারী) বা বেশি",
            Language.BANGLISH: "30 June-e boyos: 61 bochhor. Hote hoy 62 bochhor (nari) ba beshi",
            Language.ENGLISH: "age on 30 June: 61 years; must be: 62 years (woman) or more",
        }

    def test_what_must_be_so_and_what_must_not_in_words_of_their_own(self, ask):
        facts = {"age": 70, "sex": "male", "lives_here": False, "has_government_pension": True}
        found = only(ask(facts, programmes=["oaa"])).reasons
        said = {reason.condition: reason.words[Language.BANGLA] for reason in found}
        assert said == {
            "lives_here": "এলাকার স্থায়ী বাসিন্দা: না। না হলে মেলে না",
            "no_pension": "সরকারি পেনশন: হ্যাঁ। হ্যাঁ হলে মেলে না",
        }

    def test_everything_that_stands_against_it(self, ask):
        facts = {
            "age": 30,
            "sex": "male",
            "own_income_year": 900000,
            "has_government_pension": True,
        }
        found = only(ask(facts, programmes=["oaa"])).reasons
        assert [reason.condition for reason in found] == ["age", "own_income", "no_pension"]
        assert {reason.state for reason in found} == {"not_met"}

    def test_since_when_a_limit_holds_and_who_says_so(self, ask):
        found = only(ask({"own_income_year": 20000}, programmes=["wda"])).reasons
        (income,) = [each for each in found if each.condition == "own_income"]
        assert (income.needed, income.since, income.source) == (
            [15000],
            date(2024, 4, 1),
            "WID_2024",
        )

    def test_the_limit_before(self, ask):
        found = only(
            ask({"own_income_year": 20000}, today=date(2024, 3, 31), programmes=["wda"])
        ).reasons
        (income,) = [each for each in found if each.condition == "own_income"]
        assert (income.needed, income.since, income.source) == ([12000], None, "SSPS_WID")

    def test_what_is_taken_for_granted_is_said(self, ask):
        facts = WIDOW | {"allowance": "none", "food_card": "none"}
        facts |= {"has_salaried_job": False, "has_government_pension": False}
        found = {
            each.condition: each.state for each in only(ask(facts, programmes=["wda"])).reasons
        }
        assert found["citizen"] == found["lives_here"] == found["has_nid"] == "assumed"
        assert found["own_income"] == "met"

    def test_and_is_met_when_it_was_told(self, ask):
        facts = {"has_developmental_disability": True, "is_citizen": True}
        facts |= {"has_listed_illness": True, "has_specialist_certificate": True}
        (citizen, *_) = only(ask(facts, programmes=["disease_grant"])).reasons
        assert (citizen.condition, citizen.state) == ("citizen", "met")

    def test_without_sex_both_limits_are_said(self, ask):
        found = only(ask({"age": 63, "allowance": "none"}, programmes=["oaa"])).reasons
        assert found[0].needed == [62, 65]
        assert found[0].words[Language.ENGLISH] == (
            "age on 30 June: 63 years; must be: 62 years (woman), 65 years (man) or more"
        )

    def test_what_comes_already_by_name(self, ask):
        found = only(ask({}, ["wda"], programmes=["oaa"])).reasons
        (other,) = [each for each in found if each.condition == "no_other_allowance"]
        assert other.told == "wda"
        assert other.words[Language.ENGLISH] == (
            "comes already: Widow Allowance; not together with: another allowance"
        )

    def test_of_several_ways_the_one_that_was_found(self, ask):
        answer = only(ask({"marital_state": "widowed"}, programmes=["vgf"]))
        assert answer.verdict == "eligible"
        assert [reason.condition for reason in answer.reasons] == ["left_alone"]

    def test_every_reason_in_every_language(self, ask):
        for facts in ({}, WIDOW, {"age": 5}, {"allowance": "other", "food_card": "tcb"}):
            for programme in ask(facts).programmes:
                for reason in programme.reasons:
                    assert set(reason.words) == set(Language)
                    assert (reason.words["en"] + reason.words["bn-Latn"]).isascii()
                    assert not {"{", "}"} & set("".join(reason.words.values()))

    def test_every_source_is_explained(self, ask):
        found = ask(WIDOW)
        named = {reason.source for each in found.programmes for reason in each.reasons}
        assert named - {None} == set(found.sources)


class TestUncertain:
    def test_what_stands_firm_on_one_firm_reason(self, ask):
        answer = only(ask({"age": 17, "sex": "male"}, programmes=["wda"]))
        assert (answer.verdict, answer.is_uncertain) == ("not_eligible", False)

    def test_what_stands_on_general_knowledge_alone(self, ask):
        answer = only(ask({"age": 17}, programmes=["wda"]))
        assert (answer.verdict, answer.waits_for) == ("needs", [])
        [against] = [each for each in answer.reasons if each.state == "not_met"]
        assert (against.condition, against.is_uncertain) == ("age", True)

    def test_a_condition_that_may_not_even_hold_takes_nothing_from_firm_ones(self, ask):
        facts = WIDOW | {"allowance": "none", "food_card": "none"}
        facts |= {"has_salaried_job": False, "has_government_pension": False}
        answer = only(ask(facts, programmes=["wda"]))
        assert (answer.verdict, answer.is_uncertain) == ("eligible", False)

    def test_what_nobody_documents(self, ask):
        answer = only(ask({"age": 40, "can_work": True}, programmes=["kabikha"]))
        assert (answer.verdict, answer.is_uncertain) == ("eligible", True)


class TestAmounts:
    @pytest.mark.parametrize(
        ("programme", "facts", "today", "lowest", "highest"),
        [
            ("oaa", {"age": 89, "sex": "female"}, TODAY, 700, 700),
            ("oaa", {"age": 90, "sex": "female"}, TODAY, 1000, 1000),
            ("oaa", {"age": 90, "sex": "female"}, date(2026, 6, 30), 650, 650),
            ("oaa", {"age": 90, "sex": "female"}, date(2026, 7, 1), 1000, 1000),
            ("oaa", {}, date(2025, 6, 30), 600, 600),
            ("oaa", {}, date(2025, 7, 1), 650, 650),
            ("wda", {"age": 90}, TODAY, 1000, 1000),
            ("pwd", {}, TODAY, 900, 900),
            ("pwd_stipend", {"school_level": "pre_primary"}, TODAY, 950, 950),
            ("pwd_stipend", {"school_level": "primary"}, TODAY, 950, 950),
            ("pwd_stipend", {"school_level": "secondary"}, TODAY, 1000, 1000),
            ("pwd_stipend", {"school_level": "higher_secondary"}, TODAY, 1100, 1100),
            ("pwd_stipend", {"school_level": "higher"}, TODAY, 1350, 1350),
            ("pwd_stipend", {}, TODAY, 950, 1350),
            ("pwd_stipend", {"school_level": "primary"}, date(2026, 6, 30), 900, 900),
            ("secondary_stipend", {"school_level": "secondary"}, TODAY, 200, 300),
            ("secondary_stipend", {"school_level": "higher_secondary"}, TODAY, 400, 400),
            ("july", {"july_uprising": "injured_b"}, TODAY, 15000, 15000),
            ("july", {}, TODAY, 10000, 20000),
            ("family_card", {}, TODAY, 2500, 2500),
        ],
    )
    def test_by_date_and_group(self, ask, programme, facts, today, lowest, highest):
        rate = only(ask(facts, today=today, programmes=[programme])).rate
        assert (rate.amount_paisa, rate.highest_paisa) == (lowest * 100, highest * 100)

    @pytest.mark.parametrize(
        "programme", programmes_service.programmes().values(), ids=lambda p: p.id
    )
    def test_each_from_its_first_to_its_last_day(self, programme):
        """Of its group alone: what another group gets says nothing of it."""
        for entry in programme.amounts:
            own = [each for each in programme.amounts if each.applies_to == entry.applies_to]
            days = [entry.first_day, entry.last_day or date(2030, 1, 1)]
            for day in days:
                rate = rules.rate_on(day, own, [entry.applies_to or ""])
                assert (rate.amount_paisa, rate.highest_paisa) == (entry.taka * 100,) * 2, day
            before = rules.rate_on(
                entry.first_day - timedelta(days=1), own, [entry.applies_to or ""]
            )
            earlier = [each for each in own if each.first_day < entry.first_day]
            last = max(earlier, key=lambda each: each.first_day, default=None)
            assert (before and before.amount_paisa) == (last and last.taka * 100)

    def test_what_is_no_money_a_month_is_said_in_words(self, ask):
        rice = only(ask(programmes=["vwb"]))
        assert (rice.rate, rice.benefit[Language.ENGLISH]) == (None, "30 kg of rice a month")

    def test_nothing_is_promised_to_who_is_not_eligible(self, ask):
        answer = only(ask({"age": 30}, programmes=["oaa"]))
        assert (answer.rate, answer.benefit, answer.application) == (None, None, None)


class TestApplication:
    @pytest.mark.parametrize(
        ("programme", "facts", "today", "is_open"),
        [
            ("oaa", OLD, date(2025, 10, 12), False),
            ("oaa", OLD, date(2025, 10, 13), True),
            ("oaa", OLD, date(2025, 11, 6), True),
            ("oaa", OLD, date(2025, 11, 7), None),
            ("mcbp", PREGNANT, date(2026, 11, 1), True),
            ("mcbp", PREGNANT, date(2026, 11, 20), True),
            ("mcbp", PREGNANT, date(2026, 11, 21), False),
            ("disease_grant", ILL, date(2026, 11, 30), True),
            ("disease_grant", ILL, date(2026, 12, 1), False),
            ("tea", TEA, TODAY, None),
        ],
    )
    def test_whether_it_can_be_applied_for_today(self, ask, programme, facts, today, is_open):
        answer = only(ask(facts, today=today, programmes=[programme]))
        assert answer.application.is_open is is_open

    def test_nobody_is_sent_anywhere_before_it_is_decided(self, ask):
        answer = only(ask(programmes=["wda"]))
        assert (answer.verdict, answer.application) == ("needs", None)

    def test_where_and_with_which_papers(self, ask):
        facts = WIDOW | {"allowance": "none", "food_card": "none"}
        facts |= {"has_salaried_job": False, "has_government_pension": False}
        application = only(ask(facts, programmes=["wda"])).application
        assert [office.name["en"] for office in application.offices] == [
            "Upazila or Urban Social Services Office."
        ]
        assert [paper.id for paper in application.documents][-1] == "marital_proof"
        assert application.url == "https://dss.bhata.gov.bd/online-application"
        assert application.last_day == date(2025, 11, 6)


class TestNextQuestions:
    def asked(self, answer):
        return [question.id for question in answer.next_questions]

    def test_the_one_that_most_programmes_wait_for_comes_first(self, ask):
        decides = [question.decides for question in ask().next_questions]
        assert decides == sorted(decides, reverse=True)
        assert self.asked(ask())[0] == "age"

    def test_the_same_facts_bring_the_same_questions(self, ask):
        assert self.asked(ask(WIDOW)) == self.asked(ask(dict(reversed(WIDOW.items()))))

    def test_only_what_still_decides_something(self, ask):
        assert "pregnancy_months" not in self.asked(ask({"sex": "male"}))
        assert "sex" not in self.asked(ask({"age": 70}, programmes=["oaa"]))
        assert "sex" in self.asked(ask({"age": 63}, programmes=["oaa"]))

    def test_what_makes_no_sense_is_not_asked(self, ask):
        assert "school_level" in self.asked(ask({"age": 30}))
        assert "school_level" not in self.asked(ask({"age": 31}))
        assert "pregnancy_months" not in self.asked(ask({"sex": "female", "age": 60}))

    def test_what_would_tell_whether_it_makes_sense_is_asked_before(self, ask):
        assert self.asked(ask(programmes=["kabikha"])) == ["age"]
        assert self.asked(ask({"age": 40}, programmes=["kabikha"])) == ["can_work"]

    def test_what_nobody_can_tell_any_more_waits_for_nothing(self, ask):
        answer = only(ask({"age": 70}, programmes=["degree_stipend"]))
        assert (answer.verdict, answer.waits_for) == ("needs", [])

    def test_a_birth_date_answers_the_question_of_age(self, ask):
        assert "age" not in self.asked(ask({"birth_date": "1961-01-01"}))

    def test_income_of_a_year_answers_that_of_a_month(self, ask):
        assert "own_income_month" not in self.asked(ask({"own_income_year": 9000}))

    def test_an_area_may_answer(self, ask):
        assert "lives_in_ssk_area" not in self.asked(ask({"area_code": "309302"}))
        assert "lives_in_ssk_area" in self.asked(ask({"area_code": "302602"}))

    def test_another_allowance_leaves_open_which(self, ask):
        facts = {"allowance": "other", "occupation": "tea_worker"}
        answer = only(ask(facts, programmes=["tea"]))
        assert (answer.verdict, answer.waits_for) == ("needs", [])
        assert only(ask(facts, programmes=["oaa"])).verdict == "not_eligible"


class TestReading:
    def test_nothing_told_is_read_as_nothing(self):
        assert read_told({}, None, system().catalogue, today=TODAY).inputs(system().catalogue) == {}
