"""The catalogue of categories agrees with itself: every source, tier and programme exists."""

import unicodedata
from importlib.resources import files
from typing import Any

import pytest
import yaml

from case_manager.programmes import service as programmes_service
from case_manager.vocabulary import Language


def _read(module: str, name: str) -> dict[str, Any]:
    text = files("case_manager").joinpath(module, "catalogue", name).read_text(encoding="utf-8")
    assert text == unicodedata.normalize("NFC", text)
    catalogue: dict[str, Any] = yaml.load(text, Loader=yaml.CSafeLoader)
    return catalogue


@pytest.fixture(scope="module")
def categories() -> dict[str, Any]:
    return _read("cases", "categories.yaml")


class TestCategories:
    def test_ids_and_codes_are_given_once(self, categories: dict[str, Any]) -> None:
        entries = categories["categories"]
        assert len({entry["id"] for entry in entries}) == len(entries) == 38
        assert len({entry["code"] for entry in entries}) == len(entries)

    def test_every_name_in_every_language(self, categories: dict[str, Any]) -> None:
        for entry in categories["categories"]:
            assert all(entry["names"][language.value] for language in Language)

    def test_tiers_priorities_and_sources_are_explained(self, categories: dict[str, Any]) -> None:
        for entry in categories["categories"]:
            assert entry["first_tier"] in categories["tiers"]
            assert entry["priority"] in categories["priorities"]
            assert {*entry["sources"], *entry["evidence"]} <= set(categories["sources"])
            assert set(entry["sla_working_days"]["sources"].values()) <= set(categories["sources"])

    def test_no_limit_exceeds_the_office_s_own(self, categories: dict[str, Any]) -> None:
        for entry in categories["categories"]:
            limits = entry["sla_working_days"]
            assert 0 <= limits["first_action"] <= limits["resolve"] <= limits["office"]

    def test_routing_names_programmes_of_the_catalogue(self, categories: dict[str, Any]) -> None:
        for route in categories["programme_routing"]:
            assert set(route["programmes"]) <= set(programmes_service.programmes())
