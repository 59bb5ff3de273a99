"""Districts, upazilas, municipalities and unions in a message, in whatever spelling they come.

A false find is worse than a miss: names of unions, and those that are also people or common words,
need a word for their level, the place they lie in beside them, or a message that says no more.
"""

import re
from collections import defaultdict
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass, replace
from itertools import pairwise, takewhile

from citizen_text.normalisation import fold
from citizen_text.phonetic import word_key
from citizen_text.place_names import (
    AFTER_A_PLACE,
    ALSO_WORDS,
    BEFORE_A_PLACE,
    BESIDES,
    LEVELS,
    OF_A_VILLAGE,
    distance,
    forms,
    plain,
    room_for_errors,
    with_one_letter_less,
)
from citizen_text.spans import Span

_WORD = re.compile(r"[a-z]+(?:'[a-z]+)?|[\u0980-\u09e5\u09f0-\u09fe]+")
_MOST_WORDS = 3
_DISTRICT_DIGITS, _UNION_DIGITS = 4, 10
_IN_A_NAME = " -()"
_SHORTEST_WITH_AN_ERROR = 8
_SHORTEST_WITH_AN_ERROR_BESIDE_ITS_LEVEL = 6
_LETTERS_OF_A_UNION_ALONE = 6


_Level = tuple[tuple[int, ...], int]


@dataclass(frozen=True)
class _Word:
    start: int
    end: int
    text: str

    @property
    def level(self) -> _Level | None:
        """The lengths of the codes of its level, and where the word ends without its case."""
        for form in forms(self.text):
            if form in LEVELS:
                return LEVELS[form], self.start + len(form)
        return None


@dataclass(frozen=True)
class _Name:
    text: str
    plain: str
    code: str
    words: int


@dataclass(frozen=True)
class _Find:
    """Some words that may name any of the places with these codes."""

    first: int
    after: int
    start: int
    end: int
    name: str
    errors: int
    codes: tuple[str, ...]
    levels: tuple[int, ...] = ()

    @property
    def is_sure(self) -> bool:
        return bool(self.levels) or not (self.name in ALSO_WORDS or self.is_union)

    @property
    def is_union(self) -> bool:
        return len(self.codes[0]) == _UNION_DIGITS


class Places:
    """`lines` are a code and the names: "554994 Ulipur; উলিপুর". A code begins with the code of
    the place it lies in."""

    def __init__(self, lines: Iterable[str]) -> None:
        self._by_sound: dict[str, list[_Name]] = defaultdict(list)
        self._by_spelling: dict[str, list[_Name]] = defaultdict(list)
        self._begin_a_longer_name: set[str] = set()
        for line in lines:
            code, _, names = line.partition(" ")
            for name in names.split(";"):
                self._add(code, [word.text for word in _words_of(name)])

    def _add(self, code: str, words: list[str]) -> None:
        text = "".join(words)
        name = _Name(text, plain(text), code, len(words))
        self._by_sound[word_key(name.text)].append(name)
        if len(words) > 1:
            self._begin_a_longer_name.add(word_key(words[0]))
        if len(code) < _UNION_DIGITS:
            for spelling in with_one_letter_less(name.plain):
                self._by_spelling[spelling].append(name)

    def find(self, text: str, home: str = "") -> list[Span[str]]:
        """Values are codes: of places of one name the first of `find_all`."""
        return [Span(span.start, span.end, span.value[0]) for span in self.find_all(text, home)]

    def find_all(self, text: str, home: str = "") -> list[Span[tuple[str, ...]]]:
        """All places of that name. First the one that lies in or around `home`, or in another
        place of the message, or the one of the highest level."""
        folded = fold(text)
        words = [_Word(*match.span(), match.group()) for match in _WORD.finditer(folded.text)]
        found = list(self._finds(folded.text, words))
        sure = [find for find in found if find.is_sure]
        near = tuple(code for find in sure for code in find.codes)
        return [
            Span(*folded.original(find.start, find.end), _ranked(find.codes, home, near))
            for find in (_settled(find, found, words) for find in found)
            if find
        ]

    def _finds(self, text: str, words: list[_Word]) -> Iterator[_Find]:
        position = taken = 0
        while position < len(words):
            find = self._at(text, words, position, taken)
            if find:
                yield find
                taken = find.after
            position = find.after if find else position + 1

    def _at(self, text: str, words: list[_Word], first: int, taken: int) -> _Find | None:
        """The longest name that begins with that word."""
        if words[first].level:
            return None
        before = words[first - 1].level if first > taken else None
        is_longer = word_key(words[first].text) in self._begin_a_longer_name
        most = _MOST_WORDS if is_longer else 1
        for after in range(min(first + most, len(words)), first, -1):
            phrase = words[first:after]
            if _is_one_name(text, phrase):
                level = _level_after(text, words, after)
                find = self._named(first, phrase, is_beside_level=bool(level or before))
                if find:
                    return _with_level(find, level, before)
        return None

    def _named(self, first: int, phrase: list[_Word], *, is_beside_level: bool) -> _Find | None:
        """The name with the fewest errors, and of its endings the shortest."""
        head = "".join(word.text for word in phrase[:-1])
        readings = [
            (errors, -len(form), name.text, name.code)
            for form in forms(phrase[-1].text)
            for errors, name in self._like(head + form, is_beside_level=is_beside_level)
            if name.words >= len(phrase)
        ]
        if not readings:
            return None
        errors, length, name, _ = min(readings)
        codes = {code for *closest, _, code in readings if closest == [errors, length]}
        return _Find(
            first,
            first + len(phrase),
            phrase[0].start,
            phrase[-1].start - length,
            name,
            errors,
            tuple(sorted(codes, key=lambda code: (len(code), code))),
        )

    def _like(self, written: str, *, is_beside_level: bool) -> Iterator[tuple[int, _Name]]:
        """Names that sound the same, and those of a district or upazila with a letter wrong."""
        spelled = plain(written)
        for name in self._by_sound.get(word_key(written), ()):
            room = room_for_errors(written, name.text, name.plain)
            if is_beside_level and len(name.plain) >= _SHORTEST_WITH_AN_ERROR_BESIDE_ITS_LEVEL:
                room += 1
            errors = 0 if written == name.text else distance(spelled, name.plain, room)
            if errors <= room:
                yield errors, name
        shortest = (
            _SHORTEST_WITH_AN_ERROR_BESIDE_ITS_LEVEL if is_beside_level else _SHORTEST_WITH_AN_ERROR
        )
        if len(spelled) >= shortest:
            for name in self._one_letter_off(spelled):
                if len(name.plain) >= shortest:
                    yield 1 + (name.plain != spelled), name

    def _one_letter_off(self, spelled: str) -> Iterator[_Name]:
        for key in with_one_letter_less(spelled):
            for name in self._by_spelling.get(key, ()):
                if name.plain[0] == spelled[0] and distance(spelled, name.plain, 1) <= 1:
                    yield name


