"""Options chosen by their words instead of their number: "Bodlan", "2. Bodlan", "boyosko"."""

import re
from collections.abc import Sequence

from citizen_text.normalisation import normalise
from citizen_text.phonetic import split_negations, word_key

_NUMBER = re.compile(r"^\s*\d{1,2}[.)।]?\s+")
_MARKS = re.compile(r"[^\w\u0980-\u09fe]+")
_NO = "na nai nei ni noy no not never chhara without না নাই নেই নি নয় ছাড়া"
_NEGATIONS = frozenset(normalise(_NO).split())
_FEWEST_SOUNDS = 3
_ENDINGS = frozenset(["", "r", "t", "rt", "tr"])  # of "bidhobarta", the one for widows
_SHORTEST_PART = 5  # letters: "ami" and "taka" are in options that somebody may not mean


def own_words(option: str) -> str:
    """As options and what is typed are compared: without number, case, marks and the ways of
    writing one letter. Empty for a mere number."""
    said = normalise(option)
    words = _MARKS.sub(" ", _NUMBER.sub("", said, count=1)).strip()
    return "" if words.isdecimal() else words


def named(typed: str, options: Sequence[str]) -> int | None:
    """Which of the options, given by their own words, is meant: by all of them, or by some, in any
    spelling, that no other option has. What says no ("no call") needs all of its words."""
    words = own_words(typed)
    same = [position for position, option in enumerate(options) if words and option == words]
    if same:
        return same[0] if len(same) == 1 else None
    if len(words) < _SHORTEST_PART or any(letter.isdigit() for letter in typed):
        return None
    having = [position for position, option in enumerate(options) if _has(option, words)]
    if len(having) != 1 or _says_no(options[having[0]]):
        return None
    return having[0]


def _has(option: str, words: str) -> bool:
    return all(any(_is(word, own) for own in option.split()) for word in words.split())


def _is(word: str, own: str) -> bool:
    """By sound, where there is enough to hear."""
    if word == own:
        return True
    heard, sound = word_key(word), word_key(own)
    is_heard = len(sound) >= _FEWEST_SOUNDS and heard.startswith(sound)
    return is_heard and heard[len(sound) :] in _ENDINGS


def _says_no(option: str) -> bool:
    return not _NEGATIONS.isdisjoint(split_negations(option).split())
