"""Whether somebody is named by their work who is none of the roles. Values in, values out."""

from functools import cache
from pathlib import Path

from ruamel.yaml import YAML

from citizen_text.lookups import Lookup

WORDS = Path(__file__).with_name("staff.yml")


def is_named(text: str) -> bool:
    return bool(_staff().find(text))


@cache
def _staff() -> Lookup:
    return Lookup(YAML(typ="safe").load(WORDS))
