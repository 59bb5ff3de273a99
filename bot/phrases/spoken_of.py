"""What an answer was about: a question right behind it may leave out what both sides know."""

import re
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from ruamel.yaml import YAML

from citizen_text.lookups import Lookup
from citizen_text.spans import Span
from phrases import asides
from phrases.asides import APPLY_COST, WHY
from phrases.people import People
from turn import CLEAR

WORDS = Path(__file__).with_name("spoken_of.yml")
PAYMENT, ENTITLEMENT = "check_payment", "check_entitlement"
ELIGIBILITY, HOW_TO_APPLY = "check_eligibility", "ask_how_to_apply"
CASE = "track_case"
WITHDRAWN, DELETED = "withdrawn", "deleted"
WISHES = frozenset({PAYMENT, ENTITLEMENT, ELIGIBILITY, HOW_TO_APPLY})
MOST_WORDS = 5  # of a question that may be about what was spoken of
_WHEN = "when"
_PROGRAMME = "programme"
NOT_UNDERSTOOD = "nlu_fallback"
SAY_NOTHING = frozenset({"inform", NOT_UNDERSTOOD, "out_of_scope"})
_WORD = re.compile(r"[^\s.,;:!?\u0964-]+")


@dataclass(frozen=True)
class SpokenOf:
    """`programme` is None where several or none were told of; `is_own` is what comes already;
    `reference` is that of the one complaint that was spoken of, and `ending` says that it was
    WITHDRAWN a moment ago, or is the wish to have what was told DELETED. `is_guarded` tells that
    it is of somebody who may be in danger: what they write next belongs to it.
    """

    wish: str
    programme: str | None = None
    is_own: bool = False
    reference: str | None = None
    ending: str | None = None
    is_guarded: bool = False


