"""Words of lists, and the words of the trade that they are."""

from collections.abc import Iterator, Mapping
from enum import StrEnum
from functools import cache
from importlib.resources import files
from typing import TypeVar

import yaml

from case_manager.imports.fields.cells import Parse, Wrong, key, shown
from case_manager.imports.fields.numbers import find_phone
from case_manager.programmes.schemas import Catalogue, Programme
from case_manager.vocabulary import (
    EnrolmentStatus,
    NomineeRelation,
    PaymentStatus,
    ReturnReason,
    Sex,
)

Word = TypeVar("Word", bound=StrEnum)

_BANK = ("bank", "ব্যাংক")
_FINANCIAL_ADDRESS = "@"


@cache
def _words() -> Mapping[str, Mapping[str, str]]:
    """By the way it is written, of each list."""
    text = (files("case_manager") / "imports" / "fields" / "words.yaml").read_text("utf-8")
    tree = yaml.load(text, yaml.CSafeLoader)
    none = dict.fromkeys(map(key, tree.pop("none")), "")
    lists = {
        name: {key(said): word for word, all_said in words.items() for said in (word, *all_said)}
        for name, words in tree.items()
    }
    return {**lists, "none": none}


def payment_status(written: str) -> str:
    return PaymentStatus(_word("status", written, "unknown_status"))


def return_reason(written: str) -> str | None:
    """None for what says that there is none."""
    if not (said := key(written)) or said in _words()["none"]:
        return None
    return ReturnReason(_word("reason", written, "unknown_reason"))


def enrolment_status(written: str) -> str:
    return EnrolmentStatus(_word("enrolment", written, "unknown_enrolment_status"))


def sex(written: str) -> str:
    return Sex(_word("sex", written, "unknown_sex"))


def relation(written: str) -> str:
    return NomineeRelation(_word("relation", written, "unknown_relation"))


def yes_no(written: str) -> bool:
    return _word("yes_no", written, "no_yes_no") == "yes"


def provider(written: str) -> str:
    """Of a financial address, `account:…@nagad`, what is behind the sign; any bank is a bank."""
    name = written.rpartition(_FINANCIAL_ADDRESS)[2]
    found = _words()["provider"].get(key(name))
    if found is None and any(word in key(name) for word in _BANK):
        return "bank_agent" if "agent" in key(name) or "এজেন্ট" in key(name) else "bank"
    return found or _unknown("unknown_provider", name)


def provider_of_wallet(written: str) -> str | None:
    """A number alone does not say by whom it is paid."""
    return provider(written) if _FINANCIAL_ADDRESS in written else None


def wallet(written: str) -> Mapping[str, str | bool]:
    """Its number, a phone's, and its provider where they stand together; of a bank no number."""
    number, _, name = written.rpartition(":")[2].partition(_FINANCIAL_ADDRESS)
    known: dict[str, str | bool] = {"is_given": True}
    if name:
        known["provider"] = provider(name)
    if found := find_phone(number):
        known["number"] = found
    return known


@cache
def known() -> frozenset[str]:
    """Of all lists."""
    return frozenset(said for words in _words().values() for said in words)


def programme(catalogue: Catalogue) -> Parse:
    """By id, code, name or alias; a word that two programmes have is neither's."""
    only = of_programmes(catalogue)

    def parse(written: str) -> str:
        return only.get(key(written)) or _unknown("unknown_programme", written)

    return parse


def of_programmes(catalogue: Catalogue) -> Mapping[str, str]:
    """The programme of each word that is one's alone."""
    known: dict[str, set[str]] = {}
    for each in catalogue.programmes.values():
        for word in _said_of(each):
            known.setdefault(key(word), set()).add(each.id)
    only = {word: ids.copy().pop() for word, ids in known.items() if len(ids) == 1}
    return only | {key(name): name for name in catalogue.programmes}


def _said_of(programme: Programme) -> Iterator[str]:
    yield from (programme.id, programme.sms_code)
    yield from programme.names.values()
    yield from programme.short_names.values()
    yield from (*programme.aliases.bn, *programme.aliases.banglish, *programme.aliases.en)


def _word(list_: str, written: str, code: str) -> str:
    return _words()[list_].get(key(written)) or _unknown(code, written)


def _unknown(code: str, written: str) -> str:
    raise Wrong(code, value=shown(written))
