"""Of several months in one message those whose money did not come: "april er ta paisi, julai er ta
pai nai". Values in, values out.
"""

import re
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, replace
from itertools import pairwise
from typing import Any

from citizen_text import months
from citizen_text.normalisation import fold
from citizen_text.patterns import LEFT, RIGHT, words

PERIOD = "period"
_CAME = words(
    "got received came arrived paisi paichi paichhi paichci payechi paiechi peyechi peyesi peyechhi"
    " paichilam paisilam peyechilam pailam pelam paise paiche payse peyeche peyese payache"
    " dhukse dhukche dhukchhe dhukeche dhukese dhukece asche ashche ashse asse aise aisa aiche"
    " aichhe aisilo esheche eseche esese ashchilo aslo ashlo elo dise diche diyeche tulsi"
    " tulechi uthaisi"
    " পাইছি পাইসি পাইচি পেয়েছি পেয়েছিলাম পাইছিলাম পাইলাম পেলাম পাইছে পেয়েছে পাইয়াছি পাইছিগা"
    " ঢুকছে ঢুকেছে ঢুকসে আসছে এসেছে এসেছিল আইছে আইসে আইছিল আইছিলো আইলো এলো আসলো দিছে দিয়েছে"
    " তুলছি তুলেছি উঠাইছি"
)
_NOT = words(
    "not no never nothing didn't didnt haven't havent hasn't hasnt don't dont doesn't doesnt"
    " missing na nah nai nei ni noy baki pending paini payni pini asheni aseni ashni painai"
    " ashenai asenai না নাই নেই নি নয় বাকি পাইনি পাইনাই পায়নি আসেনি আসেনাই আহেনি"
)
_VERB = re.compile(
    rf"{LEFT}(?P<denied>{_NOT}){RIGHT}|{LEFT}{_CAME}{RIGHT}(?:\s(?P<denied_behind>{_NOT}){RIGHT})?"
)
_PAUSE = re.compile(
    rf"[,;.!?\u0964\n]|{LEFT}{words('but kintu tobe and ar aar কিন্তু তবে আর এবং')}{RIGHT}"
)
_CONTRAST = re.compile(rf"{words('but kintu tobe কিন্তু তবে')}{RIGHT}")
_I_GOT = re.compile(rf"{LEFT}(?:i|we|have|only) got(?!\S)")  # "got april" is the past one, too
_JUST_BEFORE = re.compile(rf"{LEFT}(?:not|no|never)\s(?:{words('for in from of the')}\s){{0,2}}$")
_THE_NEXT = re.compile(
    rf"{LEFT}(?:{words('porerta porerti porer porerda পরেরটা পরেরটি পরেরডা পরের')}|the next|next one)"
)
MONTHS_OF_AN_INSTALMENT = 3

Entity = Mapping[str, Any]


@dataclass(frozen=True)
class _Part:
    """A piece of the message with at most one month in it. `has_come` is None where it tells no
    such thing, `is_told_before` says that it is told before the month: "got april".
    """

    month: Entity | None
    has_come: bool | None
    is_told_before: bool = False
    is_contrast: bool = False


def only_missing(text: str, entities: Sequence[Entity], *, is_missing: bool) -> tuple[Entity, ...]:
    """`is_missing`: it is complained that money did not come, so no month that came is meant even
    where no other is named.
    """
    named = [each for each in entities if each["entity"] == PERIOD and "end" in each]
    parts = [*_inheriting([*_parts(text, sorted(named, key=lambda each: each["start"]))])]
    came = [part.month for part in parts if part.month and part.has_come]
    if not came:
        return tuple(entities)
    denied = [part.month for part in parts if part.month and part.has_come is False]
    untold = [part.month for part in parts if part.month and part.has_come is None]
    missing = denied or [each for each in untold if not any(_touch(each, has) for has in came)]
    is_denied = any(part.has_come is False for part in parts)
    if not missing and is_denied and _THE_NEXT.search(fold(text).text):
        missing = [{**came[-1], "value": _instalment_after(came[-1]["value"])}]
    if not (missing or is_missing):
        return tuple(entities)
    return (*(each for each in entities if each not in named), *missing)


def _parts(text: str, named: Sequence[Entity]) -> Iterator[_Part]:
    for start, end in _clauses(text.lower()):
        within = [each for each in named if start <= each["start"] < end]
        begins = [start, *(_beginning(text, each["start"]) for each in within[1:]), end]
        if not within:
            yield _Part(None, _told_in(text[start:end]))
        for month, (first, last) in zip(within, pairwise(begins), strict=False):  # none within
            yield _part(text, first, last, month)


def _clauses(said: str) -> Iterator[tuple[int, int]]:
    cuts = {found.start() for each in (_PAUSE, _THE_NEXT) for found in each.finditer(said)}
    return pairwise(sorted({0, *cuts, len(said)}))


def _beginning(text: str, month: int) -> int:
    """With the "not for" that belongs to it."""
    found = _JUST_BEFORE.search(text[:month].lower())
    return found.start() if found else month


def _part(text: str, first: int, last: int, month: Entity) -> _Part:
    before, behind = text[first : month["start"]], text[month["end"] : last]
    if (has_come := _told_in(behind)) is not None:
        return _Part(month, has_come)
    has_come = True if _I_GOT.search(text[first : month["end"]].lower()) else _told_in(before)
    is_contrast = _CONTRAST.match(before.lower()) is not None
    return _Part(month, has_come, is_told_before=has_come is not None, is_contrast=is_contrast)


def _told_in(text: str) -> bool | None:
    """By the first that tells it: "paisi, ekhon pai na", "did not get"."""
    found = _VERB.search(fold(text).text)
    if found is None:
        return None
    return not (found["denied"] or found["denied_behind"])


def _inheriting(parts: Sequence[_Part]) -> list[_Part]:
    """A list of months has one verb, before it or behind it."""
    told: list[_Part] = []
    for part in parts:
        before = told[-1] if told else None
        is_one_more = part.month and part.has_come is None and not part.is_contrast
        if is_one_more and before and before.is_told_before:
            told.append(replace(part, has_come=before.has_come, is_told_before=True))
        else:
            told.append(part)
    for number, part in reversed([*enumerate(told[:-1])]):
        if part.month and part.has_come is None and told[number + 1].month:
            told[number] = replace(part, has_come=told[number + 1].has_come)
    return told


def _touch(one: Entity, other: Entity) -> bool:
    first, second = one["value"], other["value"]
    return bool(first["from"] <= second["to"] and second["from"] <= first["to"])


def _instalment_after(period: Mapping[str, str]) -> dict[str, str]:
    year, month = map(int, period["to"].split("-"))
    begins = months.quarter_of(year * 12 + month - 1) + MONTHS_OF_AN_INSTALMENT
    return {"from": months.iso(begins), "to": months.iso(begins + MONTHS_OF_AN_INSTALMENT - 1)}
