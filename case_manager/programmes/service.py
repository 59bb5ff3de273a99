"""The catalogue of programmes, read from its files once a process."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import date
from functools import cache
from importlib.resources import files
from types import MappingProxyType
from typing import Any

import yaml

from case_manager.programmes import rules
from case_manager.vocabulary import Language

_QUARTERLY = "quarterly"
_QUARTER_MONTHS = 3


@dataclass(frozen=True)
class Programme:
    id: str
    names: Mapping[Language, str]
    short_names: Mapping[Language, str]
    amounts: Sequence[rules.Amount]
    paid_every_months: int | None


@dataclass(frozen=True)
class Criteria:
    """What a citizen is told of a programme, in short sentences."""

    programme: str
    qualifies: Mapping[Language, str]
    apply_at: Mapping[Language, str]


def find_programme(programme_id: str) -> Programme | None:
    return programmes().get(programme_id)


def programme_names(programme_id: str) -> Mapping[Language, str]:
    """A programme that left the catalogue still has old payments: it is shown by its id."""
    found = find_programme(programme_id)
    return found.names if found else dict.fromkeys(Language, programme_id)


def spoken_names(programme_id: str) -> Mapping[Language, str]:
    """As people say them and as an SMS has room for."""
    found = find_programme(programme_id)
    return found.short_names if found else programme_names(programme_id)


def rate_on(day: date, programme_id: str, birth_year: int | None = None) -> rules.Rate | None:
    """What a month brings: to everybody, or to one who was born in that year."""
    found = find_programme(programme_id)
    group = rules.group_of_age(birth_year, day) if birth_year else None
    return rules.rate_on(day, found.amounts, group) if found else None


@cache
def criteria() -> Mapping[str, Criteria]:
    """Of the main cash allowances, in the order in which they are offered."""
    catalogue = _read("criteria.yaml")
    told = [_criteria(entry, catalogue["offices"]) for entry in catalogue["programmes"]]
    return MappingProxyType({found.programme: found for found in told})


@cache
def programmes() -> Mapping[str, Programme]:
    entries = _read("programmes.yaml")["programmes"]
    return MappingProxyType({entry["id"]: _programme(entry) for entry in entries})


def _read(name: str) -> Mapping[str, Any]:
    source = files("case_manager") / "programmes" / "catalogue" / name
    catalogue: Mapping[str, Any] = yaml.load(source.read_text(encoding="utf-8"), yaml.CSafeLoader)
    return catalogue


def _programme(entry: Mapping[str, Any]) -> Programme:
    names = _in_every_language(entry["names"])
    short = {language: entry["names"].get(f"short_{language.value}") for language in Language}
    quarterly = entry["payment_cycle"]["cycle"] == _QUARTERLY
    return Programme(
        id=entry["id"],
        names=names,
        short_names={language: short[language] or names[language] for language in Language},
        amounts=[_amount(amount) for amount in entry["amounts"] if _is_monthly_taka(amount)],
        paid_every_months=_QUARTER_MONTHS if quarterly else None,
    )


def _is_monthly_taka(entry: Mapping[str, Any]) -> bool:
    return isinstance(entry["amount"], int) and entry["per"] == "month" and "unit" not in entry


def _amount(entry: Mapping[str, Any]) -> rules.Amount:
    return rules.Amount(
        first_day=date.fromisoformat(entry["from"]),
        last_day=date.fromisoformat(entry["to"]) if entry["to"] else None,
        taka=entry["amount"],
        applies_to=entry.get("applies_to"),
        is_uncertain=entry.get("uncertain", False),
    )


def _criteria(entry: Mapping[str, Any], offices: Mapping[str, Any]) -> Criteria:
    return Criteria(
        programme=entry["id"],
        qualifies=_in_every_language(entry["qualifies"]),
        apply_at=_in_every_language(offices[entry["office"]]),
    )


def _in_every_language(texts: Mapping[str, str]) -> Mapping[Language, str]:
    return {language: texts[language.value] for language in Language}
