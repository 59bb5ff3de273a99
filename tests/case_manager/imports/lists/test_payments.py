"""What a list of payments may say, and what is said of each row that it may not."""

import calendar
from collections.abc import Callable
from datetime import date

import pytest

from case_manager.imports.refusals import FileRefused
from case_manager.kit.keys import Keys
from case_manager.people import identifiers
from case_manager.vocabulary import IdentifierKind
from tests.case_manager.imports.conftest import ReadFile

Read = Callable[..., ReadFile]

RIGHT = {
    "nid": "1990123456",
    "programme": "oaa",
    "period from": "2026-07-01",
    "period to": "2026-09-30",
    "amount": "1950",
    "status": "credited",
    "status date": "2026-10-05",
    "reason": "",
    "attempt": "",
    "provider": "nagad",
    "batch": "P-1",
}


def rows(*changes: dict[str, str]) -> str:
    names = list(dict.fromkeys([*RIGHT, *(name for change in changes for name in change)]))
    lines = [[{**RIGHT, **change}.get(name, "") for name in names] for change in changes]
    return "\n".join(",".join(f'"{cell}"' for cell in line) for line in [names, *lines])


def test_a_payment_is_read(payments: Read, reading_keys: Keys) -> None:
    (row,) = payments(rows({})).rows
    assert row == {
        "line": 2,
        "identifier_kind": "nid",
        "identifier_index": identifiers.index(IdentifierKind.NID, "1990123456", reading_keys),
        "programme": "oaa",
        "period_from": date(2026, 7, 1),
        "period_to": date(2026, 9, 30),
        "amount_paisa": 195_000,
        "status": "credited",
        "status_on": date(2026, 10, 5),
        "return_reason": None,
        "attempt": None,
        "provider": "nagad",
        "batch": "P-1",
    }


@pytest.mark.parametrize(
    ("change", "read"),
    [
        ({"programme": "বয়স্ক ভাতা"}, {"programme": "oaa"}),
        ({"programme": "Old  Age-Allowance"}, {"programme": "oaa"}),
        ({"amount": "৳১,৯৫০/-"}, {"amount_paisa": 195_000}),
        ({"amount": "Tk. 1,950.50"}, {"amount_paisa": 195_050}),
        ({"amount": "0.01"}, {"amount_paisa": 1}),
        ({"amount": "1950.5"}, {"amount_paisa": 195_050}),
        ({"amount": "1950.0000"}, {"amount_paisa": 195_000}),
        ({"amount": "1,950.5000"}, {"amount_paisa": 195_050}),
        ({"amount": "1,00,000"}, {"amount_paisa": 10_000_000}),
        ({"amount": "1000000"}, {"amount_paisa": 100_000_000}),
        ({"status": "জমা হয়েছে"}, {"status": "credited"}),
        ({"status": "Disbursed"}, {"status": "sent"}),
        ({"status": "EFT Return", "reason": "Wrong Account"}, {"return_reason": "WRONG_NUMBER"}),
        (
            {"status": "ফেরত", "reason": "মৃত"},
            {"status": "returned", "return_reason": "MARKED_DEAD"},
        ),
        ({"status": "paid", "reason": "OTP fraud"}, {"return_reason": "OTP_FRAUD"}),
        ({"reason": "N/A"}, {"return_reason": None}),
        ({"status date": "৫/১০/২০২৬"}, {"status_on": date(2026, 10, 5)}),
        ({"status date": "5-Oct-2026"}, {"status_on": date(2026, 10, 5)}),
        ({"status date": "2026-11-23"}, {"status_on": date(2026, 11, 23)}),
        ({"status": "scheduled", "status date": "2026-12-10"}, {"status": "scheduled"}),
        ({"attempt": "2"}, {"attempt": 2}),
        ({"provider": "Sonali Bank Ltd."}, {"provider": "bank"}),
        ({"provider": "এজেন্ট ব্যাংকিং"}, {"provider": "bank_agent"}),
        ({"provider": "", "wallet": "account:01712345678@bkash"}, {"provider": "bkash"}),
        ({"batch": ""}, {"batch": None}),
        ({"nid": "", "beneficiary id": "mis-0042/a"}, {"identifier_kind": "beneficiary_id"}),
        ({"nid": "", "brn": "19901234567890123"}, {"identifier_kind": "birth_registration"}),
    ],
)
def test_what_is_written_otherwise_means_the_same(
    change: dict[str, str], read: dict[str, object], payments: Read
) -> None:
    (row,) = payments(rows(change)).rows
    assert {name: row[name] for name in read} == read


