"""Finding names from a list (programmes, providers, roles) in whatever spelling they come."""

import re
from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass

from citizen_text.normalisation import Folded, fold
from citizen_text.phonetic import word_key
from citizen_text.spans import Span, without_overlaps

_WORD = re.compile(r"[a-z]+(?:'s)?|[\u0980-\u09e5\u09f0-\u09fe]+|[0-9]+")
_ENDINGS = (
    *("'s", "er", "r", "e", "te", "ta", "tar", "tai", "to", "ke", "re", "i", "o", "ero", "ti", "y"),
    *("bhogi", "vogi", "ভোগী", "ভোগি"),
    *("টার", "টা", "টাই", "ের", "র", "ে", "য়", "তে", "কে", "রে", "ও", "ই", "টি", "টির", "েরও", "রও"),
)
_VOWELS = frozenset("aeiouy\u09be\u09bf\u09c0\u09c1\u09c2\u09c7\u09cb")
_SHORTEST_STEM = 2
_FEWEST_SOUNDS = 4
_Readings = tuple[int, list[tuple[str, int]]]


@dataclass(frozen=True)
class _Word:
    start: int
    end: int
    text: str

    def readings(self) -> Iterator[tuple[str, int]]:
        """The word, and what is left without a case ending: how it may read and where it ends."""
        for form in _forms(self.text):
            yield word_key(form), self.start + len(form)
            yield _spelled(form), self.start + len(form)


@dataclass(frozen=True)
class _Name:
    identifier: str
    ends_in_vowel: bool

    def end_of(self, ends: Iterable[int]) -> int:
        """nogod|e loses its ending by the sound of the name alone, bhata keeps its own vowel."""
        return max(ends) if self.ends_in_vowel else min(ends)


class Lookup:
    """Aliases are compared word by word by sound, so one spelling of each is enough.

    Short ones (nogod, upay) sound like too many other words and are compared as spelled; so is
    what is written with "=" before it (অফিসার sounds like অফিসের, of the office).
    """

    def __init__(self, aliases: Mapping[str, Sequence[str]]) -> None:
        self._names: dict[tuple[str, ...], _Name] = {}
        for identifier, spellings in aliases.items():
            for spelling in spellings:
                key = _key(spelling)
                name = _Name(identifier, fold(spelling).text[-1] in _VOWELS)
                self._names.setdefault(key, name)

    def find(self, text: str) -> list[Span[str]]:
        folded = fold(text)
        in_text = [(word.start, list(word.readings())) for word in _words(folded)]
        return without_overlaps(self._found(folded, in_text))

    def _found(self, folded: Folded, in_text: list[_Readings]) -> Iterator[Span[str]]:
        for position in range(len(in_text)):
            for key, name in self._names.items():
                phrase = in_text[position : position + len(key)]
                ends = _ends(phrase, key)
                if ends:
                    start, end = phrase[0][0], name.end_of(ends)
                    yield Span(*folded.original(start, end), name.identifier)


def _key(spelling: str) -> tuple[str, ...]:
    words = [word.text for word in _words(fold(spelling))]
    sounds = tuple(map(word_key, words))
    is_by_sound = not spelling.startswith("=") and len("".join(sounds)) >= _FEWEST_SOUNDS
    return sounds if is_by_sound else tuple(map(_spelled, words))


def _forms(word: str) -> Iterator[str]:
    yield word
    for ending in _ENDINGS:
        if word.endswith(ending) and len(word) - len(ending) >= _SHORTEST_STEM:
            yield word.removesuffix(ending)


def _spelled(word: str) -> str:
    return f"={word}"


def _words(folded: Folded) -> list[_Word]:
    return [_Word(*match.span(), match.group()) for match in _WORD.finditer(folded.text)]


def _ends(phrase: Sequence[_Readings], key: tuple[str, ...]) -> list[int]:
    """Where the phrase may end if it is the name with that key; empty if it is not."""
    if len(phrase) < len(key):
        return []
    ends: list[int] = []
    for (_, readings), wanted in zip(phrase, key, strict=True):
        ends = [end for sound, end in readings if sound == wanted]
        if not ends:
            return []
    return ends
