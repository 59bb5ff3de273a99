"""What must not be in the repository, wherever somebody puts it."""

import re
import subprocess
import sys
from collections.abc import Iterator
from pathlib import Path

import pytest

from nalish.place import ROOT

REGISTRIES = re.compile(
    r"(?:pypi|files\.pythonhosted|registry\.(?:npmjs|yarnpkg)|deb\.debian|ghcr|quay|docker)"
    r"\.(?:org|io|com)\b"
)
HALF_MERGED = re.compile(r"^(?:<{7}|>{7}) ", re.MULTILINE)
HERE = Path(__file__).relative_to(ROOT)


def tracked() -> Iterator[Path]:
    done = subprocess.run(
        ["git", "ls-files", "-z"], cwd=ROOT, capture_output=True, text=True, check=True
    )
    for name in done.stdout.split("\0"):
        if name and (ROOT / name).is_file() and Path(name) != HERE:
            yield ROOT / name


@pytest.mark.parametrize("unwanted", [REGISTRIES, HALF_MERGED], ids=["registries", "half merged"])
def test_no_file_holds_what_must_not_be_there(unwanted: re.Pattern[str]) -> None:
    found = [
        str(path.relative_to(ROOT))
        for path in tracked()
        if unwanted.search(path.read_bytes().decode("utf-8", errors="ignore"))
    ]
    assert found == []


def test_requirements_are_pinned_with_hashes() -> None:
    for path in (ROOT / "requirements").glob("*.txt"):
        for line in path.read_text().splitlines():
            if line and not line.startswith((" ", "#")):
                assert re.match(r"^\S+==\S+( ; .+)? \\$", line), f"{path.name}: {line}"


def test_citizen_text_needs_only_the_standard_library() -> None:
    pattern = re.compile(r"^(?:from|import) (\w+)", re.MULTILINE)
    for path in (ROOT / "citizen_text").rglob("*.py"):
        for name in pattern.findall(path.read_text("utf-8")):
            assert name in sys.stdlib_module_names | {"citizen_text"}, f"{path.name}: {name}"


@pytest.mark.parametrize("name", ["LICENSE", "NOTICE", "README.md", "CHANGELOG.md"])
def test_the_papers_are_there(name: str) -> None:
    assert (ROOT / name).stat().st_size > 200


def test_every_decision_has_a_number_of_its_own() -> None:
    numbers = [path.name[:4] for path in (ROOT / "docs" / "decisions").glob("*.md")]
    assert len(numbers) == len(set(numbers))
    assert all(number.isdigit() for number in numbers)
