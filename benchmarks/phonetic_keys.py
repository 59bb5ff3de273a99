"""How many spellings of a word share its phonetic key, and how many words fall together for it.

Run as `.venv/bin/python -m benchmarks.phonetic_keys`. Real sentences, written in Latin letters and
in Bangla script, are aligned word by word; what counts is the share of pairs whose keys agree.
Rules are made by looking at the half to tune on alone. Ends with 1 if the other half is below the
limit.
"""

import argparse
import json
import sys
import time
from collections import Counter
from collections.abc import Iterable, Sequence
from pathlib import Path

from rich.console import Console
from rich.table import Table

from benchmarks.word_pairs import HALVES, Pair, bangla_words, read_pairs
from citizen_text.phonetic import phonetic_key, word_key

LIMIT = 0.94
Figures = dict[str, float]


def main() -> int:
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--disagreements", type=int, metavar="N", help="the most frequent to tune")
    parser.add_argument("--json", action="store_true")
    arguments = parser.parse_args()
    pairs = {half: read_pairs(half) for half in HALVES}
    if arguments.disagreements:
        _tell_disagreements(pairs["to tune"], arguments.disagreements)
        return 0
    agreements = {half: agreement(pairs[half]) for half in HALVES}
    collided = {
        "these sentences": collisions(pair.bangla for half in HALVES for pair in pairs[half]),
        "nlu_data": collisions(_own_words()),
    }
    new_word = _microseconds_a_new_word([pair for half in HALVES for pair in pairs[half]])
    if arguments.json:
        figures = {"agreement": agreements, "collisions": collided, "new_word_us": new_word}
        json.dump(figures, sys.stdout, indent=2)
    else:
        _tell("pairs whose keys agree", agreements)
        _tell("different Bangla words on one key", collided)
        Console().print(f"{new_word:.1f} µs of CPU for the key of a new word")
    return int(agreements["held out"]["share"] < LIMIT)


def agreement(pairs: Sequence[Pair]) -> Figures:
    """Of the words as often as they are written, and of each pair of spellings once."""
    different = set(pairs)
    return {
        "pairs": len(pairs),
        "share": sum(map(_agree, pairs)) / len(pairs),
        "different pairs": len(different),
        "share of different": sum(map(_agree, different)) / len(different),
    }


def collisions(words: Iterable[str]) -> Figures:
    different = set(words)
    on_key = Counter(map(phonetic_key, different))
    return {
        "words": len(different),
        "keys": len(on_key),
        "words alone": sum(count == 1 for count in on_key.values()) / len(different),
        "most on one key": max(on_key.values()),
    }


def _agree(pair: Pair) -> bool:
    return phonetic_key(pair.latin) == phonetic_key(pair.bangla)


def _own_words() -> Iterable[str]:
    for path in Path("nlu_data").glob("*/*.yml"):
        yield from bangla_words(path.read_text(encoding="utf-8"))


def _microseconds_a_new_word(pairs: Sequence[Pair]) -> float:
    words = {word for pair in pairs for word in (pair.latin, pair.bangla)}
    word_key.cache_clear()
    started = time.process_time()
    for word in words:
        word_key(word)
    return (time.process_time() - started) / len(words) * 1e6


def _tell(title: str, rows: dict[str, Figures]) -> None:
    table = Table(title=title, title_justify="left")
    table.add_column("")
    for heading in next(iter(rows.values())):
        table.add_column(heading, justify="right")
    for name, figures in rows.items():
        table.add_row(name, *(f"{f:.1%}" if f < 1 else f"{f:,.0f}" for f in figures.values()))
    Console().print(table)


def _tell_disagreements(pairs: Sequence[Pair], most: int) -> None:
    apart = Counter(pair for pair in pairs if not _agree(pair))
    for pair, count in apart.most_common(most):
        keys = phonetic_key(pair.latin), phonetic_key(pair.bangla)
        Console().print(count, pair.latin, pair.bangla, *keys, sep="\t")


if __name__ == "__main__":
    sys.exit(main())
