"""A notice as the pages show it: to whom, in which words, at which cost, and how far it is."""

from collections import Counter
from collections.abc import Sequence
from dataclasses import dataclass, replace
from datetime import date, datetime
from enum import StrEnum

from sqlalchemy.orm import Session

from case_manager.kit.calendar import local_date
from case_manager.kit.restraint import Restraint
from case_manager.messages.gateway import Gateway, GatewayError
from case_manager.messages.rules import WHY_NOT_DELIVERED
from case_manager.models import Notice, User
from case_manager.notices import rules, service, texts
from case_manager.notices.repository import Progress
from case_manager.notices.rules import LeftOut
from case_manager.notices.texts import PaidFacts
from case_manager.people import service as people_service
from case_manager.programmes import service as programmes_service
from case_manager.ui.texts import texts as page_texts
from case_manager.vocabulary import (
    AreaLevel,
    DeliveryStatus,
    EnrolmentStatus,
    Language,
    NoticeStatus,
    PaymentStatus,
    Sex,
)
from citizen_text import sms

_EXAMPLE_PAISA = 180_000
_ENDED = (NoticeStatus.STOPPED, NoticeStatus.SENT)
_LONGEST_BOOKS_DAYS = 3 * 365


@dataclass(frozen=True)
class Pace:
    """What the route costs and takes, and when nothing goes."""

    segment_paisa: int
    segments_per_second: float
    restraint: Restraint


@dataclass(frozen=True)
class Preview:
    """One text as a phone shows it, with an example's facts; `why` it cannot be shown."""

    language: Language
    text: str
    size: sms.SmsSize | None
    why: str | None = None
    takes_too_many: bool = False


@dataclass(frozen=True)
class Estimate:
    """If nothing changes, and it is released now."""

    phones: int
    shared: int
    looked_at: int
    left_out: Sequence[tuple[LeftOut, int]]
    segments: int
    cost_paisa: int
    minutes: int
    until: datetime


class Reach(StrEnum):
    """How far messages have got; `HELD` are with the gateway, for their hour, day or turn."""

    WAITING = "waiting"
    HELD = "held"
    SENT = "sent"
    DELIVERED = "delivered"
    FAILED = "failed"


@dataclass(frozen=True)
class Report:
    reached: Sequence[tuple[Reach, int]]
    reasons: Sequence[tuple[str, int]]


@dataclass(frozen=True)
class Audience:
    """What it is chosen by; what does not matter is None."""

    programme: str | None
    area: str | None
    topic: str | None
    ages: tuple[int | None, int | None]


@dataclass(frozen=True)
class Choices:
    areas: Sequence[tuple[str, str, AreaLevel]]
    programmes: Sequence[tuple[str, str]]
    templates: Sequence[tuple[str, str]]
    enrolment_statuses: Sequence[tuple[str, str]]
    payment_statuses: Sequence[tuple[str, str]]
    sexes: Sequence[tuple[str, str]]


def previews(notice: Notice) -> list[Preview]:
    example = _example(notice.period_from, notice.period_to)
    said = texts.texts_for(notice, example, is_shared=False)
    return [measured(one, said[one]) for one in Language]


def shared_previews(notice: Notice) -> list[Preview]:
    """None of them where shared phones get it as it is."""
    if not rules.is_personal(programme=notice.programme):
        return []
    return [measured(one, words) for one, words in texts.shared_texts().items()]


def preview_of(
    text: str,
    language: Language,
    *,
    programme: str | None,
    last_day: date | None,
    period: tuple[date, date],
) -> Preview:
    """Of a text that is being written: gaps that nothing fills yet stay open."""
    if why := rules.text_unreadable(text):
        return Preview(language, "", None, why)
    facts = texts.facts(language, programme, last_day, _example(*period))
    shown = measured(language, rules.filled(text, rules.open_gaps() | facts))
    takes_too_many = texts.takes_too_many(text, language, programme, last_day)
    return replace(shown, takes_too_many=takes_too_many)


def measured(language: Language, text: str) -> Preview:
    arriving, size = sms.in_cheapest_signs(text)
    return Preview(language, arriving, size if text else None)


