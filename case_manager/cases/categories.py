"""What people complain about and how long each may take, read from its file once a process."""

from collections.abc import Mapping
from dataclasses import dataclass
from functools import cache
from importlib.resources import files
from types import MappingProxyType

import yaml

from case_manager.cases.rules import Limits
from case_manager.vocabulary import Language


@dataclass(frozen=True)
class Category:
    id: str
    names: Mapping[Language, str]
    is_sensitive: bool
    needs_identity: bool
    first_tier: str
    limits: Limits


def find_category(category_id: str) -> Category | None:
    return categories().get(category_id)


@cache
def categories() -> Mapping[str, Category]:
    catalogue = files("case_manager") / "cases" / "catalogue" / "categories.yaml"
    entries = yaml.load(catalogue.read_text(encoding="utf-8"), yaml.CSafeLoader)["categories"]
    return MappingProxyType(
        {
            entry["id"]: Category(
                id=entry["id"],
                names={language: entry["names"][language.value] for language in Language},
                is_sensitive=entry["sensitive"],
                needs_identity=entry["needs_identity_to_resolve"],
                first_tier=entry["first_tier"],
                limits=Limits(
                    first_action=entry["sla_working_days"]["first_action"],
                    resolve=entry["sla_working_days"]["resolve"],
                    office=entry["sla_working_days"]["office"],
                    is_same_day=entry["priority"] == "P0",
                ),
            )
            for entry in entries
        }
    )
