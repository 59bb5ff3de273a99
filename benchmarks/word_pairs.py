"""Pairs of words, in Latin letters and in Bangla script, out of sentences written in both."""

import csv
import re
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from difflib import SequenceMatcher
from functools import cache, lru_cache
from pathlib import Path

from citizen_text.normalisation import normalise

SENTENCES = Path("nlu_data/evaluation/banglatlit/validation.csv")
HALVES = ("to tune", "held out")

_WORD = re.compile(r"[a-z0-9\u0980-\u09fe']+")
_LATIN = re.compile(r"'*[a-z][a-z']*")
_BANGLA = re.compile(r"[\u0981-\u09df]+")
# Soundex's classes, with vowels as one more. The phonetic key has no part in who is whose
# partner: a better key must not be measured on other pairs.
_CLASSES = {
    "0": "aeiouywঅআইঈউঊএঐওঔািীুূেৈোৌ\u09df",
    "1": "bfpvপফবভ",
    "2": "cgjkqsxzকখগঘচছজঝযশষস",
    "3": "dtটঠডঢতথদধৎ",
    "4": "lল",
    "5": "mnমনণঙঞং",
    "6": "rরঋৃ\u09dc\u09dd",
}
_CLASS = {ord(letter): number for number, letters in _CLASSES.items() for letter in letters}
_LEAST_ALIKE = {(1, 1): 0.65, (2, 1): 0.8, (1, 2): 0.8}


@dataclass(frozen=True)
class Pair:
    latin: str
    bangla: str


def read_pairs(half: str) -> list[Pair]:
    """Of every second sentence."""
    with SENTENCES.open(encoding="utf-8", newline="") as file:
        rows = list(csv.DictReader(file))[HALVES.index(half) :: len(HALVES)]
    return [pair for row in rows for pair in align(row["text_transliterated"], row["text_bengali"])]


def align(latin: str, bangla: str) -> Iterator[Pair]:
    """The words of one sentence, in order, so that they are as alike as they can be altogether.

    Left out are numbers, words that stay in Latin letters, words like none of the other script,
    and what one script writes in two words and the other in one.
    """
    stayed = set(_latin_words(bangla))
    romanised = [word for word in _latin_words(latin) if word not in stayed]
    yield from _Alignment(romanised, bangla_words(bangla)).pairs()


def bangla_words(text: str) -> list[str]:
    return [word for word in _WORD.findall(normalise(text)) if _BANGLA.fullmatch(word)]


def _latin_words(text: str) -> list[str]:
    return [word for word in _WORD.findall(normalise(text)) if _LATIN.fullmatch(word)]


class _Alignment:
    """A step takes up to two words of each side; the best way is found from its end."""

    def __init__(self, latin: Sequence[str], bangla: Sequence[str]) -> None:
        self._latin, self._bangla = latin, bangla
        self._best = cache(self._best_from)

    def pairs(self) -> Iterator[Pair]:
        i = j = 0
        while i < len(self._latin) and j < len(self._bangla):
            _, (of_latin, of_bangla) = self._best(i, j)
            if of_latin == of_bangla == 1:
                yield Pair(self._latin[i], self._bangla[j])
            i, j = i + of_latin, j + of_bangla

    def _best_from(self, i: int, j: int) -> tuple[float, tuple[int, int]]:
        """How alike the rest can be, and its first step: how many words of each."""
        if i >= len(self._latin) or j >= len(self._bangla):
            return 0, (0, 0)
        ways = [(self._best(i + 1, j)[0], (1, 0)), (self._best(i, j + 1)[0], (0, 1))]
        for (of_latin, of_bangla), least in _LEAST_ALIKE.items():
            latin, bangla = self._latin[i : i + of_latin], self._bangla[j : j + of_bangla]
            alike = _alike("".join(latin), "".join(bangla))
            if alike >= least and (len(latin), len(bangla)) == (of_latin, of_bangla):
                rest, _ = self._best(i + of_latin, j + of_bangla)
                ways.append((rest + alike * (of_latin + of_bangla), (of_latin, of_bangla)))
        return max(ways)


@lru_cache(maxsize=100_000)
def _alike(one: str, other: str) -> float:
    return SequenceMatcher(None, _classes(one), _classes(other), autojunk=False).ratio()


def _classes(word: str) -> str:
    return "".join(_CLASS.get(ord(letter), "") for letter in word)
