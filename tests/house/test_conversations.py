"""No wish of the language contract is without its conversations."""

import yaml

from nalish.place import ROOT

NO_WISHES = {"affirm", "deny", "thank", "inform", "out_of_scope"}  # answers, courtesies, noise


def test_every_wish_is_held_in_every_language_on_both_channels() -> None:
    intents = yaml.safe_load((ROOT / "nlu_data/contract.yml").read_text("utf-8"))["intents"]
    wishes = {*intents["of_substance"], *intents["brief"]} - NO_WISHES
    lines = (ROOT / "docs/conversations.md").read_text("utf-8").splitlines()
    rows = [line.strip("| ").split(" | ") for line in lines if line.startswith("| ")]
    assert all(len(row) == 5 and all(row) for row in rows)
    assert {row[0] for row in rows} - {"wish"} == wishes
