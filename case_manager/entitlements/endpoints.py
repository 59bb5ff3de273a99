from fastapi import APIRouter, Depends

from case_manager.callers import ConversationDep
from case_manager.db import ClockDep, KeysDep, SessionDep
from case_manager.entitlements import service
from case_manager.entitlements.schemas import (
    ApplicationRead,
    EnrolmentRead,
    EntitlementsRead,
    ProgrammeName,
    ProgrammeRead,
    RateRead,
    ToldSourceRead,
)
from case_manager.entitlements.service import Entitlement
from case_manager.payments.heard import hear
from case_manager.programmes import service as programmes_service
from case_manager.programmes.rules import Rate

router = APIRouter(prefix="/conversations", tags=["entitlements"], dependencies=[Depends(hear)])


@router.get("/{conversation_id}/entitlements")
def list_entitlements(
    conversation_id: ConversationDep, session: SessionDep, clock: ClockDep, keys: KeysDep
) -> EntitlementsRead:
    """What the person of the conversation is enrolled in, if known, and what can be asked about."""
    entitlements = service.entitlements_of_conversation(
        session, conversation_id, keys=keys, now=clock()
    )
    return EntitlementsRead(
        enrolments=[_enrolment(entitlement) for entitlement in entitlements],
        programmes=[_name(programme) for programme in programmes_service.main_allowances()],
    )


@router.get("/{conversation_id}/entitlements/{programme}")
def read_entitlement(
    conversation_id: ConversationDep,
    programme: str,
    session: SessionDep,
    clock: ClockDep,
    keys: KeysDep,
) -> ProgrammeRead:
    """What a programme pays, who qualifies and how to apply, and the person's own enrolment."""
    now = clock()
    found = service.told_of_programme(programme)
    own = service.entitlements_of_conversation(session, conversation_id, keys=keys, now=now)
    application = service.application_of(programme, now=now)
    return ProgrammeRead(
        programme=programme,
        programme_name=found.short_names,
        rate=_rate(service.rate_today(session, programme, now=now)),
        paid_every_months=found.paid_every_months,
        benefit=found.benefit,
        qualifies=found.told.qualifies if found.told else None,
        apply_at=application.offices[0].name if application.offices else None,
        not_open=service.not_open(found, now=now),
        application=ApplicationRead.model_validate(application),
        sources=[
            ToldSourceRead.model_validate(each) for each in service.sources_of_application(found)
        ],
        enrolment=next(
            (_enrolment(each) for each in own if each.enrolment.programme == programme), None
        ),
    )


def _enrolment(entitlement: Entitlement) -> EnrolmentRead:
    enrolment = entitlement.enrolment
    return EnrolmentRead(
        programme=enrolment.programme,
        programme_name=programmes_service.spoken_names(enrolment.programme),
        status=enrolment.status,
        enrolled_on=enrolment.enrolled_on,
        rate=_rate(entitlement.rate),
    )


def _name(programme: str) -> ProgrammeName:
    return ProgrammeName(
        programme=programme, programme_name=programmes_service.spoken_names(programme)
    )


def _rate(rate: Rate | None) -> RateRead | None:
    return RateRead.model_validate(rate) if rate else None