def _words_of(name: str) -> list[_Word]:
    return [_Word(*match.span(), match.group()) for match in _WORD.finditer(fold(name).text)]


def _is_one_name(text: str, phrase: list[_Word]) -> bool:
    gaps = (text[one.end : other.start] for one, other in pairwise(phrase))
    return all(not gap.strip(_IN_A_NAME) for gap in gaps) and not any(
        word.level for word in phrase[1:]
    )


def _level_after(text: str, words: list[_Word], after: int) -> _Level | None:
    if after == len(words) or text[words[after - 1].end : words[after].start].strip(_IN_A_NAME):
        return None
    return words[after].level


def _with_level(find: _Find, after: _Level | None, before: _Level | None) -> _Find | None:
    """A word for the level after the name belongs to it; one before it only tells the level.

    A district may be called an upazila, but a union is neither.
    """
    if after:
        levels, end = after
        find = replace(find, after=find.after + 1, end=end, levels=levels)
    elif before:
        find = replace(find, levels=before[0])
    of_level = tuple(code for code in find.codes if len(code) in find.levels)
    if of_level or not find.is_union or not find.levels:
        return replace(find, codes=of_level or find.codes)
    return None


def _settled(find: _Find, found: list[_Find], words: list[_Word]) -> _Find | None:
    """None where the words may as well be something else."""
    if find.is_sure:
        return find
    before = {word.text for word in words[max(find.first - 1, 0) : find.first]}
    after = {word.text for word in words[find.after : find.after + 1]}
    if (before | after) & OF_A_VILLAGE:
        return None
    if not find.is_union and (before & BEFORE_A_PLACE or after & AFTER_A_PLACE):
        return find
    around = [
        code
        for other in found
        if other.is_sure and _are_neighbours(find, other)
        for code in other.codes
    ]
    inside = tuple(code for code in find.codes if code.startswith(tuple(around)))
    if inside:
        return replace(find, codes=inside)
    rest = [word.text for n, word in enumerate(words) if not find.first <= n < find.after]
    if find.errors or not BESIDES.issuperset(rest):
        return None
    is_long = len(plain(find.name)) >= _LETTERS_OF_A_UNION_ALONE
    return None if find.is_union and (not is_long or find.name in ALSO_WORDS) else find


def _are_neighbours(one: _Find, other: _Find) -> bool:
    return 0 <= other.first - one.after <= 1 or 0 <= one.first - other.after <= 1


def nearest(codes: Sequence[str], home: str) -> str:
    """The one in the district of `home`, and there the closest; else the first."""
    own = max(codes, key=lambda code: _shared(code, home))
    return own if _shared(own, home) >= _DISTRICT_DIGITS else codes[0]


def _ranked(codes: tuple[str, ...], home: str, near: tuple[str, ...]) -> tuple[str, ...]:
    first = nearest(codes, home)
    if _shared(first, home) < _DISTRICT_DIGITS:
        first = next((code for code in codes if _is_beside(code, near)), first)
    return (first, *(code for code in codes if code != first))


def _is_beside(code: str, near: tuple[str, ...]) -> bool:
    return any(code != at and (code.startswith(at) or at.startswith(code)) for at in near)


def _shared(code: str, other: str) -> int:
    pairs = zip(code, other, strict=False)
    return sum(1 for _ in takewhile(lambda pair: pair[0] == pair[1], pairs))
