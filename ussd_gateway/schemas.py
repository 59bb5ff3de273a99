from datetime import date, datetime, time
from typing import Annotated, Literal, Self
from uuid import UUID

from pydantic import (
    AfterValidator,
    AwareDatetime,
    BaseModel,
    BeforeValidator,
    ConfigDict,
    Field,
    StringConstraints,
    WithJsonSchema,
    model_validator,
)

from citizen_text.sms import LONGEST_SMS
from ussd_gateway.addresses import Address, NotAnAddress
from ussd_gateway.messages import Language

_LONGEST_PHONE = 40  # however it is written


def _with_words(text: str) -> str:
    if not text.strip():
        raise ValueError("must not be blank")
    return text


def _as_address(raw: object) -> Address:
    try:
        return Address.of_sender(raw if isinstance(raw, str) and len(raw) <= _LONGEST_PHONE else "")
    except NotAnAddress:
        raise ValueError("not a phone number") from None


Text = Annotated[str, StringConstraints(max_length=LONGEST_SMS), AfterValidator(_with_words)]
Phone = Annotated[
    Address,
    BeforeValidator(_as_address),
    WithJsonSchema({"type": "string", "maxLength": _LONGEST_PHONE}),
]
CaseReference = Annotated[str, StringConstraints(pattern=r"^([0-9]{8}|[0-9]{10})$")]
CostTag = Annotated[str, StringConstraints(pattern=r"^[a-z0-9_]{1,64}$")]


class MakeContactKnown(BaseModel):
    model_config = ConfigDict(extra="forbid")

    phone: Phone
    language: Language


class ContactRead(BaseModel):
    """Of somebody who was a contact before: as they are, not as they were asked for."""

    contact_id: UUID
    language: Language
    opted_out: bool


LocalTime = Annotated[time, Field(description="hours and minutes in Asia/Dhaka, 21:00")]


class QuietHoursGiven(BaseModel):
    """From this time of the day until that one, over midnight where `to` is the earlier."""

    model_config = ConfigDict(extra="forbid")

    from_: LocalTime = Field(alias="from")
    to: LocalTime


class SendMessage(BaseModel):
    """Exactly one of `text` and `template`; a reply can only be expected to a case. What it would
    be `about` is passed on to the assistant as it is.

    `bulk` is what goes to many at once: it lets answers and notices go first. The message waits in
    its `quiet_hours`, until `not_before`, and for the next day of Asia/Dhaka where the contact got
    as many messages with a `daily_limit` today as its own allows. The contact's later messages of
    the case manager wait with it; answers do not. The same words to the same contact within half an
    hour are refused unless they are meant `again`; what failed is not counted.
    """

    model_config = ConfigDict(extra="forbid")

    message_id: UUID
    contact_id: UUID
    text: Text | None = None
    template: str | None = None
    language: Language
    case_reference: CaseReference | None = None
    expects_reply: bool = False
    about: Annotated[str, StringConstraints(pattern=r"^[a-z_]{1,20}$")] | None = None
    cost_tag: CostTag | None = None
    priority: Literal["notice", "bulk"] = "notice"
    quiet_hours: QuietHoursGiven | None = None
    daily_limit: Annotated[int, Field(ge=1, le=1000)] | None = None
    not_before: AwareDatetime | None = None
    again: bool = False

    @model_validator(mode="after")
    def _one_kind_of_words(self) -> Self:
        if (self.text is None) == (self.template is None):
            raise ValueError("exactly one of text and template is needed")
        if self.template is not None:
            raise ValueError("no template of this name is known")
        if self.expects_reply and self.case_reference is None:
            raise ValueError("expects_reply needs case_reference")
        if self.about is not None and not self.expects_reply:
            raise ValueError("about needs expects_reply")
        return self


class MessageAccepted(BaseModel):
    message_id: UUID
    status: Literal["accepted"] = "accepted"


class QueueRead(BaseModel):
    messages: int
    oldest_at: datetime


class WaitingRead(QueueRead):
    priority: Literal["conversation", "notice", "bulk"]


class ChannelRead(BaseModel):
    """`is_connected` is null where nothing has to stay connected; a channel that keeps failing
    `is_left_alone` for some minutes. `automatic` is what machines wrote, which nobody answers."""

    channel: str
    is_configured: bool
    takes_sms: bool
    takes_calls: bool
    sends: bool
    is_connected: bool | None
    is_left_alone: bool
    heard_at: datetime | None
    sent_at: datetime | None
    failed_last_hour: int
    automatic_last_day: int
    unanswered: QueueRead | None
    waiting: list[WaitingRead]


class ChannelsRead(BaseModel):
    channels: list[ChannelRead]


class CostRead(BaseModel):
    """`month` is its first day; `cost_tag` is empty for answers and what has no budget."""

    model_config = ConfigDict(from_attributes=True)

    month: date
    channel: str
    cost_tag: str
    messages: int
    segments: int
    cost_paisa: int


class CostsRead(BaseModel):
    costs: list[CostRead]


class FailedMessageListItem(BaseModel):
    """Without its words; of the phone only so much that two can be told apart, and null where its
    operator hides it. `resent_as` is what an operator had sent in its place."""

    id: UUID
    phone: str | None
    channel: str
    priority: Literal["conversation", "notice", "bulk"]
    cost_tag: str
    case_reference: str | None
    segments: int
    attempts: int
    reason: str | None
    created_at: datetime
    failed_at: datetime
    resent_as: UUID | None
    resent_status: Literal["queued", "accepted", "sent", "delivered", "failed"] | None


class FailedMessages(BaseModel):
    """`next_after` is the `after` of the next page; null on the last one."""

    messages: list[FailedMessageListItem]
    next_after: UUID | None


class Refusal(BaseModel):
    error: str
    detail: str


class Health(BaseModel):
    status: Literal["alive"] = "alive"


class Readiness(BaseModel):
    status: Literal["ready", "not ready"]
    database: str
    redis: str
    channels: str
    events: str


class About(BaseModel):
    service: str
    is_for: str
    version: str


Outcome = Literal["pending", "answered", "apologised", "handed_over", "automatic"]


class SimulatedOutcome(BaseModel):
    """`replies` holds what has been sent, in order; the apology is one of them."""

    status: Outcome
    replies: list[str]


class OutgoingListItem(BaseModel):
    sid: str
    channel: str
    to: str
    text: str
    sent_at: str
    encoding: Literal["GSM-7", "UCS-2"]
    octets: int
    segments: int
    cost_paisa: int


class OutgoingList(BaseModel):
    """`phone_id` stands for the phone in live events, so that those name nobody."""

    phone_id: str
    messages: list[OutgoingListItem]
