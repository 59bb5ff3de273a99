from uuid import UUID

from fastapi import APIRouter, Depends
from fastapi.responses import JSONResponse

from case_manager.callers import ConversationDep, require_service
from case_manager.db import ClockDep, KeysDep, SessionDep
from case_manager.idempotency import KeyHeader, answer_once, scoped
from case_manager.people import service
from case_manager.people.schemas import (
    CheckIdentity,
    ConversationRead,
    IdentityRead,
    PutConversation,
)

router = APIRouter(prefix="/conversations", tags=["people"])


@router.put("/{conversation_id}", dependencies=[Depends(require_service)])
def put_conversation(
    conversation_id: UUID,
    command: PutConversation,
    session: SessionDep,
    clock: ClockDep,
    keys: KeysDep,
) -> ConversationRead:
    service.put_conversation(
        session,
        conversation_id,
        phone=command.phone,
        language=command.language,
        keys=keys,
        now=clock(),
    )
    return ConversationRead(conversation_id=conversation_id, language=command.language)


@router.get("/{conversation_id}/identity")
def read_identity(
    conversation_id: ConversationDep, session: SessionDep, clock: ClockDep, keys: KeysDep
) -> IdentityRead:
    return IdentityRead.model_validate(
        service.identity(session, conversation_id, keys=keys, now=clock())
    )


@router.post("/{conversation_id}/identity-checks", response_model=IdentityRead)
def check_identity(
    conversation_id: ConversationDep,
    command: CheckIdentity,
    idempotency_key: KeyHeader,
    session: SessionDep,
    clock: ClockDep,
    keys: KeysDep,
) -> JSONResponse:
    now = clock()

    def answer() -> IdentityRead:
        given = service.IdentityAnswer(**command.model_dump())
        return IdentityRead.model_validate(
            service.check_identity(session, conversation_id, given, keys=keys, now=now)
        )

    key = scoped(conversation_id, idempotency_key)
    return answer_once(session, key, command, answer, status_code=200, keys=keys, now=now)


@router.delete("/{conversation_id}/identity-checks")
def forget_identity(
    conversation_id: ConversationDep, session: SessionDep, clock: ClockDep, keys: KeysDep
) -> IdentityRead:
    return IdentityRead.model_validate(
        service.forget_proven(session, conversation_id, keys=keys, now=clock())
    )
