"""One form for what can be written in several: letters, digits, joiners, spaces, repetition."""

import re
from dataclasses import dataclass

from citizen_text import digits

# NFC does not compose these (they are composition-excluded) or does so only in one direction.
_PAIRS = {
    "\u09af\u09bc": "\u09df",  # য়
    "\u09a1\u09bc": "\u09dc",  # ড়
    "\u09a2\u09bc": "\u09dd",  # ঢ়
    "\u09ac\u09bc": "\u09b0",  # র
    "\u09c7\u09be": "\u09cb",  # ো
    "\u09c7\u09d7": "\u09cc",  # ৌ
    "\u0985\u09be": "\u0986",  # আ
}
_DROPPED = frozenset("\u200b\u200c\u200d\u2060\ufeff\u00ad\ufe0f")
_IN_TWO = re.compile("|".join(_PAIRS))
_EACH_STAYS = re.compile(r"[\x00-\x7f\u0964\u0965\u0980-\u09ff]*")  # nearly every message
_SPACES = re.compile(r"\s+")
_REPEATED = re.compile(r"(\D)\1{2,}")
_APOSTROPHES = str.maketrans("\u2018\u2019\u02bc`", "''''")


@dataclass(frozen=True)
class Folded:
    """A text in one form, with the way back to the text as it was written."""

    text: str
    offsets: tuple[int, ...]

    def original(self, start: int, end: int) -> tuple[int, int]:
        return self.offsets[start], self.offsets[end - 1] + self._width(end - 1)

    def _width(self, position: int) -> int:
        return self.offsets[position + 1] - self.offsets[position]


def fold(text: str) -> Folded:
    """Lower case, Latin digits, composed letters, no joiners; nothing else moves."""
    if (whole := _fold_whole(text)) is not None:
        places = range(len(text) + 1)
        if second_halves := {pair.start() + 1 for pair in _IN_TWO.finditer(text)}:
            return Folded(whole, tuple(each for each in places if each not in second_halves))
        return Folded(whole, tuple(places))
    characters: list[str] = []
    offsets: list[int] = []
    for position, written in enumerate(text):
        character = _fold_character(written)
        if not character:
            continue
        before = characters[-1] if characters else ""
        if pair := _PAIRS.get(before + character):  # also where a joiner stood between them
            characters[-1] = pair
        else:
            characters.append(character)
            offsets.append(position)
    return Folded("".join(characters), (*offsets, len(text)))


def normalise(text: str) -> str:
    """What two spellings of the same words have in common before any sound is considered."""
    whole = _fold_whole(text)
    squeezed = _REPEATED.sub(r"\1", fold(text).text if whole is None else whole)
    return _SPACES.sub(" ", squeezed).strip()


def _fold_whole(text: str) -> str | None:
    """None where a character may go."""
    if text.isascii():
        return text.replace("`", "'").lower()
    if _EACH_STAYS.fullmatch(text):
        composed = _IN_TWO.sub(lambda pair: _PAIRS[pair[0]], text)
        return digits.to_latin(composed.replace("`", "'")).lower()
    return None


def _fold_character(character: str) -> str:
    if character in _DROPPED:
        return ""
    lowered = digits.to_latin(character.translate(_APOSTROPHES)).lower()
    return lowered if len(lowered) == 1 else character
