"""When somebody wants to be called: a day, an hour, a part of the day. Values in, values out."""

import re
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, replace
from datetime import date, time, timedelta
from typing import Any

from case_manager_client import WishedCall
from citizen_text.days import find_days
from citizen_text.hours import Hour, find_hours
from citizen_text.lookups import Lookup
from citizen_text.normalisation import fold
from citizen_text.patterns import LEFT, RIGHT, words
from citizen_text.spans import Span
from complaint.draft import ANY_TIME, NEVER
from complaint.safety import CallTimes
from turn import Turn

DAYS_AHEAD = 30
_NOON, _AFTERNOON = time(12), time(15)
_PARTS = {
    "morning": (time.min, _NOON),
    "midday": (_NOON, _AFTERNOON),
    "afternoon": (_AFTERNOON, time.max),
}

_NEGATION = re.compile(LEFT + words("na no noy না নয়") + RIGHT)
_PART_OF_A_SENTENCE = re.compile(r"[,.;!?\u0964]")
_OF_A_CALL = "call"
_WORDS = Lookup(
    {
        _OF_A_CALL: [
            *("=call", "=calls", "=phone", "=fon", "=ring", "=instead", "=better", "=rather"),
            *("=make it", "=kol", "=diyen", "=dien", "=diben", "=deben", "=dile", "=koren"),
            *("=koiren", "=korben", "=korle", "=ei number e", "=ei nambare", "=ei nombore"),
            *("=oi number e", "=oi nombore", "=eitate", "=oitate"),
            *("=কল", "=ফোন", "=রিং", "=দিয়েন", "=দিবেন", "=দেবেন", "=দিলে", "=কইরেন", "=করবেন"),
            *("=করেন", "=করলে", "=এই নাম্বারে", "=এই নম্বরে", "=ওই নাম্বারে", "=ওই নম্বরে"),
            *("=এইটাতে", "=এটাতে", "=ওইটাতে"),
        ],
        "another_matter": [
            *("=taka", "=tk", "=bhata", "=vata", "=wallet", "=account", "=sim", "=money"),
            *("=allowance", "=payment", "=change", "=bodlan", "=bodlate", "=bodle", "=notun"),
            *("=new", "=theke", "=thika", "=thaika", "=from", "=টাকা", "=ভাতা", "=একাউন্ট"),
            *("=অ্যাকাউন্ট", "=সিম", "=বদলান", "=বদলাতে", "=বদলে", "=বদলাইয়া", "=পরিবর্তন"),
            *("=নতুন", "=থেকে", "=থেইকা", "=থাইকা"),
        ],
    }
)


class UnclearTime(Exception):
    """The words speak of a time and tell none for sure."""


class UnusableTime(Exception):
    """At a time that is told nobody calls; `said` is the text that says why."""

    def __init__(self, said: str) -> None:
        super().__init__(said)
        self.said = said


@dataclass(frozen=True)
class _OnTheClock:
    """An hour that a clock has."""

    at: time
    is_earliest: bool


def read_call(turn: Turn, times: CallTimes, today: date) -> WishedCall | None:
    """None where no time is told. Raises UnclearTime and UnusableTime."""
    days = find_days(turn.text, today) if turn.is_written else []
    hours = [each for each in _hours(turn) if not any(each.overlaps(day) for day in days)]
    beside = _without(turn, [*days, *hours])
    told = times.told(beside)
    if times.is_only_at_night(beside):
        raise UnusableTime("utter_call_time_closed")
    is_at_a_moment = bool(days or hours)
    if times.is_unclear(beside) or (is_at_a_moment and (told == NEVER or times.is_negated(beside))):
        raise UnclearTime
    if not is_at_a_moment:
        return None if told in (None, NEVER) else WishedCall(_part(told))
    hour = _only(hours)
    part = _with_hour(_part(told), hour) if hour else _part(told)
    return WishedCall(part, _day(days, today), hour.at if hour else None)


