"""The catalogue of programmes, read from its file once a process."""

from collections.abc import Mapping
from dataclasses import dataclass
from functools import cache
from importlib.resources import files
from types import MappingProxyType

import yaml

from case_manager.vocabulary import Language


@dataclass(frozen=True)
class Programme:
    id: str
    names: Mapping[Language, str]


def find_programme(programme_id: str) -> Programme | None:
    return programmes().get(programme_id)


def programme_names(programme_id: str) -> Mapping[Language, str]:
    """A programme that left the catalogue still has old payments: it is shown by its id."""
    found = find_programme(programme_id)
    return found.names if found else dict.fromkeys(Language, programme_id)


@cache
def programmes() -> Mapping[str, Programme]:
    catalogue = files("case_manager") / "programmes" / "catalogue" / "programmes.yaml"
    entries = yaml.load(catalogue.read_text(encoding="utf-8"), yaml.CSafeLoader)["programmes"]
    return MappingProxyType(
        {
            entry["id"]: Programme(
                id=entry["id"],
                names={language: entry["names"][language.value] for language in Language},
            )
            for entry in entries
        }
    )
