"""An assistant of our domain, rules and a share of our words, with Rasa's default configuration."""

import os
import subprocess
from pathlib import Path

from nalish.environment import inherited
from nalish.programs import BOT
from nalish.refusals import Refusal

# Rasa fills in its pipeline. The policies are its own too, but for `restrict_rules`: with it our
# rules are refused, and no model comes out.
_CONFIGURATION = """
recipe: default.v1
language: bn
assistant_id: nalish
policies:
  - name: MemoizationPolicy
  - name: RulePolicy
    restrict_rules: false
  - name: UnexpecTEDIntentPolicy
    max_history: 5
    epochs: 100
  - name: TEDPolicy
    max_history: 5
    epochs: 100
    constrain_similarities: true
"""
_SHARE_OF_EXAMPLES = 0.15  # all take half an hour, and a turn then costs the same
_NAME = "default"


def train_default(folder: Path) -> Path:
    """The model, which some minutes of two cores go into."""
    configuration = folder / "config.yml"
    configuration.write_text(_CONFIGURATION)
    examples = folder / "examples"
    nlu, rules, lookups = (
        os.path.relpath(BOT.parent / "nlu_data" / name, BOT) for name in ("nlu", "rules", "lookups")
    )
    _rasa(
        folder,
        *("data", "split", "nlu", "--nlu", nlu, "--out", str(examples)),
        *("--training-fraction", str(_SHARE_OF_EXAMPLES), "--random-seed", "1"),
    )
    _rasa(
        folder,
        *("train", "--config", str(configuration), "--domain", "domain", "--out", str(folder)),
        *("--fixed-model-name", _NAME, "--skip-validation"),
        *("--data", str(examples / "training_data.yml"), rules, lookups),
    )
    return folder / f"{_NAME}.tar.gz"


def _rasa(folder: Path, *arguments: str) -> None:
    log = folder / f"{arguments[0]}.log"
    quiet = {"RASA_TELEMETRY_ENABLED": "false", "TF_CPP_MIN_LOG_LEVEL": "3"}
    with log.open("wb") as output:
        done = subprocess.run(  # noqa: S603 (the command is ours)
            [str(BOT / ".venv/bin/rasa"), *arguments],
            cwd=BOT,
            env=inherited() | quiet,
            stdin=subprocess.DEVNULL,
            stdout=output,
            stderr=subprocess.STDOUT,
            check=False,
        )
    if done.returncode:
        raise Refusal(f"{log.read_text(errors='replace')[-2000:]}\nThe training failed.")
