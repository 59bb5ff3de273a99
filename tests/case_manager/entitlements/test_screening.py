"""Whole rolls against the rules. Each person is a line of a file, as an office would send it."""

import csv
import io
from datetime import date

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from case_manager.entitlements.claims import can_be_claimed
from case_manager.entitlements.eligibility import eligibility_of
from case_manager.entitlements.roll_files import RollFile
from case_manager.entitlements.screening import Screening
from case_manager.entitlements.screening_rows import HEADINGS, Lines
from case_manager.entitlements.screening_sums import Sums
from case_manager.entitlements.system import system
from case_manager.entitlements.told import read_told
from case_manager.entitlements.wording import Wording
from case_manager.programmes import service as programmes_service

TODAY = date(2026, 11, 23)
POOR = {"own_income_year": "5000", "has_government_pension": "no", "has_salaried_job": "no"}
WIDOW = {**POOR, "birth_year": "1980", "sex": "female", "marital_state": "widowed"}

OLD_WOMAN = {"programmes": "oaa", "birth_year": "1940", "sex": "female"}
ON_NO_ROLL = {**POOR, "programmes": "", "birth_year": "1950", "sex": "female"}


@pytest.fixture
def screened(tmp_path):
    """The lines that are written of these people, by heading, and the sums."""

    def of(*people, programmes=None, most_missing=0, portion=40_000):
        rows = [{"beneficiary_id": f"B{place}", **each} for place, each in enumerate(people)]
        columns = list(dict.fromkeys(name for row in rows for name in row))
        text = io.StringIO()
        writer = csv.DictWriter(text, columns)
        writer.writeheader()
        writer.writerows(rows)
        path = tmp_path / "roll.csv"
        path.write_text(text.getvalue(), encoding="utf-8")
        catalogue = system().catalogue
        file = RollFile(path, catalogue, TODAY, portion=portion)
        chosen = [p for p in catalogue.programmes.values() if not programmes or p.id in programmes]
        screening = Screening(system(), chosen, TODAY, most_missing)
        lines, sums, found = Lines(Wording(catalogue, TODAY)), Sums(), []
        for roll in file.rolls():
            each = screening.screen(roll)
            sums.add(each)
            ids = file.beneficiary_ids(each.found)
            found += [dict(zip(HEADINGS, line, strict=True)) for line in lines.of(each, ids)]
        assert file.refused == []
        return found, sums

    return of


@pytest.fixture
def found(screened):
    """Kind, certainty and programme of each line about one person."""

    def of(person, **options):
        lines, _ = screened(person, **options)
        return [(line["kind"], line["certainty"], line["programme"]) for line in lines]

    return of


@pytest.fixture
def only(screened):
    def of(person, **options):
        (line,), _ = screened(person, **options)
        return line

    return of


