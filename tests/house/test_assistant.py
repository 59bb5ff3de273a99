"""What the domain names exists; read from the source, for the assistant has another Python."""

import ast
import re
from collections.abc import Iterator
from pathlib import Path

import pytest
import yaml

from case_manager.vocabulary import AccusedRole, Provider
from nalish.place import ROOT

BOT = ROOT / "bot"
UTTERANCE = re.compile(r"utter_(?!action$)[a-z_]*[a-z]")  # utter_action is a word of Rasa's


def named_in_domain() -> list[str]:
    names: list[str] = []
    for path in (BOT / "domain").rglob("*.yml"):
        names += yaml.load(path.read_text("utf-8"), yaml.CSafeLoader).get("actions", [])
    return names


def in_lookup(name: str) -> set[str]:
    read = yaml.load(
        (ROOT / "nlu_data" / "lookups" / f"{name}s.yml").read_text("utf-8"), yaml.CSafeLoader
    )
    return {entry["lookup"].removeprefix(f"{name}.") for entry in read["nlu"]}


def texts() -> set[str]:
    read = [
        yaml.load(path.read_text("utf-8"), yaml.CSafeLoader)
        for path in (BOT / "texts").glob("*.yml")
    ]
    return {name for file in read for name in file}


def sources() -> Iterator[Path]:
    yield from (BOT / "actions").rglob("*.py")
    yield from (BOT / "components").rglob("*.py")


def words_in(path: Path) -> Iterator[str]:
    for node in ast.walk(ast.parse(path.read_text("utf-8"))):
        if isinstance(node, ast.Constant) and isinstance(node.value, str):
            yield node.value


def said(name: str, known: set[str]) -> bool:
    """An utterance may have variants: `utter_ask_identity_number_shared_phone`."""
    return name in known or any(other.startswith(f"{name}_") for other in known)


def test_every_action_has_a_class() -> None:
    classes = {
        re.sub(r"(?<!^)(?=[A-Z])", "_", node.name).lower()
        for path in (BOT / "actions").rglob("*.py")
        for node in ast.parse(path.read_text("utf-8")).body
        if isinstance(node, ast.ClassDef)
    }
    named = [name for name in named_in_domain() if name.startswith(("action_", "validate_"))]
    assert named
    assert [name for name in named if name not in classes] == []


def test_every_utterance_of_the_domain_is_said_somewhere() -> None:
    known = texts() | {word for path in sources() for word in words_in(path)}
    named = [name for name in named_in_domain() if name.startswith("utter_")]
    assert [name for name in named if not said(name, known)] == []


@pytest.mark.parametrize("path", list(sources()), ids=lambda path: path.name)
def test_every_utterance_in_the_code_exists(path: Path) -> None:
    known = texts() | set(named_in_domain())
    used = {word for word in words_in(path) if UTTERANCE.fullmatch(word)}
    assert [name for name in sorted(used) if not said(name, known)] == []


def test_who_is_complained_of_is_the_same_for_the_assistant_and_the_case_manager() -> None:
    assert in_lookup("role") - {"nobody"} == set(AccusedRole)


def test_by_whom_money_comes_is_the_same_for_both() -> None:
    """`nobody` keeps words that only look like a provider from being one."""
    assert in_lookup("provider") - {"nobody"} == set(Provider)
