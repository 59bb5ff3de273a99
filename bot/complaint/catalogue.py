"""What people complain of and what each kind is asked, out of complaints.yml."""

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from ruamel.yaml import YAML

from citizen_text.lookups import Lookup
from phrases.taken_back import is_taken_back

COMPLAINTS = Path(__file__).parents[1] / "complaints.yml"
MOST_QUESTIONS = 3
CASH = "cash"
ALWAYS = "always"
NEGATED, UNSAFE, WATCHED = "negated", "unsafe", "watched"
MESSAGES, NO_PROBLEM, ALONE, TWO = "messages", "no_problem", "alone", "two"
PHONE, CALL = "phone", "call"
NIGHT, OTHER_TIME = "night", "other_time"
_UNCLEAR = {
    *(NEGATED, UNSAFE, WATCHED, MESSAGES, NO_PROBLEM, ALONE, TWO),
    *(PHONE, CALL, NIGHT, OTHER_TIME),
}
_WITH_CARE = ("safety", "call_time")
_OF_A_WISH = {"kinds", "general", "asks_who", "programmes", "says_first", "guarded"}
_OF_A_KIND = {"ask", "words", "when", "sensitive", "needs_identity", "helplines"}


class UnusableCatalogue(Exception):
    """Says in sentences what is wrong with complaints.yml or helplines.yml."""


@dataclass(frozen=True)
class Choices:
    """What can be picked, and the words by which it is told."""

    values: tuple[str, ...]
    words: Lookup

    def told(self, text: str) -> str | None:
        """Of several the first that is offered, of those that the same text does not take back
        unless it takes back every one.
        """
        spans = self.words.find(text)
        found = {span.value for span in spans}
        back = {span.value for span in spans if is_taken_back(text, span.start, span.end)}
        meant = found - back or found
        return next((value for value in self.values if value in meant), None)

    def named(self, text: str) -> set[str]:
        """Also what is taken back."""
        return {span.value for span in self.words.find(text)}

    def found(self, text: str) -> set[str]:
        return {span.value for span in self.words.find(text)}


@dataclass(frozen=True)
class Kind:
    """`id` is a category of the case manager."""

    id: str
    ask: tuple[str, ...] = ()
    when: tuple[tuple[str, str], ...] = ()
    is_sensitive: bool = False
    needs_identity: bool = False
    helplines: tuple[str, ...] = ()


@dataclass(frozen=True)
class Wish:
    """`guarded` is ALWAYS, or the roles against whom somebody who complains may need shelter."""

    id: str
    kinds: Mapping[str, Kind]
    offered: Choices
    programmes: tuple[str, ...] = ()
    general: str | None = None
    asks_who: bool = False
    says_first: str | None = None
    guarded: str | tuple[str, ...] = ()

    @property
    def is_always_guarded(self) -> bool:
        return self.guarded == ALWAYS

    def is_guarded(self, role: str | None) -> bool:
        return self.is_always_guarded or role in self.guarded

    @property
    def asks(self) -> tuple[str, ...]:
        """Everything that any of its kinds is asked."""
        return tuple(dict.fromkeys(name for kind in self.kinds.values() for name in kind.ask))

    @property
    def restricted(self) -> str | None:
        """The category that keeps its words from most, where every kind of it is sensitive."""
        are_all = all(kind.is_sensitive for kind in self.kinds.values())
        return (self.general or [*self.kinds][-1]) if are_all else None


@dataclass(frozen=True)
class Catalogue:
    wishes: Mapping[str, Wish]
    programmes: Mapping[str, Sequence[str]]
    choices: Mapping[str, Choices]

    @property
    def danger(self) -> Wish:
        """To this one moves what tells of danger."""
        return next(wish for wish in self.wishes.values() if wish.is_always_guarded)

    def restricted(self, wish: str | None) -> str | None:
        known = self.wishes.get(wish or "")
        return known.restricted if known else None


def read_catalogue(path: Path = COMPLAINTS) -> Catalogue:
    content = YAML(typ="safe").load(path)
    if wrong := [*_wrong_names(content)]:
        raise UnusableCatalogue("\n".join(wrong))
    programmes = content["programmes"]
    return Catalogue(
        wishes={name: _wish(name, row, programmes) for name, row in content["wishes"].items()},
        programmes=programmes,
        choices={
            name: _choices(words, content["unclear"] if name in _WITH_CARE else {})
            for name, words in content["choices"].items()
        },
    )


def _wish(name: str, row: Mapping[str, Any], programmes: Mapping[str, Sequence[str]]) -> Wish:
    kinds = {kind: _kind(kind, fields) for kind, fields in row["kinds"].items()}
    offered = {kind: row["kinds"][kind].get("words", ()) for kind in kinds if not kinds[kind].when}
    return Wish(
        id=name,
        kinds=kinds,
        offered=_choices(offered),
        programmes=tuple(programmes[row.get("programmes", CASH)]),
        general=row.get("general"),
        asks_who=row.get("asks_who", False),
        says_first=row.get("says_first"),
        guarded=_guarded(row.get("guarded", ())),
    )


def _kind(name: str, row: Mapping[str, Any]) -> Kind:
    return Kind(
        id=name,
        ask=tuple(row.get("ask", ())),
        when=tuple(row.get("when", {}).items()),
        is_sensitive=row.get("sensitive", False),
        needs_identity=row.get("needs_identity", False),
        helplines=tuple(row.get("helplines", ())),
    )


def _guarded(told: str | Sequence[str]) -> str | tuple[str, ...]:
    return told if told == ALWAYS else tuple(told)


def _choices(
    words: Mapping[str, Sequence[str]], unclear: Mapping[str, Sequence[str]] | None = None
) -> Choices:
    return Choices(tuple(words), Lookup({**words, **(unclear or {})}))


def _wrong_names(content: Mapping[str, Any]) -> Iterator[str]:
    if content["unclear"].keys() != _UNCLEAR:
        yield f"unclear is not {', '.join(sorted(_UNCLEAR))}."
    if sum(wish.get("guarded") == ALWAYS for wish in content["wishes"].values()) != 1:
        yield "There is not exactly one wish that is always guarded."
    for name, wish in content["wishes"].items():
        yield from (f"{name}: {key} is no field of a wish." for key in wish.keys() - _OF_A_WISH)
        roles = set(wish.get("guarded", ())) - {*content["choices"]["role"]}
        if wish.get("guarded") != ALWAYS and roles:
            yield f"{name}: guarded names {', '.join(sorted(roles))}, which is no role."
        if wish.get("programmes", CASH) not in content["programmes"]:
            yield f"{name}: there are no programmes named {wish['programmes']}."
        if wish.get("general", next(iter(wish["kinds"]))) not in wish["kinds"]:
            yield f"{name}: {wish['general']} is no kind of it."
        for kind, row in wish["kinds"].items():
            yield from (f"{kind}: {key} is no field of a kind." for key in row.keys() - _OF_A_KIND)
            if len(row.get("ask", ())) > MOST_QUESTIONS:
                yield f"{kind}: more than {MOST_QUESTIONS} questions."
