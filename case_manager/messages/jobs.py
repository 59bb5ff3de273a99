"""Hands messages over to the gateway, with no transaction open while it answers."""

from datetime import datetime, timedelta
from uuid import UUID

import structlog
from procrastinate import App, BaseRetryStrategy, RetryDecision
from procrastinate.jobs import Job
from sqlalchemy.orm import Session, sessionmaker

from case_manager.db import utc_now
from case_manager.kit.keys import Keys
from case_manager.kit.restraint import NO_RESTRAINT, Restraint
from case_manager.messages import rules, service
from case_manager.messages.gateway import Gateway, GatewayRefused, GatewayUnavailable
from case_manager.messages.queue import HAND_OVER, QUEUE
from case_manager.vocabulary import DeliveryStatus

log = structlog.get_logger()


class UntilAccepted(BaseRetryStrategy):
    def get_retry_decision(self, *, exception: BaseException, job: Job) -> RetryDecision | None:
        if not isinstance(exception, GatewayUnavailable):
            return None
        return RetryDecision(retry_in={"seconds": _seconds(rules.wait_before_retry(job.attempts))})


def hand_over(
    sessions: sessionmaker[Session],
    gateway: Gateway,
    keys: Keys,
    message_id: UUID,
    now: datetime,
    restraint: Restraint = NO_RESTRAINT,
) -> None:
    with sessions.begin() as session:
        handover = service.message_to_hand_over(
            session, message_id, restraint=restraint, keys=keys, now=now
        )
    if handover is None:
        return
    status, reason = DeliveryStatus.ACCEPTED, None
    try:
        gateway.send(handover)
    except GatewayRefused as refusal:
        log.error("gateway refused a message", id=str(message_id), reason=str(refusal))
        status, reason = DeliveryStatus.FAILED, str(refusal)
    with sessions.begin() as session:
        service.record_delivery(session, message_id, status, reason)


def add_jobs(
    app: App,
    sessions: sessionmaker[Session],
    gateway: Gateway,
    keys: Keys,
    restraint: Restraint = NO_RESTRAINT,
) -> None:
    @app.task(name=HAND_OVER, queue=QUEUE, retry=UntilAccepted())
    def hand_over_message(message_id: str) -> None:
        hand_over(sessions, gateway, keys, UUID(message_id), utc_now(), restraint)


def _seconds(wait: timedelta) -> int:
    return int(wait.total_seconds())
