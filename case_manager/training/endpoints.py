from fastapi import APIRouter, Depends

from case_manager.callers import require_service
from case_manager.db import KeysDep, SessionDep
from case_manager.training import service
from case_manager.training.schemas import CheckExercises, ExercisesRead

router = APIRouter(prefix="/training", tags=["training"], dependencies=[Depends(require_service)])


@router.post("/checks")
def check_exercises(command: CheckExercises, session: SessionDep, keys: KeysDep) -> ExercisesRead:
    """Looks into what was filed and answered; the phones are in the body, never in an address."""
    exercises = service.check_exercises(session, command.phones, since=command.since, keys=keys)
    return ExercisesRead(exercises=exercises)
