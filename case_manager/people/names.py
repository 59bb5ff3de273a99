"""How names sound: all spellings of a word sound the same, in Bangla and in Latin letters."""

from citizen_text.phonetic import phonetic_key


def sounds(*names: str) -> list[str]:
    return sorted({sound for name in names for sound in phonetic_key(name).split()})
