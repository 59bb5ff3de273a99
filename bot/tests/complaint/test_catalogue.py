"""complaints.yml is refused in words before anything starts."""

from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest
from ruamel.yaml import YAML

from complaint.catalogue import COMPLAINTS, UnusableCatalogue, read_catalogue
from complaint.texts import read_telling
from wording import read_wording

Change = Callable[[dict[str, Any]], None]


@pytest.fixture
def changed(tmp_path: Path) -> Callable[[Change], Path]:
    def write(change: Change) -> Path:
        content = YAML(typ="safe").load(COMPLAINTS)
        change(content)
        path = tmp_path / "complaints.yml"
        YAML(typ="safe").dump(content, path)
        return path

    return write


def with_kind(content: dict[str, Any], **fields: Any) -> None:
    content["wishes"]["report_bribe"]["kinds"]["bribe"] |= fields


@pytest.mark.parametrize(
    ("change", "sentence"),
    [
        (lambda c: with_kind(c, ask=["colour"]), "there is no question colour"),
        (lambda c: with_kind(c, asks=["role"]), "bribe: asks is no field of a kind"),
        (lambda c: with_kind(c, ask=["role"] * 4), "bribe: more than 3 questions"),
        (lambda c: c["wishes"]["report_bribe"].update(programmes="fish"), "no programmes named"),
        (lambda c: c["wishes"]["report_bribe"].update(ask_who=True), "ask_who is no field"),
        (lambda c: c["wishes"]["report_bribe"].update(says_first="utter_no"), "no text utter_no"),
        (lambda c: c["wishes"]["report_bribe"]["kinds"].update(x={}), "no text kind_x"),
        (lambda c: c["programmes"]["cash"].append("moon"), "no text programme_moon"),
        (lambda c: c["choices"]["role"].update(king=[]), "no text role_king"),
        (lambda c: with_kind(c, helplines=["mayor"]), "there is no helpline mayor"),
        (lambda c: c["wishes"]["report_bribe"].update(guarded=["king"]), "king, which is no role"),
        (lambda c: c["wishes"]["report_abuse"].pop("guarded"), "not exactly one wish"),
        (lambda c: with_kind(c, helplines=[]), "bribe is guarded and names no helplines"),
    ],
)
def test_what_is_wrong_is_said(
    changed: Callable[[Change], Path], change: Change, sentence: str
) -> None:
    with pytest.raises(UnusableCatalogue, match=sentence):
        read_telling(read_wording(), changed(change))


def test_a_wish_is_restricted_where_each_of_its_kinds_is() -> None:
    catalogue = read_catalogue()
    restricted = {name: catalogue.restricted(name) for name in catalogue.wishes}
    assert {name: category for name, category in restricted.items() if category} == {
        "report_abuse": "harassment_sea",
        "report_bribe": "bribe",
        "report_death": "deceased",
        "report_fraud_attempt": "fraud_pin_otp",
        "report_misconduct": "misbehaviour",
    }
