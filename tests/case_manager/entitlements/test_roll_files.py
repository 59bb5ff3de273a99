from datetime import date

import numpy as np
import pytest

from case_manager.entitlements.roll_files import RollFile
from case_manager.entitlements.rolls import day_number
from case_manager.entitlements.system import system
from case_manager.errors import Malformed

TODAY = date(2026, 11, 23)


@pytest.fixture
def file(tmp_path):
    def of(text, **options):
        path = tmp_path / "roll.csv"
        path.write_bytes(text if isinstance(text, bytes) else text.encode())
        return RollFile(path, system().catalogue, TODAY, **options)

    return of


@pytest.fixture
def read(file):
    """The only roll of a file, and what was refused of it."""

    def of(text, **options):
        found = file(text, **options)
        rolls = list(found.rolls())
        return rolls[0] if rolls else None, [
            (each.line, each.column, each.reason) for each in found.refused
        ]

    return of


class TestRead:
    def test_what_is_known_of_everybody(self, read):
        roll, refused = read(
            "beneficiary_id,area_code,programmes,enrolled_on,birth_date,sex,own_income_year\n"
            "B1,302602,oaa; vwb:2024-01-01,2020-07-01,1961-06-30,female,5000\n"
            "B2,,,,,,\n"
        )
        assert refused == []
        assert (list(roll.keys), list(roll.areas)) == (["B1", "B2"], ["302602", ""])
        assert roll.receives["oaa"].tolist() == [1, 0]
        assert roll.enrolled["oaa"].active.tolist() == [True, False]
        assert roll.enrolled["oaa"].since[0] == day_number(date(2020, 7, 1))
        assert roll.enrolled["vwb"].since[0] == day_number(date(2024, 1, 1))
        assert roll.oldest[0] == roll.youngest[0] == day_number(date(1961, 6, 30))
        assert np.isnan([roll.oldest[1], roll.facts["sex"][1], roll.died_on[0]]).all()
        assert roll.facts["own_income_year"][0] == 5000

    def test_of_a_year_its_first_and_last_day(self, read):
        roll, _ = read("beneficiary_id,birth_year\nB1,১৯৬১\nB2,2026\n")
        assert roll.oldest.tolist() == [day_number(date(1961, 1, 1)), day_number(date(2026, 1, 1))]
        assert roll.youngest.tolist() == [day_number(date(1961, 12, 31)), day_number(TODAY)]

    def test_without_programmes_nobody_knows_what_comes(self, read):
        roll, _ = read("beneficiary_id\nB1\n")
        assert np.isnan(roll.receives["oaa"]).all()
        assert not roll.knows_all_benefits

    @pytest.mark.parametrize(
        ("column", "written", "number"),
        [
            ("has_disability_card", "Yes", 1),
            ("has_disability_card", "না", 0),
            ("own_income_year", "১২,৫০০", 12_500),
            ("land_decimals", "14.5", 14.5),
            ("sex", "Other", 2),
        ],
    )
    def test_as_people_write_it(self, read, column, written, number):
        roll, refused = read(f'beneficiary_id,{column}\nB1,"{written}"\n')
        assert refused == []
        assert roll.facts[column].tolist() == [number]

    def test_an_area_tells_what_is_so_of_it(self, read):
        roll, _ = read("beneficiary_id,area_code\nB1,309302\nB2,302602\n")
        assert roll.facts["lives_in_ssk_area"][0] == 1
        assert np.isnan(roll.facts["lives_in_ssk_area"][1])

    def test_only_people_of_an_area(self, read):
        roll, _ = read("beneficiary_id,area_code\nB1,309302\nB2,302602\n", area="3026")
        assert list(roll.keys) == ["B2"]

    def test_a_birth_date_goes_before_a_told_age(self, read):
        roll, _ = read("beneficiary_id,birth_date,age\nB1,1961-06-30,20\nB2,,20\n")
        assert np.isnan(roll.facts["age"][0])
        assert roll.facts["age"][1] == 20

    def test_in_portions(self, file):
        rolls = file("beneficiary_id\n" + "".join(f"B{n}\n" for n in range(5)), portion=2).rolls()
        assert [len(roll) for roll in rolls] == [2, 2, 1]

    def test_a_byte_order_mark_and_empty_lines(self, read):
        roll, refused = read("\ufeffBeneficiary_ID\n\nB1\n,\n".replace("\n,\n", "\n\n"))
        assert (list(roll.keys), refused) == (["B1"], [])

    def test_columns_without_a_meaning_here_are_named(self, file):
        found = file("beneficiary_id,name,nid\nB1,Rahima,1234567890\n")
        list(found.rolls())
        assert found.unread == ["name", "nid"]


