"""Hands a released notice over to the gateway, no faster than its route takes it.

No transaction is open while the gateway answers. What it was given once it knows by the message's
id, so that the same batch again after a crash reaches nobody twice.
"""

from collections.abc import Sequence
from concurrent.futures import ThreadPoolExecutor
from dataclasses import dataclass, field
from datetime import datetime, timedelta
from threading import Event
from uuid import UUID

import structlog
from sqlalchemy.orm import Session

from case_manager.kit.keys import Keys
from case_manager.kit.restraint import Restraint
from case_manager.messages.gateway import (
    Contact,
    Gateway,
    GatewayRefused,
    GatewayStumbled,
    GatewayUnavailable,
)
from case_manager.messages.service import Handover
from case_manager.models import Notice
from case_manager.notices import rules, texts, turns
from case_manager.notices.audience import Reachable, sift
from case_manager.notices.repository import NoticeRepository
from case_manager.people import service as people_service
from case_manager.vocabulary import NoticeStatus

log = structlog.get_logger()

_BATCH = 100
_AT_A_TIME = 8
_FULL = timedelta(seconds=5)
_AWAY = timedelta(seconds=30)
_HAS_IT = "MessageIdReused"  # the gateway, of a message whose words have changed since it took it
_SAME_WORDS = "SameTextAgain"
_OPTED_OUT = "ContactOptedOut"


@dataclass(frozen=True)
class Outcome:
    """`refused` says why it will never go; nothing at all happened where the gateway is away, or
    `has_stumbled` over this one. Who `is_told` heard the same words, which are everybody's, of
    another notice just before."""

    message_id: UUID
    is_away: bool = False
    refused: str | None = None
    contact: Contact | None = None
    phone: str = field(default="", repr=False)
    is_told: bool = False
    has_stumbled: bool = False


@dataclass(frozen=True)
class Batch:
    reachable: Sequence[Reachable]
    cost_tag: str


def next_batch(
    session: Session,
    notice: Notice,
    *,
    segments_per_second: float,
    restraint: Restraint,
    keys: Keys,
    now: datetime,
) -> Batch | None:
    """Of the locked `notice`; None where nothing may go now, or nothing is left."""
    allowed = rules.next_allowed(now, restraint.quiet_hours)
    if allowed > now:
        turns.take_next(session, notice, allowed - now)
        return None
    repository = NoticeRepository(session)
    ahead = repository.ahead(now - rules.FORGOTTEN_AFTER)
    room = rules.room(
        rules.may_go_ahead(segments_per_second),
        own=ahead.get(notice.id, 0),
        ahead=sum(ahead.values()),
        going=repository.count_going(),
    )
    if room <= 0:
        turns.take_next(session, notice, _FULL)
        return None
    waiting = repository.waiting(notice, min(room, _BATCH))
    if not waiting:
        notice.status, notice.ended_at = NoticeStatus.SENT, now
        return None
    found = sift(session, notice, {each.person_id for each in waiting}, keys).reachable
    wanted = {each.message_id for each in waiting}
    repository.mark_failed(wanted - set(found), rules.CHANGED)
    return Batch([found[each] for each in wanted & set(found)], notice.cost_tag)


def hand_over(batch: Batch, gateway: Gateway, restraint: Restraint) -> list[Outcome]:
    """Once the gateway is away, the rest of the batch is not tried."""
    is_away = Event()

    def give(reachable: Reachable) -> Outcome:
        if is_away.is_set():
            return Outcome(reachable.message_id, is_away=True)
        outcome = _hand_over_one(reachable, batch.cost_tag, gateway, restraint)
        if outcome.is_away and not outcome.has_stumbled:
            is_away.set()
        return outcome

    with ThreadPoolExecutor(_AT_A_TIME) as threads:
        return list(threads.map(give, batch.reachable))


def record(
    session: Session,
    notice_id: UUID,
    turn: int,
    outcomes: Sequence[Outcome],
    *,
    keys: Keys,
    now: datetime,
) -> None:
    """What the gateway has is kept, whoever stopped the notice meanwhile."""
    repository = NoticeRepository(session)
    notice = repository.lock(notice_id)
    if notice is None:
        return
    introduced = [(each.contact, each.phone) for each in outcomes if each.contact]
    for contact, phone in sorted(introduced, key=lambda one: one[0].id):  # as other notices do
        _keep_contact(session, contact, phone, keys, now)
    for outcome in outcomes:
        if outcome.refused:
            repository.mark_failed([outcome.message_id], outcome.refused)
    repository.mark_failed(
        repository.count_tries(_to_blame(outcomes), rules.MOST_TRIES), rules.NOT_TAKEN
    )
    taken = [each.message_id for each in outcomes if not each.is_away and not each.refused]
    repository.mark_handed(taken, now)
    repository.mark_told([each.message_id for each in outcomes if each.is_told])
    if notice.turn == turn and notice.status is NoticeStatus.SENDING:
        is_away = any(each.is_away for each in outcomes)
        turns.take_next(session, notice, _AWAY if is_away else turns.AT_ONCE)


def _to_blame(outcomes: Sequence[Outcome]) -> list[UUID]:
    """Those messages that the gateway fails at while it takes others; where it takes none it may be
    ill itself, and only one is tried in earnest."""
    stumbled = sorted(each.message_id for each in outcomes if each.has_stumbled)
    return stumbled if any(not each.is_away for each in outcomes) else stumbled[:1]


def _hand_over_one(
    reachable: Reachable, cost_tag: str, gateway: Gateway, restraint: Restraint
) -> Outcome:
    message_id, contact = reachable.message_id, None
    contact_id, language = reachable.contact_id, reachable.language
    try:
        if contact_id is None:
            contact = gateway.make_known(reachable.phone, language)
            if contact.opted_out:
                return Outcome(message_id, False, _OPTED_OUT, contact, reachable.phone)
            contact_id, language = contact.id, contact.language
        gateway.send(
            Handover(
                message_id=message_id,
                contact_id=contact_id,
                text=reachable.texts[language],
                language=language,
                case_reference=None,
                expects_reply=False,
                about=None,
                cost_tag=cost_tag,
                quiet_hours=restraint.quiet_hours,
                daily_limit=restraint.daily_limit,
                priority="bulk",
            )
        )
    except GatewayUnavailable as error:
        log.warning("the gateway is away from a notice", id=str(message_id), reason=str(error))
        has_stumbled = isinstance(error, GatewayStumbled)
        return Outcome(message_id, True, None, contact, reachable.phone, has_stumbled=has_stumbled)
    except GatewayRefused as refusal:
        refused = None if str(refusal) == _HAS_IT else str(refusal)
        is_told = refused == _SAME_WORDS and reachable.texts == texts.shared_texts()
        if is_told:
            refused = None
        return Outcome(message_id, False, refused, contact, reachable.phone, is_told)
    return Outcome(message_id, False, None, contact, reachable.phone)


def _keep_contact(
    session: Session, contact: Contact, phone: str, keys: Keys, now: datetime
) -> None:
    conversation = people_service.put_conversation(
        session, contact.id, phone=phone, language=contact.language, keys=keys, now=now
    )
    conversation.opted_out = conversation.opted_out or contact.opted_out
