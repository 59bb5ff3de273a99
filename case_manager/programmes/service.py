"""The catalogue of programmes, read from its file once a process."""

from collections.abc import Mapping
from dataclasses import dataclass
from functools import cache
from importlib.resources import files
from types import MappingProxyType
from typing import Any

import yaml

from case_manager.vocabulary import Language


@dataclass(frozen=True)
class Programme:
    id: str
    names: Mapping[Language, str]
    short_names: Mapping[Language, str]


def find_programme(programme_id: str) -> Programme | None:
    return programmes().get(programme_id)


def programme_names(programme_id: str) -> Mapping[Language, str]:
    """A programme that left the catalogue still has old payments: it is shown by its id."""
    found = find_programme(programme_id)
    return found.names if found else dict.fromkeys(Language, programme_id)


def spoken_names(programme_id: str) -> Mapping[Language, str]:
    """As people say them and as an SMS has room for."""
    found = find_programme(programme_id)
    return found.short_names if found else programme_names(programme_id)


@cache
def programmes() -> Mapping[str, Programme]:
    catalogue = files("case_manager") / "programmes" / "catalogue" / "programmes.yaml"
    entries = yaml.load(catalogue.read_text(encoding="utf-8"), yaml.CSafeLoader)["programmes"]
    return MappingProxyType({entry["id"]: _programme(entry) for entry in entries})


def _programme(entry: Mapping[str, Any]) -> Programme:
    names = {language: entry["names"][language.value] for language in Language}
    short = entry["names"].get("short_bn", names[Language.BANGLA])
    return Programme(entry["id"], names, short_names=names | {Language.BANGLA: short})
