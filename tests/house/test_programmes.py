"""The assistant and the case manager speak of the same programmes."""

from importlib.resources import files
from pathlib import Path

import yaml

from case_manager.programmes import service

LOOKUPS = Path(str(files("case_manager"))).parent / "nlu_data" / "lookups" / "programmes.yml"
PREFIX = "programme."


class TestProgrammes:
    def test_whatever_the_assistant_hears_is_in_the_catalogue(self):
        lookups = yaml.load(LOOKUPS.read_text(encoding="utf-8"), yaml.CSafeLoader)["nlu"]
        heard = {
            entry["lookup"].removeprefix(PREFIX)
            for entry in lookups
            if entry["lookup"].startswith(PREFIX)
        }
        assert heard
        assert heard - {"nobody"} <= set(service.programmes())
