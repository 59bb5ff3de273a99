"""What a list of beneficiaries may say, and what is said of each row that it may not."""

from collections.abc import Callable
from datetime import date

import pytest

from tests.case_manager.imports.conftest import ReadFile

Read = Callable[..., ReadFile]

RIGHT = {
    "nid": "1990123456",
    "name": "Rahima Begum",
    "name bangla": "রহিমা বেগম",
    "sex": "F",
    "date of birth": "1958-03-12",
    "area code": "100409",
    "programme": "oaa",
}


def rows(*changes: dict[str, str]) -> str:
    names = list(dict.fromkeys([*RIGHT, *(name for change in changes for name in change)]))
    lines = [[{**RIGHT, **change}.get(name, "") for name in names] for change in changes]
    return "\n".join(",".join(f'"{cell}"' for cell in line) for line in [names, *lines])


def test_a_beneficiary_is_read_with_all_that_is_said(beneficiaries: Read) -> None:
    said = {
        "brn": "19581234567890123",
        "beneficiary id": "mis-7",
        "mobile": "01712-345678",
        "wallet": "1812345678",
        "mfs": "নগদ",
        "household no": "H-12",
        "household head": "হ্যাঁ",
        "enrolment date": "1/7/2023",
        "status": "চলমান",
        "status since": "2023-07-01",
        "nominee": "Karim Mia",
        "relation": "ছেলে",
        "nominee nid": "1980123456",
        "nominee mobile": "+8801912345678",
        "death date": "",
    }
    (row,) = beneficiaries(rows(said)).rows
    assert row == {
        "line": 2,
        "nid": "1990123456",
        "birth_registration": "19581234567890123",
        "beneficiary_id": "MIS-7",
        "phone": "+8801712345678",
        "wallet": "+8801812345678",
        "wallet_provider": "nagad",
        "name_en": "Rahima Begum",
        "name_bn": "রহিমা বেগম",
        "sex": "female",
        "birth_on": date(1958, 3, 12),
        "birth_year": 1958,
        "area_code": "100409",
        "household_number": "H-12",
        "is_household_head": True,
        "programme": "oaa",
        "enrolled_on": date(2023, 7, 1),
        "status": "active",
        "status_from": date(2023, 7, 1),
        "nominee_name_en": "Karim Mia",
        "nominee_name_bn": None,
        "nominee_relation": "child",
        "nominee_nid": "1980123456",
        "nominee_phone": "+8801912345678",
        "died_on": None,
    }


@pytest.mark.parametrize(
    ("change", "read"),
    [
        ({"sex": "মহিলা"}, {"sex": "female"}),
        ({"sex": "হিজড়া"}, {"sex": "other"}),
        ({"date of birth": "1958"}, {"birth_on": None, "birth_year": 1958}),
        ({"date of birth": "", "birth year": "১৯৫৮"}, {"birth_on": None, "birth_year": 1958}),
        ({"date of birth": "12/03/1958", "birth year": "1958"}, {"birth_on": date(1958, 3, 12)}),
        ({"name": "রহিমা বেগম", "name bangla": ""}, {"name_en": None, "name_bn": "রহিমা বেগম"}),
        ({"name": "", "name bangla": "Rahima"}, {"name_en": "Rahima", "name_bn": None}),
        ({"name": "  Md.   Abdul  Karim "}, {"name_en": "Md. Abdul Karim"}),
        ({"beneficiary id": "12345.0"}, {"beneficiary_id": "12345"}),
        ({"beneficiary id": "mis-5.0"}, {"beneficiary_id": "MIS-5.0"}),
        ({"nid": "২৬৯২৫০১২৩৪৫৬৭"}, {"nid": "2692501234567"}),
        ({"nid": "19652692501234567"}, {"nid": "19652692501234567"}),
        ({"mobile": "8801712345678"}, {"phone": "+8801712345678"}),
        ({"mobile": "1712345678.0"}, {"phone": "+8801712345678"}),
        ({"wallet": "account:01712345678@bkash"}, {"wallet_provider": "bkash"}),
        ({"area code": "", "upazila": "Savar"}, {"area_code": "302672"}),
        ({"area code": "", "upazila": "সাভার উপজেলা"}, {"area_code": "302672"}),
        (
            {"area code": "", "district": "Barguna", "upazila": "আমতলী", "union": "Amtali"},
            {"area_code": "1004090001"},
        ),
        ({"area code": "", "district": "Comilla", "upazila": "Debidwar"}, {"area_code": "201940"}),
        (
            {"area code": "", "district": "Barguna", "upazila": "Amtali", "union": "আমতলী পৌরসভা"},
            {"area_code": "100409"},
        ),
        ({"status": "", "enrolment date": ""}, {"status": None, "enrolled_on": None}),
        ({"death date": "2026-11-01"}, {"died_on": date(2026, 11, 1)}),
        ({"nominee": "Karim"}, {"nominee_name_en": "Karim", "nominee_relation": None}),
    ],
)
def test_what_is_written_otherwise_means_the_same(
    change: dict[str, str], read: dict[str, object], beneficiaries: Read
) -> None:
    (row,) = beneficiaries(rows(change)).rows
    assert {name: row[name] for name in read} == read


