"""Decisions on cases: deadlines, and what may be done in which state by whom."""

import re
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date, datetime, timedelta
from enum import StrEnum
from uuid import UUID

from case_manager.errors import (
    CaseAlreadyAssigned,
    CaseAlreadyClosed,
    CaseStillOpen,
    Malformed,
    NotYoursToDo,
    SupervisorsOnly,
    TooLateToRate,
    TooLateToTakeBack,
)
from case_manager.kit.calendar import Calendar
from case_manager.vocabulary import CaseStatus, Channel, OfficeDecision, Role, SafeContact
from citizen_text import sms
from citizen_text.digits import to_latin
from citizen_text.phones import find_phones
from citizen_text.phonetic import phonetic_key

_LEADING = frozenset({Role.SUPERVISOR, Role.ADMINISTRATOR})

SOON_WORKING_DAYS = 3
STAFF_CHANNELS = (Channel.WALK_IN, Channel.CALL, Channel.PAPER, Channel.HEARING)
LONGEST_AGO_DAYS = 365
LONGEST_NAME = 120
LONGEST_NOTE = 4000
ROOM_FOR_OUR_WORDS = 100
RATED_WITHIN_DAYS = 30
_UPAZILA = 6
_TIERS = ("T1", "T2", "T3", "T4", "T5")
_HEAD_OFFICE = "T4"
_TAKA = re.compile(r"(?P<taka>(?=[0-9.]*[1-9])[0-9]{1,8})(?:\.(?P<paisa>[0-9]{1,2}))?")


def longest_text(way: str) -> int:
    """In characters, for what is written as a `note`, a `reply` or a `close`; to what is sent the
    case manager adds words of its own."""
    return LONGEST_NOTE if way == "note" else sms.LONGEST_SMS - ROOM_FOR_OUR_WORDS


def leads(role: Role) -> bool:
    return role in _LEADING


def overlap(one: str | None, other: str | None) -> bool:
    """Whether two areas have anything in common; none is the whole country."""
    return one is None or other is None or one.startswith(other) or other.startswith(one)


def lies_in(area_code: str, around: str | None) -> bool:
    return around is None or area_code.startswith(around)


def area_of_case(
    *, told: str | None, of_person: str | None, is_anonymous: bool, is_for_other: bool
) -> str | None:
    """The register's, where it is about that person; somebody without a name is placed no closer
    than their upazila, unless they say it."""
    if told and (of_person is None or is_anonymous or is_for_other):
        return told
    return of_person[:_UPAZILA] if of_person and is_anonymous else of_person


def may_look(
    role: Role,
    user_id: UUID,
    user_area: str | None,
    *,
    area_code: str | None,
    assignee_id: UUID | None,
    is_restricted: bool,
) -> bool:
    """The same as `conditions.visible_to`, for a case that is at hand."""
    if assignee_id == user_id:
        return True
    inside = user_area is None or (area_code is not None and area_code.startswith(user_area))
    return inside and (not is_restricted or leads(role))


class NoSms(StrEnum):
    """Why nothing is sent to a citizen."""

    NOT_SAFE = "not_safe"
    CALL = "call"
    NO_PHONE = "no_phone"
    OPTED_OUT = "opted_out"


def why_no_sms(
    contact_safely: SafeContact | None, *, is_anonymous: bool, has_phone: bool, opted_out: bool
) -> NoSms | None:
    """None where an SMS may go. What would harm the citizen comes first; nobody can call a number
    that nobody may see."""
    if contact_safely is SafeContact.CALL and not is_anonymous:
        return NoSms.CALL
    if contact_safely in (SafeContact.CALL, SafeContact.NO):
        return NoSms.NOT_SAFE
    if not has_phone:
        return NoSms.NO_PHONE
    return NoSms.OPTED_OUT if opted_out else None


class Clock(StrEnum):
    FIRST_ACTION = "first_action"
    RESOLUTION = "resolution"


@dataclass(frozen=True)
class Limits:
    """A category's standard in working days; `office` is the government's own and runs apart."""

    first_action: int
    resolve: int
    office: int
    is_same_day: bool = False

    @property
    def first_action_days(self) -> int:
        """A person cannot promise the same day to somebody who writes in the evening, but in P0."""
        return 0 if self.is_same_day else max(self.first_action, 1)


@dataclass(frozen=True)
class Pause:
    """The days after `from_on` up to `to_on`, on which the resolution clock stood."""

    from_on: date
    to_on: date


@dataclass(frozen=True)
class Deadline:
    """The nearest of the organisation's running clocks; negative days left are days late.

    Paused, it is the days that were left when the clock stopped.
    """

    clock: Clock
    due_on: date
    working_days_left: int
    is_paused: bool = False

    @property
    def is_overdue(self) -> bool:
        return self.working_days_left < 0 and not self.is_paused


def first_action_due_on(received_on: date, working_days: int, calendar: Calendar) -> date:
    """The charter counts from the next working day, so the day of opening is day zero."""
    if working_days == 0 and calendar.is_working_day(received_on):
        return received_on
    return calendar.add(received_on, max(working_days, 1))


def resolution_due_on(
    from_on: date, working_days: int, pauses: Sequence[Pause], calendar: Calendar
) -> date:
    """The day on which so many working days outside every pause have passed.

    What was late when a pause began stays as late as it was.
    """
    day, left = from_on, working_days
    for pause in sorted(pauses, key=lambda pause: pause.from_on):
        run = calendar.between(day, pause.from_on)
        if run >= left:
            break
        left -= run
        day = max(day, pause.to_on)
    return calendar.add(day, left)


