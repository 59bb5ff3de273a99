"""The same request twice: done once, answered twice with the first answer."""

from collections.abc import Callable
from datetime import datetime
from typing import Annotated
from uuid import UUID

from fastapi import Header
from fastapi.responses import JSONResponse
from pydantic import BaseModel
from sqlalchemy.orm import Session

from case_manager.errors import IdempotencyKeyReused
from case_manager.kit.keys import Keys
from case_manager.models import AnsweredRequest
from case_manager.requests.repository import AnsweredRequestRepository

_REFUSED = 409
KeyHeader = Annotated[str, Header(alias="Idempotency-Key", pattern=r"^[0-9A-Za-z:_.-]{1,80}$")]


class KeptRefusal(BaseModel):
    """A refusal that leaves something behind: committed and answered again like anything else."""

    error: str
    detail: str


def scoped(conversation_id: UUID, key: str) -> str:
    """One conversation's keys never meet another's, so no answer can be fetched by guessing."""
    return f"{conversation_id}:{key}"


def answer_once(
    session: Session,
    key: str,
    request: BaseModel,
    answer: Callable[[], BaseModel],
    *,
    status_code: int,
    keys: Keys,
    now: datetime,
) -> JSONResponse:
    """Equal keys wait for each other; the first one answers, what is raised is not kept."""
    repository = AnsweredRequestRepository(session)
    repository.wait_for_turn(key)
    fingerprint = keys.sealer.index(request.model_dump_json(), "answered_requests.fingerprint")
    kept = repository.find(key)
    if kept is None:
        said = answer()
        kept = AnsweredRequest(
            key=key,
            fingerprint=fingerprint,
            status_code=_REFUSED if isinstance(said, KeptRefusal) else status_code,
            answer=said.model_dump(mode="json"),
            answered_at=now,
        )
        repository.add(kept)
    elif kept.fingerprint != fingerprint:
        raise IdempotencyKeyReused("this key has already come with another request")
    return JSONResponse(kept.answer, kept.status_code)
