"""`nalish import beneficiaries` and `nalish import payments`, against a real database."""

import csv
import json
import os
import signal
import time
from collections.abc import Callable
from concurrent.futures import ThreadPoolExecutor
from pathlib import Path

import psycopg
import pytest
from sqlalchemy import create_engine, text
from typer.testing import CliRunner, Result

from case_manager.kit.spreadsheets import BEGIN_FORMULAS
from case_manager.migrate import migrate
from case_manager.vocabulary import ImportKind, ImportStatus
from nalish.cli import app
from nalish.imports import Wish, import_file
from nalish.refusals import Refusal
from tests.no_room import no_room

PEOPLE = (
    "NID,Name,Name Bangla,Sex,Date of birth,Area code,Programme,Enrolled on,Phone\n"
    "1990123456,Rahima Begum,রহিমা বেগম,female,1952-03-04,302614,oaa,2020-07-01,01712345678\n"
    "1990123457,Karim Mia,করিম মিয়া,male,1950-03-04,302614,oaa,2020-07-01,01712345679\n"
)
PAYMENTS = (
    "NID No,Programme,Period,Amount,Status,Status date,Provider\n"
    "1990123456,oaa,Jul-Sep 2026,1950,credited,2026-10-05,nagad\n"
    "1990123457,oaa,Jul-Sep 2026,1950,credited,2026-10-05,nagad\n"
)
STRANGER = "1990123499,oaa,Jul-Sep 2026,1950,credited,2026-10-05,nagad\n"
Import = Callable[..., Result]


@pytest.fixture(scope="module")
def url(make_database: Callable[[str], str]) -> str:
    url = make_database("imports")
    migrate(url)
    return url


@pytest.fixture
def imports(url: str, state_dir: Path, monkeypatch: pytest.MonkeyPatch, tmp_path: Path) -> Import:
    monkeypatch.setenv("NALISH_STATE_DIR", str(state_dir))

    def call(kind: str, content: str | Path, *options: str) -> Result:
        file = content if isinstance(content, Path) else tmp_path / "list.csv"
        if isinstance(content, str):
            file.write_text(content)
        given = ["import", kind, str(file), *options]
        return CliRunner().invoke(app, given, env={"DATABASE_URL": url})

    return call


@pytest.fixture
def people(imports: Import) -> None:
    assert imports("beneficiaries", PEOPLE).exit_code == 0


def kept_in(state_dir: Path) -> list[Path]:
    return sorted((state_dir / "imports").glob("*"))


def count(url: str, table: str) -> int:
    engine = create_engine(url.replace("postgresql://", "postgresql+psycopg://"))
    with engine.connect() as connection:
        found = connection.execute(text(f"SELECT count(*) FROM cases.{table}")).scalar_one()
    engine.dispose()
    return int(found)


def test_people_and_then_their_payments(imports: Import, url: str, people: None) -> None:
    done = imports("payments", PAYMENTS, "--source", "mis.bhata", "--as-of", "2026-11-20")
    assert (done.exit_code, done.stderr) == (0, "")
    assert "2 new" in done.stdout
    assert (count(url, "people"), count(url, "payments")) == (2, 2)


def test_the_same_file_again_says_that_nothing_changed(imports: Import, people: None) -> None:
    imports("payments", PAYMENTS)
    again = imports("payments", PAYMENTS, "--json")
    told = json.loads(again.stdout)
    assert (told["status"], told["new"], told["changed"], told["unchanged"]) == ("done", 0, 0, 2)
    assert told["same_file_taken_over_at"]


def test_rejects_are_written_in_the_language_that_was_asked_for(
    imports: Import, people: None, tmp_path: Path
) -> None:
    for language, reason in ((), "Nobody in the register"), (("--bangla",), "নিবন্ধনে নেই"):
        rejects = tmp_path / f"rejects{len(language)}.csv"
        done = imports("payments", PAYMENTS + STRANGER, "--rejects", str(rejects), *language)
        assert done.exit_code == 3, done.output
        with rejects.open(encoding="utf-8-sig", newline="") as file:
            (row,) = list(csv.reader(file))[1:]
        assert row[:2] == ["4", "NID No"]
        assert reason in row[2]


