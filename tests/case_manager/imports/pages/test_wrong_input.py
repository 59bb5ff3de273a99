"""What is wrong with a list, as its pages say it; and that nothing is half done because of it."""

import csv
import html
import io
import re
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass, field
from typing import Any
from uuid import uuid4

import httpx
import pytest
from sqlalchemy import text
from sqlalchemy.orm import Session, sessionmaker

from case_manager.imports.files.kept_files import KeptFiles
from case_manager.imports.wording import words
from case_manager.kit.spreadsheets import BEGIN_FORMULAS
from case_manager.models import Import, User
from case_manager.ui.texts import texts
from case_manager.vocabulary import ImportStatus, Language
from tests.case_manager.conftest import World
from tests.case_manager.imports.conftest import STAFF
from tests.case_manager.imports.made_files import archive, bomb, picture
from tests.case_manager.imports.pages.conftest import chosen, import_of, post
from tests.case_manager.imports.whole_files import Imports

ELSE = {"NID": "of somebody else"}
FIRST = {"earlier": 2}
MISSING = "programme;period,period_from;period,period_to;status;status_on;provider,wallet"
LOTTERY = {"Programme": "lottery"}
TABLES = ("people", "identifiers", "enrolments", "payments", "payment_history")


@pytest.fixture
def sessions(live_sessions: sessionmaker[Session]) -> sessionmaker[Session]:
    """The worker has connections of its own, so the pages work on what is committed."""
    return live_sessions


def value(shown: str) -> Mapping[str, str]:
    return {"value": shown}


@dataclass
class Wrong:
    """What is changed in a row that is right, and what is said of which column."""

    name: str
    cells: Mapping[str, str]
    column: str
    code: str
    says: Mapping[str, Any] = field(default_factory=dict)

    def reason(self, language: Language) -> str:
        return words(self.code, self.says, language)


PAYMENTS = (
    Wrong(
        "unknown programme",
        {"Programme": "lottery"},
        "Programme",
        "unknown_programme",
        {"value": "lottery"},
    ),
    Wrong("paid in the future", {"Date": "2026-12-05"}, "Date", "not_yet_come"),
    Wrong("for the future", {"Period": "Jul 2029"}, "Period", "period_too_far", {"months": 18}),
    Wrong("no such day", {"Date": "2026-02-30"}, "Date", "no_such_day", value("2026-02-30")),
    Wrong("no such month", {"Date": "01/13/2026"}, "Date", "no_such_day", value("01/13/2026")),
    Wrong("less than nothing", {"Amount": "-1950"}, "Amount", "no_amount", value("-1950")),
    Wrong("nothing", {"Amount": "0"}, "Amount", "nothing_paid"),
    Wrong("a fortune", {"Amount": "20000000"}, "Amount", "amount_too_high", {"most": 10}),
    Wrong("a short NID", {"NID": "12345"}, "NID", "no_nid", {"digits": 5}),
    Wrong("nobody's NID", {"NID": "0000000009"}, "NID", "unknown_person"),
    Wrong("formula", {"Payroll": "=1+1"}, "Payroll", "formula"),
    Wrong(
        "formula as a code",
        {"Programme": "=A1"},
        "Programme",
        "unknown_programme",
        {"value": "=A1"},
    ),
    Wrong("broken letters", {"Payroll": "\udcff\udcfe"}, "Payroll", "unreadable"),
    Wrong("said otherwise", {"Amount": "1951"}, "", "contradicts", {"earlier": 2}),
)
BENEFICIARIES = (
    Wrong("duplicate NID", {"Name": "Karim Mia", "Sex": "M"}, "NID", "somebody_elses", FIRST),
    Wrong("too old", ELSE | {"DOB": "1850-01-01"}, "DOB", "too_old", {"oldest": 120}),
    Wrong("not born yet", ELSE | {"DOB": "2027-01-01"}, "DOB", "born_later"),
    Wrong("no birthday", ELSE | {"DOB": "31/2/1952"}, "DOB", "no_such_day", value("31/2/1952")),
    Wrong("enrolled unborn", ELSE | {"Enrolled on": "1940-01-01"}, "Enrolled on", "before_birth"),
    Wrong("no such union", ELSE | {"Union": "X"}, "Union", "unknown_union", value("X")),
    Wrong("no such upazila", ELSE | {"Upazila": "X"}, "Upazila", "unknown_upazila", value("X")),
    Wrong("no programme", ELSE | LOTTERY, "Programme", "unknown_programme", value("lottery")),
    Wrong("formula", ELSE | {"Name": "@SUM(A1)"}, "Name", "formula"),
    Wrong("number as a name", ELSE | {"Name": "Rahima 2"}, "Name", "no_name"),
    Wrong("no phone", ELSE | {"Phone": "12345"}, "Phone", "no_phone"),
)