@pytest.mark.parametrize(
    ("change", "column", "code"),
    [
        ({"nid": ""}, "", "nobody"),
        ({"nid": "19650912345"}, "nid", "no_nid"),
        ({"brn": "1990"}, "brn", "no_birth_registration"),
        ({"beneficiary id": "??"}, "beneficiary id", "no_beneficiary_id"),
        ({"name": "", "name bangla": ""}, "name", "missing"),
        ({"name": "0171 2345678"}, "name", "no_name"),
        ({"name": "=cmd|calc"}, "name", "formula"),
        ({"name": "-Rahima"}, "name", "formula"),
        ({"name": "Rah\x07ima"}, "name", "unreadable"),
        ({"name bangla": "রহি\N{REPLACEMENT CHARACTER}মা"}, "name bangla", "unreadable"),
        ({"name bangla": "à¦°à¦¹à¦¿à¦®à¦¾"}, "name bangla", "unreadable"),
        ({"name": "R" * 201}, "name", "too_long"),
        ({"sex": ""}, "sex", "missing"),
        ({"sex": "x"}, "sex", "unknown_sex"),
        ({"date of birth": ""}, "date of birth", "missing"),
        ({"date of birth": "29/02/1957"}, "date of birth", "no_such_day"),
        ({"date of birth": "12-03-58"}, "date of birth", "no_day"),
        ({"date of birth": "2026-11-24"}, "date of birth", "born_later"),
        ({"date of birth": "1905-01-01"}, "date of birth", "too_old"),
        ({"date of birth": "0026-11-23"}, "date of birth", "too_old"),
        ({"birth year": "1959"}, "birth year", "birth_differs"),
        ({"birth year": "1857"}, "birth year", "no_number"),
        ({"area code": "999999"}, "area code", "unknown_area_code"),
        ({"area code": "1004"}, "area code", "area_too_wide"),
        ({"area code": ""}, "", "no_upazila"),
        ({"area code": "", "upazila": "Atlantis"}, "upazila", "unknown_upazila"),
        ({"area code": "", "upazila": "Kaliganj"}, "upazila", "several_areas"),
        (
            {"area code": "", "district": "Nowhere", "upazila": "Savar"},
            "district",
            "unknown_district",
        ),
        ({"area code": "", "upazila": "Amtali", "union": "Lemuria"}, "union", "unknown_union"),
        ({"programme": "lottery"}, "programme", "unknown_programme"),
        ({"enrolment date": "2026-12-01"}, "enrolment date", "not_yet_come"),
        ({"enrolment date": "1957-01-01"}, "enrolment date", "before_birth"),
        ({"enrolment date": "1971-01-01"}, "enrolment date", "day_too_old"),
        ({"status": "perhaps"}, "status", "unknown_enrolment_status"),
        (
            {"status since": "2020-01-01", "enrolment date": "2021-01-01"},
            "status since",
            "before_enrolment",
        ),
        ({"death date": "2027-01-01"}, "death date", "not_yet_come"),
        ({"death date": "1950-01-01"}, "death date", "before_birth"),
        ({"mobile": "0171234567"}, "mobile", "no_phone"),
        ({"mobile": "1.71235E+9"}, "mobile", "rounded"),
        ({"wallet": "0123", "mfs": "nagad"}, "wallet", "no_phone"),
        ({"household head": "perhaps"}, "household head", "no_yes_no"),
        ({"nominee": "A", "nominee nid": "1"}, "nominee nid", "no_nid"),
        ({"nominee": "A", "relation": "boss"}, "relation", "unknown_relation"),
    ],
)
def test_a_row_is_refused_by_its_first_mistake(
    change: dict[str, str], column: str, code: str, beneficiaries: Read
) -> None:
    read = beneficiaries(rows(change, {"nid": "1990123457"}))
    assert [(row.line, row.column, row.code) for row in read.refused] == [(2, column, code)]
    assert [row["line"] for row in read.rows] == [3]


