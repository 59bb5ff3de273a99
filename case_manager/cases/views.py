"""What the templates show, decided beforehand: they only lay it out."""

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from datetime import date, datetime
from hashlib import sha256
from operator import itemgetter
from typing import ParamSpec
from uuid import UUID

from sqlalchemy.orm import Session

from case_manager.accounts import service as accounts_service
from case_manager.cases import changes, clocks, reading, records, rules, service
from case_manager.cases.categories import categories, find_category
from case_manager.cases.reading import CaseListItem, ThreadEntry
from case_manager.cases.rules import Deadline, NoSms
from case_manager.cases.told import ToldOfCase, told_of
from case_manager.errors import AppError
from case_manager.kit.calendar import local_date
from case_manager.kit.keys import Keys
from case_manager.models import Area, Case, Enrolment, Payment, Person, User
from case_manager.payments import service as payments_service
from case_manager.people import service as people_service
from case_manager.programmes import service as programmes_service
from case_manager.vocabulary import AreaLevel, CaseStatus, Language, OfficeDecision

P = ParamSpec("P")


@dataclass(frozen=True)
class Badge:
    """The one mark of a case's time: `tone` gives icon and colour, `key` and `count` the words.

    `short` names those for a row of the list, where the citizen's name needs the room.
    """

    tone: str
    key: str
    count: int = 0
    short: str | None = None


@dataclass(frozen=True)
class Row:
    item: CaseListItem
    citizen: str | None
    place: str | None
    category: str
    badge: Badge


@dataclass(frozen=True)
class Thread:
    """`version` changes with whatever a reader could see change."""

    entries: Sequence[ThreadEntry]
    version: str


@dataclass(frozen=True)
class Allowed:
    """What this reader may do with this case in its present state."""

    take: bool
    answer: bool
    ways: tuple[str, ...] = ("note",)
    more_ways: tuple[str, ...] = ()


@dataclass(frozen=True)
class CaseView:
    case: Case
    category: str
    programme: str | None
    citizen: str | None
    record_id: UUID | None
    masked_phone: str | None
    hides_phone: bool
    is_rung_elsewhere: bool
    place: Sequence[str]
    enrolments: Sequence[tuple[str, Enrolment]]
    payment: Payment | None
    deadline: Deadline | None
    badge: Badge
    allowed: Allowed
    told: ToldOfCase
    told_place: Sequence[str]
    why_no_sms: NoSms | None
    heading: str
    way_on: str
    remedy_question: str | None
    appeal_of: str | None
    appeals: Sequence[str]
    incident: int | None
    next_action: str
    today: date
    history: Sequence[ThreadEntry]

    @property
    def may_change_number(self) -> bool:
        """Whether another phone may be called than the one that the citizen writes from."""
        is_known = self.case.conversation_id is not None and not self.case.is_anonymous
        return self.allowed.answer and is_known

    @property
    def contact_warning(self) -> NoSms | None:
        """What would harm the citizen, to be read before anything is done."""
        return self.why_no_sms if self.why_no_sms in (NoSms.CALL, NoSms.NOT_SAFE) else None


@dataclass(frozen=True)
class FilterChoices:
    """What may be asked for: pairs of what stands in the address and what people read."""

    areas: Sequence[tuple[str, str, AreaLevel]]
    programmes: Sequence[tuple[str, str]]
    categories: Sequence[tuple[str, str]]
    colleagues: Sequence[tuple[str, str]]
    restricted: bool


@dataclass(frozen=True)
class ChangeChoices:
    areas: Sequence[tuple[str, str, AreaLevel]] = ()
    programmes: Sequence[tuple[str, str]] = ()
    categories: Sequence[tuple[str, str]] = ()
    colleagues: Sequence[tuple[str, str]] = ()


def row(item: CaseListItem, language: Language) -> Row:
    name = item.citizen_name_bn if language == Language.BANGLA else item.citizen_name_en
    return Row(
        item=item,
        citizen=name,
        place=area_name(item.upazila, language) if item.upazila else None,
        category=category_name(item.category, language),
        badge=badge(item.deadline),
    )


def case_view(
    session: Session, case: Case, viewer: User, language: Language, *, keys: Keys, now: datetime
) -> CaseView:
    person = case.person
    told, why_no_sms = told_of(case), records.why_no_sms(case, case.conversation)
    deadline = clocks.deadline_of(session, case, now=now)
    allowed = allowed_to(case, viewer)
    phone = reading.phone_of(case, keys)
    return CaseView(
        case=case,
        category=category_name(case.category, language),
        programme=programme_name(case.programme, language) if case.programme else None,
        citizen=(person.name_bn if language == Language.BANGLA else person.name_en)
        if person
        else reading.given_name(case, keys),
        record_id=person.id if person and _sees_register(viewer, person) else None,
        masked_phone=people_service.masked(phone) if phone else None,
        hides_phone=case.conversation is not None and phone is None and not case.is_anonymous,
        is_rung_elsewhere=reading.is_rung_elsewhere(case),
        place=_place(session, case.area_code, language),
        enrolments=[
            (programme_name(enrolment.programme, language), enrolment)
            for enrolment in (payments_service.enrolments_of(session, person) if person else [])
        ],
        payment=case.payment,
        deadline=deadline,
        badge=badge(deadline),
        allowed=allowed,
        told=told,
        told_place=_place(session, told.area_code, language),
        why_no_sms=why_no_sms,
        heading=records.heading(case),
        way_on=service.way_on(session, case),
        remedy_question=service.question_at_closing(session, case, OfficeDecision.UPHELD, now=now),
        appeal_of=reading.appealed_case(session, case),
        appeals=reading.appeals_against(session, case),
        incident=reading.incident_of(session, case, viewer),
        next_action=next_action(case, allowed),
        today=local_date(now),
        history=reading.history(session, case, viewer),
    )


