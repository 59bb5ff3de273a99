"""What the case manager makes of the facts: which programmes fit, why, and what is still asked."""

from collections.abc import Mapping
from dataclasses import asdict, dataclass
from typing import Any

from case_manager_client import Application, Rate, application_from, rate_from

Texts = Mapping[str, str]

ELIGIBLE, NOT_ELIGIBLE, NEEDS = "eligible", "not_eligible", "needs"
CHOICE, NUMBER, YES_NO = "choice", "number", "yes_no"
AGE = "age"


@dataclass(frozen=True)
class Question:
    """As the case manager words it; its id is the fact that the answer tells."""

    id: str
    type: str
    words: Texts
    options: tuple[Mapping[str, Any], ...]
    lowest: int | None
    highest: int | None

    def as_slot(self) -> dict[str, Any]:
        return asdict(self)

    @property
    def may_be_none(self) -> bool:
        """A number of which there may be none, unlike an age."""
        return self.type == NUMBER and self.lowest == 0 and self.id != AGE

    @property
    def choices(self) -> tuple[str, ...]:
        return tuple(option["id"] for option in self.options)


@dataclass(frozen=True)
class Reason:
    """`to_get` is what to do first where something is missing that can be got."""

    words: Texts
    fact: str | None
    is_against: bool
    to_get: Texts | None


@dataclass(frozen=True)
class Verdict:
    """Of one programme. It `waits_for` the questions left that may decide it; how to apply is told
    of what fits, and of what is left to the office.
    """

    programme: str
    name: Texts
    state: str
    reasons: tuple[Reason, ...]
    waits_for: tuple[str, ...]
    rate: Rate | None
    benefit: Texts | None
    application: Application | None

    @property
    def is_over(self) -> bool:
        """Refused, or left to the office."""
        return self.state == NOT_ELIGIBLE or (self.state == NEEDS and not self.waits_for)

    @property
    def against(self) -> tuple[Reason, ...]:
        return tuple(reason for reason in self.reasons if reason.is_against)

    @property
    def to_get(self) -> Texts | None:
        """What to do first, where nothing else stands against it."""
        first = [reason.to_get for reason in self.against]
        return first[0] if self.state == NOT_ELIGIBLE and first and all(first) else None


@dataclass(frozen=True)
class Assessment:
    verdicts: tuple[Verdict, ...]
    questions: tuple[Question, ...]


def question_from(row: Mapping[str, Any]) -> Question:
    return Question(
        id=row["id"],
        type=row["type"],
        words=row["words"],
        options=tuple(row["options"]),
        lowest=row["lowest"],
        highest=row["highest"],
    )


def assessment_from(answer: Mapping[str, Any]) -> Assessment:
    return Assessment(
        verdicts=tuple(map(_verdict, answer["programmes"])),
        questions=tuple(map(question_from, answer["next_questions"])),
    )


def _verdict(row: Mapping[str, Any]) -> Verdict:
    application = row["application"]
    return Verdict(
        programme=row["programme"],
        name=row["programme_name"],
        state=row["verdict"],
        reasons=tuple(map(_reason, row["reasons"])),
        waits_for=tuple(row["waits_for"]),
        rate=rate_from(row["rate"]),
        benefit=row["benefit"],
        application=application_from(application) if application else None,
    )


def _reason(row: Mapping[str, Any]) -> Reason:
    return Reason(
        words=row["words"],
        fact=row["fact"],
        is_against=row["state"] == "not_met",
        to_get=row["to_get"],
    )
