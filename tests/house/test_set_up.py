"""The set-up does each step once, and again only when something has changed."""

import importlib.util
import shutil
from collections.abc import Callable
from pathlib import Path
from types import ModuleType

import pytest

from nalish.place import ROOT

Step = Callable[[str], int]
Search = Callable[..., tuple[list[str], str]]


@pytest.fixture
def set_up(tmp_path: Path) -> ModuleType:
    """A copy in an empty clone: it finds its folders from where it lies."""
    (tmp_path / "deploy").mkdir()
    (tmp_path / "bot").mkdir()
    (tmp_path / ".stamps").mkdir()
    copy = shutil.copy(ROOT / "deploy" / "set_up.py", tmp_path / "deploy" / "set_up.py")
    spec = importlib.util.spec_from_file_location("set_up_of_a_clone", copy)
    assert spec is not None
    assert spec.loader is not None
    module = importlib.util.module_from_spec(spec)
    spec.loader.exec_module(module)
    return module


class TestStep:
    @pytest.fixture
    def made(self, tmp_path: Path) -> Path:
        return tmp_path / "made"

    @pytest.fixture
    def step(self, set_up: ModuleType, made: Path) -> Step:
        """Tells how often the work was done so far."""
        done = []

        def work() -> None:
            done.append(1)
            made.touch()

        def call(inputs: str) -> int:
            set_up.step("a step", inputs, made, work)
            return len(done)

        return call

    def test_is_done_once(self, step: Step) -> None:
        assert (step("same"), step("same")) == (1, 1)

    def test_is_done_again_for_other_inputs(self, step: Step) -> None:
        assert (step("old"), step("new")) == (1, 2)

    def test_is_done_again_when_what_it_made_is_gone(self, step: Step, made: Path) -> None:
        step("same")
        made.unlink()
        assert step("same") == 2

    def test_a_failure_is_tried_again(self, set_up: ModuleType, step: Step, made: Path) -> None:
        def fail() -> None:
            raise set_up.SetUpError("no network")

        step("same")
        with pytest.raises(set_up.SetUpError):
            set_up.step("a step", "other", made, fail)
        assert step("same") == 2


def test_a_failing_command_shows_its_last_words(set_up: ModuleType) -> None:
    with pytest.raises(set_up.SetUpError) as failure:
        set_up.run("packages", "sh", "-c", "echo no such package; exit 3")
    assert str(failure.value) == "no such package\npackages failed (exit code 3)."


@pytest.mark.parametrize(
    ("program", "is_it"),
    [("echo no such version >&2; exit 127", False), ("exit 1", False), ("exit 0", True)],
)
def test_only_running_a_python_tells_whether_it_is_one(
    set_up: ModuleType, tmp_path: Path, program: str, is_it: bool
) -> None:
    shim = tmp_path / "python3.10"
    shim.write_text(f"#!/bin/sh\n{program}\n")
    shim.chmod(0o755)
    assert set_up.is_python_310(str(shim)) is is_it


def test_a_python_that_is_not_there_is_none(set_up: ModuleType, tmp_path: Path) -> None:
    assert not set_up.is_python_310(str(tmp_path / "python3.10"))


def test_a_new_environment_of_the_assistant_gets_the_text_rules_again(set_up: ModuleType) -> None:
    (set_up.ROOT / "citizen_text").mkdir()
    (set_up.ROOT / "citizen_text" / "pyproject.toml").touch()
    done = []

    def install() -> None:
        done.append(1)
        set_up.INSTALLED_RULES.parent.mkdir(parents=True)
        set_up.INSTALLED_RULES.touch()

    set_up.share_text_rules("same", install)
    shutil.rmtree(set_up.BOT)
    set_up.python_of(set_up.BOT).parent.mkdir(parents=True)
    set_up.python_of(set_up.BOT).touch()
    set_up.share_text_rules("same", install)
    set_up.share_text_rules("same", install)
    assert len(done) == 2


class TestFindPython310:
    """One on the PATH, then pyenv's, then one that uv brings, then a sentence."""

    @pytest.fixture
    def pyenvs(self, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> str:
        python = tmp_path / "pyenv" / "versions" / "3.10.99" / "bin" / "python3.10"
        python.parent.mkdir(parents=True)
        python.touch()
        monkeypatch.setenv("PYENV_ROOT", str(tmp_path / "pyenv"))
        return str(python)

    @pytest.fixture
    def search(self, set_up: ModuleType, pyenvs: str) -> Search:
        """Where it looked, in that order, and what it found."""
        set_up.UV.parent.mkdir(parents=True)
        set_up.UV.write_text('#!/bin/sh\necho "$@" >> "$0.log"\necho /from/uv\n')
        set_up.UV.chmod(0o755)

        def call(*working: str) -> tuple[list[str], str]:
            asked: list[str] = []

            def is_one(candidate: str) -> bool:
                asked.append(candidate)
                return candidate in working

            found = set_up.find_python_310(is_one)
            return asked, found

        return call

    def test_one_on_the_path_comes_first(self, search: Search, pyenvs: str) -> None:
        assert search("python3.10", pyenvs, "/from/uv") == (["python3.10"], "python3.10")

    def test_then_one_of_pyenv(self, search: Search, pyenvs: str) -> None:
        assert search(pyenvs, "/from/uv") == (["python3.10", pyenvs], pyenvs)

    def test_then_one_that_uv_installs(self, search: Search, set_up: ModuleType) -> None:
        asked, found = search("/from/uv")
        assert (asked[0], asked[-1], found) == ("python3.10", "/from/uv", "/from/uv")
        log = set_up.UV.with_name("uv.log").read_text()
        assert log.splitlines() == ["python install 3.10", "python find 3.10"]

    def test_uv_is_not_asked_before(self, search: Search, set_up: ModuleType, pyenvs: str) -> None:
        search(pyenvs)
        assert not set_up.UV.with_name("uv.log").exists()

    def test_then_it_is_one_sentence(self, search: Search, set_up: ModuleType) -> None:
        with pytest.raises(set_up.SetUpError) as failure:
            search()
        assert str(failure.value) == set_up.NO_PYTHON_310
