from datetime import date

from pydantic import BaseModel, ConfigDict, Field

from case_manager.entitlements.schemas import ApplicationRead, RateRead, Read, Texts
from case_manager.vocabulary import ConditionState, Verdict


class AskEligibility(BaseModel):
    """`facts` by id, as the questions name them; `receives` lists all programmes that come already,
    and `programmes` are those asked for, all of them where it is null."""

    model_config = ConfigDict(extra="forbid")

    facts: dict[str, bool | int | float | str | None] = Field(default={}, max_length=100)
    receives: list[str] | None = Field(default=None, max_length=100)
    programmes: list[str] | None = Field(default=None, max_length=100)


class ReasonRead(Read):
    """`source` is explained under `sources`; `told` is null where nothing was told, `to_get` where
    nothing can be got first that would mend it.
    """

    condition: str
    state: ConditionState
    fact: str | None
    told: bool | int | float | str | None
    needed: list[bool | int | float | str | None]
    since: date | None
    source: str | None
    is_uncertain: bool
    words: Texts
    to_get: Texts | None


class ProgrammeEligibilityRead(Read):
    """`rate` is a month's amount in money; where there is none, `benefit` says what comes.

    `waits_for` are the questions that may decide it; without one, the office decides. Whoever is
    eligible or left to the office is told of the `application`.
    """

    programme: str
    programme_name: Texts
    verdict: Verdict
    is_uncertain: bool
    reasons: list[ReasonRead]
    waits_for: list[str]
    rate: RateRead | None
    benefit: Texts | None
    paid_every_months: int | None
    application: ApplicationRead | None


class OptionRead(Read):
    id: str
    names: Texts


class QuestionRead(Read):
    """The answer is told as the fact of this id; `decides` programmes wait for it."""

    id: str
    type: str
    words: Texts
    options: list[OptionRead]
    lowest: int | None
    highest: int | None
    decides: int


class SourceRead(Read):
    title: str
    date: str | None
    url: str | None


class EligibilityRead(Read):
    on: date
    programmes: list[ProgrammeEligibilityRead]
    next_questions: list[QuestionRead]
    sources: dict[str, SourceRead]
