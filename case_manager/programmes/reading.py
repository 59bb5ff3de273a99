"""Reads the catalogue's files. Whatever is wrong is said of every file at once, in sentences."""

from collections.abc import Iterator, Mapping
from importlib.resources import files
from importlib.resources.abc import Traversable
from types import MappingProxyType
from typing import Any

import yaml
from pydantic import ValidationError

from case_manager.programmes import checking
from case_manager.programmes.schemas import Catalogue, Programme

_LAST = 1_000  # programmes that are not told of come after those that are


class CatalogueRefused(Exception):
    """One sentence for each thing that is wrong, with its file."""

    def __init__(self, problems: list[str]) -> None:
        super().__init__("the catalogue of programmes is refused:\n" + "\n".join(problems))
        self.problems = problems


def read_catalogue(folder: Traversable | None = None) -> Catalogue:
    folder = folder or files("case_manager") / "programmes" / "catalogue"
    problems: list[str] = []
    programmes = _programmes(folder / "programmes", problems)
    written: dict[str, Any] = {"programmes": programmes}
    for name in ("sources", "offices", "documents", "channels", "words", "facts"):
        content = _read(folder / f"{name}.yaml", problems)
        written |= {"words": content} if name == "words" else content
    facts = written.get("facts", [])
    written["facts"] = {fact["id"]: fact for fact in facts}
    if len(written["facts"]) != len(facts):
        problems.append("facts.yaml: a fact stands there twice")
    try:
        catalogue = Catalogue.model_validate(written)
    except ValidationError as error:
        raise CatalogueRefused([*problems, *_sentences("the catalogue", error)]) from None
    problems += checking.problems(catalogue)
    if problems:
        raise CatalogueRefused(problems)
    return catalogue


def _programmes(folder: Traversable, problems: list[str]) -> Mapping[str, Programme]:
    read = []
    for file in sorted(folder.iterdir(), key=lambda each: each.name):
        content = _read(file, problems)
        try:
            programme = Programme.model_validate(content)
        except ValidationError as error:
            problems += _sentences(file.name, error)
            continue
        if file.name != f"{programme.id}.yaml":
            problems.append(f"{file.name}: the file is named after its id, {programme.id}.yaml")
        read.append(programme)
    read.sort(key=lambda each: (each.told.rank if each.told else _LAST, each.id))
    return MappingProxyType({programme.id: programme for programme in read})


def _read(file: Traversable, problems: list[str]) -> dict[str, Any]:
    try:
        content = yaml.load(file.read_text(encoding="utf-8"), yaml.CSafeLoader)
    except (OSError, UnicodeDecodeError, yaml.YAMLError) as error:
        problems.append(f"{file.name}: cannot be read: {' '.join(str(error).split())}")
        return {}
    if not isinstance(content, dict):
        problems.append(f"{file.name}: it is no list of names and values")
        return {}
    return content


def _sentences(name: str, error: ValidationError) -> Iterator[str]:
    for problem in error.errors():
        place = ".".join(str(part) for part in problem["loc"])
        yield f"{name}: {place}: {problem['msg'].removeprefix('Value error, ')}"