def _place(session: Session, code: str | None, language: Language) -> list[str]:
    """The area and what it lies in, the smallest first."""
    areas = people_service.area_path(session, code) if code else []
    return [area_name(area, language) for area in reversed(areas)]


def badge(deadline: Deadline | None) -> Badge:
    if deadline is None:
        return Badge("done", "deadline.closed")
    days = abs(deadline.working_days_left)
    if deadline.is_paused:
        return _paused_badge(deadline.working_days_left)
    if deadline.is_overdue:
        return Badge("late", "deadline.late_one" if days == 1 else "deadline.late", days)
    if days == 0:
        return Badge("due", "deadline.today")
    tone = "due" if days <= rules.SOON_WORKING_DAYS else "calm"
    return Badge(tone, "deadline.left_one" if days == 1 else "deadline.left", days)


def _paused_badge(days: int) -> Badge:
    if days < 0:
        return Badge("paused", "deadline.paused_late", -days, short="deadline.paused_late_short")
    words = "deadline.paused_one" if days == 1 else "deadline.paused"
    return Badge("paused", words, days, short=f"{words}_short")


def allowed_to(case: Case, viewer: User) -> Allowed:
    """`ways` are what the composer offers at once, `more_ways` what is seldom wanted."""
    theirs = _passes(rules.check_may_act, viewer.role, viewer.id, case.assignee_id)
    if case.status is CaseStatus.CLOSED:
        ways = ("note", "reopen") if theirs else ("note",)
        return Allowed(take=False, answer=False, ways=ways)
    take = case.assignee_id != viewer.id and _passes(
        rules.check_may_assign, viewer.role, viewer.id, viewer.id, case.assignee_id
    )
    if not theirs:
        return Allowed(take=take, answer=False)
    leading = ("assign",) if rules.leads(viewer.role) else ()
    return Allowed(
        take=take,
        answer=True,
        ways=("reply", "note", "close"),
        more_ways=(*leading, "classify", "move"),
    )


def next_action(case: Case, allowed: Allowed) -> str:
    if case.status is CaseStatus.CLOSED:
        return "next_action.closed"
    if case.assignee_id is None:
        return "next_action.take"
    if not allowed.answer:
        return "next_action.others"
    if case.has_unread_answer:
        return "next_action.read"
    return f"next_action.{case.status}"


def thread(session: Session, case: Case, viewer: User, language: Language, *, keys: Keys) -> Thread:
    entries = reading.thread(session, case, keys=keys, viewer=viewer)
    return Thread(entries, version_of((entries, language)))


def filter_choices(session: Session, viewer: User, language: Language) -> FilterChoices:
    return FilterChoices(
        areas=area_choices(session, viewer.area_code, language),
        programmes=programme_choices(language),
        categories=category_choices(language),
        colleagues=[
            (str(user.id), user.name)
            for user in accounts_service.colleagues(session, viewer)
            if user.id != viewer.id
        ],
        restricted=rules.leads(viewer.role),
    )


def _by_name(
    names: Mapping[str, Mapping[Language, str]], language: Language
) -> list[tuple[str, str]]:
    return sorted(((key, each[language]) for key, each in names.items()), key=itemgetter(1))


def list_version(
    rows: Sequence[Row], counts: object, next_cursor: str | None, language: Language
) -> str:
    """Changes with whatever a reader of the list could see change."""
    seen = [
        (
            row.item.reference,
            row.item.words,
            row.item.has_unread_answer,
            row.item.is_restricted,
            row.item.incident,
            row.citizen,
            row.place,
            row.category,
            row.badge,
        )
        for row in rows
    ]
    return version_of((seen, counts, next_cursor, language))


def version_of(seen: object) -> str:
    return sha256(repr(seen).encode()).hexdigest()[:16]


def change_choices(
    session: Session, case: Case, viewer: User, language: Language, way: str
) -> ChangeChoices:
    """Only those that the way of changing needs: they are many."""
    choices = ChangeChoices()
    if way == "assign":
        colleagues = changes.possible_assignees(session, case, viewer)
        choices = ChangeChoices(colleagues=[(str(one.id), one.name) for one in colleagues])
    elif way == "classify":
        choices = ChangeChoices(
            programmes=programme_choices(language), categories=category_choices(language)
        )
    elif way == "move":
        choices = ChangeChoices(areas=area_choices(session, viewer.area_code, language))
    return choices


def area_choices(
    session: Session, code: str | None, language: Language
) -> list[tuple[str, str, AreaLevel]]:
    return [
        (area.code, area_name(area, language), area.level)
        for area in people_service.areas_inside(session, code)
    ]


def programme_choices(language: Language) -> list[tuple[str, str]]:
    programmes = programmes_service.programmes()
    return _by_name({key: each.names for key, each in programmes.items()}, language)


def category_choices(language: Language) -> list[tuple[str, str]]:
    return _by_name({key: each.names for key, each in categories().items()}, language)


def category_name(category: str, language: Language) -> str:
    found = find_category(category)
    return found.names[language] if found else category


def programme_name(programme: str, language: Language) -> str:
    return programmes_service.programme_names(programme)[language]


def _sees_register(viewer: User, person: Person) -> bool:
    return person.area_code.startswith(viewer.area_code or "")


def area_name(area: Area, language: Language) -> str:
    return area.name_bn if language == Language.BANGLA else area.name_en


def _passes(check: Callable[P, None], *values: P.args, **named: P.kwargs) -> bool:
    try:
        check(*values, **named)
    except AppError:
        return False
    return True
