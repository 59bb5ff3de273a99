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
        named = [_place(found, turn, draft) for found in self._named(turn)]
        if not named:
            return None
        told, before = named[0], draft.known(self.name)
        for nearer in named:
            if code := _inside(nearer, told):
                return {**nearer, "code": code, "others": []}
        is_correction = turn.takes_back or begins_with_no(turn.text)
        code = None if is_correction or before is None else _inside(before, told)
        if before is None or code is None:
            return told
        return {"code": code, "words": f"{before['words']}, {told['words']}", "others": []}

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
        place = draft.known(self.name)
        return str(place["words"]) if place else ""


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


def _place(found: Mapping[str, Any], turn: Turn, draft: Draft) -> dict[str, Any]:
    others = list(found.get("others", ()))
    code = nearest([found["value"], *others], draft.home)
    return {"code": code, "words": turn.text[found["start"] : found["end"]], "others": others}


def _inside(place: Mapping[str, Any], wider: Mapping[str, Any]) -> str | None:
    """Its code in the wider one, where it may lie there."""
    codes = (place["code"], *place["others"])
    return next(
        (each for each in codes if each.startswith(wider["code"]) and each != wider["code"]), None
    )