@pytest.mark.parametrize(
    ("said", "kept"),
    [
        ("1990123456", "••••••••••"),
        ("call 01712-345678", "call ••••••••••••"),
        ("১৯৯০ ১২৩ ৪৫৬", "••••••••••••"),
        ("12345", "12345"),
    ],
)
def test_a_number_in_the_wrong_column_is_not_kept(said: str, kept: str, payments: Read) -> None:
    (refused,) = payments(rows({"programme": said})).refused
    assert refused.parameters == {"value": kept}


def test_a_column_with_a_long_name_is_called_by_its_beginning(payments: Read) -> None:
    name = "x" * 300
    text = rows({"programme": "lottery"}).replace("programme", name, 1)
    (refused,) = payments(text, {"programme": name}).refused
    assert refused.column == "x" * 200


def test_a_period_may_be_named(payments: Read) -> None:
    named = rows({"period from": "", "period to": "", "installment": "জুলাই-সেপ্টেম্বর ২০২৬"})
    (row,) = payments(named).rows
    assert (row["period_from"], row["period_to"]) == (date(2026, 7, 1), date(2026, 9, 30))


@pytest.mark.parametrize(
    ("month", "number"),
    [(calendar.month_abbr[number], number) for number in range(1, 13)]
    + [(calendar.month_name[number].upper(), number) for number in range(1, 13)],
)
def test_every_month_is_known_by_its_name(month: str, number: int, payments: Read) -> None:
    said = {"period from": "", "period to": "", "month": f"{month} 2025"}
    (row,) = payments(rows(said | {"status date": f"7-{month}-2025"})).rows
    assert (row["period_from"], row["status_on"]) == (
        date(2025, number, 1),
        date(2025, number, 7),
    )


def test_a_row_without_a_period_stops_no_other(payments: Read) -> None:
    said, unsaid = {"installment": "Jul-Sep 2026"}, {"installment": ""}
    without = {"period from": "", "period to": ""}
    for changes in ((said, unsaid), (unsaid, said), (said, {"installment": "soon"})):
        read = payments(rows(*({**without, **change} for change in changes)))
        assert (len(read.rows), len(read.refused)) == (1, 1)


def test_a_nid_of_17_digits_is_that_of_13(payments: Read) -> None:
    written = rows({"nid": "1965 2692501234567"}, {"nid": "2692501234567", "programme": "wda"})
    first, second = payments(written).rows
    assert first["identifier_index"] == second["identifier_index"]


@pytest.mark.parametrize(
    "written", ["1990123456.0", "1990123456.00", "1.990123456E+9", "1.9901234560E+09"]
)
def test_a_number_that_became_a_fraction_is_read_where_no_digit_is_lost(
    written: str, payments: Read
) -> None:
    plain, read = payments(rows({"nid": "1990123456"}, {"nid": written, "programme": "wda"})).rows
    assert read["identifier_index"] == plain["identifier_index"]


def test_a_period_may_be_a_year(payments: Read) -> None:
    year = {"period from": "2025-07-01", "period to": "2026-06-30"}
    assert payments(rows(year)).rows[0]["period_to"] == date(2026, 6, 30)


