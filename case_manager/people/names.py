"""How names sound: all spellings of a word sound the same, in Bangla and in Latin letters."""

from citizen_text.phonetic import phonetic_key


def sounds(*names: str) -> list[str]:
    return sorted({sound for name in names for sound in phonetic_key(name).split()})


COMMONEST = frozenset(
    sounds(
        "begum bibi khatun akter sultana rani mia uddin islam hossain rahman ali ahmed khan sheikh",
        "md mohammad mst mosammat mosa mrs late মোঃ মোছাঃ মৃত",
    )
)
"""Words of so many names that they tell nobody from anybody else."""
