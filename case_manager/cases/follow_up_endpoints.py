"""What a citizen does to their case, each verb a resource of it."""

from collections.abc import Callable
from typing import Annotated

from fastapi import APIRouter, Depends
from fastapi.responses import JSONResponse

from case_manager.callers import GrantDep
from case_manager.cases import follow_ups
from case_manager.cases.endpoints import read_of
from case_manager.cases.schemas import (
    AnswerRemedy,
    AppealCase,
    CaseRead,
    FollowUp,
    NoHigherTier,
    NotDecidedYet,
    RateCase,
    WithdrawCase,
)
from case_manager.db import ClockDep, KeysDep, SessionDep
from case_manager.idempotency import KeptRefusal, KeyHeader, answer_once, scoped
from case_manager.models import Case

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

    def answer(self, command: FollowUp, act: Callable[[], Case | KeptRefusal]) -> JSONResponse:
        self.grant.must_open(command.conversation_id)

        def answer() -> CaseRead | KeptRefusal:
            done = act()
            return read_of(done) if isinstance(done, Case) else done

        return answer_once(
            self.session, self.key, command, answer, status_code=201, keys=self.keys, now=self.now
        )


AskedDep = Annotated[Asked, Depends()]


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