@dataclass
class Desk:
    """An administrator at a browser, and the worker behind it."""

    client: httpx.Client
    session: Session
    imports: Imports
    administrator: User
    send: Callable[..., httpx.Response]

    def speaks(self, language: Language) -> None:
        self.session.get_one(User, self.administrator.id).language = language
        self.session.commit()

    def shown(self, address: str, language: Language) -> str:
        self.speaks(language)
        return html.unescape(self.client.get(address).text)

    def listed(self, address: str, language: Language) -> str:
        """What the list of all says of it, however many have come since."""
        shown = self.shown("/imports", language)
        while address not in shown:
            (older,) = re.findall(r"/imports\?before=[0-9a-f-]+", shown)
            shown = self.shown(older, language)
        return shown.partition(address)[2].partition("</tr>")[0]

    def tried(self, content: bytes, **fields: str) -> str:
        """The address of its page, once the worker has tried it."""
        address = self.send(content, **fields).headers["location"].removesuffix("/columns")
        columns = chosen(self.client.get(f"{address}/columns").text)
        assert post(self.client, f"{address}/checks", **columns).headers["location"] == address
        self.work()
        return address

    def take_over(self, address: str) -> None:
        (seen,) = re.findall(r'name="tried_at" value="([^"]+)"', self.client.get(address).text)
        assert post(self.client, f"{address}/takeovers", tried_at=seen).status_code == 303
        self.work()

    def work(self) -> None:
        self.session.commit()
        while self.imports.run():
            pass

    def row(self, address: str) -> Import:
        self.session.expire_all()
        return import_of(self.session, address)

    def rejects(self, address: str, language: Language) -> list[list[str]]:
        self.speaks(language)
        content = self.client.get(f"{address}/rejects.csv").content.decode("utf-8-sig")
        return list(csv.reader(io.StringIO(content)))[1:]

    def added_since(self, before: Sequence[int]) -> Sequence[int]:
        return [now - then for now, then in zip(self.counted(), before, strict=True)]

    def counted(self) -> Sequence[int]:
        self.session.commit()
        return [
            self.session.scalar(text(f"SELECT count(*) FROM cases.{table}")) or 0
            for table in TABLES
        ]


@pytest.fixture
def desk(
    client: httpx.Client,
    session: Session,
    imports: Imports,
    administrator: User,
    send: Callable[..., httpx.Response],
) -> Desk:
    return Desk(client, session, imports, administrator, send)


def table(*rows: Mapping[str, str]) -> bytes:
    lines = [list(rows[0]), *(list(row.values()) for row in rows)]
    return "".join(",".join(line) + "\n" for line in lines).encode(errors="surrogateescape")


def new_nid() -> str:
    return f"1{uuid4().int % 10**9:09d}"


@pytest.fixture
def payment(world: World) -> Mapping[str, str]:
    nid = new_nid()
    world.person(nid=nid)
    return {
        **{"NID": nid, "Programme": "oaa", "Period": "Jul-Sep 2026", "Amount": "1950"},
        **{"Status": "Paid", "Date": "2026-10-05", "Provider": "নগদ", "Payroll": "P-7"},
    }


@pytest.fixture
def beneficiary() -> Mapping[str, str]:
    return {
        **{"NID": new_nid(), "Name": "Rahima Begum", "Sex": "F", "DOB": "1952-03-04"},
        **{"District": "Dhaka", "Upazila": "Savar", "Union": "Ashulia", "Programme": "oaa"},
        **{"Enrolled on": "2020-07-01", "Phone": "01712345678"},
    }


def with_numbers(
    row: Mapping[str, str], changes: Sequence[Mapping[str, str]]
) -> list[dict[str, str]]:
    rows = [{**row, **change} for change in changes]
    return [each | ({"NID": new_nid()} if each["NID"] == ELSE["NID"] else {}) for each in rows]


