"""Two wishes in one message: one is followed, and the other offered when that is done. Values in,
values out; what is heard is what the pipeline makes of a text.
"""

import re
from collections.abc import Mapping, Sequence
from typing import Any

from turn import CLEAR, FEWEST_WORDS

Heard = Mapping[str, Any]

# Wishes of one matter are one story: who says that no money came asks where it is as well.
_MATTERS = {
    "money": (
        *("check_payment", "check_entitlement", "report_missing_payment", "report_wrong_amount"),
        *("report_wallet_problem", "request_number_change", "report_agent_charge"),
        "report_fraud_attempt",
    ),
    "list": ("check_eligibility", "ask_how_to_apply", "report_exclusion"),
    "people": ("report_bribe", "report_misconduct", "report_wrong_inclusion"),
    "record": ("report_data_error", "report_death"),
    "food": ("report_food_problem",),
    "case": ("track_case",),
}
_MATTER_OF = {wish: matter for matter, wishes in _MATTERS.items() for wish in wishes}
_BETWEEN = re.compile(
    r"[.?!;\n\u0964]+|[\s,]+(?:and|also|ar|aar|ebong|tachara|আর|এবং|তাছাড়া)\s+", re.IGNORECASE
)


def sentences(text: str) -> list[str]:
    """Those that are long enough to hold a wish; none where there is one."""
    found = [part.strip(" ,") for part in _BETWEEN.split(text)]
    long = [part for part in found if len(part.split()) >= FEWEST_WORDS]
    return long if len(long) > 1 else []


def two_wishes(whole: Heard, parts: Sequence[Heard]) -> tuple[Heard, Heard] | None:
    """Where a message holds just two clear ones of two matters: first what is complained of, else
    what was told first, with all the words of the message and the facts of its own sentence.
    """
    clear = {_name(part): part for part in parts if _is_clear(part)}
    if len(clear) != 2 or _name(whole) not in clear:
        return None
    first, second = sorted(clear.values(), key=lambda part: not _is_complaint(part))
    if _MATTER_OF[_name(first)] == _MATTER_OF[_name(second)]:
        return None
    return within(first, whole["text"]), second


def within(part: Heard, text: str) -> Heard:
    start = text.index(part["text"])
    moved = [
        {**each, "start": each["start"] + start, "end": each["end"] + start}
        for each in part["entities"]
    ]
    return {**part, "text": text, "entities": moved}


def _is_complaint(part: Heard) -> bool:
    return _name(part).startswith(("report_", "request_"))


def _is_clear(part: Heard) -> bool:
    return _name(part) in _MATTER_OF and part["intent"]["confidence"] >= CLEAR


def _name(heard: Heard) -> str:
    return str(heard["intent"]["name"])
