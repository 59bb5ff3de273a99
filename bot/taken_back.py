"""Which of several things of one kind are still meant: "bkash na, nagad", "Savar, not Dhamrai"."""

import re
from collections.abc import Mapping, Sequence
from typing import Any

from citizen_text.normalisation import fold
from citizen_text.patterns import RIGHT, words

_NO = words("na nah naa noy noi না নাহ নয় নহে")
_CASE = words("er e r te i ta o to ei ের এর ে র তে ই টা ও টাই")
_TAKEN_BACK = re.compile(rf"[\s-]?{_CASE}?[\s,.;:]*(?:{_NO}{RIGHT}|not[\s]*[,.;])")
_NOT_THIS = re.compile(rf"(?:^|[\s,.;:])not\s(?:{words('in from since by through the on')}\s)?$")

Entity = Mapping[str, Any]


def still_meant(text: str, entities: Sequence[Entity]) -> tuple[Entity, ...]:
    """Of a kind that is told more than once, without those that the same message takes back;
    all of them where it takes back every one."""
    taken_back = [found for found in entities if _is_taken_back(text, found)]
    stays = {found["entity"] for found in entities if found not in taken_back}
    return tuple(
        found for found in entities if found not in taken_back or found["entity"] not in stays
    )


def _is_taken_back(text: str, found: Entity) -> bool:
    if "end" not in found:
        return False  # of a payload
    before, after = fold(text[: found["start"]]).text, fold(text[found["end"] :]).text
    return bool(_TAKEN_BACK.match(after) or _NOT_THIS.search(before))