@pytest.mark.parametrize(
    ("change", "column", "code"),
    [
        ({"nid": ""}, "", "nobody"),
        ({"nid": "123456789"}, "nid", "zero_lost"),
        ({"nid": "0000000000"}, "nid", "no_nid"),
        ({"nid": "1.99012E+16"}, "nid", "rounded"),
        ({"nid": "abc"}, "nid", "no_digits"),
        ({"nid": "1.23457E+12"}, "nid", "rounded"),
        ({"nid": "1.99012345E+9"}, "nid", "rounded"),
        ({"nid": "1.99012345651E+9"}, "nid", "rounded"),
        ({"nid": "1990123456.5"}, "nid", "no_digits"),
        (
            {"period from": "2025-07-01", "period to": "2026-07-01"},
            "period from",
            "period_too_long",
        ),
        ({"programme": ""}, "programme", "missing"),
        ({"programme": "lottery"}, "programme", "unknown_programme"),
        ({"period from": ""}, "period from", "no_period_given"),
        ({"period from": "2026-02-30"}, "period from", "no_such_day"),
        ({"period from": "31/02/2026"}, "period from", "no_such_day"),
        ({"period from": "soon"}, "period from", "no_day"),
        ({"period from": "2026-10-01"}, "period to", "period_ends_first"),
        ({"period from": "1999-07-01"}, "period from", "period_too_old"),
        ({"period to": "2028-06-01"}, "period from", "period_too_far"),
        ({"amount": ""}, "amount", "missing"),
        ({"amount": "0"}, "amount", "nothing_paid"),
        ({"amount": "-500"}, "amount", "no_amount"),
        ({"amount": "1000000.01"}, "amount", "amount_too_high"),
        ({"amount": "=1+1"}, "amount", "no_amount"),
        ({"amount": "1950,00"}, "amount", "no_amount"),
        ({"amount": "19,50"}, "amount", "no_amount"),
        ({"amount": "1.950"}, "amount", "no_amount"),
        ({"amount": "1950.000"}, "amount", "no_amount"),
        ({"amount": "1.234"}, "amount", "no_amount"),
        ({"amount": "1950.0001"}, "amount", "no_amount"),
        ({"status": "perhaps"}, "status", "unknown_status"),
        ({"status date": ""}, "status date", "missing"),
        ({"status date": "2026-11-24"}, "status date", "not_yet_come"),
        ({"status": "sent", "status date": "2027-01-01"}, "status date", "not_yet_come"),
        ({"status": "scheduled", "status date": "2028-06-01"}, "status date", "day_too_far"),
        ({"status date": "1999-12-31"}, "status date", "day_too_old"),
        ({"status": "returned"}, "reason", "reason_missing"),
        ({"status": "on hold", "reason": "-"}, "reason", "reason_missing"),
        ({"status": "returned", "reason": "bad luck"}, "reason", "unknown_reason"),
        ({"status": "sent", "reason": "wrong number"}, "reason", "reason_too_many"),
        ({"attempt": "0"}, "attempt", "no_number"),
        ({"provider": ""}, "provider", "missing"),
        ({"provider": "the uncle"}, "provider", "unknown_provider"),
        ({"batch": "=HYPERLINK(1)"}, "batch", "formula"),
        ({"batch": "@SUM(A1)"}, "batch", "formula"),
        ({"batch": "x" * 41}, "batch", "too_long"),
    ],
)
def test_a_row_is_refused_by_its_first_mistake(
    change: dict[str, str], column: str, code: str, payments: Read
) -> None:
    read = payments(rows(change, {"nid": "1990123457"}))
    assert [(row.line, row.column, row.code) for row in read.refused] == [(2, column, code)]
    assert [row["line"] for row in read.rows] == [3]


@pytest.mark.parametrize("portion", [1, 2, 50_000])
def test_an_instalment_that_stands_twice_counts_once(payments: Read, portion: int) -> None:
    read = payments(
        rows({}, {"nid": "1990123457"}, {}, {"amount": "2000"}, {"status date": "2026-10-06"}),
        portion=portion,
    )
    assert [row["line"] for row in read.rows] == [2, 3, 6]
    assert read.repeated == 1
    assert [(row.line, row.code, row.parameters) for row in read.refused] == [
        (5, "contradicts", {"earlier": 2})
    ]


def test_no_reject_tells_a_number_of_a_person(payments: Read) -> None:
    read = payments(rows({"nid": "199012345678"}, {"nid": "", "beneficiary id": "no?"}))
    assert [dict(row.parameters) for row in read.refused] == [{"digits": 12}, {}]


def test_one_value_may_hold_for_every_row(payments: Read) -> None:
    without = "nid,period,taka,date,mfs\n1990123456,Jul-Sep 2026,1950,2026-10-05,nagad\n"
    (row,) = payments(without, {"programme": "=oaa", "status": "=credited"}).rows
    assert (row["programme"], row["status"]) == ("oaa", "credited")


@pytest.mark.parametrize(
    ("mapping", "code"),
    [
        ({}, "field_missing"),
        ({"programme": "nowhere"}, "unknown_column"),
        ({"horoscope": "nid"}, "unknown_field"),
    ],
)
def test_columns_that_cannot_be_refuse_the_file(
    mapping: dict[str, str], code: str, payments: Read
) -> None:
    without = "nid,period,taka,date,mfs,state\n1990123456,Jul-Sep 2026,1950,2026-10-05,nagad,paid\n"
    with pytest.raises(FileRefused) as refused:
        payments(without, mapping)
    assert refused.value.code == code
