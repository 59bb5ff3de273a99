"""The kept templates, and the words with which a text's gaps are filled in."""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date
from functools import cache, lru_cache
from importlib.resources import files
from types import MappingProxyType
from typing import Any

import yaml

from case_manager.models import Notice
from case_manager.notices import rules
from case_manager.notices.rules import Placeholder
from case_manager.programmes import service as programmes_service
from case_manager.vocabulary import Language
from citizen_text import dates, money, sms

Texts = Mapping[Language, str]


@dataclass(frozen=True)
class KeptTemplate:
    """`titles` are for the desk, which is in Bangla and English."""

    key: str
    titles: Mapping[Language, str]
    texts: Texts


@dataclass(frozen=True)
class PaidFacts:
    """Of one payment."""

    amount_paisa: int
    period_from: date
    period_to: date


_LONGEST = PaidFacts(9_999_900, date(2026, 9, 1), date(2027, 2, 28))


@cache
def kept_templates() -> Mapping[str, KeptTemplate]:
    return MappingProxyType(
        {
            key: KeptTemplate(
                key,
                titles={Language(name): words for name, words in entry["title"].items()},
                texts={language: entry[language] for language in Language},
            )
            for key, entry in _catalogue()["templates"].items()
        }
    )


@cache
def shared_texts() -> Texts:
    return MappingProxyType({one: _catalogue()["shared"][one] for one in Language})


def texts_for(notice: Notice, paid: PaidFacts | None, *, is_shared: bool) -> Texts:
    """As a phone gets them. What says something of one person does not go to a phone of several:
    there, everybody reads it."""
    if is_shared and rules.is_personal(programme=notice.programme):
        return shared_texts()
    return {
        one: said(notice.texts[one], one, notice.topic or notice.programme, notice.last_day, paid)
        for one in Language
    }


@lru_cache(maxsize=4096)
def said(
    text: str,
    language: Language,
    programme: str | None,
    last_day: date | None,
    paid: PaidFacts | None,
) -> str:
    return rules.filled(text, facts(language, programme, last_day, paid))


@lru_cache(maxsize=4096)
def segments(text: str) -> int:
    _, size = sms.in_cheapest_signs(text)
    return size.segments


def takes_too_many(
    text: str, language: Language, programme: str | None, last_day: date | None
) -> bool:
    """Where its gaps can be filled in: also for whoever is paid the most for the longest time."""
    longest = facts(language, programme, last_day, _LONGEST)
    return segments(rules.filled(text, rules.open_gaps() | longest)) > rules.MOST_SEGMENTS


def facts(
    language: Language, programme: str | None, last_day: date | None, paid: PaidFacts | None
) -> dict[str, str]:
    found: dict[str, str] = {}
    if programme:
        found[Placeholder.PROGRAMME] = programmes_service.spoken_names(programme)[language]
    if last_day:
        found[Placeholder.DATE] = dates.in_words(last_day, language)
    if paid:
        found[Placeholder.AMOUNT] = money.in_words(paid.amount_paisa, language)
        found[Placeholder.PERIOD] = dates.months_in_words(
            paid.period_from, paid.period_to, language
        )
    return found


@cache
def _catalogue() -> Mapping[str, Any]:
    file = files("case_manager") / "notices" / "catalogue" / "texts.yaml"
    found: Mapping[str, Any] = yaml.load(file.read_text(encoding="utf-8"), yaml.CSafeLoader)
    return found
