"""The questions that ask for a place: where it happened, and where a record is to go."""

import re
from collections.abc import Mapping, Sequence
from typing import Any

from citizen_text.normalisation import fold
from citizen_text.patterns import LEFT, RIGHT, words
from citizen_text.places import nearest
from complaint.draft import UNKNOWN, Draft
from complaint.question import Question
from components.reply import Conversation
from phrases import homes
from phrases.taken_back import begins_with_no
from turn import Turn

_FROM_BEFORE = re.compile(rf"{LEFT}from\s(?:the\s)?$")
_FROM_BEHIND = re.compile(
    r"\S{0,3}(?:\s\S+)?\s"
    + words("theke thika thaika thaki teke hote থেকে থিকা থাইকা থাকি হতে হইতে")
    + RIGHT
)
_ALLOWANCE = r"(?:[bv]h?ata|[ck]ard|allowance|ভাতা|কার্ড)"
_ITS_ALLOWANCE = re.compile(rf"\s?(?:e?r|ের|র)\s(?:\S+\s)?{_ALLOWANCE}")
WHOSE_OFFICE = "utter_ask_place_of_allowance"
_ANY_WORDS = frozenset({"inform", "out_of_scope"})
_DISTRICT_DIGITS = 4
_SIGNS = re.compile(r"[\s,.;:/()-]+")
_IN_AN_ADDRESS = frozenset(
    fold(word).text
    for word in ("r", "er", "of", "in", "zila", "jela", "district", "র", "ের", "এর", "জেলা")
)


class PlaceQuestion(Question):
    """Not asked of a person of the register, which knows where they live."""

    name = "place"

    def is_open(self, draft: Draft) -> bool:
        return not draft.is_known and self.name not in draft.answers

    def told(self, draft: Draft, turn: Turn) -> dict[str, Any] | None:
        """Where it is not asked, a relative's home is none, unless the matter is a relative's."""
        first_told = draft.description.partition("\n")[0]
        is_matter = turn.intent == draft.wish.id or homes.names_a_relative(first_told)
        is_elsewhere = not is_matter and homes.are_of_a_relative(turn.text)
        return None if is_elsewhere else self._read(draft, turn)

    def answered(self, draft: Draft, turn: Turn) -> Draft | None:
        place = self._read(draft, turn)
        return None if place is None else self.write(draft, place)

    def _read(self, draft: Draft, turn: Turn) -> dict[str, Any] | None:
        """Of several in one message the first, or what lies in it. A district that comes behind
        says which of the places of one name was meant, unless it is a correction.
        """
        found = self._named(turn)
        named = [_place(each, turn, draft) for each in found]
        if not named:
            return None
        told, before = named[0], draft.known(self.name)
        pairs = [*((told, wider) for wider in named[1:]), *((nearer, told) for nearer in named[1:])]
        for nearer, wider in pairs:
            if code := _inside(nearer, wider):
                return {**nearer, "code": code, "others": []}
        if _are_one_address(found, named, turn.text):
            return _district_of_both(named, turn.text[found[0]["start"] : found[1]["end"]])
        is_correction = turn.takes_back or begins_with_no(turn.text)
        code = None if is_correction or before is None else _inside(before, told)
        return told if before is None or code is None else _within(before, code, told)

    def _named(self, turn: Turn) -> Sequence[Mapping[str, Any]]:
        return [found for found in turn.entities if found["entity"] == PlaceQuestion.name]

    def otherwise(self, draft: Draft, turn: Turn) -> Draft | None:
        """A village that no list has is kept in the citizen's words."""
        is_named = turn.is_written and turn.intent in _ANY_WORDS and not turn.is_only_digits
        is_named = is_named and turn.entity("programme") is None
        return self.write(draft, UNKNOWN) if is_named or turn.is_no else None

    def text(self, conversation: Conversation, draft: Draft, name: str) -> str:
        return super().text(conversation, draft, WHOSE_OFFICE if draft.asks_whose_office else name)

    def fact(self, conversation: Conversation, draft: Draft) -> str:
        """With its district, where another has places of that name."""
        place = draft.known(self.name)
        if not place:
            return ""
        if not place.get("is_one_of_many"):
            return str(place["words"])
        return f"{place['words']}, {conversation.say(f'district_{_district(place)}')}"


