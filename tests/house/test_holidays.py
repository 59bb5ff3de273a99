"""`nalish import holidays`, against a real database."""

from collections.abc import Callable
from pathlib import Path

import pytest
from sqlalchemy import create_engine, text
from typer.testing import CliRunner, Result

from case_manager.migrate import migrate
from nalish.cli import app

GOOD = "date,name,source\n2031-12-16,বিজয় দিবস,gazette\n2031-12-17,Strike,gazette\n"


@pytest.fixture
def url(make_database: Callable[[str], str]) -> str:
    url = make_database("holidays")
    migrate(url)
    return url


@pytest.fixture
def imports(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Callable[..., Result]:
    monkeypatch.setenv("NALISH_STATE_DIR", str(tmp_path))

    def imports(content: bytes, *options: str, url: str) -> Result:
        file = tmp_path / "holidays.csv"
        file.write_bytes(content)
        given = ["import", "holidays", str(file), *options]
        return CliRunner().invoke(app, given, env={"DATABASE_URL": url})

    return imports


def of_2031(url: str) -> int:
    engine = create_engine(url.replace("postgresql://", "postgresql+psycopg://"))
    with engine.connect() as connection:
        count = text("""SELECT count(*) FROM cases.holidays WHERE "on" >= '2031-01-01'""")
        found = connection.execute(count).scalar_one()
    engine.dispose()
    return int(found)


def test_a_list_is_tried_and_then_taken_up(url: str, imports: Callable[..., Result]) -> None:
    tried = imports(GOOD.encode(), "--dry-run", url=url)
    assert tried.exit_code == 0, tried.output
    assert "2 of them new" in tried.output
    assert of_2031(url) == 0
    taken = imports(GOOD.encode("utf-8-sig"), url=url)
    assert taken.exit_code == 0, taken.output
    assert of_2031(url) == 2


@pytest.mark.parametrize(
    ("content", "words"),
    [
        (b"date,name,source\n16-12-2031,a,b\n2031-12-17,,b\n", "line 2: there is no day"),
        (b"date,name,source\n2031-12-17,,b\n", "line 2: name"),
        (b"\xff\xfe", "not in UTF-8"),
    ],
)
def test_a_wrong_list_is_answered_in_words(
    imports: Callable[..., Result], content: bytes, words: str
) -> None:
    refused = imports(content, url="postgresql://nobody@127.0.0.1:1/never-asked")
    assert refused.exit_code == 1
    assert words in refused.output
