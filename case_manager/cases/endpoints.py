from typing import Annotated

import structlog
from fastapi import APIRouter, Body, Depends
from fastapi.responses import JSONResponse

from case_manager.callers import ConversationDep, GrantDep, require_service
from case_manager.cases import opening, service, telling, unanswered
from case_manager.cases.schemas import (
    AppendWords,
    CaseRead,
    CaseReference,
    CasesRead,
    DeliveryChanged,
    EventRead,
    MessageUnanswered,
    OpenCase,
    OptChanged,
)
from case_manager.cases.unanswered import Unanswered
from case_manager.db import ClockDep, KeysDep, SessionDep
from case_manager.idempotency import KeyHeader, answer_once, scoped
from case_manager.kit.calendar import local_date
from case_manager.models import Case
from case_manager.notices import service as notices_service
from case_manager.people import service as people_service
from case_manager.traces import TraceDep

log = structlog.get_logger(__name__)
router = APIRouter(tags=["cases"])

Event = Annotated[DeliveryChanged | MessageUnanswered | OptChanged, Body(discriminator="kind")]


@router.post("/cases", status_code=201, response_model=CaseRead)
def open_case(
    command: OpenCase,
    grant: GrantDep,
    idempotency_key: KeyHeader,
    session: SessionDep,
    clock: ClockDep,
    keys: KeysDep,
    trace_id: TraceDep,
) -> JSONResponse:
    grant.must_open(command.conversation_id)
    now = clock()
    key = scoped(command.conversation_id, idempotency_key)

    def answer() -> CaseRead:
        case = opening.open_case(
            session, command, source_key=key, trace_id=trace_id, keys=keys, now=now
        )
        log.info("case_opened", reference=case.reference)
        return read_of(case)

    return answer_once(session, key, command, answer, status_code=201, keys=keys, now=now)


@router.get("/cases/{reference}")
def read_case(
    reference: str, grant: GrantDep, session: SessionDep, clock: ClockDep, keys: KeysDep
) -> CaseRead:
    return read_of(
        telling.tell_case(session, reference, grant.conversation_id, keys=keys, now=clock())
    )


@router.post("/cases/{reference}/messages", status_code=201, response_model=CaseReference)
def append_words(
    reference: str,
    command: AppendWords,
    grant: GrantDep,
    idempotency_key: KeyHeader,
    session: SessionDep,
    clock: ClockDep,
    keys: KeysDep,
) -> JSONResponse:
    grant.must_open(command.conversation_id)
    now = clock()
    key = scoped(command.conversation_id, idempotency_key)

    def answer() -> CaseReference:
        case = service.append_citizen_words(
            session, reference, command, source_key=key, keys=keys, now=now
        )
        return CaseReference(reference=case.reference)

    return answer_once(session, key, command, answer, status_code=201, keys=keys, now=now)


@router.get("/conversations/{conversation_id}/cases")
def list_cases(
    conversation_id: ConversationDep, session: SessionDep, clock: ClockDep, keys: KeysDep
) -> CasesRead:
    cases = telling.tell_cases(session, conversation_id, keys=keys, now=clock())
    return CasesRead(cases=[read_of(case) for case in cases])


@router.post("/events", response_model=EventRead, dependencies=[Depends(require_service)])
def receive_event(
    event: Event, session: SessionDep, clock: ClockDep, keys: KeysDep, trace_id: TraceDep
) -> JSONResponse:
    now = clock()

    def answer() -> EventRead:
        match event:
            case DeliveryChanged():
                delivered = (session, event.message_id, event.status, event.reason)
                if not notices_service.record_delivery(*delivered):
                    service.record_delivery(*delivered, now=now)
            case MessageUnanswered():
                found = Unanswered(
                    conversation_id=event.conversation_id,
                    message_id=event.message_id,
                    channel=event.channel,
                    language=event.language,
                    text=event.text,
                )
                unanswered.take_over(session, found, trace_id=trace_id, keys=keys, now=now)
            case OptChanged():
                people_service.change_opt_out(
                    session, event.conversation_id, opted_out=event.kind == "opted_out", now=now
                )
        return EventRead(event_id=event.event_id)

    return answer_once(
        session, f"event:{event.event_id}", event, answer, status_code=200, keys=keys, now=now
    )


def read_of(case: Case) -> CaseRead:
    return CaseRead(
        reference=case.reference,
        category=case.category,
        status=case.status,
        opened_on=local_date(case.opened_at),
        first_answer_on=case.first_action_due_on,
        resolution_due_on=case.resolution_due_on,
        office_decision=case.office_decision,
        closed_on=local_date(case.closed_at) if case.closed_at else None,
        needs_identity=opening.needs_identity(case),
        is_anonymous=case.is_anonymous,
        is_restricted=case.is_restricted,
    )
