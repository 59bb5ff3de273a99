"""`nalish audit verify`, against the trail of a real database."""

import json
from collections.abc import Callable
from datetime import UTC, datetime
from pathlib import Path

import pytest
from sqlalchemy import text
from typer.testing import CliRunner, Result

from case_manager.audit import service
from case_manager.db import make_engine, make_sessions
from case_manager.migrate import migrate
from nalish.cli import app

Verify = Callable[..., Result]
WHEN = datetime(2026, 11, 23, 6, 0, tzinfo=UTC)


@pytest.fixture
def url(make_database: Callable[[str], str]) -> str:
    url = make_database("audit")
    migrate(url)
    engine = make_engine(url)
    with make_sessions(engine).begin() as session:
        for number in range(3):
            service.record(
                session,
                "looked",
                subject_kind="case",
                subject_id=str(number),
                actor=None,
                now=WHEN,
            )
    engine.dispose()
    return url


@pytest.fixture
def verify(url: str, state_dir: Path, monkeypatch: pytest.MonkeyPatch) -> Verify:
    monkeypatch.setenv("NALISH_STATE_DIR", str(state_dir))

    def call(*options: str) -> Result:
        return CliRunner().invoke(app, ["audit", "verify", *options], env={"DATABASE_URL": url})

    return call


def tamper(url: str, statement: str) -> None:
    engine = make_engine(url, role=None)
    with engine.begin() as connection:
        connection.execute(text("ALTER TABLE cases.audit_entries DISABLE TRIGGER append_only"))
        connection.execute(text(statement))
    engine.dispose()


def test_it_holds_and_says_what_to_keep(verify: Verify, tmp_path: Path) -> None:
    done = verify()
    assert (done.exit_code, done.stderr) == (0, "")
    assert "3 lines" in done.stdout
    kept = tmp_path / "kept.json"
    kept.write_text(verify("--json").stdout)
    assert json.loads(kept.read_text())["entries"] == 3
    assert verify("--since", str(kept)).exit_code == 0


@pytest.mark.parametrize(
    ("statement", "sentence"),
    [
        ("UPDATE cases.audit_entries SET subject_id = '9' WHERE subject_id = '1'", "was changed"),
        ("DELETE FROM cases.audit_entries WHERE subject_id = '2'", "not there any more"),
    ],
)
def test_what_was_changed_or_cut_off_is_told(
    verify: Verify, url: str, tmp_path: Path, statement: str, sentence: str
) -> None:
    kept = tmp_path / "kept.json"
    kept.write_text(verify("--json").stdout)
    tamper(url, statement)
    done = verify("--since", str(kept))
    assert done.exit_code == 1
    assert sentence in done.stdout


def test_another_file_is_refused(verify: Verify, tmp_path: Path) -> None:
    other = tmp_path / "other.json"
    other.write_text('{"last": [{"chain": 0, "hash": "no hash"}]}')
    done = verify("--since", str(other))
    assert (done.exit_code, done.stdout) == (1, "")
    assert "is not what" in done.stderr
