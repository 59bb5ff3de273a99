"""What a citizen does to their case, each verb a resource of it."""

from collections.abc import Callable
from typing import Annotated

from fastapi import APIRouter, Depends, Request
from fastapi.responses import JSONResponse

from case_manager.callers import GrantDep
from case_manager.cases import call_backs, follow_ups
from case_manager.cases.endpoints import read_of
from case_manager.cases.schemas import (
    AnswerRemedy,
    AppealCase,
    AskForCall,
    CallBackRead,
    CancelCall,
    CaseRead,
    FollowUp,
    NoHigherTier,
    NotDecidedYet,
    RateCase,
    WithdrawCase,
)
from case_manager.db import ClockDep, KeysDep, SessionDep
from case_manager.idempotency import KeptRefusal, KeyHeader, answer_once, scoped
from case_manager.kit.office_hours import OfficeHours
from case_manager.models import Case
from case_manager.settings import Settings

router = APIRouter(prefix="/cases/{reference}", tags=["cases"])


class Asked:
    """Something to be done to a case of the citizen: asked twice, it is done once."""

    def __init__(
        self,
        reference: str,
        grant: GrantDep,
        idempotency_key: KeyHeader,
        session: SessionDep,
        clock: ClockDep,
        keys: KeysDep,
    ) -> None:
        self.grant, self.key = grant, scoped(grant.conversation_id, idempotency_key)
        self.reference, self.session, self.keys, self.now = reference, session, keys, clock()

    def answer(
        self, command: FollowUp, act: Callable[[], Case | CallBackRead | KeptRefusal]
    ) -> JSONResponse:
        self.grant.must_open(command.conversation_id)

        def answer() -> CaseRead | CallBackRead | KeptRefusal:
            done = act()
            return read_of(done) if isinstance(done, Case) else done

        return answer_once(
            self.session, self.key, command, answer, status_code=201, keys=self.keys, now=self.now
        )


AskedDep = Annotated[Asked, Depends()]


async def office_hours(request: Request) -> OfficeHours:
    settings: Settings = request.app.state.settings
    return settings.hours


HoursDep = Annotated[OfficeHours, Depends(office_hours)]


@router.post("/withdrawals", status_code=201, response_model=CaseRead)
def withdraw_case(command: WithdrawCase, asked: AskedDep) -> JSONResponse:
    """What is restricted stays open: `status` tells which it was."""

    def act() -> Case:
        return follow_ups.withdraw_case(
            asked.session,
            asked.reference,
            command,
            source_key=asked.key,
            keys=asked.keys,
            now=asked.now,
        )

    return asked.answer(command, act)


@router.post(
    "/appeals",
    status_code=201,
    response_model=CaseRead,
    responses={409: {"model": NotDecidedYet | NoHigherTier}},
)
def appeal_case(command: AppealCase, asked: AskedDep) -> JSONResponse:
    """The answer is the appeal, a case of its own."""

    def act() -> Case | KeptRefusal:
        return follow_ups.appeal_case(
            asked.session,
            asked.reference,
            command,
            source_key=asked.key,
            keys=asked.keys,
            now=asked.now,
        )

    return asked.answer(command, act)


@router.post("/remedy-answers", status_code=201, response_model=CaseRead)
def answer_remedy(command: AnswerRemedy, asked: AskedDep) -> JSONResponse:
    """What has not come opens a closed case again."""

    def act() -> Case:
        return follow_ups.answer_remedy(
            asked.session,
            asked.reference,
            command,
            source_key=asked.key,
            keys=asked.keys,
            now=asked.now,
        )

    return asked.answer(command, act)


@router.post("/satisfaction", status_code=201, response_model=CaseRead)
def rate_case(command: RateCase, asked: AskedDep) -> JSONResponse:
    """From 1 to 5, within thirty days of the closing; the last one counts."""

    def act() -> Case:
        return follow_ups.rate_case(
            asked.session, asked.reference, command, keys=asked.keys, now=asked.now
        )

    return asked.answer(command, act)


@router.post("/call-backs", status_code=201, response_model=CallBackRead)
def ask_for_call(command: AskForCall, asked: AskedDep, hours: HoursDep) -> JSONResponse:
    """When somebody calls, by the office's hours and holidays; the wish is kept with the case."""

    def act() -> CallBackRead:
        found = call_backs.ask_for_call(
            asked.session,
            asked.reference,
            command,
            hours,
            source_key=asked.key,
            keys=asked.keys,
            now=asked.now,
        )
        return CallBackRead(
            reference=found.case.reference,
            first_answer_on=found.case.first_action_due_on,
            is_office_open=found.is_office_open,
            why_not_then=found.why_not_then,
            call_on=found.call_at.date(),
            call_after=f"{found.call_at:%H:%M}",
        )

    return asked.answer(command, act)


@router.post("/call-cancellations", status_code=201, response_model=CaseRead)
def cancel_call(command: CancelCall, asked: AskedDep) -> JSONResponse:
    """Nobody calls about this case any more, unless the citizen asks for it again."""

    def act() -> Case:
        return call_backs.cancel_call(
            asked.session,
            asked.reference,
            command,
            source_key=asked.key,
            keys=asked.keys,
            now=asked.now,
        )

    return asked.answer(command, act)