class DestinationQuestion(PlaceQuestion):
    """Where a record is to go, which no register knows."""

    name = "destination"

    def is_open(self, draft: Draft) -> bool:
        return self.name not in draft.answers

    def told(self, draft: Draft, turn: Turn) -> dict[str, Any] | None:
        return self._read(draft, turn)

    def _named(self, turn: Turn) -> Sequence[Mapping[str, Any]]:
        """Not from where it comes, unless nothing else is named."""
        named = super()._named(turn)
        return [found for found in named if not _is_left(found, turn.text)] or named


def is_move(turn: Turn) -> bool:
    """Whether an allowance goes from one place to another: "my card from Bogura to Feni"."""
    is_named = turn.entity("programme") or re.search(_ALLOWANCE, fold(turn.text).text)
    named = [found for found in turn.entities if found["entity"] == PlaceQuestion.name]
    left = {found["value"] for found in named if _is_left(found, turn.text)}
    is_elsewhere = any(found["value"] not in left for found in named)
    return bool(is_named and left and is_elsewhere)


def _is_left(found: Mapping[str, Any], text: str) -> bool:
    before, after = fold(text[: found["start"]]).text, fold(text[found["end"] :]).text
    is_from = _FROM_BEFORE.search(before) or _FROM_BEHIND.match(after)
    return bool(is_from or _ITS_ALLOWANCE.match(after))


def _are_one_address(
    found: Sequence[Mapping[str, Any]], named: Sequence[Mapping[str, Any]], text: str
) -> bool:
    """Whether the first two are a district and a place of a common name: "Mirpur, Dhaka"."""
    first_two = named[:2]
    has_district = any(len(each["code"]) == _DISTRICT_DIGITS for each in first_two)
    is_common = any(each["is_one_of_many"] for each in first_two)
    if len(first_two) == 1 or not (has_district and is_common):
        return False
    return _IN_AN_ADDRESS.issuperset(_between(found[0], found[1], text))


def _between(one: Mapping[str, Any], other: Mapping[str, Any], text: str) -> list[str]:
    return _SIGNS.sub(" ", fold(text[one["end"] : other["start"]]).text).split()


def _district_of_both(named: Sequence[Mapping[str, Any]], words: str) -> dict[str, Any]:
    """A district has more places than the lists know: it is surer than a name found elsewhere."""
    district = next(each for each in named if len(each["code"]) == _DISTRICT_DIGITS)
    return {**district, "words": words, "others": [], "is_one_of_many": False}


def _within(place: Mapping[str, Any], code: str, wider: Mapping[str, Any]) -> dict[str, Any]:
    if place.get("is_one_of_many") and len(wider["code"]) == _DISTRICT_DIGITS:
        return {**place, "code": code, "others": []}
    return {"code": code, "words": f"{place['words']}, {wider['words']}", "others": []}


def _district(place: Mapping[str, Any]) -> str:
    return str(place["code"][:_DISTRICT_DIGITS])


def _place(found: Mapping[str, Any], turn: Turn, draft: Draft) -> dict[str, Any]:
    others = list(found.get("others", ()))
    code = nearest([found["value"], *others], draft.home)
    is_narrow = len(code) > _DISTRICT_DIGITS
    districts = {each[:_DISTRICT_DIGITS] for each in (found["value"], *others)}
    return {
        "code": code,
        "words": turn.text[found["start"] : found["end"]],
        "others": others,
        "is_one_of_many": is_narrow and len(districts) > 1,
    }


def _inside(place: Mapping[str, Any], wider: Mapping[str, Any]) -> str | None:
    """Its code in the wider one, where it may lie there."""
    codes = (place["code"], *place["others"])
    return next(
        (each for each in codes if each.startswith(wider["code"]) and each != wider["code"]), None
    )
