"""What people complain of and what each kind is asked, out of complaints.yml."""

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from ruamel.yaml import YAML

from citizen_text.lookups import Lookup

COMPLAINTS = Path(__file__).parents[1] / "complaints.yml"
MOST_QUESTIONS = 3
CASH = "cash"
_OF_A_WISH = {"kinds", "general", "asks_who", "programmes", "says_first", "to_a_person"}
_OF_A_KIND = {"ask", "words", "when", "sensitive", "needs_identity"}


class UnusableCatalogue(Exception):
    """Says in sentences what is wrong with complaints.yml."""


@dataclass(frozen=True)
class Choices:
    """What can be picked, and the words by which it is told."""

    values: tuple[str, ...]
    words: Lookup

    def told(self, text: str) -> str | None:
        """Of several the first that is offered."""
        found = {span.value for span in self.words.find(text)}
        return next((value for value in self.values if value in found), None)


@dataclass(frozen=True)
class Kind:
    """`id` is a category of the case manager."""

    id: str
    ask: tuple[str, ...] = ()
    when: tuple[tuple[str, str], ...] = ()
    is_sensitive: bool = False
    needs_identity: bool = False


@dataclass(frozen=True)
class Wish:
    id: str
    kinds: Mapping[str, Kind]
    offered: Choices
    programmes: tuple[str, ...] = ()
    general: str | None = None
    asks_who: bool = False
    says_first: str | None = None
    is_for_a_person: bool = False

    @property
    def asks(self) -> tuple[str, ...]:
        """Everything that any of its kinds is asked."""
        return tuple(dict.fromkeys(name for kind in self.kinds.values() for name in kind.ask))

    @property
    def restricted(self) -> str | None:
        """The category that keeps its words from most, where every kind of it is sensitive."""
        are_all = all(kind.is_sensitive for kind in self.kinds.values())
        return [*self.kinds][-1] if are_all else None


@dataclass(frozen=True)
class Catalogue:
    wishes: Mapping[str, Wish]
    programmes: Mapping[str, Sequence[str]]
    choices: Mapping[str, Choices]
    helplines: Mapping[str, str]

    @property
    def told_here(self) -> frozenset[str]:
        """The wishes that have a dialogue."""
        return frozenset(name for name, wish in self.wishes.items() if not wish.is_for_a_person)

    @property
    def for_a_person(self) -> frozenset[str]:
        return frozenset(self.wishes) - self.told_here

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
        choices={name: _choices(values) for name, values in content["choices"].items()},
        helplines=content["helplines"],
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
        is_for_a_person=row.get("to_a_person", False),
    )


def _kind(name: str, row: Mapping[str, Any]) -> Kind:
    return Kind(
        id=name,
        ask=tuple(row.get("ask", ())),
        when=tuple(row.get("when", {}).items()),
        is_sensitive=row.get("sensitive", False),
        needs_identity=row.get("needs_identity", False),
    )


def _choices(words: Mapping[str, Sequence[str]]) -> Choices:
    return Choices(tuple(words), Lookup(words))


def _wrong_names(content: Mapping[str, Any]) -> Iterator[str]:
    for name, wish in content["wishes"].items():
        yield from (f"{name}: {key} is no field of a wish." for key in wish.keys() - _OF_A_WISH)
        if wish.get("programmes", CASH) not in content["programmes"]:
            yield f"{name}: there are no programmes named {wish['programmes']}."
        if wish.get("general", next(iter(wish["kinds"]))) not in wish["kinds"]:
            yield f"{name}: {wish['general']} is no kind of it."
        for kind, row in wish["kinds"].items():
            yield from (f"{kind}: {key} is no field of a kind." for key in row.keys() - _OF_A_KIND)
            if len(row.get("ask", ())) > MOST_QUESTIONS:
                yield f"{kind}: more than {MOST_QUESTIONS} questions."