class TestWronglyIn:
    def test_why_and_who_says_so(self, only):
        line = only({"programmes": "oaa:2020-07-01", "birth_date": "1965-07-01", "sex": "female"})
        assert (line["kind"], line["certainty"], line["programme"]) == (
            "wrongly_in",
            "certain",
            "oaa",
        )
        assert line["conditions"] == "age"
        assert line["reason_en"] == "age on 30 June: 60 years; must be: 62 years (woman) or more"
        assert line["reason_bn"] == "৩০ জুনে বয়স: ৬০ বছর। হতে হয় ৬২ বছর (নারী) বা বেশি"
        assert line["sources"].startswith("DSS, Implementation Manual for Old Age Allowances")
        assert (line["enrolled_on"], line["beneficiary_id"]) == ("2020-07-01", "B0")

    def test_everything_that_stands_against_it(self, only):
        person = {"programmes": "oaa", "birth_date": "1980-01-01", "sex": "male"}
        person |= {"own_income_year": "20000", "has_government_pension": "yes"}
        line = only(person, programmes=["oaa"])
        assert line["conditions"] == "age own_income no_pension"

    @pytest.mark.parametrize("programme", programmes_service.programmes())
    def test_what_nobody_knows_speaks_against_nobody(self, found, programme):
        closed = programmes_service.programmes()[programme].not_open
        is_over = closed is not None and closed.because != "for_communities"
        expected = (
            [("wrongly_in", "rule_unconfirmed" if closed.uncertain else "certain", programme)]
            if is_over
            else []
        )
        assert found({"programmes": programme}) == expected

    def test_a_place_that_the_rules_confirm(self, screened):
        person = {**POOR, "programmes": "oaa", "birth_year": "1950", "sex": "female"}
        lines, sums = screened(person, programmes=["oaa"])
        assert lines == []
        assert (sums.total["on_roll"], sums.total["fits"], sums.total["undecided"]) == (1, 1, 0)

    def test_one_of_which_too_little_is_known(self, screened):
        _, sums = screened({"programmes": "oaa", "birth_year": "1950"}, programmes=["oaa"])
        assert (sums.total["fits"], sums.total["undecided"]) == (0, 1)

    def test_a_rule_that_no_document_confirms(self, found):
        person = {"programmes": "wda", "birth_date": "2012-01-01", "sex": "female"}
        assert found(person) == [("wrongly_in", "rule_unconfirmed", "wda")]

    def test_two_programmes_that_do_not_go_together(self, screened):
        lines, _ = screened({"programmes": "oaa wda", "birth_year": "1940", "sex": "female"})
        assert [line["reason_en"] for line in lines] == [
            "comes already: Widow Allowance; not together with: another allowance",
            "comes already: Old Age Allowance; not together with: another allowance",
        ]

    def test_a_programme_does_not_exclude_itself(self, state):
        assert state("oaa", "no_other_allowance", {}, ["oaa"]) == "met"
        assert state("oaa", "no_other_allowance", {}, ["oaa", "wda"]) == "not_met"

    def test_a_programme_that_is_part_of_another_now(self, only):
        line = only({"programmes": "maternity"})
        assert line["reason_en"] == "this is part of Mother and Child Benefit now"

    @pytest.mark.parametrize(("programme", "ids"), [("oaa", "wda"), ("wda", "oaa")])
    def test_only_the_programmes_that_are_asked_for(self, screened, programme, ids):
        lines, _ = screened({"programmes": "oaa wda", "birth_year": "1940"}, programmes=[ids])
        assert {line["programme"] for line in lines} == {ids}


class TestBirth:
    @pytest.mark.parametrize(
        ("year", "expected"),
        [
            ("1960", []),
            ("1961", [("wrongly_in", "needs_facts", "oaa")]),
            ("1962", [("wrongly_in", "certain", "oaa")]),
        ],
    )
    def test_of_a_year_both_ends_are_looked_at(self, found, year, expected):
        assert found({"programmes": "oaa", "birth_year": year, "sex": "male"}) == expected

    def test_the_birth_date_would_tell(self, only):
        assert only({"programmes": "oaa", "birth_year": "1961", "sex": "male"})["needs"] == (
            "birth_date"
        )

    def test_an_age_that_was_told(self, found):
        assert found({"programmes": "oaa", "age": "61", "sex": "female"}) == [
            ("wrongly_in", "certain", "oaa")
        ]
        assert found({"programmes": "oaa", "age": "62", "sex": "female"}) == []

    @pytest.mark.parametrize(("since", "is_wrong"), [("2024-11-22", False), ("2024-11-23", True)])
    def test_who_was_young_enough_on_the_day_they_came_is(self, found, since, is_wrong):
        person = {"programmes": f"mcbp:{since}", "birth_date": "1988-11-23", "sex": "female"}
        assert bool(found(person, programmes=["mcbp"])) == is_wrong

    def test_without_that_day_it_would_tell(self, only):
        person = {"programmes": "mcbp", "birth_date": "1980-01-01", "sex": "female"}
        line = only(person, programmes=["mcbp"])
        assert (line["certainty"], line["conditions"], line["needs"]) == (
            "needs_facts",
            "age",
            "enrolled_on",
        )

    def test_who_is_too_young_was_so_before(self, only):
        line = only({"programmes": "hijra", "birth_date": "1990-01-01", "sex": "other"})
        assert (line["certainty"], line["conditions"]) == ("certain", "age")

    def test_a_told_age_was_less_on_that_day(self, found):
        person = {"programmes": "mcbp:2024-01-01", "sex": "female"}
        assert found({**person, "age": "38"}, programmes=["mcbp"]) == []
        assert found({**person, "age": "39"}, programmes=["mcbp"])

    def test_what_passes_with_time_is_not_asked_of_who_is_there(self, found):
        person = {"programmes": "mcbp:2026-01-01", "birth_date": "2000-01-01", "sex": "female"}
        gone = {"pregnancy_months": "0", "child_order": "3", "has_antenatal_card": "no"}
        assert found({**person, **gone}, programmes=["mcbp"]) == []


