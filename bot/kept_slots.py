"""What a conversation has kept, which another version of the assistant may have kept otherwise."""

import hashlib
from collections.abc import Mapping
from functools import cache
from pathlib import Path
from typing import Any

from jsonschema import Draft202012Validator
from ruamel.yaml import YAML

SLOTS = Path(__file__).with_name("kept_slots.yml")
_DEFINITIONS = "$defs"


class KeptSlots:
    """`version` changes with what any slot holds; `of_forms` are the slots that no form that asks
    for them can do without.
    """

    def __init__(self, path: Path = SLOTS) -> None:
        content = YAML(typ="safe").load(path)
        self.version = hashlib.sha256(path.read_bytes()).hexdigest()[:16]
        self.of_forms = frozenset(content["of_forms"])
        self._schemas: Mapping[str, Any] = {**content["lasting"], **content["of_forms"]}
        self._definitions = content[_DEFINITIONS]

    @property
    def names(self) -> frozenset[str]:
        return frozenset(self._schemas)

    def readable(self, name: str, value: Any) -> Any:
        """As much of a slot as this version can read; None where that is nothing."""
        schema = self._schemas[name]
        if schema.get("type") == "array" and isinstance(value, list):
            return [each for each in value if self._fits(schema["items"], each)] or None
        return value if self._fits(schema, value) else None

    def _fits(self, schema: Mapping[str, Any], value: Any) -> bool:
        validator = Draft202012Validator({**schema, _DEFINITIONS: self._definitions})
        return bool(validator.is_valid(value))


@cache
def kept_slots() -> KeptSlots:
    return KeptSlots()
