from collections import defaultdict
from collections.abc import Sequence
from datetime import datetime
from functools import cache
from importlib.resources import files
from uuid import UUID

import yaml
from sqlalchemy.orm import Session

from case_manager.kit.keys import Keys
from case_manager.models import Case
from case_manager.people import service as people_service
from case_manager.training.repository import TrainingRepository
from case_manager.training.rules import CaseTrace, EventTrace, PhoneTrace, exercises_done
from case_manager.training.schemas import ExerciseRead
from case_manager.vocabulary import IdentifierKind


def check_exercises(
    session: Session, phones: Sequence[str], *, since: datetime, keys: Keys
) -> list[ExerciseRead]:
    """All exercises in their order, with whether these phones' owner has done each."""
    repository = TrainingRepository(session)
    indexes = {keys.sealer.index(phone, "conversations.phone"): phone for phone in phones}
    owners = {
        index: {
            person.id
            for person in people_service.find_by_identifier(
                session, IdentifierKind.PHONE, phone, keys=keys
            )
        }
        for index, phone in indexes.items()
    }
    cases = repository.cases_since(list(indexes), since)
    events: dict[UUID, list[EventTrace]] = defaultdict(list)
    for event in repository.events(cases):
        assignee = event.data.get("assignee")
        events[event.case_id].append(
            EventTrace(event.kind, event.actor_id, UUID(assignee) if assignee else None)
        )
    done = exercises_done(
        [_trace(case, owners, events[case.id]) for case in cases],
        [
            PhoneTrace(
                conversation.language,
                conversation.opted_out,
                conversation.language_changed_at,
                conversation.opt_out_changed_at,
            )
            for conversation in repository.conversations(list(indexes))
        ],
        since=since,
    )
    return [
        exercise.model_copy(update={"is_done": exercise.id in done}) for exercise in _exercises()
    ]


def _trace(case: Case, owners: dict[bytes, set[UUID]], events: list[EventTrace]) -> CaseTrace:
    phone_index = case.conversation.phone_index if case.conversation else None
    callers = owners[phone_index] if phone_index else set()
    return CaseTrace(
        channel=case.channel,
        language=case.language,
        category=case.category,
        is_of_nobody_known=case.person_id is None,
        is_for_somebody_else=case.person_id is not None and case.person_id not in callers,
        events=events,
    )


@cache
def _exercises() -> tuple[ExerciseRead, ...]:
    file = files("case_manager") / "training" / "exercises.yaml"
    return tuple(
        map(ExerciseRead.model_validate, yaml.load(file.read_text("utf-8"), yaml.CSafeLoader))
    )
