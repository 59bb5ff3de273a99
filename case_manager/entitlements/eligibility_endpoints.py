from fastapi import APIRouter, Depends

from case_manager.callers import require_service_or_grant
from case_manager.db import ClockDep, SessionDep
from case_manager.entitlements import service
from case_manager.entitlements.eligibility import Eligibility
from case_manager.entitlements.eligibility_schemas import AskEligibility, EligibilityRead

router = APIRouter(tags=["entitlements"], dependencies=[Depends(require_service_or_grant)])


@router.post("/eligibility", response_model=EligibilityRead)
def ask_eligibility(command: AskEligibility, session: SessionDep, clock: ClockDep) -> Eligibility:
    """What somebody may have by the facts told here; nothing is kept and nobody is looked up."""
    return service.ask_eligibility(session, command, now=clock())
