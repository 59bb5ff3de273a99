"""Whom people can ring, out of helplines.yml or the file that stands for it."""

import re
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from ruamel.yaml import YAML
from ruamel.yaml.error import YAMLError

from citizen_text import sms
from complaint.catalogue import UnusableCatalogue
from wording import LANGUAGES

HELPLINES = Path(__file__).parents[1] / "helplines.yml"
ALWAYS = "always"
_NEEDED = {"number", "name", "answers", "hours", "languages", "sources"}
_KNOWN = _NEEDED | {"when", "in_danger", "in_despair"}
_DAYS = {"sun", "mon", "tue", "wed", "thu", "fri", "sat"}
_NUMBER = re.compile(r"\d{3,11}")
_TIME = re.compile(r"([01]\d|2[0-3]):[0-5]\d|24:00")
_ADDRESS = re.compile(r"https?://\S+")


@dataclass(frozen=True)
class Helpline:
    """`when` is said with a number that does not always answer."""

    number: str
    name: Mapping[str, str]
    when: Mapping[str, str] | None
    is_in_danger: bool
    is_in_despair: bool


def read_helplines(path: Path = HELPLINES) -> Mapping[str, Helpline]:
    """UnusableCatalogue says in sentences what is wrong."""
    try:
        content = YAML(typ="safe").load(path)
    except (OSError, YAMLError) as error:
        raise UnusableCatalogue(f"{path} cannot be read: {type(error).__name__}.") from error
    if not isinstance(content, dict):
        raise UnusableCatalogue(f"{path} names no helplines.")
    if wrong := [f"{path.name}: {said}" for said in _problems(content)]:
        raise UnusableCatalogue("\n".join(wrong))
    return {
        name: Helpline(
            number=row["number"],
            name=row["name"],
            when=row.get("when"),
            is_in_danger=row.get("in_danger", False),
            is_in_despair=row.get("in_despair", False),
        )
        for name, row in content.items()
    }


def _problems(content: Mapping[str, Any]) -> Iterator[str]:
    for name, row in content.items():
        if not isinstance(row, dict) or not row.keys() >= _NEEDED:
            yield f"{name} needs {', '.join(sorted(_NEEDED))}."
            continue
        yield from (f"{name}: {key} is no field of a helpline." for key in row.keys() - _KNOWN)
        yield from (f"{name}: {said}" for said in _problems_of_one(row))
    if not any(isinstance(row, dict) and row.get("in_danger") for row in content.values()):
        yield "no number is told in danger."


def _problems_of_one(row: Mapping[str, Any]) -> Iterator[str]:
    if not isinstance(row["number"], str) or not _NUMBER.fullmatch(row["number"]):
        yield "the number is not three to eleven digits in quotes."
    for field in ("name", "when"):
        if field in row and not _is_in_every_language(row[field]):
            yield f"{field} is not there in {', '.join(LANGUAGES)}, the last two in plain letters."
    if row["hours"] != ALWAYS and not _are_hours(row["hours"]):
        yield "hours are neither always nor days, from and to."
    if row["hours"] != ALWAYS and "when" not in row:
        yield "what does not always answer needs a when."
    if not row["languages"] or not set(row["languages"]) <= {"bn", "en"}:
        yield "languages are bn, en or both."
    if not all(isinstance(page, str) and _ADDRESS.fullmatch(page) for page in row["sources"]):
        yield "a source is no address of a page."


def _is_in_every_language(words: Any) -> bool:
    if not isinstance(words, dict) or words.keys() != {*LANGUAGES}:
        return False
    plain = (words[language] for language in LANGUAGES if language != "bn")
    return all(words.values()) and all(sms.encoding_of(said) == "GSM-7" for said in plain)


def _are_hours(hours: Any) -> bool:
    if not isinstance(hours, dict) or hours.keys() != {"days", "from", "to"}:
        return False
    times = (hours["from"], hours["to"])
    are_times = all(isinstance(time, str) and _TIME.fullmatch(time) for time in times)
    return are_times and set(hours["days"]) <= _DAYS and bool(hours["days"])
