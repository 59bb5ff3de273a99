"""`python evaluate.py FILE.jsonl [--json]` (in bot/): how well the assistant understands.

Needs no server. Each line of the file: {"text", "lang", "style", "intent",
"entities": [{"entity", "value_text"}]}; style and entities may be missing.
"""

import argparse
import asyncio
import contextlib
import io
import json
import logging
import os
import sys
import warnings
from collections.abc import Sequence
from pathlib import Path
from typing import Any

import structlog

from evaluation import BadInput, Parse, Understood, evaluate, read_examples, summarise
from evaluation_table import as_table
from training_inputs import model_path


def model_to_measure(wanted: Path) -> Path:
    """The model of the present inputs; where it is not trained yet the newest one, and that is
    said.
    """
    if wanted.exists():
        return wanted
    models = sorted(wanted.parent.glob("*.tar.gz"), key=lambda path: path.stat().st_mtime)
    if not models:
        raise BadInput("there is no model yet: run `make setup` first")
    print(f"{models[-1].name} was trained on other inputs: run `make setup`", file=sys.stderr)
    return models[-1]


def load_parser(model: Path) -> Parse:
    agent = load_agent(model)
    return lambda text: _parse(agent, text)


def load_agent(model: Path) -> Any:
    """Rasa and TensorFlow talk while they load; none of it belongs to the answer."""
    os.environ["TF_CPP_MIN_LOG_LEVEL"] = "3"
    warnings.simplefilter("ignore")
    logging.disable(logging.WARNING)
    structlog.configure(wrapper_class=structlog.make_filtering_bound_logger(logging.ERROR))
    with contextlib.redirect_stdout(io.StringIO()), contextlib.redirect_stderr(io.StringIO()):
        from rasa.core.agent import Agent

        return Agent.load(model_path=str(model))


def _parse(agent: Any, text: str) -> Understood:
    parsed = asyncio.run(agent.parse_message(_as_the_gateway_sends(text)))
    read = parsed["text"]
    spans = ((e["entity"], read[e["start"] : e["end"]].strip()) for e in parsed["entities"])
    intent = parsed["intent"]
    return Understood(intent["name"] or "", intent["confidence"], frozenset(spans))


def _as_the_gateway_sends(text: str) -> str:
    return " " + text.lstrip("/ ") if text.startswith("/") else text


def main(arguments: Sequence[str] | None = None) -> int:
    parser = argparse.ArgumentParser(prog="evaluate", description=__doc__)
    parser.add_argument("file", type=Path)
    parser.add_argument("--json", action="store_true")
    options = parser.parse_args(arguments)
    try:
        examples = read_examples(options.file)
        outcomes = evaluate(examples, load_parser(model_to_measure(model_path())))
    except BadInput as error:
        print(error, file=sys.stderr)
        return 2
    summary = summarise(outcomes)
    print(json.dumps(summary, ensure_ascii=False) if options.json else as_table(summary))
    return 0


if __name__ == "__main__":
    sys.exit(main())