def test_a_dry_run_changes_nothing(imports: Import, url: str, people: None) -> None:
    before = count(url, "payments")
    done = imports("payments", PAYMENTS.replace("Jul-Sep", "Apr-Jun"), "--dry-run")
    assert done.exit_code == 0
    assert "nothing was changed" in done.stdout
    assert count(url, "payments") == before


def test_columns_that_were_said_are_remembered_for_their_source(
    imports: Import, people: None, tmp_path: Path
) -> None:
    strange = PAYMENTS.replace("NID No", "Who").replace("Programme", "What")
    assert "NID" in imports("payments", strange, "--source", "odd").stderr
    said = tmp_path / "columns.json"
    said.write_text(json.dumps({"programme": "What"}))
    given = ("--source", "odd", "--mapping", str(said), "--column", "nid=Who")
    assert imports("payments", strange, *given).exit_code == 0
    assert imports("payments", strange, "--source", "odd").exit_code == 0


@pytest.mark.parametrize(
    ("options", "words"),
    [
        (("--source", "Our List"), "A source is named"),
        (("--as-of", "2999-01-01"), "a day since 2000 that has come"),
        (("--column", "nid"), "FIELD=NAME"),
        (("--column", "nid=Nowhere"), "no column"),
        (("--column", "hair=NID No"), "no field hair"),
    ],
)
def test_what_cannot_be_is_said_before_anything_is_kept(
    imports: Import, state_dir: Path, options: tuple[str, ...], words: str
) -> None:
    done = imports("payments", PAYMENTS, *options)
    assert done.exit_code == 1
    assert words in done.stderr
    assert not list((state_dir / "imports").glob("*"))


def test_a_file_without_a_good_row_changes_nothing(imports: Import, url: str, people: None) -> None:
    before = count(url, "payments")
    done = imports("payments", PAYMENTS.splitlines()[0] + "\n" + STRANGER)
    assert done.exit_code == 1
    assert "No row of the file could be taken" in done.stderr
    assert count(url, "payments") == before


def press_when_it_waits(url: str, holder: psycopg.Connection) -> str:
    """Ctrl-C, once the import waits for what `holder` has; the state that it is in then."""
    waiting = (
        "SELECT 1 FROM pg_locks JOIN pg_database ON pg_database.oid = database"
        " WHERE datname = current_database() AND NOT granted"
    )
    last = "SELECT status FROM cases.imports ORDER BY created_at DESC LIMIT 1"
    with psycopg.connect(url, autocommit=True) as watch:
        while not watch.execute(waiting).fetchone():
            time.sleep(0.02)
        (status,) = watch.execute(last).fetchone() or ("",)
    os.kill(os.getpid(), signal.SIGINT)
    holder.rollback()
    return str(status)


@pytest.mark.parametrize(
    ("table", "phase", "words"),
    [
        ("identifiers", ImportStatus.CHECKING, "nothing was changed"),
        ("payments", ImportStatus.MERGING, "the same command, run again"),
    ],
)
def test_ctrl_c_ends_it_behind_a_portion(
    imports: Import,
    url: str,
    people: None,
    state_dir: Path,
    monkeypatch: pytest.MonkeyPatch,
    tmp_path: Path,
    table: str,
    phase: ImportStatus,
    words: str,
) -> None:
    """And says what becomes of the rest."""
    payments = PAYMENTS.replace("Jul-Sep", "Jan-Mar")
    file = tmp_path / "stopped.csv"
    file.write_text(payments)
    monkeypatch.setenv("DATABASE_URL", url)
    with psycopg.connect(url) as holder, ThreadPoolExecutor(1) as finger:
        holder.execute(f"LOCK TABLE cases.{table} IN ACCESS EXCLUSIVE MODE")
        pressed = finger.submit(press_when_it_waits, url, holder)
        with pytest.raises(Refusal, match=words):
            import_file(state_dir, Wish(ImportKind.PAYMENTS, file, "file"), as_json=False)
    assert pressed.result() == phase
    again = imports("payments", payments, "--json")
    assert (again.exit_code, json.loads(again.stdout)["status"]) == (0, "done")


