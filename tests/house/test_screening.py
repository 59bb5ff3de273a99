"""`nalish eligibility screen`, from a file and from the register."""

import csv
import json
from collections.abc import Callable
from pathlib import Path

import pytest
from sqlalchemy import select
from sqlalchemy.orm import Session
from typer.testing import CliRunner, Result

from case_manager.db import make_engine
from case_manager.models import AuditEntry
from nalish.cli import app

Screen = Callable[..., Result]
ROLL = (
    "beneficiary_id,programmes,birth_date,sex,area_code,[red]name\n"
    "B1,oaa,1980-01-01,female,302602,Rahima\n"
    "B2,oaa,long ago,female,302602,Karima\n"
)


@pytest.fixture
def screen(state_dir: Path, monkeypatch: pytest.MonkeyPatch) -> Screen:
    monkeypatch.setenv("NALISH_STATE_DIR", str(state_dir))

    def call(*arguments: str, **variables: str) -> Result:
        return CliRunner().invoke(app, ["eligibility", "screen", *arguments], env=variables)

    return call


@pytest.fixture
def roll(tmp_path: Path) -> str:
    path = tmp_path / "roll.csv"
    path.write_text(ROLL)
    return str(path)


def findings(folder: Path) -> list[dict[str, str]]:
    with (folder / "findings.csv").open(encoding="utf-8-sig", newline="") as file:
        return list(csv.DictReader(file))


def test_a_file_needs_no_database(screen: Screen, roll: str, tmp_path: Path) -> None:
    done = screen(roll, "--output", str(tmp_path / "out"))
    assert (done.exit_code, done.stderr) == (0, "")
    assert "Not read: [red]name" in done.stdout
    assert "Lines set aside: 1" in done.stdout
    assert "Rahima" not in done.stdout
    assert [line["beneficiary_id"] for line in findings(tmp_path / "out")] == ["B1"]


def test_for_a_script(screen: Screen, roll: str, tmp_path: Path) -> None:
    done = screen(roll, "--output", str(tmp_path / "out"), "--programme", "oaa", "--json")
    told = json.loads(done.stdout)
    assert (told["people"], told["refused_lines"]) == (1, 1)
    assert told["counts"]["wrongly_in_certain"] == 1
    assert told["upazilas"][0]["upazila"] == "302602"
    assert Path(told["files"]["findings"]).exists()


@pytest.mark.parametrize(
    ("given", "sentence"),
    [
        (["--programme", "gold"], "There is no programme gold"),
        (["--area", "Tangail"], "An area is a code of 2 to 10 digits."),
        (["--output", "."], ". is there already: name another folder."),
    ],
)
def test_what_is_wrong_is_one_sentence(
    screen: Screen, roll: str, tmp_path: Path, given: list[str], sentence: str
) -> None:
    done = screen(roll, "--output", str(tmp_path / "out"), *given)
    assert (done.exit_code, done.stdout) == (1, "")
    assert done.stderr.startswith(sentence)


def test_the_register_and_its_trail(
    screen: Screen, state_dir: Path, tmp_path: Path, make_database: Callable[[str], str]
) -> None:
    url = make_database("screening")
    loaded = CliRunner().invoke(
        app, ["demo", "--beneficiaries", "300", "--cases", "1"], env={"DATABASE_URL": url}
    )
    assert loaded.exit_code == 0, loaded.output
    target = tmp_path / "out"
    done = screen("--output", str(target), "--json", DATABASE_URL=url)
    told = json.loads(done.stdout)
    assert told["people"] == 300
    assert told["counts"]["on_roll"] > 250
    assert told["counts"]["undecided"] > 0.8 * told["counts"]["on_roll"]
    assert all(line["kind"] == "wrongly_in" for line in findings(target))
    engine = make_engine(url)
    with Session(engine) as session:
        entry = session.scalars(
            select(AuditEntry).where(AuditEntry.action == "register_screened")
        ).one()
        assert (entry.subject_id, entry.data) == ("all", {"people": "300", "programmes": "all"})
    engine.dispose()


def test_a_database_without_tables_is_one_sentence(
    screen: Screen, tmp_path: Path, make_database: Callable[[str], str]
) -> None:
    done = screen("--output", str(tmp_path / "out"), DATABASE_URL=make_database("no_tables"))
    assert done.exit_code == 1
    assert "has `nalish run` set it up yet?" in done.stderr
    assert not (tmp_path / "out").exists()
