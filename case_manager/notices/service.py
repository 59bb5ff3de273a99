"""Notices to many: written by one administrator, counted, released by another, and followed."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from datetime import date, datetime
from uuid import UUID, uuid5

from sqlalchemy.orm import Session

from case_manager.audit import service as audit
from case_manager.errors import Malformed, NoticeNotThere, NoticeOutdated, UnknownNotice
from case_manager.kit.calendar import local_date
from case_manager.messages import rules as messages_rules
from case_manager.models import Notice, User
from case_manager.notices import rules, texts, turns
from case_manager.notices.repository import NoticeRepository, Progress
from case_manager.people import service as people_service
from case_manager.programmes import service as programmes_service
from case_manager.vocabulary import (
    DeliveryStatus,
    EnrolmentStatus,
    Language,
    NoticeStatus,
    PaymentStatus,
    Sex,
)

_SHOWN = 50


@dataclass(frozen=True)
class WriteNotice:
    """Whom it is for: what is None does not matter. Payments count whose period begins within
    `period_from` and `period_to`."""

    title: str
    texts: Mapping[Language, str] = field(repr=False)
    topic: str | None = None
    last_day: date | None = None
    programme: str | None = None
    area_code: str | None = None
    enrolment_status: EnrolmentStatus | None = None
    payment_status: PaymentStatus | None = None
    period_from: date | None = None
    period_to: date | None = None
    sex: Sex | None = None
    born_from: int | None = None
    born_to: int | None = None


def texts_refused(command: WriteNotice) -> dict[Language, str]:
    """By language, the key of the words that say why."""
    given = rules.Given(
        has_payment=command.payment_status is not None,
        has_programme=(command.topic or command.programme) is not None,
        has_date=command.last_day is not None,
    )
    if refused := rules.texts_refused(command.texts, given):
        return refused
    about = (command.topic or command.programme, command.last_day)
    return {
        language: rules.TOO_MANY_SEGMENTS
        for language in Language
        if texts.takes_too_many(command.texts[language], language, *about)
    }


def write_notice(
    session: Session, command: WriteNotice, *, form_id: UUID, actor: User, now: datetime
) -> Notice:
    """Counted by a job from the commit on. The same form twice is one notice; one that went back
    and was corrected is another."""
    repository = NoticeRepository(session)
    repository.take_form(form_id)
    known = repository.get(form_id)
    if known and known.written_by != actor.id:
        raise NoticeNotThere("somebody else wrote under this id")
    _check(session, command, actor, local_date(now))
    written = {**vars(command), "texts": {one.value: command.texts[one] for one in Language}}
    notice_id = form_id
    if known and not _says(known, written):
        notice_id = uuid5(form_id, repr(written))
        known = repository.get(notice_id)
    if known:
        return known
    notice = Notice(
        id=notice_id,
        **written,
        status=NoticeStatus.COUNTING,
        turn=0,
        counts={},
        written_by=actor.id,
        written_at=now,
    )
    repository.add(notice)
    turns.take_next(session, notice)
    _record(session, "notice_written", notice, actor, now)
    return notice


def release(session: Session, notice_id: UUID, *, actor: User, now: datetime) -> None:
    """By somebody else than its author; from the commit on it goes out."""
    notice = _locked(session, notice_id, actor)
    rules.check_may_release(notice.status, author_id=notice.written_by, actor_id=actor.id)
    if rules.is_outdated(notice.counted_at, notice.last_day, now):
        raise NoticeOutdated("what was counted, or the day that it names, is past")
    notice.status, notice.released_by, notice.released_at = NoticeStatus.SENDING, actor.id, now
    turns.take_next(session, notice)
    _record(session, "notice_released", notice, actor, now)


def pause(session: Session, notice_id: UUID, *, actor: User, now: datetime) -> None:
    """What the gateway has already goes out."""
    notice = _locked(session, notice_id, actor)
    rules.check_is(notice.status, NoticeStatus.SENDING)
    notice.status = NoticeStatus.PAUSED
    turns.take_away(notice)
    _record(session, "notice_paused", notice, actor, now)


def go_on(session: Session, notice_id: UUID, *, actor: User, now: datetime) -> None:
    notice = _locked(session, notice_id, actor)
    rules.check_is(notice.status, NoticeStatus.PAUSED)
    notice.status = NoticeStatus.SENDING
    turns.take_next(session, notice)
    _record(session, "notice_continued", notice, actor, now)


def stop(session: Session, notice_id: UUID, *, actor: User, now: datetime) -> None:
    """For good: before its release, or while it goes out."""
    notice = _locked(session, notice_id, actor)
    ended = (NoticeStatus.STOPPED, NoticeStatus.SENT)
    rules.check_is(notice.status, *(each for each in NoticeStatus if each not in ended))
    notice.status, notice.ended_at = NoticeStatus.STOPPED, now
    turns.take_away(notice)
    _record(session, "notice_stopped", notice, actor, now)


def find_notice(session: Session, notice_id: UUID, viewer: User) -> Notice:
    """With whoever wrote and released it."""
    notice = NoticeRepository(session).find(notice_id, viewer.area_code)
    if notice is None:
        raise UnknownNotice("there is no such notice")
    return notice


def latest_notices(
    session: Session, viewer: User, before: int | None = None, limit: int = _SHOWN
) -> Sequence[Notice]:
    return NoticeRepository(session).latest(viewer.area_code, before, limit)


def progress_of(session: Session, notice: Notice) -> list[Progress]:
    return NoticeRepository(session).progress(notice.id)


def failures_of(session: Session, notice: Notice) -> list[tuple[str | None, int]]:
    """How many failed of each reason."""
    return NoticeRepository(session).failures(notice.id)


def lock_in_turn(session: Session, notice_id: UUID, turn: int) -> Notice | None:
    """None where it is another's turn by now, or nobody's."""
    notice = NoticeRepository(session).lock(notice_id)
    if notice is None or notice.turn != turn:
        return None
    moving = (NoticeStatus.COUNTING, NoticeStatus.SENDING)
    return notice if notice.status in moving else None


def record_delivery(
    session: Session, message_id: UUID, status: DeliveryStatus, reason: str | None
) -> bool:
    """Whether the message is one of a notice."""
    recipient = NoticeRepository(session).lock_recipient(message_id)
    if recipient is None:
        return False
    current = rules.reached_so_far(recipient.delivery_status, recipient.failure_reason)
    if messages_rules.moves_on(current, status):
        recipient.delivery_status = status
        recipient.failure_reason = reason if status is DeliveryStatus.FAILED else None
    return True


def _locked(session: Session, notice_id: UUID, actor: User) -> Notice:
    find_notice(session, notice_id, actor)
    notice = NoticeRepository(session).lock(notice_id)
    if notice is None:
        raise UnknownNotice("there is no such notice")
    return notice


def _says(notice: Notice, written: Mapping[str, object]) -> bool:
    return all(getattr(notice, name) == value for name, value in written.items())


def _check(session: Session, command: WriteNotice, actor: User, today: date) -> None:
    """Raises Malformed with the field's name in front."""
    if not 0 < len(command.title.strip()) <= rules.LONGEST_TITLE:
        raise Malformed("title: missing or too long")
    for language in texts_refused(command):
        raise Malformed(f"text_{language}: cannot be sent like this")
    if command.last_day and command.last_day < today:
        raise Malformed("last_day: it is past")
    for name in ("programme", "topic"):
        programme = getattr(command, name)
        if programme and programmes_service.find_programme(programme) is None:
            raise Malformed(f"{name}: there is no such programme")
    _check_area(session, command.area_code, actor)


def _check_area(session: Session, code: str | None, actor: User) -> None:
    if code and not people_service.area_names(session, {code}):
        raise Malformed("area: there is no such area")
    if not (code or "").startswith(actor.area_code or ""):
        raise Malformed("area: it is not within your own area")


def _record(session: Session, action: str, notice: Notice, actor: User, now: datetime) -> None:
    audit.record(
        session,
        action,
        subject_kind="notice",
        subject_id=notice.id,
        actor=actor,
        now=now,
        data={"number": str(notice.number), "reached": str(notice.counts.get(rules.REACHED, 0))},
    )