class TestRows:
    """A wrong row is said with its line, its column and why, and stops no good one."""

    def test_of_payments(self, desk: Desk, payment: Mapping[str, str]) -> None:
        self._are_said(desk, "payments", payment, PAYMENTS, added=[0, 0, 1, 1, 0])

    def test_of_beneficiaries(self, desk: Desk, beneficiary: Mapping[str, str]) -> None:
        self._are_said(desk, "beneficiaries", beneficiary, BENEFICIARIES, added=[1, 2, 1, 0, 0])

    def test_of_two_people_with_one_phone_both_are_taken_and_it_is_said(
        self, desk: Desk, beneficiary: Mapping[str, str]
    ) -> None:
        before = desk.counted()
        rows = with_numbers(beneficiary, [{}, ELSE])
        address = desk.tried(table(*rows), kind="beneficiaries")
        for language in STAFF:
            reason = words("shared_phone", FIRST, language)
            assert f"<td>{reason}</td>" in desk.shown(address, language)
            assert desk.rejects(address, language) == [["3", "Phone", reason]]
        desk.take_over(address)
        assert desk.added_since(before)[0] == 2

    def _are_said(
        self,
        desk: Desk,
        kind: str,
        row: Mapping[str, str],
        wrong: Sequence[Wrong],
        added: Sequence[int],
    ) -> None:
        before = desk.counted()
        rows = with_numbers(row, [{}, *(each.cells for each in wrong)])
        address = desk.tried(table(*rows), kind=kind)
        tried = desk.row(address)
        assert (tried.status, tried.new, tried.refused) == (ImportStatus.DRY, 1, len(wrong))
        for language in STAFF:
            shown, rejects = desk.shown(address, language), desk.rejects(address, language)
            assert [(line, column) for line, column, _ in rejects] == [
                (str(line), each.column) for line, each in enumerate(wrong, 3)
            ]
            for each, (_, _, reason) in zip(wrong, rejects, strict=True):
                assert (each.name, reason) == (each.name, each.reason(language))
                assert f"<td>{reason}</td>" in shown
            assert not any(cell.startswith(BEGIN_FORMULAS) for each in rejects for cell in each)
        assert desk.counted() == before
        desk.take_over(address)
        assert desk.row(address).status is ImportStatus.DONE
        assert desk.added_since(before) == added


OLD_KIND = b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1" + bytes(1_000)
STRANGER = b"0000000009,oaa,Jul-Sep 2026,1950,Paid,2026-10-05,nagad\n"
HEADING = b"NID,Programme,Period,Amount,Status,Date,Provider\n"
FILES = (
    ("nothing", b"", "empty", {}),
    ("PDF", b"%PDF-1.7\n1 0 obj\n<< /Type /Catalog, /Pages 2 0 R >>\nendobj\n", "no_text", {}),
    ("picture", picture(), "no_text", {}),
    ("page of the web", b"\n<html><table><tr><td>NID,Amount</td></tr></table>", "no_text", {}),
    ("program", bytes(range(256)) * 20, "no_text", {}),
    ("old Excel", OLD_KIND, "old_excel", {}),
    ("password", OLD_KIND + "EncryptedPackage".encode("utf-16-le"), "needs_password", {}),
    ("zip bomb", bomb(), "too_large_inside", {}),
    ("no workbook", archive(other=b"<a/>"), "not_excel", {}),
    ("half a workbook", archive(other=b"<a/>")[:60], "not_excel", {}),
    (
        "wrong encoding",
        HEADING + "1,b\xeb\xe4\xe3,c,d,e,f,g\n".encode("latin-1") * 9,
        "unknown_encoding",
        {},
    ),
    ("no heading", b"a list\nof nothing\n", "no_columns", {}),
    ("no lines", b"a,b," + b"x" * 1_000_001, "line_too_long", {"line": 1, "longest": 1_000_000}),
)