def deadline(
    *,
    first_action_due_on: date,
    first_action_done: bool,
    resolution_due_on: date,
    closed: bool,
    today: date,
    calendar: Calendar,
    paused_on: date | None = None,
) -> Deadline | None:
    if closed:
        return None
    if first_action_done and paused_on:
        left = _days_left(resolution_due_on, paused_on, calendar)
        return Deadline(Clock.RESOLUTION, resolution_due_on, left, is_paused=True)
    running = [(resolution_due_on, Clock.RESOLUTION)]
    if not first_action_done:
        running.append((first_action_due_on, Clock.FIRST_ACTION))
    due_on, clock = min(running)
    return Deadline(clock, due_on, _days_left(due_on, today, calendar))


def _days_left(due_on: date, today: date, calendar: Calendar) -> int:
    """Late is late from the first calendar day, also on a Friday."""
    if due_on >= today:
        return calendar.between(today, due_on)
    return -max(calendar.between(due_on, today), 1)


def check_open(status: CaseStatus) -> None:
    if status is CaseStatus.CLOSED:
        raise CaseAlreadyClosed("this case is closed")


def check_closed(status: CaseStatus) -> None:
    if status is not CaseStatus.CLOSED:
        raise CaseStillOpen("this case is open already")


def brings_remedy(decision: OfficeDecision) -> bool:
    return decision in (OfficeDecision.UPHELD, OfficeDecision.PARTLY_UPHELD)


def check_may_rate(closed_on: date | None, today: date) -> None:
    if closed_on is None:
        raise CaseStillOpen("it can be judged once it is closed")
    if today > closed_on + timedelta(days=RATED_WITHIN_DAYS):
        raise TooLateToRate(f"it was closed more than {RATED_WITHIN_DAYS} days ago")


def tier_after(tier: str, escalate_to: Sequence[str]) -> str:
    """Where an appeal goes: to the lowest tier above in the category's own way up, without desks
    that decide on nothing; the highest has the Cabinet Division's cell in it."""
    if tier not in _TIERS:
        return min((each for each in escalate_to if each in _TIERS), default=_HEAD_OFFICE)
    above = _TIERS[_TIERS.index(tier) + 1 :]
    return min((each for each in escalate_to if each in above), default=(*above, tier)[0])


def check_leads(role: Role) -> None:
    if not leads(role):
        raise SupervisorsOnly("only supervisors do this")


def check_may_unrestrict(role: Role, *, before: bool, after: bool) -> None:
    """What a whole area would see from now on is not for one caseworker to decide."""
    if before and not after and not leads(role):
        raise SupervisorsOnly("only supervisors open a restricted case to others")


def check_in_time(acted_at: datetime, now: datetime, window: timedelta) -> None:
    if now > acted_at + window:
        raise TooLateToTakeBack("this can no longer be taken back")


def check_received_on(received_on: date, today: date) -> None:
    if not today - timedelta(days=LONGEST_AGO_DAYS) <= received_on <= today:
        raise Malformed(f"received_on: today, or no more than {LONGEST_AGO_DAYS} days ago")


def check_taken_by_staff(channel: Channel) -> None:
    if channel not in STAFF_CHANNELS:
        raise Malformed("channel: what comes by phone message opens its case by itself")


def check_decided_on(decided_on: date, *, received_on: date, today: date) -> None:
    if not received_on <= decided_on <= today:
        raise Malformed("the office's decision lies between the opening of the case and today")


def read_name(text: str) -> str:
    """One line; empty if there is none."""
    name = " ".join(text.replace("\x00", "").split())
    if len(name) > LONGEST_NAME:
        raise Malformed(f"name: no more than {LONGEST_NAME} characters, please")
    return name


def read_phone(text: str) -> str:
    """E.164 of a mobile number of Bangladesh, in any digits and with any spaces."""
    found = find_phones(text.strip())
    if len(found) != 1 or (found[0].start, found[0].end) != (0, len(text.strip())):
        raise Malformed("phone: this is not a mobile number, such as 01712-345678")
    return found[0].value


def read_taka(text: str) -> int:
    """Paisa; in any digits, with or without separators and the sign of the taka."""
    written = to_latin(text).replace(",", "").replace("৳", "").strip()
    found = _TAKA.fullmatch(written)
    if found is None:
        raise Malformed("amount: this is not an amount in taka, such as 1,500")
    return int(found["taka"]) * 100 + int((found["paisa"] or "").ljust(2, "0"))


def sounds_like_one_of(name: str, *others: str) -> bool:
    """Whether it and any of them are one name, whole or in part, in whichever script.

    A word in common is not enough: half of all women are called Begum.
    """
    words = set(phonetic_key(name).split())
    heard = (set(phonetic_key(other).split()) for other in others)
    return any(words and each and (words <= each or each <= words) for each in heard)


def check_may_assign(
    role: Role, actor_id: UUID, assignee_id: UUID, current_assignee_id: UUID | None
) -> None:
    if role in _LEADING:
        return
    if assignee_id != actor_id:
        raise NotYoursToDo("a caseworker assigns cases to themselves only")
    if current_assignee_id not in (None, actor_id):
        raise CaseAlreadyAssigned("somebody else is already working on this case")


def check_may_act(role: Role, actor_id: UUID, assignee_id: UUID | None) -> None:
    if assignee_id != actor_id and role not in _LEADING:
        raise NotYoursToDo("assign the case to yourself first")


def after_reply(current: CaseStatus, *, expects_reply: bool) -> CaseStatus:
    if expects_reply:
        return CaseStatus.WAITING_FOR_CITIZEN
    return CaseStatus.IN_PROGRESS if current is CaseStatus.NEW else current


def after_citizen_wrote(current: CaseStatus) -> CaseStatus:
    """An answer ends the waiting; words that come after the closing are kept and change nothing."""
    return CaseStatus.IN_PROGRESS if current is CaseStatus.WAITING_FOR_CITIZEN else current