class FollowOns:
    """Reads half a question by the answer before it. Values in, values out."""

    def __init__(self, people: People, path: Path = WORDS) -> None:
        words = YAML(typ="safe").load(path)
        self._people = people
        self._asks = Lookup(words["asks"])
        self._how_long = Lookup({CASE: [*words["how_long"], *words["asks"][_WHEN]]})
        self._short_names = Lookup(words["programmes"])
        self._joining = Lookup({"joining": words["joining"]})
        self._joining_of_a_case = Lookup({CASE: [*words["joining"], *words["of_a_case"]]})
        self._open = Lookup({"open": words["open"]})
        self._reason = Lookup({WHY: words["reason"]})
        self._pin = Lookup({"pin": ["=pin", "=পিন"]})
        self._returned = Lookup({"returned": words["returned"]})
        self._of_news = Lookup({"of_news": [*words["of_news"], *words["joining"]]})

    def read(self, heard: Mapping[str, Any], before: SpokenOf) -> Mapping[str, Any]:
        """The message as it is meant; itself where it says all that it means."""
        text = heard["text"]
        if before.wish == CASE:
            return self._of_a_case(heard)
        if before.wish == PAYMENT and self._asks_why(text):
            return _meant(heard, PAYMENT, before.programme, None, part=WHY)
        if before.wish in (ELIGIBILITY, HOW_TO_APPLY) and self._asks_cost(text):
            return _meant(heard, HOW_TO_APPLY, before.programme, None, part=APPLY_COST)
        named = [each for each in heard["entities"] if each["entity"] == _PROGRAMME]
        programmes = [Span(each["start"], each["end"], each["value"]) for each in named]
        programmes = programmes or self._short_names.find(text)
        asks, people = self._asked(text, before), self._people.named(text)
        told = [*programmes, *asks, *people]
        if told and not _is_more(text, [*told, *self._joining.find(text)]):
            wish = _wish(asks[0].value, before) if asks else before.wish
            return _meant(heard, wish, _first(programmes) or before.programme, _first(people))
        is_of_news = not asks and _is_about_news(text, before)
        if is_of_news and self._only_asks_the_way(heard):
            return {**heard, "intent": {**heard["intent"], "name": NOT_UNDERSTOOD}}
        is_whole = named or self._open.find(text) or len(text.split()) > MOST_WORDS or is_of_news
        if is_whole or heard["intent"]["name"] not in WISHES:
            return heard
        return _meant(heard, heard["intent"]["name"], before.programme, None)

    def _only_asks_the_way(self, heard: Mapping[str, Any]) -> bool:
        """ "Where?", whatever it is guessed to be about."""
        text = heard["text"]
        is_more = _is_more(text, [*asides.ways_asked(text), *self._joining.find(text)])
        return not is_more and bool(heard["intent"]["confidence"] < CLEAR)

    def _of_a_case(self, heard: Mapping[str, Any]) -> Mapping[str, Any]:
        """When it will be answered."""
        text = heard["text"]
        asked = self._how_long.find(text)
        is_more = _is_more(text, [*asked, *self._joining_of_a_case.find(text)])
        return heard if not asked or is_more else _meant(heard, CASE, None, None)

    def named_alone(self, heard: Mapping[str, Any]) -> Mapping[str, Any]:
        """An allowance by half its name and nothing else, where nothing else was understood."""
        text = heard["text"]
        named = self._short_names.find(text)
        is_more = _is_more(text, [*named, *self._joining.find(text)])
        if not named or is_more or heard["intent"]["name"] not in SAY_NOTHING:
            return heard
        return _meant(heard, ENTITLEMENT, _first(named), None)

    def returned(self, heard: Mapping[str, Any]) -> Mapping[str, Any]:
        """Why money went back, and nothing else."""
        asks = self._returned.find(heard["text"]) and self._asks_why(heard["text"])
        return _meant(heard, PAYMENT, None, None, part=WHY) if asks else heard

    def _asks_why(self, text: str) -> bool:
        """Or how to mend it: nothing but that, and words for the money."""
        why = [*asides.found(WHY, text), *self._reason.find(text)]
        asked = why or (asides.found("how", text) if self._pin.find(text) else [])
        beside = [*asked, *self._returned.find(text), *self._of_news.find(text)]
        return bool(asked) and not _is_more(text, beside)

    def _asks_cost(self, text: str) -> bool:
        asked = asides.found(APPLY_COST, text)
        return bool(asked) and not _is_more(text, [*asked, *self._joining.find(text)])

    def _asked(self, text: str, before: SpokenOf) -> list[Span[str]]:
        ways = [] if before.wish == PAYMENT else asides.ways_asked(text)
        return [*self._asks.find(text), *ways]


def _is_about_news(text: str, before: SpokenOf) -> bool:
    """Behind news of money such questions ask what to do about that (decision 113)."""
    return before.wish == PAYMENT and bool(asides.ways_asked(text))


def _wish(asked: str, before: SpokenOf) -> str:
    """Of what comes already the day is asked of the money itself, and what to do as well."""
    if asked in (_WHEN, asides.WHAT_NOW) and before.is_own:
        return PAYMENT
    if asked == _WHEN:
        return ENTITLEMENT
    return HOW_TO_APPLY if asked in asides.OF_THE_WAY else asked


def _first(spans: Sequence[Span[str]]) -> str | None:
    return spans[0].value if spans else None


def _is_more(text: str, spans: Sequence[Span[Any]]) -> bool:
    """Whether any word stands beside these."""
    words = (Span(*match.span(), None) for match in _WORD.finditer(text))
    return any(not any(word.overlaps(span) for span in spans) for word in words)


def _meant(
    heard: Mapping[str, Any],
    wish: str,
    programme: str | None,
    whose: str | None,
    part: str | None = None,
) -> Mapping[str, Any]:
    entities = [*heard["entities"]]
    if programme and not any(each["entity"] == _PROGRAMME for each in entities):
        entities.append({"entity": _PROGRAMME, "value": programme})
    if whose:
        entities.append({"entity": "whose", "value": whose})
    if part:
        entities.append({"entity": "part", "value": part})
    intent = {"name": wish, "confidence": 1.0}
    return {**heard, "intent": intent, "entities": entities}
