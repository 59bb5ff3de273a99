"""The envelope of DCI and G2P Connect. Of what comes back, what we do not know is left alone."""

from datetime import date, datetime, timedelta
from enum import StrEnum
from typing import Annotated, Any

from pydantic import BaseModel, ConfigDict, StringConstraints, field_validator

from case_manager.kit.calendar import local_date

VERSION = "1.0.0"
_FIRST_DAY = date(1900, 1, 1)
_CLOCKS_DIFFER = timedelta(days=1)
ReasonCode = Annotated[str, StringConstraints(pattern=r"^[\w.]{0,64}$")]
"""Of the peer's own wording, and kept: never a sentence, nor anything of the question."""


class RequestStatus(StrEnum):
    RECEIVED = "rcvd"
    PENDING = "pdng"
    SUCCEEDED = "succ"
    REJECTED = "rjct"


class Heard(BaseModel):
    """Texts that say nothing come as null, as an empty text, or not at all."""

    model_config = ConfigDict(extra="ignore", frozen=True, hide_input_in_errors=True)

    @field_validator("status_reason_code", mode="before", check_fields=False)
    @classmethod
    def _code_or_nothing(cls, value: Any) -> Any:
        return value or ""


class AnswerHeader(Heard):
    message_id: str
    action: str
    status: RequestStatus
    status_reason_code: ReasonCode = ""


class Answer(Heard):
    """`signature` is not there where the peer signs in the HTTP header, or not at all."""

    header: AnswerHeader
    message: Any = None
    signature: str | None = None


class RecordAnswer(Heard):
    """What comes back for one of the questions in a message."""

    reference_id: str
    status: RequestStatus
    status_reason_code: ReasonCode = ""
    timestamp: datetime | None = None


def request_header(
    *, message_id: str, action: str, sender_id: str, receiver_id: str, count: int, now: datetime
) -> dict[str, Any]:
    return {
        "version": VERSION,
        "message_id": message_id,
        "message_ts": now.isoformat(),
        "action": action,
        "sender_id": sender_id,
        "receiver_id": receiver_id,
        "total_count": count,
        "is_msg_encrypted": False,
    }


def day_told(told: object, now: datetime) -> date | None:
    """In Bangladesh; without a zone, the day that is written. None of what cannot have been."""
    try:
        if isinstance(told, datetime):
            day = local_date(told) if told.tzinfo else told.date()
        else:
            day = date.fromisoformat(str(told)[:10])
    except (ValueError, OverflowError):
        return None
    return day if _FIRST_DAY <= day <= local_date(now) + _CLOCKS_DIFFER else None


def answers_action(heard: str, asked: str) -> bool:
    """The schemas want `on-search`; their own samples, and OpenG2P, repeat `search`."""
    return heard in (asked, f"on-{asked}")