class TestWrongLines:
    @pytest.mark.parametrize(
        ("column", "written", "reason"),
        [
            ("sex", "woman", "choose one of female, male, other"),
            ("has_disability_card", "perhaps", "answer true or false"),
            ("own_income_year", "-5", "write a number from 0 to 120000000"),
            ("own_income_year", "much", "write a number from 0 to 120000000"),
            ("age", "121", "write a number from 0 to 120"),
            ("birth_date", "1961-02-30", "write a day as 1961-06-30, from 1900 to today"),
            ("birth_date", "2026-11-24", "write a day as 1961-06-30, from 1900 to today"),
            ("birth_date", "19610630", "write a day as 1961-06-30, from 1900 to today"),
            ("birth_year", "61", "write a year as 1961, from 1900 to this year"),
            ("birth_year", "2027", "write a year as 1961, from 1900 to this year"),
            ("died_on", "soon", "write a day as 1961-06-30, from 1900 to today"),
            ("area_code", "Tangail", "write the code of an area, 2 to 10 digits"),
            ("programmes", "gold", "write ids of programmes, such as oaa or oaa:2020-07-01"),
            ("programmes", "oaa:today", "write a day as 1961-06-30, from 1900 to today"),
        ],
    )
    def test_one_is_set_aside_and_the_others_are_read(self, read, column, written, reason):
        roll, refused = read(f"beneficiary_id,{column}\nB1,{written}\nB2,\n")
        assert refused == [(2, column, reason)]
        assert list(roll.keys) == ["B2"]

    @pytest.mark.parametrize("number", ["1234567890", "1234567890123", "১৯৬১১২৩৪৫৬৭৮৯০১২৩"])
    def test_a_number_of_an_nid_is_not_taken_for_an_id(self, read, number):
        _, refused = read(f"beneficiary_id\n{number}\n")
        ((_, column, reason),) = refused
        assert column == "beneficiary_id"
        assert "looks like the number of an NID" in reason
        assert number not in reason

    def test_somebody_who_stands_there_twice(self, read):
        roll, refused = read("beneficiary_id\nB1\nB1\n")
        assert list(roll.keys) == ["B1"]
        assert refused == [(3, "beneficiary_id", "it stands in line 2 already")]

    @pytest.mark.parametrize("line", ["B1", "B1,female,more"])
    def test_too_few_or_too_many_cells(self, read, line):
        _, refused = read(f"beneficiary_id,sex\n{line}\n")
        assert "cells where there are 2 columns" in refused[0][2]

    @pytest.mark.parametrize("key", ["", "x" * 41])
    def test_an_id_that_is_none(self, read, key):
        _, refused = read(f"beneficiary_id,sex\n{key},female\n")
        assert refused[0][1] == "beneficiary_id"


class TestWrongFiles:
    @pytest.mark.parametrize(
        ("text", "sentence"),
        [
            ("", "the first line names the columns"),
            ("name,sex\n", "one of them is beneficiary_id"),
            ("beneficiary_id,sex,sex\n", "the column sex stands there twice"),
            ("beneficiary_id\nর\n".encode("utf-16"), "UTF-8"),
            (b"beneficiary_id\n\xff\n", "the file is not in UTF-8"),
            (b"beneficiary_id\n\x00\n", "the file is no text"),
            ('beneficiary_id\n"B1\n', "unexpected end of data"),
        ],
    )
    def test_is_refused_with_a_sentence(self, file, text, sentence):
        with pytest.raises(Malformed, match=sentence):
            list(file(text).rolls())
