"""Finding names from a list (programmes, providers, roles) in whatever spelling they come."""

import re
from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from functools import lru_cache

from citizen_text.normalisation import Folded, fold
from citizen_text.phonetic import word_key
from citizen_text.spans import Span, without_overlaps

_WORD = re.compile(r"[a-z]+(?:'s)?|[\u0980-\u09e5\u09f0-\u09fe]+|[0-9]+|[,;!?\u0964]")
_ENDINGS = (
    *("'s", "er", "r", "e", "te", "ta", "tar", "tai", "to", "ke", "re", "i", "o", "ero", "ti", "y"),
    *("t", "ot"),
    *("bhogi", "vogi", "ভোগী", "ভোগি"),
    *("টার", "টা", "টাই", "ের", "র", "ে", "য়", "তে", "কে", "রে", "ও", "ই", "টি", "টির", "েরও", "রও"),
    *("ত", "ো"),
)
_VOWEL_AND_ENDING = re.compile("(?:[aeiou]y|ao|[\u09be-\u09cc][\u09df\u0993])$")
_SPOKEN = re.compile("[aeiouy\u0980-\u09fe0-9]")
_VOWELS = frozenset("aeiouy\u09be\u09bf\u09c0\u09c1\u09c2\u09c7\u09cb")
_SPELLED = "="
_SHORTEST_STEM = 2
_FEWEST_SOUNDS = 4
_MESSAGES_AT_ONCE = 32
_Readings = tuple[int, list[tuple[str, int]]]


@dataclass(frozen=True)
class _Word:
    start: int
    end: int
    text: str

    def readings(self) -> Iterator[tuple[str, int]]:
        """The word, and what is left without a case ending: how it may read and where it ends."""
        for form in _forms(self.text):
            end = self.start + len(form)
            yield _spelled(form), end
            if not _VOWEL_AND_ENDING.search(form):  # vata|y is read without its ending
                yield word_key(form), end


@dataclass(frozen=True)
class _Name:
    identifier: str
    key: tuple[str, ...]
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
        self._by_first: dict[str, dict[tuple[str, ...], _Name]] = {}
        for identifier, spellings in aliases.items():
            for spelling in spellings:
                for name in _names(identifier, spelling):
                    self._by_first.setdefault(name.key[0], {}).setdefault(name.key, name)

    def find(self, text: str) -> list[Span[str]]:
        folded, in_text = _read(text)
        return without_overlaps(self._found(folded, in_text))

    def _found(self, folded: Folded, in_text: list[_Readings]) -> Iterator[Span[str]]:
        for position, (start, readings) in enumerate(in_text):
            for first in {sound for sound, _ in readings} & self._by_first.keys():
                for name in self._by_first[first].values():
                    ends = _ends(in_text[position : position + len(name.key)], name.key)
                    if ends:
                        span = folded.original(start, name.end_of(ends))
                        yield Span(*span, name.identifier)


@lru_cache(maxsize=_MESSAGES_AT_ONCE)
def _read(text: str) -> tuple[Folded, list[_Readings]]:
    """Many lists are looked up in the same message."""
    folded = fold(text)
    return folded, [(word.start, list(word.readings())) for word in _words(folded)]


def _names(identifier: str, spelling: str) -> Iterator[_Name]:
    """The name, and the name with its words run together if that leaves enough to hear."""
    in_vowel = fold(spelling).text[-1] in _VOWELS
    key = _key(spelling)
    yield _Name(identifier, key, in_vowel)
    joined = "".join(key)
    if len(key) > 1 and _SPELLED not in joined and min(map(len, key)) > 1:
        yield _Name(identifier, (joined,), in_vowel)


def _key(name: str) -> tuple[str, ...]:
    sounds = _sounds(name)
    if not name.startswith(_SPELLED) and len("".join(sounds)) >= _FEWEST_SOUNDS:
        return sounds
    return tuple(_spelled(word.text) for word in _words(fold(name)))


def _sounds(text: str) -> tuple[str, ...]:
    """An abbreviation (vgd) is compared as spelled."""
    words = (word.text for word in _words(fold(text)))
    return tuple(word_key(w) if _SPOKEN.search(w) else _spelled(w) for w in words)


def _forms(word: str) -> Iterator[str]:
    yield word
    for ending in _ENDINGS:
        if word.endswith(ending) and len(word) - len(ending) >= _SHORTEST_STEM:
            yield word.removesuffix(ending)


def _spelled(word: str) -> str:
    return _SPELLED + word


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
