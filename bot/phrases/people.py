"""Whose money is meant: the writer's own, or somebody else's."""

import re
from collections.abc import Iterator, Mapping
from pathlib import Path

from ruamel.yaml import YAML

from case_manager_client import CaseManager
from citizen_text.lookups import Lookup
from citizen_text.normalisation import fold
from citizen_text.patterns import RIGHT, words
from citizen_text.spans import Span, without_overlaps
from phrases.taken_back import NO, has_no
from turn import Turn

PEOPLE = Path(__file__).parent / "people.yml"
OWN, OTHER = "own", "other"
_OF, _IS, _FOR, _NEXT = "of", "is", "for", "next"
_FOLLOWS_WITHIN = {_OF: ("money", 3), _IS: ("gets", 5), "my": ("money", 2)}
_DEAD, _NAME = "dead.", "name."
_NOT = frozenset({"not.", _DEAD})
_NEIGHBOUR = f"neighbour.{_NEXT}"
_NEAR_WITHIN = 2  # "near our house lives an old woman"
_THEY_GET_WITHIN = 4
_MOST_WORDS_BEFORE_WHOSE = 5  # "the money of the allowance does not come, my father's"
_NO = words(f"ন nay {NO}")
_ITS = words(
    "na nah no to toh tho তো eta eita ota it its it's is this that that's ei oi না এটা এইটা ইটা ইতা ওইটা"
)
_MINE = words("amar amr mor hamar আমার মোর হামার আঁর")
_CALLED = words("vai bhai apa bahe ভাই আপা বাহে")
_MY = rf"(?:my|{_MINE})"
_KINDS_OF = words(
    "poor old sick blind disabled elderly widowed dear "
    "buri bura briddho bridho oshustho osustho gorib ondho pongu protibondhi "
    "বুড়ি বুড়া বৃদ্ধ বৃদ্ধা অসুস্থ গরিব অন্ধ পঙ্গু প্রতিবন্ধী"
)
_LIKE_WHAT = re.compile(  # "my poor old mother"; an old-age allowance is no old person
    rf"(?<!\S){_MY}\s(?P<like_what>(?:{_KINDS_OF}\s)+)(?!age|vata|bhata|taka|card|ভাতা|টাকা|কার্ড)",
    re.IGNORECASE,
)
_NOT_MINE = re.compile(
    rf"\W*(?:{_ITS}\W+)*(?:{_MINE}\s{_NO}(?:\s{_CALLED})?|not\s(?:for\sme|my\sown|mine|about\sme))"
    rf"{RIGHT}"
)
_ENDS_THERE = re.compile(rf"\W*(?:$|[,.;\u0964]|\s(?:{_MINE}|{_ITS})\s)")


class People:
    """The names of people.yml are found as `mother.of`, its other words as `money.`."""

    def __init__(self, path: Path = PEOPLE) -> None:
        content = YAML(typ="safe").load(path)
        people = content["people"].items()
        self._lookups = [Lookup({f"{name}.": words for name, words in content["words"].items()})]
        for how in (_OF, _IS, _FOR):  # one by one, as "my mother" is in "my mother's", too
            self._lookups.append(Lookup({f"{who}.{how}": forms[how] for who, forms in people}))

    def whose(self, turn: Turn) -> str | None:
        """OWN, or a name of people.yml; None where nobody is named. A programme that has a mother
        or a child in its name names nobody.
        """
        known: str | None = turn.entity("whose")
        if known is not None or not turn.is_written:
            return known
        text = _LIKE_WHAT.sub(_in_plain, turn.text)
        spans = (span for lookup in self._lookups for span in lookup.find(text))
        told = [*spans]
        told += _neighbours(text, told)
        told = [span for span in told if not _is_in_programme(span, turn)]
        found = sorted(told, key=lambda span: span.start)
        named = next(_named(text, found), None)
        return named or (OWN if _is_own(text, found) else None)

    def is_not_mine(self, text: str) -> bool:
        """Whether the words begin with saying that it is not about the writer."""
        folded = fold(text).text
        said = _NOT_MINE.match(folded)
        rest = folded[said.end() :] if said else ""
        is_named_next = any(not rest[: span.start].strip() for span in self.named(rest))
        return said is not None and (is_named_next or _ENDS_THERE.match(rest) is not None)

    def named(self, text: str) -> list[Span[str]]:
        """Whoever is named in any form, with "my" before it."""
        found = (span for lookup in self._lookups[1:] for span in lookup.find(text))
        people = [Span(span.start, span.end, span.value.split(".")[0]) for span in found]
        before = {
            span.end: span.start for span in self._lookups[0].find(text) if span.value == "my."
        }
        return without_overlaps(_with_my(text, span, before) for span in people)


def _with_my(text: str, span: Span[str], before: Mapping[int, int]) -> Span[str]:
    start = before.get(len(text[: span.start].rstrip()), span.start)
    return Span(start, span.end, span.value)


def _in_plain(found: re.Match[str]) -> str:
    """The same length without what the person is like: every place stays where it is."""
    start, end = (place - found.start() for place in found.span("like_what"))
    return found[0][:start] + " " * (end - start) + found[0][end:]


