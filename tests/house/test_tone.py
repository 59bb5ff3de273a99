"""How citizens are spoken to: with respect, in their own letters and digits, days in words."""

import re
import tomllib
from collections.abc import Iterator
from typing import Any

import pytest
import yaml

from nalish.place import ROOT

FILES = (
    *sorted((ROOT / "bot" / "texts").glob("*.yml")),
    ROOT / "bot" / "helplines.yml",
    ROOT / "case_manager" / "messages" / "templates.yaml",
    *(
        ROOT / "case_manager" / "programmes" / "catalogue" / f"{name}.yaml"
        for name in ("documents", "facts", "offices", "words")
    ),
    *sorted((ROOT / "case_manager" / "programmes" / "catalogue" / "programmes").glob("*.yaml")),
    ROOT / "ussd_gateway" / "texts.toml",
)
LATIN_IN_BANGLA = {"Banglish", "English"}  # the names of languages, each in its own
YOU = re.compile(
    r"\b(তুমি|তোমা\w*|তোরে?|তোকে|তোরা|তুই"
    r"|tumi|toma\w*|tui|tore|toke|tora)\b"
)
# Words that end as a verb said to a child or an animal does, and are none.
FAMILIAR = re.compile(r"(?:ো|ও|িস|েছ|ছ|চ্ছ|বি|লি)$")
NOT_FAMILIAR = frozenset(
    re.findall(
        r"\S+",
        """
        অফিস আপনাকেও আরও এখনো এবারও ও কারও কোনো চাইলেও ছাড়াও জানানো টিসিবি দেখানো পাঠানো পুরো প্রশ্নগুলো
        ফ্যামিলি ভালো মেসেজগুলো যেকোনো লিখলেও হতেও হলো ছবি হারানো ভিডব্লিউবি পিআইও ইউএনও বিআরডিবি
        সিরোসিস সার্ভিস কথাও কোথাও জন্যও আমাদেরও বলি মেসেজেও কখনো টাকাও ঠাকুরগাঁও
        """,
    )
)
FAMILIAR_IN_LATIN = re.compile(
    r"\b(koro|likho|lekho|bolo|dao|jao|nao|paro|chao|achho|acho|thako|rakho|dekho|jano|jeno"
    r"|pathao|janao|kor|likh|bol|korish|likhish|bolish|dish|nish|korbi|likhbi|bolbi)\b",
    re.IGNORECASE,
)
_GAP = re.compile(r"\{[^{}]*\}|\b[a-z]+(?:\.[a-z]+)+\b")  # or an address of the web
_LATIN = re.compile("[A-Za-z]+")
_BANGLA = re.compile("[\u0980-\u09ff]+")
_DATE = re.compile(r"[0-9০-৯]+[./-][0-9০-৯]+[./-][0-9০-৯]+")

Said = tuple[str, str]


def read(path: Any) -> Any:
    if path.suffix == ".toml":
        tables = tomllib.loads(path.read_text("utf-8"))
        return {name: tables[name] for name in ("apology", "ussd")}  # the rest is for staff
    return yaml.load(path.read_text("utf-8"), yaml.CSafeLoader)


def texts(tree: Any, language: str, where: str) -> Iterator[Said]:
    """Whatever is said in two languages at least."""
    if isinstance(tree, list):
        for each in tree:
            yield from texts(each, language, where)
    if isinstance(tree, dict):
        for key, value in tree.items():
            is_said = isinstance(value, str) and key.removeprefix("short_") == language
            if is_said and key.replace(language, "en") in tree:
                yield where, _GAP.sub("", value)
            yield from texts(value, language, f"{where}.{key}")


def said(language: str) -> list[Said]:
    return [each for path in FILES for each in texts(read(path), language, path.stem)]


def test_every_file_says_something() -> None:
    assert {where.partition(".")[0] for where, _ in said("bn")} == {path.stem for path in FILES}


@pytest.mark.parametrize("language", ["bn", "bn-Latn"])
def test_nobody_is_called_by_a_familiar_word(language: str) -> None:
    assert [each for each in said(language) if YOU.search(each[1].lower())] == []


def test_no_verb_in_bangla_is_familiar() -> None:
    found = [
        (where, word)
        for where, text in said("bn")
        for word in _BANGLA.findall(text)
        if FAMILIAR.search(word) and word not in NOT_FAMILIAR
    ]
    assert found == []


def test_no_verb_in_banglish_is_familiar() -> None:
    assert [each for each in said("bn-Latn") if FAMILIAR_IN_LATIN.search(each[1])] == []


def test_bangla_is_written_in_its_own_letters() -> None:
    latin = {word for _, text in said("bn") for word in _LATIN.findall(text)}
    assert latin == LATIN_IN_BANGLA


@pytest.mark.parametrize(
    ("language", "others"), [("bn", "[0-9]"), ("bn-Latn", "[০-৯]"), ("en", "[০-৯]")]
)
def test_numbers_are_in_the_citizens_digits(language: str, others: str) -> None:
    assert [each for each in said(language) if re.search(others, each[1])] == []


@pytest.mark.parametrize("language", ["bn", "bn-Latn", "en"])
def test_days_are_in_words(language: str) -> None:
    assert [each for each in said(language) if _DATE.search(each[1])] == []