def read_change(turn: Turn, times: CallTimes, today: date) -> WishedCall | None:
    """As `read_call`, of what is told instead: behind a no ("bikale na sokale"), or in the one part
    of a sentence that asks to be called ("I am out in the morning, call in the afternoon").
    """
    behind = replace(turn, text=_NEGATION.split(fold(turn.text).text)[-1])
    try:
        return read_call(behind, times, today) or read_call(turn, times, today)
    except UnclearTime:
        parts = _PART_OF_A_SENTENCE.split(behind.text)
        asking = [part for part in parts if speaks_of_a_call(part)]
        if len(asking) != 1:
            raise
        return read_call(replace(turn, text=asking[0]), times, today)


def names_a_time(turn: Turn, times: CallTimes, today: date) -> bool:
    try:
        return read_change(turn, times, today) is not None
    except (UnclearTime, UnusableTime):
        return True


def speaks_of_a_call(text: str) -> bool:
    return {span.value for span in _WORDS.find(text)} == {_OF_A_CALL}


def rings_elsewhere(turn: Turn) -> bool:
    """Whether words name another number for a call, and none for money."""
    is_named = turn.is_written and turn.entity("phone") is not None
    return is_named and turn.entity("provider") is None and speaks_of_a_call(turn.text)


def is_refused(turn: Turn, times: CallTimes, today: date) -> bool:
    """Whether no call is wanted at all."""
    try:
        return read_call(turn, times, today) is None and times.told(turn) == NEVER
    except (UnclearTime, UnusableTime):
        return False


def as_slot(wished: WishedCall) -> dict[str, str | None]:
    return {
        "part": wished.part,
        "on": wished.on.isoformat() if wished.on else None,
        "after": f"{wished.after:%H:%M}" if wished.after else None,
    }


def wished_from(slot: Mapping[str, Any]) -> WishedCall:
    on, after = slot["on"], slot["after"]
    return WishedCall(
        part=slot["part"],
        on=date.fromisoformat(on) if on else None,
        after=time.fromisoformat(after) if after else None,
    )


def _hours(turn: Turn) -> list[Span[Hour]]:
    return find_hours(turn.text) if turn.is_written else []


def _without(turn: Turn, spans: Sequence[Span[Any]]) -> Turn:
    text = turn.text
    for span in sorted(spans, key=lambda each: each.start, reverse=True):
        text = f"{text[: span.start]} {text[span.end :]}"
    return replace(turn, text=text)


def _only(hours: Sequence[Span[Hour]]) -> _OnTheClock | None:
    told = {_on_the_clock(each.value) for each in hours}
    if len(told) > 1:
        raise UnclearTime
    return next(iter(told), None)


def _on_the_clock(hour: Hour) -> _OnTheClock:
    if hour.at is None:
        raise UnusableTime("utter_call_time_no_such")
    return _OnTheClock(hour.at, hour.is_earliest)


def _day(days: Sequence[Span[date | None]], today: date) -> date | None:
    """The first of several."""
    told = [each.value for each in days if each.value is not None]
    if len(told) < len(days):
        raise UnusableTime("utter_call_time_no_such")
    if not told:
        return None
    if min(told) < today:
        raise UnusableTime("utter_call_time_past")
    if min(told) > today + timedelta(DAYS_AHEAD):
        raise UnusableTime("utter_call_time_too_far")
    return min(told)


def _part(told: str | None) -> str | None:
    return None if told == ANY_TIME else told


def _with_hour(part: str | None, hour: _OnTheClock) -> str | None:
    """Three o'clock ends a midday, but eight in the evening is in no morning."""
    if part is None:
        return None if hour.is_earliest else _part_of(hour.at)
    begins, ends = _PARTS[part]
    if (hour.at >= ends) if hour.is_earliest else not begins <= hour.at <= ends:
        raise UnclearTime
    return part if hour.is_earliest else _part_of(hour.at)


def _part_of(at: time) -> str:
    return next(part for part, (_, ends) in _PARTS.items() if at < ends)
