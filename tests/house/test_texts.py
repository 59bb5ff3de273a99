"""Every text in every language, with the same gaps to fill in."""

import tomllib
from collections.abc import Iterator, Mapping
from string import Formatter
from typing import Any

import pytest
import yaml

from nalish.place import ROOT

CITIZENS = ("bn", "bn-Latn", "en")
STAFF = ("bn", "en")
Text = tuple[str, Mapping[str, str]]


def gaps(text: str) -> set[str]:
    return {name for _, name, _, _ in Formatter().parse(text) if name}


def complain(texts: list[Text], languages: tuple[str, ...]) -> list[str]:
    missing = [name for name, said in texts if not all(said.get(one) for one in languages)]
    uneven = [
        name
        for name, said in texts
        if len({frozenset(gaps(said[one])) for one in languages if one in said}) > 1
    ]
    return missing + uneven


def leaves(tree: Mapping[str, Any], prefix: str = "") -> Iterator[tuple[str, str]]:
    for key, value in tree.items():
        if isinstance(value, Mapping):
            yield from leaves(value, f"{prefix}{key}.")
        else:
            yield f"{prefix}{key}", str(value)


def test_what_the_assistant_says() -> None:
    texts: list[Text] = []
    for path in (ROOT / "bot" / "texts").glob("*.yml"):
        texts += yaml.safe_load(path.read_text("utf-8")).items()
    assert texts
    assert complain(texts, CITIZENS) == []


def test_what_the_case_manager_writes_to_citizens() -> None:
    path = ROOT / "case_manager" / "messages" / "templates.yaml"
    texts = list(yaml.safe_load(path.read_text("utf-8")).items())
    assert complain(texts, CITIZENS) == []


def test_what_the_gateway_says() -> None:
    tables = tomllib.loads((ROOT / "ussd_gateway" / "texts.toml").read_text("utf-8"))
    assert complain([("apology", tables.pop("apology"))], CITIZENS) == []
    assert complain(list(tables["ussd"].items()), CITIZENS) == []
    for page in ("outgoing_page", "phone_page"):
        assert complain(list(tables[page].items()), STAFF) == []


@pytest.mark.parametrize("language", STAFF)
def test_what_the_pages_say(language: str) -> None:
    folder = ROOT / "case_manager" / "ui" / "texts"
    read = {
        one: dict(leaves(yaml.safe_load((folder / f"{one}.yaml").read_text()))) for one in STAFF
    }
    keys = read["bn"].keys() | read["en"].keys()
    texts = [(key, {one: read[one].get(key, "") for one in STAFF}) for key in sorted(keys)]
    assert complain(texts, (language,)) == []
    assert complain(texts, STAFF) == []
