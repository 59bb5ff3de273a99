"""An assistant of our words, domain and rules, with Rasa's default configuration."""

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
_TRAINING_DATA = ("nlu", "rules", "lookups")
_NAME = "default"


def train_default(folder: Path) -> Path:
    """The model, which ten minutes of two cores go into."""
    configuration = folder / "config.yml"
    configuration.write_text(_CONFIGURATION)
    command = [str(BOT / ".venv/bin/rasa"), "train", "--config", str(configuration)]
    command += ["--domain", "domain", "--out", str(folder), "--fixed-model-name", _NAME]
    command += ["--skip-validation", "--data"]
    command += [os.path.relpath(BOT.parent / "nlu_data" / name, BOT) for name in _TRAINING_DATA]
    log = folder / "training.log"
    quiet = {"RASA_TELEMETRY_ENABLED": "false", "TF_CPP_MIN_LOG_LEVEL": "3"}
    with log.open("wb") as output:
        done = subprocess.run(  # noqa: S603 (the command is ours)
            command,
            cwd=BOT,
            env=inherited() | quiet,
            stdin=subprocess.DEVNULL,
            stdout=output,
            stderr=subprocess.STDOUT,
            check=False,
        )
    if done.returncode:
        raise Refusal(f"{log.read_text(errors='replace')[-2000:]}\nThe training failed.")
    return folder / f"{_NAME}.tar.gz"
