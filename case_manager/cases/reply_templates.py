"""What caseworkers write again and again, filled in from the case it is written in."""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime
from functools import cache
from importlib.resources import files
from types import MappingProxyType

import yaml

from case_manager.cases import reading
from case_manager.kit.calendar import local_date
from case_manager.kit.keys import Keys
from case_manager.models import Case
from case_manager.vocabulary import Language
from citizen_text import dates, references

PLACEHOLDERS = frozenset({"reference", "name", "due_date", "matter"})
_SOMEBODY = {Language.BANGLA: "জনাব", Language.BANGLISH: "Jonab", Language.ENGLISH: "Dear citizen"}
_CASE = {Language.BANGLA: "নালিশ", Language.BANGLISH: "Nalish", Language.ENGLISH: "case"}
_MATTER = {
    Language.BANGLA: "আপনার বিষয়",
    Language.BANGLISH: "Apnar bishoy",
    Language.ENGLISH: "your matter",
}


@dataclass(frozen=True)
class ReplyTemplate:
    """One that is `discreet` says nothing of what the case is about."""

    shortcut: str
    is_discreet: bool
    titles: Mapping[Language, str]
    texts: Mapping[Language, str]


@dataclass(frozen=True)
class FilledTemplate:
    """`title` is for the caseworker, `text` for the citizen."""

    shortcut: str
    title: str
    text: str


def find_templates(
    prefix: str,
    case: Case,
    *,
    language: Language | None = None,
    shown_in: Language,
    keys: Keys,
    now: datetime,
) -> list[FilledTemplate]:
    """Those whose shortcut, or a word of whose title, begins with `prefix`; all with none.

    In the citizen's language unless another is asked for. `case` comes with its person.
    """
    written_in = language or case.language
    facts = _facts(case, written_in, keys, now)
    return [
        FilledTemplate(one.shortcut, one.titles[shown_in], _filled(one.texts[written_in], facts))
        for one in reply_templates()
        if _begins(one, prefix.strip().casefold()) and (one.is_discreet or not case.is_restricted)
    ]


@cache
def reply_templates() -> tuple[ReplyTemplate, ...]:
    catalogue = files("case_manager") / "cases" / "catalogue" / "replies.yaml"
    entries = yaml.load(catalogue.read_text(encoding="utf-8"), yaml.CSafeLoader)
    return tuple(
        ReplyTemplate(
            shortcut=shortcut,
            is_discreet=entry.get("discreet", False),
            titles=MappingProxyType(_titles(entry["title"])),
            texts=MappingProxyType({language: entry[language.value] for language in Language}),
        )
        for shortcut, entry in entries.items()
    )


def _titles(written: Mapping[str, str]) -> dict[Language, str]:
    """The desk is in Bangla and English."""
    bangla, english = written["bn"], written["en"]
    return {Language.BANGLA: bangla, Language.BANGLISH: bangla, Language.ENGLISH: english}


def _begins(template: ReplyTemplate, prefix: str) -> bool:
    words = [template.shortcut]
    for title in template.titles.values():
        words += title.casefold().split()
    return any(word.startswith(prefix) for word in words)


def _filled(text: str, facts: Mapping[str, str]) -> str:
    filled = text.format_map(facts)
    return filled[:1].upper() + filled[1:]


def _facts(case: Case, language: Language, keys: Keys, now: datetime) -> dict[str, str]:
    """A day that is over is not promised, and in a restricted case nobody is named."""
    due_on = max(case.resolution_due_on, local_date(now))
    return {
        "reference": references.in_groups(case.reference, language),
        "due_date": dates.in_words(due_on, language),
        "name": _name(case, language, keys) or _SOMEBODY[language],
        "matter": (_MATTER if case.is_restricted else _CASE)[language],
    }


def _name(case: Case, language: Language, keys: Keys) -> str | None:
    if case.is_restricted:
        return None
    if case.person:
        return case.person.name_bn if language is Language.BANGLA else case.person.name_en
    return reading.given_name(case, keys)
