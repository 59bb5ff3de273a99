"""Whose stipend is meant: the word alone is the primary schools', a class or a school says more."""

from collections.abc import Mapping
from functools import cache
from pathlib import Path
from typing import Any

from ruamel.yaml import YAML

from citizen_text.lookups import Lookup

WORDS = Path(__file__).with_name("stipends.yml")
_ANY = "primary_stipend"


def by_class(heard: Mapping[str, Any]) -> Mapping[str, Any]:
    """The message with the stipend of the class that it names; itself where it names none."""
    entities = heard["entities"]
    if not any(map(_is_any, entities)):
        return heard
    named = next((span.value for span in _levels().find(heard["text"])), None)
    if named is None:
        return heard
    meant = [{**each, "value": named} if _is_any(each) else each for each in entities]
    return {**heard, "entities": meant}


def _is_any(entity: Mapping[str, Any]) -> bool:
    is_said = "start" in entity  # not picked
    return is_said and (entity["entity"], entity["value"]) == ("programme", _ANY)


@cache
def _levels() -> Lookup:
    content = YAML(typ="safe").load(WORDS)
    return Lookup(
        {
            programme: [*words["alone"], *_classes(content["class"], words["numbers"])]
            for programme, words in content["programmes"].items()
        }
    )


def _classes(names: list[str], numbers: list[str | int]) -> list[str]:
    pairs = [(name, str(number)) for name in names for number in numbers]
    return [f"={one} {other}" for pair in pairs for one, other in (pair, pair[::-1])]
