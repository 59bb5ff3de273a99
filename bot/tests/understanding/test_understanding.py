"""The trained model on messages that it never saw: a change for the worse is noticed here."""

import json
import subprocess
import sys

import pytest
import yaml

from evaluation import read_examples
from training_inputs import BOT, NLU_DATA

SETS = NLU_DATA / "evaluation"
DEVELOPMENT = SETS / "development.jsonl"
CONTRACT = yaml.safe_load((NLU_DATA / "contract.yml").read_text(encoding="utf-8"))
INTENTS = {intent for kind in CONTRACT["intents"].values() for intent in kind}


GOAL = 0.93


@pytest.fixture(
    scope="module", params=["development.jsonl", "test.jsonl", "strangers.jsonl", "newcomers.jsonl"]
)
def name(request):
    return request.param


@pytest.fixture(scope="module")
def summary(name):
    """As `nalish nlu evaluate` calls it: its own process, and JSON alone on standard output."""
    ran = subprocess.run(
        [sys.executable, "evaluate.py", str(SETS / name), "--json"],
        cwd=BOT,
        capture_output=True,
        text=True,
        check=True,
    )
    return json.loads(ran.stdout)


def test_wishes_are_understood(summary):
    assert summary["intent_accuracy"] >= GOAL
    assert summary["intent_macro_f1"] >= GOAL


@pytest.mark.parametrize("language", ["bn", "bn-Latn", "en"])
def test_in_each_language(summary, language):
    assert summary["by_lang"][language]["intent_accuracy"] >= GOAL


@pytest.mark.parametrize("style", ["dialect", "noisy"])
def test_in_dialect_and_with_typing_errors(summary, style):
    assert summary["by_style"][style]["intent_accuracy"] >= 0.85


def test_what_is_no_wish_of_ours_is_known_as_such(summary):
    assert summary["by_intent"]["out_of_scope"]["recall"] >= 0.85


def test_entities_are_found_exactly(summary):
    assert summary["entity_f1"] >= 0.9


def test_confidence_is_as_sure_as_it_is_right(summary):
    assert summary["calibration"]["error"] <= 0.04


def test_every_wish_has_enough_examples():
    by_intent = [example.intent for example in read_examples(DEVELOPMENT)]
    assert set(by_intent) == INTENTS
    assert min(map(by_intent.count, INTENTS)) >= 12
    for intent in INTENTS:
        lines = (NLU_DATA / "nlu" / f"{intent}.yml").read_text(encoding="utf-8")
        assert lines.count("\n      - ") >= 40
