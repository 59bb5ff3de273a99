"""`python count_second_wishes.py FILE.jsonl` (in bot/): how many messages with one wish are heard
as two. Needs no server; the lines are those that `evaluate.py` reads.
"""

import argparse
import asyncio
import sys
from collections.abc import Sequence
from pathlib import Path
from typing import Any

from evaluate import load_agent, model_to_measure
from evaluation import BadInput, read_examples
from phrases.two_wishes import sentences, two_wishes
from training_inputs import model_path


def heard_as_two(agent: Any, texts: Sequence[str]) -> list[str]:
    def parse(text: str) -> Any:
        return asyncio.run(agent.parse_message(text))

    return [
        text
        for text in texts
        if (parts := sentences(text)) and two_wishes(parse(text), [*map(parse, parts)])
    ]


def main(arguments: Sequence[str] | None = None) -> int:
    parser = argparse.ArgumentParser(prog="count_second_wishes", description=__doc__)
    parser.add_argument("file", type=Path)
    options = parser.parse_args(arguments)
    try:
        texts = [example.text for example in read_examples(options.file)]
        two = heard_as_two(load_agent(model_to_measure(model_path())), texts)
    except BadInput as error:
        print(error, file=sys.stderr)
        return 2
    print(f"{len(two)} of {len(texts)} heard as two wishes ({100 * len(two) / len(texts):.2f} %)")
    return 0


if __name__ == "__main__":
    sys.exit(main())