def estimate(notice: Notice, pace: Pace, *, now: datetime) -> Estimate:
    counts = Counter(notice.counts)
    segments, quiet = counts[rules.SEGMENTS], pace.restraint.quiet_hours
    until = rules.finish_at(now, segments, pace.segments_per_second, quiet)
    return Estimate(
        phones=counts[rules.REACHED],
        shared=counts[rules.SHARED],
        looked_at=counts[rules.LOOKED_AT],
        left_out=[(reason, counts[reason]) for reason in LeftOut if counts[reason]],
        segments=segments,
        cost_paisa=segments * pace.segment_paisa,
        minutes=max(round(segments / pace.segments_per_second / 60), 1),
        until=until,
    )


def report(session: Session, notice: Notice) -> Report:
    reached: Counter[Reach] = Counter()
    reasons: Counter[str] = Counter()
    for row in service.progress_of(session, notice):
        reached[_reach(row)] += row.messages
    if reached[Reach.FAILED]:
        for reason, messages in service.failures_of(session, notice):
            reasons[_reason(reason)] += messages
    return Report([(each, reached[each]) for each in Reach], reasons.most_common())


def audience(session: Session, notice: Notice, language: Language, *, now: datetime) -> Audience:
    area = None
    if notice.area_code:
        found = people_service.area_names(session, {notice.area_code})[notice.area_code]
        area = found.name_bn if language is Language.BANGLA else found.name_en
    year = local_date(now).year
    return Audience(
        programme=programme_name(notice.programme, language),
        area=area,
        topic=programme_name(notice.topic, language),
        ages=(
            None if notice.born_to is None else year - notice.born_to,
            None if notice.born_from is None else year - notice.born_from,
        ),
    )


def choices(session: Session, viewer: User, language: Language) -> Choices:
    in_bangla = language is Language.BANGLA
    programmes = programmes_service.programmes().values()
    return Choices(
        areas=[
            (area.code, area.name_bn if in_bangla else area.name_en, area.level)
            for area in people_service.areas_inside(session, viewer.area_code)
        ],
        programmes=sorted(
            ((each.id, each.names[language]) for each in programmes), key=lambda one: one[1]
        ),
        templates=[(key, one.titles[language]) for key, one in texts.kept_templates().items()],
        enrolment_statuses=_worded("enrolment_status", EnrolmentStatus, language),
        payment_statuses=_worded("payment_status", PaymentStatus, language),
        sexes=_worded("sex", Sex, language),
    )


def programme_name(programme: str | None, language: Language) -> str | None:
    return programmes_service.programme_names(programme)[language] if programme else None


def may_release(notice: Notice, viewer: User, *, now: datetime) -> bool:
    is_counted = notice.status is NoticeStatus.COUNTED and notice.counts.get(rules.REACHED, 0) > 0
    return is_counted and notice.written_by != viewer.id and not is_outdated(notice, now=now)


def is_outdated(notice: Notice, *, now: datetime) -> bool:
    """Whether it can never be released any more, only be written anew."""
    is_counted = notice.status is NoticeStatus.COUNTED
    return is_counted and rules.is_outdated(notice.counted_at, notice.last_day, now)


def may_stop(notice: Notice) -> bool:
    return notice.status not in _ENDED


def _worded(key: str, kind: type[StrEnum], language: Language) -> list[tuple[str, str]]:
    words = page_texts(language)
    return [(each.value, words(f"{key}.{each}")) for each in kind]


def _example(first: date | None, last: date | None) -> PaidFacts | None:
    return PaidFacts(_EXAMPLE_PAISA, first, last) if first and last else None


def _reach(row: Progress) -> Reach:
    match row.delivery_status:
        case DeliveryStatus.QUEUED:
            return Reach.HELD if row.is_handed else Reach.WAITING
        case DeliveryStatus.DELIVERED:
            return Reach.DELIVERED
        case DeliveryStatus.FAILED:
            return Reach.FAILED
        case _:
            return Reach.SENT


def _reason(reason: str | None) -> str:
    """The key of its words."""
    if reason in (rules.CHANGED, rules.NOT_TAKEN):
        return f"notices.{reason}"
    known = WHY_NOT_DELIVERED.get(reason or "")
    return f"why_not_delivered.{known}" if known else "notices.other_reason"


def cost(gateway: Gateway, notice: Notice, *, now: datetime) -> int | None:
    """From the gateway's books; None where it does not answer."""
    if notice.released_at is None:
        return 0
    first, today = local_date(notice.released_at), local_date(now)
    if (today - first).days > _LONGEST_BOOKS_DAYS:
        return None
    try:
        books = gateway.costs(first, today)
    except GatewayError:
        return None
    return sum(each.cost_paisa for each in books if each.cost_tag == notice.cost_tag)