class TestDeath:
    def test_two_months_are_paid_after_it(self, found):
        assert found({**OLD_WOMAN, "died_on": "2026-09-22"}) == []

    def test_then_it_ends(self, only):
        line = only({**OLD_WOMAN, "died_on": "2026-09-21"})
        assert (line["kind"], line["conditions"], line["certainty"]) == (
            "wrongly_in",
            "died",
            "certain",
        )
        assert line["sources"].startswith("DSS, Implementation Manual")

    def test_the_dead_have_no_claim(self, found):
        person = {**POOR, "birth_year": "1940", "sex": "female", "died_on": "2020-01-01"}
        assert found({**person, "programmes": ""}) == []


class TestWronglyOut:
    def test_what_speaks_for_it(self, only):
        line = only(ON_NO_ROLL, programmes=["oaa"])
        assert (line["kind"], line["certainty"]) == ("wrongly_out", "certain")
        assert line["conditions"] == "age own_income no_pension"
        assert "own income a year: 5,000 taka; must be: 10,000 taka or less" in line["reason_en"]

    @pytest.mark.parametrize("missing", ["own_income_year", "has_government_pension", "sex"])
    def test_not_where_a_fact_is_missing(self, found, missing):
        person = {**ON_NO_ROLL, "birth_date": "1963-01-01", "birth_year": ""}
        assert found({**person, missing: ""}, programmes=["oaa"]) == []

    def test_unless_so_many_may_be(self, only):
        person = {**ON_NO_ROLL, "own_income_year": ""}
        line = only(person, programmes=["oaa"], most_missing=1)
        assert (line["certainty"], line["needs"]) == ("needs_facts", "own_income_month")

    def test_a_birth_date_would_tell(self, only):
        line = only({**ON_NO_ROLL, "birth_year": "1964"}, programmes=["oaa"])
        assert (line["certainty"], line["needs"]) == ("needs_facts", "birth_date")

    def test_not_without_knowing_what_comes_already(self, found):
        person = {name: value for name, value in ON_NO_ROLL.items() if name != "programmes"}
        assert found(person) == []

    def test_not_what_another_programme_excludes(self, found):
        assert ("wrongly_out", "certain", "wda") not in found(
            {**WIDOW, "birth_year": "1950", "programmes": "oaa"}
        )

    def test_where_anybody_may_come_nobody_is_left_out(self, screened):
        lines, _ = screened(ON_NO_ROLL)
        assert "oms" not in {line["programme"] for line in lines}

    def test_of_several_ways_the_one_that_was_found(self, only):
        line = only({**WIDOW, "programmes": ""}, programmes=["vgf"])
        assert line["reason_en"] == (
            "married or not: widowed; must be: widowed, left by the husband"
        )