class TestFiles:
    """Of which nothing can be taken."""

    @pytest.mark.parametrize(
        ("content", "code", "says"),
        [pytest.param(*rest, id=name.replace(" ", "_")) for name, *rest in FILES],
    )
    def test_say_why(self, desk: Desk, content: bytes, code: str, says: Mapping[str, Any]) -> None:
        """Once it was opened: on its page, and in the list of all."""
        before = desk.counted()
        address = desk.send(content).headers["location"].removesuffix("/columns")
        answer = desk.client.get(f"{address}/columns")
        assert (answer.status_code, 'name="column.nid"' in answer.text) == (422, False)
        assert desk.row(address).status is ImportStatus.REFUSED
        assert desk.client.get(f"{address}/columns").headers["location"] == address
        for language in STAFF:
            shown = desk.shown(address, language)
            assert shown.count(words(code, says, language)) == 1
            badge = shown.partition("</h1>")[2].partition("</div>")[0]
            assert texts(language)("import_pages.unreadable") in badge
            listed = desk.listed(address, language)
            assert texts(language)("import_pages.unreadable") in listed
            assert words(code, says, language) in listed
        for act in ("checks", "stops", "takeovers"):
            assert post(desk.client, f"{address}/{act}").status_code == 409
        desk.work()
        assert (desk.row(address).status, desk.counted()) == (ImportStatus.REFUSED, before)

    def test_that_are_tried_before_they_are_looked_at_say_why(self, desk: Desk) -> None:
        address = desk.send(OLD_KIND).headers["location"].removesuffix("/columns")
        answer = post(desk.client, f"{address}/checks", **{"column.nid": "NID"})
        assert answer.status_code == 422
        assert desk.row(address).error == "old_excel"

    def test_that_are_gone_leave_what_was_tried_as_it_is(
        self, desk: Desk, payment: Mapping[str, str], files: KeptFiles
    ) -> None:
        address = desk.tried(table(payment))
        files.delete(desk.row(address).id)
        for language in STAFF:
            desk.speaks(language)
            answer = desk.client.get(f"{address}/columns")
            assert answer.status_code == 422
            assert words("file_gone", {}, language) in html.unescape(answer.text)
        assert desk.row(address).status is ImportStatus.DRY

    def test_say_which_columns_are_missing(self, desk: Desk) -> None:
        """All of them at once."""
        address = desk.send(b"NID,Amount\n1,2\n").headers["location"].removesuffix("/columns")
        for language in STAFF:
            desk.speaks(language)
            columns = chosen(desk.client.get(f"{address}/columns").text)
            assert columns == {"column.nid": "NID", "column.amount": "Amount"}
            answer = post(desk.client, f"{address}/checks", **columns)
            assert answer.status_code == 422
            assert words("field_missing", {"fields": MISSING}, language) in answer.text
            assert 'name="column.nid"' in answer.text
        assert desk.row(address).status is ImportStatus.RECEIVED

    @pytest.mark.parametrize(
        ("rows", "code", "says"),
        [
            (b"", "no_rows", {}),
            (
                b"0000000009,oaa,Jul-Sep 2026,1950,Paid,2026-10-05,nagad\n",
                "no_row_fits",
                {"refused": 1},
            ),
        ],
    )
    def test_say_that_no_row_fits(
        self, desk: Desk, rows: bytes, code: str, says: Mapping[str, Any]
    ) -> None:
        before = desk.counted()
        address = desk.tried(HEADING + rows)
        assert desk.row(address).status is ImportStatus.REFUSED
        for language in STAFF:
            shown = desk.shown(address, language)
            assert words(code, says, language) in shown
            assert texts(language)("import_pages.nothing_changed") in shown
        assert post(desk.client, f"{address}/takeovers").status_code == 409
        assert desk.counted() == before


def test_the_same_file_again_is_said_to_be_and_changes_nothing(
    desk: Desk, payment: Mapping[str, str]
) -> None:
    first = desk.tried(table(payment))
    desk.take_over(first)
    before = desk.counted()
    again = desk.tried(table(payment))
    told = desk.row(again)
    assert (told.new, told.changed, told.unchanged, told.refused) == (0, 0, 1, 0)
    for language in STAFF:
        words_of = texts(language).entries["import_pages.taken_over_before"].partition("{when}")
        shown = desk.shown(again, language)
        assert all(part in shown for part in (words_of[0], words_of[2]))
        assert texts(language)("import_pages.would_confirm") in shown
    desk.take_over(again)
    assert desk.counted() == before
