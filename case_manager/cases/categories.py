"""What people complain about and how long each may take, read from its file once a process."""

from collections.abc import Mapping
from dataclasses import dataclass
from functools import cache
from importlib.resources import files
from types import MappingProxyType
from typing import Any

import yaml

from case_manager.cases.rules import Limits
from case_manager.vocabulary import Language

APPEAL = "appeal"


@dataclass(frozen=True)
class Category:
    """`brings_money`: settled, money comes to the citizen, who can say whether it has."""

    id: str
    names: Mapping[Language, str]
    is_sensitive: bool
    needs_identity: bool
    brings_money: bool
    first_tier: str
    escalate_to: tuple[str, ...]
    limits: Limits


def find_category(category_id: str) -> Category | None:
    return categories().get(category_id)


@cache
def categories() -> Mapping[str, Category]:
    return MappingProxyType({entry["id"]: _category(entry) for entry in _catalogue()["categories"]})


@cache
def appeal_days() -> tuple[int, ...]:
    """Working days of the tier that hears an appeal, and of the one that hears the next; there is
    none after it."""
    limits = _catalogue()["government_limits"]
    return limits["appeal_working_days"], limits["third_tier_working_days"]


def _category(entry: Mapping[str, Any]) -> Category:
    days = entry["sla_working_days"]
    return Category(
        id=entry["id"],
        names={language: entry["names"][language.value] for language in Language},
        is_sensitive=entry["sensitive"],
        needs_identity=entry["needs_identity_to_resolve"],
        brings_money=entry.get("brings_money", False),
        first_tier=entry["first_tier"],
        escalate_to=tuple(entry["escalate_to"]),
        limits=Limits(
            first_action=days["first_action"],
            resolve=days["resolve"],
            office=days["office"],
            is_same_day=entry["priority"] == "P0",
        ),
    )


@cache
def _catalogue() -> Mapping[str, Any]:
    text = (files("case_manager") / "cases" / "catalogue" / "categories.yaml").read_text("utf-8")
    catalogue: Mapping[str, Any] = yaml.load(text, yaml.CSafeLoader)
    return catalogue
