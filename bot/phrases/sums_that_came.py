"""Of the sums in a message those that came: "1500 came, it was 1800"; what is said to lack, or was
due, is none: "300 taka less". Values in, values out.
"""

import re
from collections.abc import Mapping, Sequence
from pathlib import Path
from typing import Any

from citizen_text.normalisation import fold
from citizen_text.patterns import words
from phrases.word_lists import lookups_of

WORDS = Path(__file__).with_name("sums_that_came.yml")
_ENDING = rf"(?:[a-z\u0980-\u09fe]{{1,3}})?\s*(?:{words('er r ero taka tk এর র টাকা')}\s+)?"
_NEXT_TO = re.compile(_ENDING)
_ONE_WORD_BETWEEN = re.compile(r"\s*(?:\S+\s+)?")

Sum = Mapping[str, Any]


def came(text: str, sums: Sequence[Sum]) -> set[int]:
    """Of several that may have, those said of now, else those beside a word for coming; all where
    no words tell.
    """
    left = [each for each in sums if not _is_lacking(text, each)]
    if len({each["value"] for each in left}) > 1:
        now = [each for each in left if _is_behind("now_before", text, each, _ONE_WORD_BETWEEN)]
        left = now or [each for each in left if _has_come(text, each)] or left
    return {each["value"] for each in left}


def _is_lacking(text: str, each: Sum) -> bool:
    return _is_behind("lacking_before", text, each) or _is_before("lacking_behind", text, each)


def _has_come(text: str, each: Sum) -> bool:
    return _is_behind("came_before", text, each) or _is_before("came_behind", text, each)


def _is_behind(listed: str, text: str, each: Sum, gap: re.Pattern[str] = _NEXT_TO) -> bool:
    spans = lookups_of(WORDS)[listed].find(text)
    return any(_fits(gap, text, span.end, each.get("start")) for span in spans)


def _is_before(listed: str, text: str, each: Sum) -> bool:
    spans = lookups_of(WORDS)[listed].find(text)
    return any(_fits(_NEXT_TO, text, each.get("end"), span.start) for span in spans)


def _fits(gap: re.Pattern[str], text: str, start: int | None, end: int | None) -> bool:
    """A sum that was picked has no place in the words."""
    is_in_order = start is not None and end is not None and start <= end
    return is_in_order and gap.fullmatch(fold(text[start:end]).text) is not None
