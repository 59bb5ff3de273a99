"""A reply that changes needs no new model."""

from ruamel.yaml import YAML

import training_inputs
from training_inputs import BOT

SHARED_BY_THE_PIPELINE = {"__init__", "commands", "misspelling"}


def test_of_the_components_only_the_pipeline_makes_the_model() -> None:
    pipeline = YAML(typ="safe").load(BOT / "config.yml")["pipeline"]
    named = {component["name"].split(".")[1] for component in pipeline}
    hashed = {path.stem for _, path in training_inputs.files() if path.parent.name == "components"}
    assert hashed == named | SHARED_BY_THE_PIPELINE
