"""What people may complain of by the assistant is what the case manager has categories for."""

from typing import Any

import yaml

from case_manager.vocabulary import AccusedRole, CallTime, Provider, Wanted, WrongDetail
from nalish.place import ROOT


def read(path: str) -> Any:
    return yaml.load((ROOT / path).read_text("utf-8"), yaml.CSafeLoader)


ASSISTANT = read("bot/complaints.yml")
CATALOGUE = read("case_manager/cases/catalogue/categories.yaml")
PROGRAMMES = ROOT / "case_manager/programmes/catalogue/programmes"
KINDS = {
    name: kind for wish in ASSISTANT["wishes"].values() for name, kind in wish["kinds"].items()
}


def looked_up(entity: str) -> set[str]:
    tables = read(f"nlu_data/lookups/{entity}s.yml")["nlu"]
    return {table["lookup"].partition(".")[2] for table in tables} - {"nobody"}


def test_every_complaint_of_the_language_contract_has_its_place() -> None:
    intents = read("nlu_data/contract.yml")["intents"]["of_substance"]
    complaints = {name for name in intents if name.startswith("report_")}
    assert ASSISTANT["wishes"].keys() == complaints | {"request_number_change"}


def test_one_rule_begins_them_all() -> None:
    [rule] = [
        rule
        for rule in read("nlu_data/rules/wishes.yml")["rules"]
        if rule["steps"][-1] == {"action": "action_begin_complaint"}
    ]
    assert {step["intent"] for step in rule["steps"][0]["or"]} == ASSISTANT["wishes"].keys()


def test_every_kind_is_a_category_as_the_case_manager_has_it() -> None:
    categories = {row["id"]: row for row in CATALOGUE["categories"]}
    assert {
        name: (kind.get("sensitive", False), kind.get("needs_identity", False))
        for name, kind in KINDS.items()
    } == {
        name: (categories[name]["sensitive"], categories[name]["needs_identity_to_resolve"])
        for name in KINDS
    }


def test_what_can_be_picked_is_what_a_case_can_hold() -> None:
    picked = {name: set(values) for name, values in ASSISTANT["choices"].items()}
    assert picked["role"] == set(AccusedRole) == looked_up("role")
    assert picked["provider"] == set(Provider) == looked_up("provider")
    assert picked["detail"] == set(WrongDetail)
    assert picked["wanted"] == set(Wanted)
    assert picked["call_time"] - {"any_time", "never"} == set(CallTime)


def test_every_programme_is_one_of_the_catalogue_and_every_one_that_is_read_has_a_name() -> None:
    named = {programme for group in ASSISTANT["programmes"].values() for programme in group}
    assert looked_up("programme") <= named
    assert named <= {path.stem for path in PROGRAMMES.glob("*.yaml")}


def test_helplines_are_those_of_the_catalogue() -> None:
    owners = {
        "police": "police",
        "women_and_children": "women & children",
        "legal_aid": "free legal aid",
        "anti_corruption": "ACC",
        "government": "national information",
        "doctors": "doctors",
        **{wallet: wallet for wallet in ("nagad", "bkash", "rocket", "upay")},
    }
    told = {name: row["number"] for name, row in read("bot/helplines.yml").items()}
    assert told.keys() == owners.keys()
    for name, number in told.items():
        assert CATALOGUE["helplines"][number].lower().startswith(owners[name].lower())
