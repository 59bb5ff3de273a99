"""Which words may go to whom, and how long that takes."""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date, datetime, time, timedelta
from enum import StrEnum
from string import Formatter
from uuid import UUID, uuid5

from case_manager.errors import NoticeNotThere, OwnNotice
from case_manager.kit.calendar import DHAKA, local_date
from case_manager.kit.restraint import QuietHours
from case_manager.vocabulary import DeliveryStatus, Language, NoticeStatus

LONGEST_TITLE = 100
LONGEST_TEXT = 480
MOST_SEGMENTS = 3  # what somebody still reads to its end
TOO_MANY_SEGMENTS = "notices.wrong.too_many_segments"
MOST_AHEAD = timedelta(minutes=1)  # of what the gateway has and has not sent
FORGOTTEN_AFTER = timedelta(minutes=10)
COUNT_HOLDS = timedelta(days=7)  # whom it would reach, before it has to be counted anew
_FEWEST_AHEAD = 50
_DAY = timedelta(days=1)


class Placeholder(StrEnum):
    """What a text leaves open. The first two are of each one's payment."""

    AMOUNT = "amount"
    PERIOD = "period"
    PROGRAMME = "programme"
    DATE = "date"


OF_A_PAYMENT = frozenset({Placeholder.AMOUNT, Placeholder.PERIOD})


class LeftOut(StrEnum):
    """Why somebody of the audience is not written to."""

    DIED = "died"
    NO_PHONE = "no_phone"
    SAME_PHONE = "same_phone"
    OPTED_OUT = "opted_out"
    NOT_SAFE = "not_safe"


REACHED = "reached"
LOOKED_AT = "looked_at"
SHARED = "shared"
SEGMENTS = "segments"
CHANGED = "changed"  # why nothing went to somebody: what was counted is not so any more

NOT_TAKEN = "not_taken"  # the gateway failed at it again and again
MOST_TRIES = 10


@dataclass(frozen=True)
class Given:
    """What a notice's form gives beside its texts, so that a placeholder can be filled in."""

    has_payment: bool
    has_programme: bool
    has_date: bool


def texts_refused(texts: Mapping[Language, str], given: Given) -> dict[Language, str]:
    """By language, the key of the words that say why."""
    refused = {}
    for language in Language:
        if reason := _text_refused(texts.get(language, ""), given):
            refused[language] = reason
    if not refused and len({frozenset(placeholders(texts[one])) for one in Language}) > 1:
        refused[Language.ENGLISH] = "notices.wrong.uneven"
    return refused


def placeholders(text: str) -> set[str]:
    """Raises ValueError where braces do not pair or hold more than a name."""
    names = set()
    for _, name, spec, conversion in Formatter().parse(text):
        if name is None:
            continue
        if spec or conversion:
            raise ValueError("a placeholder is a name")
        names.add(name)
    return names


def filled(text: str, facts: Mapping[str, str]) -> str:
    """It may begin with a name that is written small inside a sentence."""
    words = text.format_map(facts)
    return words[:1].upper() + words[1:]


def is_personal(*, programme: str | None) -> bool:
    """Whether to get it says something of somebody: that they are on a roll, or are paid."""
    return programme is not None


def message_id(notice_id: UUID, phone_index: bytes) -> UUID:
    """The same for the same notice and phone, whoever holds it: nobody gets it twice."""
    return uuid5(notice_id, phone_index.hex())


def check_may_release(status: NoticeStatus, *, author_id: UUID, actor_id: UUID) -> None:
    if author_id == actor_id:
        raise OwnNotice("somebody else releases what you wrote")
    check_is(status, NoticeStatus.COUNTED)


def is_outdated(counted_at: datetime | None, last_day: date | None, now: datetime) -> bool:
    is_past = last_day is not None and last_day < local_date(now)
    return is_past or (counted_at is not None and now - counted_at > COUNT_HOLDS)


def reached_so_far(status: DeliveryStatus, reason: str | None) -> DeliveryStatus:
    """Whatever was given up here may be with the gateway after all: what that reports, counts."""
    return DeliveryStatus.QUEUED if reason in (CHANGED, NOT_TAKEN) else status


def check_is(status: NoticeStatus, *allowed: NoticeStatus) -> None:
    if status not in allowed:
        raise NoticeNotThere("this notice is not at that point")


def may_go_ahead(segments_per_second: float) -> int:
    """So many the gateway may have in hand; what it has can neither be paused nor stopped."""
    return max(int(segments_per_second * MOST_AHEAD.total_seconds()), _FEWEST_AHEAD)


def room(most: int, *, own: int, ahead: int, going: int) -> int:
    """How many more of one notice the gateway may have: those that go out side by side have equal
    parts of `most`, so that none waits for the end of another, and all together no more than it."""
    return min(max(most // going, 1) - own, most - ahead)


def next_allowed(now: datetime, quiet: QuietHours | None) -> datetime:
    """Now, or when the quiet that it is in ends."""
    for start, end in _quiet_around(now, quiet):
        if start <= now < end:
            return end
    return now


def finish_at(
    start: datetime, segments: int, per_second: float, quiet: QuietHours | None
) -> datetime:
    """When the last one has gone, if nothing else is sent meanwhile."""
    left, moment = timedelta(seconds=segments / per_second), start
    while True:
        moment = next_allowed(moment, quiet)
        ends = [begin for begin, _ in _quiet_around(moment, quiet) if begin > moment]
        room = min(ends) - moment if ends else left
        if left <= room:
            return moment + left
        left, moment = left - room, moment + room


def _quiet_around(now: datetime, quiet: QuietHours | None) -> list[tuple[datetime, datetime]]:
    """Those that began yesterday, that begin today and tomorrow."""
    if quiet is None or quiet["from"] == quiet["to"]:
        return []
    begins, ends = time.fromisoformat(quiet["from"]), time.fromisoformat(quiet["to"])
    today = now.astimezone(DHAKA).date()
    spans = []
    for day in (today - _DAY, today, today + _DAY):
        last = day if begins < ends else day + _DAY
        spans.append((datetime.combine(day, begins, DHAKA), datetime.combine(last, ends, DHAKA)))
    return spans


def text_unreadable(text: str) -> str | None:
    """Why its gaps cannot be found, or are none that could ever be filled in."""
    try:
        used = placeholders(text)
    except ValueError:
        return "notices.wrong.braces"
    return "notices.wrong.placeholder" if used - set(Placeholder) else None


def open_gaps() -> dict[str, str]:
    """Each placeholder as it stands in a text."""
    return {each.value: f"{{{each}}}" for each in Placeholder}


def _text_refused(text: str, given: Given) -> str | None:
    if not text.strip():
        return "notices.wrong.text_missing"
    if len(text) > LONGEST_TEXT:
        return "notices.wrong.text_too_long"
    return text_unreadable(text) or _gap_unfilled(placeholders(text), given)


def _gap_unfilled(used: set[str], given: Given) -> str | None:
    if used & OF_A_PAYMENT and not given.has_payment:
        return "notices.wrong.needs_payment"
    if Placeholder.PROGRAMME in used and not given.has_programme:
        return "notices.wrong.needs_programme"
    if Placeholder.DATE in used and not given.has_date:
        return "notices.wrong.needs_date"
    return None
