"""Fields of a request, with `{recipient}` and the like in them."""

import re
from collections.abc import Mapping
from typing import Any

from pydantic import SecretStr

_PLACEHOLDER = re.compile(r"\{(\w+)\}")


def placeholders_in(template: Any) -> set[str]:
    if isinstance(template, str):
        return set(_PLACEHOLDER.findall(template))
    if isinstance(template, Mapping):
        return set().union(*map(placeholders_in, template.values()))
    if isinstance(template, list):
        return set().union(*map(placeholders_in, template))
    return set()


def fill(template: Any, values: Mapping[str, str]) -> Any:
    """A placeholder in a value is not one: each is looked at once."""
    if isinstance(template, SecretStr):
        return template.get_secret_value()
    if isinstance(template, str):
        return _PLACEHOLDER.sub(lambda found: values[found[1]], template)
    if isinstance(template, Mapping):
        return {name: fill(each, values) for name, each in template.items()}
    return [fill(each, values) for each in template] if isinstance(template, list) else template


def at(value: Any, path: str) -> Any:
    """What stands at `data.0.id`; None where nothing does."""
    for step in path.split("."):
        if isinstance(value, Mapping):
            value = value.get(step)
        elif isinstance(value, list) and step.isdecimal() and int(step) < len(value):
            value = value[int(step)]
        else:
            return None
    return value
