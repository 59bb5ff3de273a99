from datetime import datetime
from typing import Annotated, Self
from uuid import UUID

from pydantic import BaseModel, ConfigDict, Field, StringConstraints, model_validator

from case_manager.vocabulary import IdentityState, Language

Phone = Annotated[str, StringConstraints(pattern=r"^\+[1-9][0-9]{7,14}$")]


class PutConversation(BaseModel):
    model_config = ConfigDict(extra="forbid", hide_input_in_errors=True)

    phone: Phone | None = Field(description="null where its operator hides the number")
    language: Language


class ConversationRead(BaseModel):
    conversation_id: UUID
    language: Language


class CheckIdentity(BaseModel):
    model_config = ConfigDict(extra="forbid", hide_input_in_errors=True)

    nid_last4: Annotated[str, StringConstraints(pattern=r"^[0-9]{4}$")] | None = None
    identifier: Annotated[str, StringConstraints(pattern=r"^[0-9A-Za-z-]{6,20}$")] | None = None
    birth_year: int = Field(ge=1890, le=2100)

    @model_validator(mode="after")
    def _one_of_the_two(self) -> Self:
        if (self.nid_last4 is None) == (self.identifier is None):
            raise ValueError("give exactly one of nid_last4 and identifier")
        return self


class IdentityRead(BaseModel):
    model_config = ConfigDict(from_attributes=True)

    state: IdentityState
    area_code: str | None = Field(description="where whoever is known lives")
    attempts_left: int
    locked_until: datetime | None
    is_proven: bool = Field(description="by an answer of the last hour, not by the phone alone")