class TestDueElsewhere:
    def test_who_leaves_a_roll_may_come_onto_another(self, screened):
        lines, _ = screened({**WIDOW, "programmes": "oaa:2020-07-01"}, programmes=["oaa", "wda"])
        assert [(line["kind"], line["programme"], line["instead_of"]) for line in lines] == [
            ("wrongly_in", "oaa", ""),
            ("due_elsewhere", "wda", "oaa"),
        ]

    def test_not_where_it_is_only_possible_that_they_are_wrong(self, screened):
        person = {**WIDOW, "programmes": "oaa", "birth_year": "1964"}
        lines, _ = screened(person, programmes=["oaa", "wda"])
        assert [(line["kind"], line["certainty"]) for line in lines] == [
            ("wrongly_in", "needs_facts")
        ]


class TestSums:
    def test_by_upazila_and_programme(self, screened):
        young = {"programmes": "oaa", "birth_year": "1980", "sex": "male"}
        _, sums = screened(
            {**young, "area_code": "3026020001"},
            {**young, "area_code": "302602"},
            {**young, "area_code": "3093"},
            {"programmes": "oaa wda", "area_code": "100409", "birth_year": "1950"},
            portion=3,
        )
        assert sums.people == {"302602": 2, "": 1, "100409": 1}
        by_place = {key: dict(counts) for *key, counts in sums.lines() for key in [tuple(key)]}
        assert by_place["302602", "oaa"] == {"on_roll": 2, "wrongly_in_certain": 2}
        assert by_place["100409", "wda"] == {"on_roll": 1, "wrongly_in_certain": 1}
        assert sums.by_upazila()[""]["wrongly_in_certain"] == 1
        assert sums.total["wrongly_in_certain"] == 5


FACTS = {
    "age": st.integers(0, 100),
    "sex": st.sampled_from(["female", "male", "other"]),
    "marital_state": st.sampled_from(["married", "widowed"]),
    "own_income_year": st.sampled_from([0, 10_000, 10_001, 14_999, 36_000, 60_001]),
    "has_disability_card": st.booleans(),
    "has_government_pension": st.booleans(),
    "has_salaried_job": st.booleans(),
    "land_decimals": st.sampled_from([0, 14, 15, 51]),
    "occupation": st.sampled_from(["day_labourer", "farmer", "none"]),
    "can_work": st.booleans(),
    "school_level": st.sampled_from(["none", "primary", "higher"]),
}


class TestOneByOne:
    @settings(max_examples=15, deadline=None)
    @given(
        people=st.lists(
            st.tuples(
                st.fixed_dictionaries({}, optional=FACTS),
                st.sets(st.sampled_from(["oaa", "wda", "pwd", "vwb", "tcb"]), max_size=2),
            ),
            min_size=1,
            max_size=6,
        )
    )
    def test_claims_are_those_that_each_would_be_told_of(self, tmp_path_factory, people):
        """Of those whose place on their rolls nothing speaks against."""
        path = tmp_path_factory.mktemp("rolls") / "roll.csv"
        with path.open("w", newline="") as file:
            writer = csv.DictWriter(file, ["beneficiary_id", "programmes", *FACTS])
            writer.writeheader()
            for place, (facts, programmes) in enumerate(people):
                told = {name: str(value).lower() for name, value in facts.items()}
                row = {"beneficiary_id": place, "programmes": " ".join(programmes)}
                writer.writerow(row | told)
        catalogue = system().catalogue
        (roll,) = RollFile(path, catalogue, TODAY).rolls()
        findings = Screening(system(), list(catalogue.programmes.values()), TODAY).screen(roll)
        found = {
            (int(roll.keys[row]), each.programme, each.kind)
            for each in findings.findings
            for row in each.rows
            if each.certainty != "needs_facts"
        }
        for place, (facts, programmes) in enumerate(people):
            if any(kind == "wrongly_in" for who, _, kind in found if who == place):
                continue
            told = read_told(facts, list(programmes), catalogue, today=TODAY)
            answer = eligibility_of(told, programmes_service.amounts_with(), today=TODAY)
            expected = {
                each.programme
                for each in answer.programmes
                if each.verdict == "eligible"
                and can_be_claimed(catalogue.programmes[each.programme], system())
            }
            assert {programme for who, programme, _ in found if who == place} == expected
