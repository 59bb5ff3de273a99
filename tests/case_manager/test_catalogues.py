"""The catalogue files agree with themselves: every source, tier and programme named exists."""

import unicodedata
from datetime import date
from importlib.resources import files
from typing import Any

import pytest
import yaml

from case_manager.vocabulary import Language


def _read(module: str, name: str) -> dict[str, Any]:
    text = files("case_manager").joinpath(module, "catalogue", name).read_text(encoding="utf-8")
    assert text == unicodedata.normalize("NFC", text)
    catalogue: dict[str, Any] = yaml.load(text, Loader=yaml.CSafeLoader)
    return catalogue


@pytest.fixture(scope="module")
def programmes() -> dict[str, Any]:
    return _read("programmes", "programmes.yaml")


@pytest.fixture(scope="module")
def criteria() -> dict[str, Any]:
    return _read("programmes", "criteria.yaml")


@pytest.fixture(scope="module")
def categories() -> dict[str, Any]:
    return _read("cases", "categories.yaml")


class TestProgrammes:
    def test_ids_and_codes_are_given_once(self, programmes: dict[str, Any]) -> None:
        entries = programmes["programmes"]
        assert len({entry["id"] for entry in entries}) == len(entries) == 48
        assert len({entry["sms_code"] for entry in entries}) == len(entries)

    def test_every_name_in_every_language(self, programmes: dict[str, Any]) -> None:
        for entry in programmes["programmes"]:
            assert all(entry["names"][language.value] for language in Language)
            assert entry["names"]["bn-Latn"].isascii()

    def test_every_source_is_explained(self, programmes: dict[str, Any]) -> None:
        for entry in programmes["programmes"]:
            named = {*entry["sources"], *entry["payment_cycle"]["sources"]}
            named |= {amount["source"] for amount in entry["amounts"]}
            assert named <= set(programmes["sources"])

    def test_amounts_are_dated_numbers_or_say_what_the_source_says(
        self, programmes: dict[str, Any]
    ) -> None:
        for entry in programmes["programmes"]:
            for amount in entry["amounts"]:
                starts, ends = amount["from"], amount["to"]
                assert starts is None or date.fromisoformat(starts)
                assert ends is None or starts is None or starts <= ends
                assert isinstance(amount["amount"], int) or "stated_as" in amount or amount["note"]


class TestCriteria:
    def test_offices_programmes_and_sources_are_explained(
        self, criteria: dict[str, Any], programmes: dict[str, Any]
    ) -> None:
        known = {entry["id"] for entry in programmes["programmes"]}
        for entry in criteria["programmes"]:
            assert entry["id"] in known
            assert entry["office"] in criteria["offices"]
            assert entry["sources"]
            assert set(entry["sources"]) <= set(programmes["sources"])

    def test_every_text_in_every_language_and_in_the_letters_of_an_sms(
        self, criteria: dict[str, Any]
    ) -> None:
        texts = [entry["qualifies"] for entry in criteria["programmes"]]
        for text in [*texts, *criteria["offices"].values()]:
            assert set(text) == {language.value for language in Language}
            assert (text["bn-Latn"] + text["en"]).isascii()


class TestCategories:
    def test_ids_and_codes_are_given_once(self, categories: dict[str, Any]) -> None:
        entries = categories["categories"]
        assert len({entry["id"] for entry in entries}) == len(entries) == 37
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

    def test_routing_names_programmes_of_the_catalogue(
        self, categories: dict[str, Any], programmes: dict[str, Any]
    ) -> None:
        known = {entry["id"] for entry in programmes["programmes"]}
        for route in categories["programme_routing"]:
            assert set(route["programmes"]) <= known
