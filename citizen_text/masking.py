"""What looks like the number of a person stands in no log, however deep in a line it lies."""

import re
from collections.abc import Collection, Mapping
from typing import Any

MASK = "•••"
_DIGIT = "[0-9০-৯]"
_FEWEST_DIGITS = 9
_NUMBER = re.compile(
    # ids and moments hold long rows of digits, and are nobody's
    r"(?P<kept>(?<![\w-])(?:"
    r"[0-9a-f]{8}(?:-[0-9a-f]{4}){3}-[0-9a-f]{12}|(?:[A-Z]{2})?[0-9a-f]{32}"
    r"|[0-9]{4}-[0-9]{2}-[0-9]{2}(?:[T ][0-9]{2}:[0-9]{2}(?::[0-9]{2}(?:\.[0-9]{1,6})?)?)?"
    r")(?![\w-]))"
    rf"|\+?{_DIGIT}(?:[ \-()/\u2010-\u2013]{{0,2}}{_DIGIT}){{{_FEWEST_DIGITS - 1},}}"
)


def mask_line(line: Mapping[str, Any], hidden: Collection[str] = ()) -> dict[str, Any]:
    return {
        mask_text(name): MASK if name in hidden else mask(value, hidden)
        for name, value in line.items()
    }


def mask(value: Any, hidden: Collection[str] = ()) -> Any:
    """Of texts, numbers, lists and mappings the same with `MASK` in place of long numbers, and of
    whatever stands under a name that is `hidden`. Of anything else its words."""
    if isinstance(value, Mapping):
        return mask_line({str(name): each for name, each in value.items()}, hidden)
    if isinstance(value, list | tuple | set | frozenset):
        return [mask(each, hidden) for each in value]
    if value is None or isinstance(value, bool):
        return value
    if isinstance(value, int | float):
        return MASK if abs(value) >= 10 ** (_FEWEST_DIGITS - 1) else value
    return mask_text(value if isinstance(value, str) else repr(value))


def mask_text(text: str) -> str:
    return _NUMBER.sub(lambda found: found["kept"] or MASK, text)
