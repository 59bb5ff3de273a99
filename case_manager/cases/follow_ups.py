"""What citizens do to a case of theirs: withdraw it, appeal, say what has come and how it was."""

from collections.abc import Sequence
from dataclasses import replace
from datetime import datetime
from uuid import UUID

from sqlalchemy.orm import Session

from case_manager.cases import (
    books,
    case_words,
    opening,
    reading,
    records,
    remedies,
    rules,
    service,
    settling,
)
from case_manager.cases.categories import APPEAL, Category
from case_manager.cases.repository import CaseRepository
from case_manager.cases.rules import Limits
from case_manager.cases.schemas import (
    AnswerRemedy,
    AppealCase,
    NoHigherTier,
    NotDecidedYet,
    RateCase,
    WithdrawCase,
)
from case_manager.kit.calendar import local_date
from case_manager.kit.keys import Keys
from case_manager.models import Case
from case_manager.vocabulary import (
    CaseStatus,
    Channel,
    EventKind,
    MessageKind,
    MovementKind,
    OfficeDecision,
)


def withdraw_case(
    session: Session,
    reference: str,
    command: WithdrawCase,
    *,
    source_key: str,
    keys: Keys,
    now: datetime,
) -> Case:
    """Nobody decided it. People are pressed to withdraw what is sensitive: that stays open, and
    those who lead learn of it."""
    repository = CaseRepository(session)
    case = _locked(session, reference, command.conversation_id, keys=keys, now=now)
    rules.check_open(case.status)
    _add_words(session, case, command, source_key, keys=keys, now=now)
    if case.is_restricted:
        case.has_unread_answer = True
        records.record(repository, case, EventKind.WITHDRAWAL_ASKED, now)
        return case
    case.has_unread_answer = case.assignee_id is not None
    settling.settle(session, case, OfficeDecision.NO_DECISION, local_date(now), now)
    records.record(repository, case, EventKind.WITHDRAWN, now)
    return case


def appeal_case(
    session: Session,
    reference: str,
    command: AppealCase,
    *,
    source_key: str,
    keys: Keys,
    now: datetime,
) -> Case | NotDecidedYet | NoHigherTier:
    """Once for each decision: what comes later is more words for the first appeal. The words are
    kept whatever the answer is."""
    repository = CaseRepository(session)
    if existing := repository.find_by_source(source_key):
        return existing
    first = _locked(session, reference, command.conversation_id, keys=keys, now=now)
    if first.closed_at is None:
        _add_words(session, first, command, source_key, keys=keys, now=now)
        return NotDecidedYet(decision_due_on=first.office_due_on)
    if known := repository.appeal_since(first, first.closed_at):
        _add_words(session, known, command, source_key, keys=keys, now=now)
        return known
    category = _category_of_appeal(session, first)
    if category is None:
        _add_words(session, first, command, source_key, keys=keys, now=now)
        return NoHigherTier()
    case = opening.new_case(session, category, received_on=None, keys=keys, now=now)
    case.source_key = source_key
    _take_over(case, first, command)
    repository.add(case)
    books.enter(repository, case, MovementKind.RECEIVED, now)
    case_words.remember(repository, case, _names(session, case, keys), keys)
    records.record(repository, case, EventKind.OPENED, now, data={"channel": case.channel.value})
    records.record(repository, first, EventKind.APPEALED, now, data={"appeal": case.reference})
    words = (command.text, command.language)
    records.add_message(repository, case, MessageKind.CITIZEN, *words, keys, now)
    if command.channel is not Channel.SMS:
        records.acknowledge(session, case, keys, now)
    return case


def answer_remedy(
    session: Session,
    reference: str,
    command: AnswerRemedy,
    *,
    source_key: str,
    keys: Keys,
    now: datetime,
) -> Case:
    """What has not come opens a closed case again, without anybody's leave. An open one whose
    citizen is asked whether it came is settled by the answer."""
    repository = CaseRepository(session)
    case = _locked(session, reference, command.conversation_id, keys=keys, now=now)
    _add_words(session, case, command, source_key, keys=keys, now=now)
    if command.came:
        case.remedy_confirmed_at = now
        records.record(repository, case, EventKind.REMEDY_CONFIRMED, now)
        remedies.settle_answer(session, case, came=True, now=now)
        return case
    case.remedy_confirmed_at = None
    case.has_unread_answer = True
    records.record(repository, case, EventKind.REMEDY_MISSED, now)
    remedies.settle_answer(session, case, came=False, now=now)
    if case.status is CaseStatus.CLOSED:
        settling.unsettle(session, case, now)
        records.record(repository, case, EventKind.REOPENED, now)
    return case


def rate_case(
    session: Session, reference: str, command: RateCase, *, keys: Keys, now: datetime
) -> Case:
    """The last answer counts, within the days in which the case is still fresh."""
    case = _locked(session, reference, command.conversation_id, keys=keys, now=now)
    closed_on = local_date(case.closed_at) if case.closed_at else None
    rules.check_may_rate(closed_on, local_date(now))
    case.satisfaction, case.rated_at = command.score, now
    data = {"score": command.score}
    records.record(CaseRepository(session), case, EventKind.RATED, now, data=data)
    return case


def _take_over(case: Case, first: Case, command: AppealCase) -> None:
    """About the same, of the same citizen, and for no more eyes than the first."""
    case.conversation_id = command.conversation_id
    case.channel, case.language = command.channel, command.language
    case.appeal_of, case.is_restricted = first.id, first.is_restricted
    case.programme, case.missing_since = first.programme, first.missing_since
    case.person_id, case.payment_id = first.person_id, first.payment_id
    case.citizen_name_sealed = first.citizen_name_sealed
    if first.conversation_id:  # else it is of whom nobody could write to yet
        case.citizen_phone_sealed = first.citizen_phone_sealed
    case.area_code, case.told, case.is_anonymous = first.area_code, first.told, first.is_anonymous


def _category_of_appeal(session: Session, first: Case) -> Category | None:
    """Heard by the tier after the one that decided, within that tier's limit; None of the last."""
    days = service.days_of_appeal(session, first)
    if days is None:
        return None
    appeal, decided = opening.known_category(APPEAL), opening.known_category(first.category)
    return replace(
        appeal,
        first_tier=rules.tier_after(first.office_tier, decided.escalate_to),
        limits=Limits(appeal.limits.first_action, resolve=days, office=days),
    )


def _names(session: Session, case: Case, keys: Keys) -> Sequence[str]:
    """By which it is to be found; none where none was given."""
    if case.person_id:
        return case_words.names_of(CaseRepository(session).person(case.person_id))
    given = reading.given_name(case, keys)
    return [given] if given else []


def _locked(
    session: Session, reference: str, conversation_id: UUID, *, keys: Keys, now: datetime
) -> Case:
    found = service.case_of_citizen(session, reference, conversation_id, keys=keys, now=now)
    return CaseRepository(session).lock(found.id)


def _add_words(
    session: Session,
    case: Case,
    said: WithdrawCase | AppealCase | AnswerRemedy,
    source_key: str,
    *,
    keys: Keys,
    now: datetime,
) -> None:
    if said.text:
        words = (said.text, said.language)
        repository = CaseRepository(session)
        service.add_citizen_words(
            session, repository, case.id, *words, source_key, keys=keys, now=now
        )
