"""Trains the assistant anew and has it understand every message of the evaluation sets.

Run by the assistant's Python in its folder: `python -m benchmarks.understanding FOLDER`, where the
model and what was measured (`measured.json`) are left.
"""

import json
import os
import sys
import time
from collections.abc import Iterator
from pathlib import Path

from evaluate import load_parser
from evaluation import Parse, read_examples
from train import train
from training_inputs import NLU_DATA

MODEL = "measured.tar.gz"


def main() -> int:
    folder = Path(sys.argv[1])
    started = _cpu_seconds()
    if not train(MODEL, folder):
        print("training failed", file=sys.stderr)
        return 1
    measured = {
        "training_seconds": _cpu_seconds() - started,
        "parse_ms": [*_milliseconds(load_parser(folder / MODEL))],
    }
    (folder / "measured.json").write_text(json.dumps(measured))
    return 0


def _cpu_seconds() -> float:
    """Of this process and of those that it has seen end."""
    return sum(os.times()[:4])


def _milliseconds(parse: Parse) -> Iterator[float]:
    texts = [
        example.text
        for path in sorted((NLU_DATA / "evaluation").glob("*.jsonl"))
        for example in read_examples(path)
    ]
    parse(texts[0])  # the first message of a process costs more
    for text in texts:
        started = time.process_time()
        parse(text)
        yield 1000 * (time.process_time() - started)


if __name__ == "__main__":
    sys.exit(main())