def _neighbours(text: str, found: list[Span[str]]) -> Iterator[Span[str]]:
    """Who is told of without a name and lives near: "that old lady near us"."""
    near = [span for span in found if span.value == "near."]
    for person in (span for span in found if span.value == "person."):
        for place in near:
            first, last = sorted((person, place), key=lambda span: span.start)
            if len(text[first.end : last.start].split()) <= _NEAR_WITHIN:
                yield Span(first.start, last.end, _NEIGHBOUR)


def _named(text: str, found: list[Span[str]]) -> Iterator[str]:
    for position, span in enumerate(found):
        who, how = span.value.split(".")
        if how and _is_meant(text, found[position:], how):
            yield who
        elif who == "their" and _is_written_for(text, found[position:]):
            yield OTHER
    yield from _said_last(text, found)


def _is_meant(text: str, found: list[Span[str]], how: str) -> bool:
    if how == _FOR:
        return True
    if how == _NEXT:
        return _is_without(text, found)
    if how == _IS and _has_died(found):
        return False
    if _follows(text, found, *_FOLLOWS_WITHIN[how]):
        return True
    return _is_their_money(text, found) if how == _IS else _is_struck(text, found)


def _is_own(text: str, found: list[Span[str]]) -> bool:
    for position, span in enumerate(found):
        if span.value == "own.":
            return True
        if span.value == "my." and _follows(text, found[position:], *_FOLLOWS_WITHIN["my"]):
            return True
    return False


def _follows(text: str, found: list[Span[str]], wanted: str, within: int) -> bool:
    """Whether a wanted word comes so soon after the first one, before any that forbids it."""
    for span in _behind(found):
        between = text[found[0].end : span.start].split()
        if span.value in {*_NOT, _NAME, "my."} or len(between) > within:
            return False
        if span.value == f"{wanted}.":
            return True
    return False


def _is_their_money(text: str, found: list[Span[str]]) -> bool:
    """ "My brother is disabled, his allowance", "my neighbour is old and she has not received"."""
    for position, span in enumerate(found):
        if span.value in _NOT:
            return False
        if span.value == "their.":
            return _follows(text, found[position:], *_FOLLOWS_WITHIN[_OF])
        if span.value == "they.":
            return _follows(text, found[position:], "gets", _THEY_GET_WITHIN)
    return False


def _is_without(text: str, found: list[Span[str]]) -> bool:
    """Neighbours who get something are told of by who complains of them, or does not get it."""
    is_told = _follows(text, found, *_FOLLOWS_WITHIN[_IS]) or _is_their_money(text, found)
    behind = _behind(found)
    is_without = has_no(text[found[0].end :]) or any(span.value == "without." for span in behind)
    return is_told and is_without and not _is_own(text, behind)


def _has_died(found: list[Span[str]]) -> bool:
    """ "My husband got an allowance and died": of the next who is named nothing is said here."""
    named = (span for span in _behind(found) if span.value == _DEAD or span.value[-1] != ".")
    return next((span.value == _DEAD for span in named), False)


def _is_struck(text: str, found: list[Span[str]]) -> bool:
    """ "They have cut my mother's name"."""
    behind = _behind(found)
    is_name = bool(behind) and behind[0].value == _NAME
    is_next = is_name and not text[found[0].end : behind[0].start].split()
    return is_next and _follows(text, behind, "struck", within=5)


def _is_written_for(text: str, found: list[Span[str]]) -> bool:
    """ "I write for him, a complaint for her"."""
    return _follows(text, found, "for", 0) and _follows(text, _behind(found), "writes", 2)


def _said_last(text: str, found: list[Span[str]]) -> Iterator[str]:
    """ "The money does not come, my father's"."""
    for last in found:
        is_last = last.value.endswith(f".{_OF}") and not text[last.end :].strip(" .,!?\u0964")
        before = [span for span in found if span.end < last.start - 1] if is_last else []
        forbids = {span.value for span in before} & {*_NOT, _NAME, "my.", "own."}
        money = (span for span in before if span.value == "money.")
        far = (len(text[span.end : last.start].split()) for span in money)
        if not forbids and any(count <= _MOST_WORDS_BEFORE_WHOSE for count in far):
            yield last.value.split(".")[0]


def _behind(found: list[Span[str]]) -> list[Span[str]]:
    """Without what stands at the same place in another form."""
    return [span for span in found[1:] if span.start >= found[0].end]


def _is_in_programme(span: Span[str], turn: Turn) -> bool:
    who = span.value.split(".")[1]
    return bool(who) and any(
        found["entity"] == "programme" and found["start"] < span.end and span.start < found["end"]
        for found in turn.entities
        if "start" in found
    )


async def is_another_asked_for(
    people: People, case_manager: CaseManager, turn: Turn, proven_of: str | None
) -> bool:
    """Whether the facts of this conversation are not those of whom the words name."""
    named = people.whose(turn)
    if named is None or (named == OWN and proven_of is None):
        return False
    known = await case_manager.identity(turn)
    others = proven_of if known.is_proven else None
    if named == OWN:
        return others is not None
    return known.state == "verified" and (named == OTHER or named != others)
