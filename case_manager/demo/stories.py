"""What people of the demo complain about and in which words; the texts are in stories.yaml."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from enum import StrEnum
from functools import cache
from importlib.resources import files

import yaml

from case_manager.vocabulary import Language, OfficeDecision


class About(StrEnum):
    """The payment a complaint points at."""

    FAILED = "failed"
    PAID = "paid"
    NONE = "none"


@dataclass(frozen=True, slots=True)
class Story:
    category: str
    share: float
    about: About
    words: Mapping[Language, Sequence[str]]


@dataclass(frozen=True, slots=True)
class Stories:
    of_category: Mapping[str, Story]
    notes: Sequence[str]
    questions: Mapping[Language, str]
    answers: Mapping[Language, str]
    replies: Mapping[Language, str]
    closings: Mapping[OfficeDecision, Mapping[Language, str]]


@cache
def read_stories() -> Stories:
    source = files("case_manager").joinpath("demo", "stories.yaml").read_text(encoding="utf-8")
    texts = yaml.load(source, Loader=yaml.CSafeLoader)
    return Stories(
        of_category={
            category: Story(
                category,
                entry["share"],
                About(entry["about"]),
                {language: tuple(entry["words"][language.value]) for language in Language},
            )
            for category, entry in texts["categories"].items()
        },
        notes=tuple(texts["notes"]),
        questions=_translated(texts["questions"]),
        answers=_translated(texts["answers"]),
        replies=_translated(texts["replies"]),
        closings={
            decision: _translated(texts["closings"][decision.value]) for decision in OfficeDecision
        },
    )


def _translated(texts: Mapping[str, str]) -> Mapping[Language, str]:
    return {language: texts[language.value] for language in Language}
