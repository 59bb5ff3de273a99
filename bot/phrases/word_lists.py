"""The lists of words that stand in a file beside the module that reads them."""

from collections.abc import Mapping
from functools import cache
from pathlib import Path

from ruamel.yaml import YAML

from citizen_text.lookups import Lookup


@cache
def lookup_of(path: Path) -> Lookup:
    """Finds each list's words by its name; of two that overlap, one."""
    return Lookup({str(name): words for name, words in YAML(typ="safe").load(path).items()})


@cache
def lookups_of(path: Path) -> Mapping[str, Lookup]:
    """One for each list, so that no list's words hide another's."""
    content = YAML(typ="safe").load(path)
    return {name: Lookup({name: words}) for name, words in content.items()}