@pytest.mark.parametrize(
    ("change", "without", "code"),
    [
        ({"wallet": "01712345678"}, ("wallet", "wallet_provider"), "wallet_without_provider"),
        (
            {"wallet": "0200012345678", "mfs": "Sonali Bank"},
            ("wallet", "wallet_provider"),
            "bank_account",
        ),
        ({"relation": "son"}, ("nominee_relation",), "nominee_without_name"),
        ({"death date": "2026-01-01", "status": "active"}, (), "dead_and_active"),
    ],
)
def test_what_is_known_in_part_is_left_out_and_said(
    change: dict[str, str], without: tuple[str, ...], code: str, beneficiaries: Read
) -> None:
    read = beneficiaries(rows(change))
    assert [note.code for note in read.noted] == [code]
    assert [read.rows[0][name] for name in without] == [None] * len(without)


@pytest.mark.parametrize("portion", [1, 50_000])
class TestWithinOneFile:
    def test_somebody_may_be_in_two_programmes(self, beneficiaries: Read, portion: int) -> None:
        read = beneficiaries(rows({}, {"programme": "vwb"}), portion=portion)
        assert [row["programme"] for row in read.rows] == ["oaa", "vwb"]

    def test_a_nid_is_one_persons(self, beneficiaries: Read, portion: int) -> None:
        other = {"name": "Salma", "name bangla": "সালমা", "date of birth": "1960-01-01"}
        read = beneficiaries(
            rows({"nid": "2692501234567"}, {**other, "nid": "19602692501234567"}), portion=portion
        )
        assert [(row.line, row.column, row.code, row.parameters) for row in read.refused] == [
            (3, "nid", "somebody_elses", {"earlier": 2})
        ]

    def test_so_is_a_beneficiary_id(self, beneficiaries: Read, portion: int) -> None:
        one, other = {"beneficiary id": "A1"}, {"beneficiary id": "a1", "nid": "", "sex": "male"}
        assert [row.code for row in beneficiaries(rows(one, other), portion=portion).refused] == [
            "somebody_elses"
        ]

    def test_what_is_said_again_counts_once(self, beneficiaries: Read, portion: int) -> None:
        read = beneficiaries(rows({}, {}), portion=portion)
        assert (len(read.rows), read.repeated, list(read.refused)) == (1, 1, [])

    def test_what_is_said_otherwise_is_refused(self, beneficiaries: Read, portion: int) -> None:
        read = beneficiaries(rows({}, {"area code": "100419"}), portion=portion)
        assert [(row.line, row.code) for row in read.refused] == [(3, "contradicts")]

    def test_a_phone_of_two_people_is_taken_and_said(
        self, beneficiaries: Read, portion: int
    ) -> None:
        phone = {"mobile": "01712345678"}
        read = beneficiaries(
            rows(phone, {**phone, "nid": "1990123457", "name": "Salma"}), portion=portion
        )
        assert len(read.rows) == 2
        assert [(note.line, note.code, note.parameters) for note in read.noted] == [
            (3, "shared_phone", {"earlier": 2})
        ]


def test_no_word_of_a_person_is_in_what_is_said_of_a_row(beneficiaries: Read) -> None:
    wrong = rows({"nid": "199012345"}, {"mobile": "0171234567"}, {"name": "=Rahima"}, {"brn": "77"})
    said = [dict(row.parameters) for row in beneficiaries(wrong).refused]
    assert said == [{"digits": 9}, {}, {}, {"digits": 2}]


def test_a_refused_row_is_not_noted_too(beneficiaries: Read) -> None:
    change = {"wallet": "01712345678", "sex": "unknown sex"}
    read = beneficiaries(rows(change, {"nid": "1990123457"}))
    assert ([row.line for row in read.refused], read.noted) == ([2], [])