def test_every_wrong_row_is_said_and_stops_no_good_one(
    imports: Import, people: None, tmp_path: Path
) -> None:
    good = ["1990123456", "oaa", "Jul-Sep 2025", "1950", "credited", "2025-10-05", "nagad"]
    wrong = {
        "Nobody in the register": {0: "1990123499"},
        "An NID has 10, 13 or 17 digits": {0: "12345"},
        "rounded this number": {0: "1.99012E+16"},
        "No programme is called": {1: "=HYPERLINK(1)"},
        "is no period": {2: "'@SUM(A1)"},
        "is no amount": {3: "-1950"},
        "lakh taka": {3: "99999999"},
        "There is no such day": {5: "2025-02-30"},
        "the date is yet to come": {5: "2999-01-01"},
        "says something else of the same": {3: "1951"},
    }
    rows = [good] + [
        [change.get(place, cell) for place, cell in enumerate(good)] for change in wrong.values()
    ]
    content = PAYMENTS.splitlines()[0] + "\n" + "".join(",".join(row) + "\n" for row in rows)
    rejects = tmp_path / "wrong.csv"
    done = imports("payments", content, "--rejects", str(rejects))
    assert (done.exit_code, "1 new" in done.stdout) == (3, True)
    with rejects.open(encoding="utf-8-sig", newline="") as file:
        said = list(csv.reader(file))[1:]
    assert [int(line) for line, _, _ in said] == list(range(3, 3 + len(wrong)))
    assert [words in reason for (_, _, reason), words in zip(said, wrong, strict=True)] == [
        True
    ] * len(wrong)
    assert not any(cell.startswith(BEGIN_FORMULAS) for row in said for cell in row)


def test_rejects_that_cannot_be_written_are_said_before_anything_is_taken_over(
    imports: Import, url: str, people: None, tmp_path: Path
) -> None:
    before = count(url, "payments")
    nowhere = tmp_path / "nowhere" / "rejects.csv"
    done = imports("payments", PAYMENTS.replace("Jul", "Aug"), "--rejects", str(nowhere))
    assert (done.exit_code, "cannot be written" in done.stderr) == (1, True)
    assert count(url, "payments") == before


def test_a_file_of_five_gigabytes_that_is_no_list_is_refused_without_being_kept(
    imports: Import, state_dir: Path, tmp_path: Path
) -> None:
    """It begins as one; the rest of it is a hole."""
    large = tmp_path / "large.csv"
    large.write_text(PAYMENTS)
    os.truncate(large, 5 * 1024**3)
    done = imports("payments", large)
    assert (done.exit_code, "neither a CSV nor an Excel file" in done.stderr) == (1, True)
    assert kept_in(state_dir) == []


def test_where_there_is_no_room_for_a_copy_it_is_said_and_nothing_is_kept(
    imports: Import, url: str, people: None, state_dir: Path, tmp_path: Path
) -> None:
    before, kept = count(url, "imports"), kept_in(state_dir)
    large = tmp_path / "large.csv"
    large.write_text(PAYMENTS + STRANGER * 50_000)
    with no_room(2 * 1024**2):
        done = imports("payments", large)
    assert (done.exit_code, "has no room" in done.stderr) == (1, True)
    assert (count(url, "imports"), kept_in(state_dir)) == (before, kept)


def test_rejects_for_which_there_is_no_room_are_said_to_be_missing(
    imports: Import, people: None, tmp_path: Path
) -> None:
    """What was taken over stays; the refused rows are on the page."""
    rejects = tmp_path / "rejects.csv"
    strangers = [STRANGER.replace("1990123499", f"{number:010d}") for number in range(1, 3_000)]
    content = "".join([PAYMENTS, *strangers])
    with no_room(len(content)):
        done = imports("payments", content, "--rejects", str(rejects), "--bangla")
    assert (done.exit_code, "cannot be written" in done.stderr) == (1, True)
    assert "what was taken over stays" in " ".join(done.stderr.split())


def test_without_a_refused_row_there_are_no_rejects(
    imports: Import, people: None, tmp_path: Path
) -> None:
    none = tmp_path / "none.csv"
    assert imports("payments", PAYMENTS, "--rejects", str(none)).exit_code == 0
    assert not none.exists()


def test_nothing_is_written_over(imports: Import, tmp_path: Path) -> None:
    there = tmp_path / "there.csv"
    there.touch()
    assert "is there already" in imports("payments", PAYMENTS, "--rejects", str(there)).stderr
