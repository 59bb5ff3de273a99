from datetime import date, time
from typing import Annotated, Literal
from uuid import UUID

from pydantic import (
    AwareDatetime,
    BaseModel,
    BeforeValidator,
    ConfigDict,
    Field,
    StringConstraints,
)

from case_manager.cases.told import HourOfCall, RingAt, Told
from case_manager.idempotency import KeptRefusal
from case_manager.kit.office_hours import NotThen, WishedCall
from case_manager.vocabulary import (
    CallTime,
    CaseStatus,
    Channel,
    DeliveryStatus,
    Language,
    OfficeDecision,
)

_LONGEST_TEXT = 4000

_NO_NUL = r"^[^\x00]*$"  # letters of every script, but no NUL, which PostgreSQL cannot keep

Words = Annotated[
    str,
    StringConstraints(
        strip_whitespace=True, min_length=1, max_length=_LONGEST_TEXT, pattern=_NO_NUL
    ),
]


def _whatever_it_says(text: object) -> object:
    """A person reads it next, so nothing in it is a reason to refuse it."""
    return _storable(text).strip()[:_LONGEST_TEXT] or "?" if isinstance(text, str) else text


def _storable(text: str) -> str:
    """Without NUL and halves of characters, which PostgreSQL cannot keep."""
    return text.replace("\x00", "").encode("utf-8", "replace").decode("utf-8")


AnyWords = Annotated[str, BeforeValidator(_whatever_it_says)]


class OpenCase(BaseModel):
    model_config = ConfigDict(extra="forbid", hide_input_in_errors=True)

    conversation_id: UUID
    category: Annotated[str, StringConstraints(pattern=r"^[a-z_0-9]{2,40}$")]
    description: Words
    payment_id: UUID | None = None
    programme: Annotated[str, StringConstraints(pattern=r"^[a-z_0-9]{2,40}$")] | None = None
    missing_since: (
        Annotated[str, StringConstraints(pattern=r"^(19|20)[0-9]{2}-(0[1-9]|1[0-2])$")] | None
    ) = None
    channel: Literal[Channel.SMS, Channel.USSD]
    language: Language
    told: Told | None = None
    is_anonymous: bool = False


class AppendWords(BaseModel):
    model_config = ConfigDict(extra="forbid", hide_input_in_errors=True)

    conversation_id: UUID
    text: Words
    language: Language


class FollowUp(BaseModel):
    model_config = ConfigDict(extra="forbid", hide_input_in_errors=True)

    conversation_id: UUID


class WithdrawCase(FollowUp):
    text: Words | None = None
    language: Language


class AppealCase(FollowUp):
    text: Words
    channel: Literal[Channel.SMS, Channel.USSD]
    language: Language


class AnswerRemedy(FollowUp):
    """`came`: what was decided has reached the citizen."""

    came: Annotated[bool, Field(strict=True)]
    text: Words | None = None
    language: Language


class RateCase(FollowUp):
    score: Annotated[int, Field(ge=1, le=5, strict=True)]


class AskForCall(FollowUp):
    """`call_time` is null where any part of the day suits, `call_on` where any day does, and
    `call_after`, the earliest hour, where none was named; `ring_at` is where to call instead of
    this phone.
    """

    call_time: CallTime | None
    call_on: date | None = None
    call_after: HourOfCall | None = None
    ring_at: RingAt | None = None
    text: Words
    language: Language

    @property
    def wished(self) -> WishedCall:
        after = time.fromisoformat(self.call_after) if self.call_after else None
        return WishedCall(self.call_time, self.call_on, after)


class CancelCall(FollowUp):
    text: Words
    language: Language


class CallBackRead(BaseModel):
    """`call_after` is the hour of `call_on` from which somebody may call, in Bangladesh's time;
    `why_not_then` is null where that is as it was wished.
    """

    reference: str
    first_answer_on: date
    is_office_open: bool
    why_not_then: NotThen | None
    call_on: date
    call_after: HourOfCall


class NotDecidedYet(KeptRefusal):
    error: Literal["NotDecidedYet"] = "NotDecidedYet"
    detail: str = "nothing is decided yet; the words are with the case"
    decision_due_on: date


class NoHigherTier(KeptRefusal):
    error: Literal["NoHigherTier"] = "NoHigherTier"
    detail: str = "the last tier has decided; the words are with the case"


class CaseReference(BaseModel):
    reference: str


class CaseRead(BaseModel):
    """What the citizen may know of their case."""

    reference: str
    category: str
    status: CaseStatus
    opened_on: date
    first_answer_on: date
    resolution_due_on: date
    office_decision: OfficeDecision | None
    closed_on: date | None
    needs_identity: bool = Field(description="nothing can be decided until the person is known")
    is_anonymous: bool = Field(description="filed without a name, which is never asked for")
    is_restricted: bool = Field(description="what it is about is never said to whoever asks")


class CasesRead(BaseModel):
    cases: list[CaseRead]


class _Event(BaseModel):
    model_config = ConfigDict(extra="forbid", hide_input_in_errors=True)

    event_id: UUID
    occurred_at: AwareDatetime


class DeliveryChanged(_Event):
    kind: Literal["delivery_changed"]
    message_id: UUID
    status: DeliveryStatus
    reason: Annotated[str, StringConstraints(max_length=200, pattern=_NO_NUL)] | None = None


class MessageUnanswered(_Event):
    kind: Literal["message_unanswered"]
    conversation_id: UUID
    message_id: UUID
    channel: Literal[Channel.SMS, Channel.USSD]
    language: Language
    text: AnyWords


class OptChanged(_Event):
    kind: Literal["opted_out", "opted_in"]
    conversation_id: UUID


class EventRead(BaseModel):
    event_id: UUID
