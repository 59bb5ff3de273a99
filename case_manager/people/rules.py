"""Who is behind a conversation, and how often one may guess."""

from dataclasses import dataclass
from datetime import datetime, timedelta

from case_manager.vocabulary import IdentityState

VERIFIED_FOR = timedelta(hours=1)  # a shared phone goes from hand to hand


@dataclass(frozen=True)
class Limit:
    attempts: int
    locked_for: timedelta


OF_A_CONTACT = Limit(3, timedelta(hours=1))
OF_A_PERSON = Limit(5, timedelta(days=1))  # whose number it is, from whichever phones
_COUNTED_FOR = timedelta(days=1)


@dataclass(frozen=True)
class Failures:
    count: int
    locked_until: datetime | None


def counted(failed: int, failed_at: datetime | None, now: datetime) -> int:
    """A day after the last wrong answer those before it are forgotten."""
    return failed if failed_at and now - failed_at < _COUNTED_FOR else 0


def after_failure(failed_before: int, limit: Limit, now: datetime) -> Failures:
    count = failed_before + 1
    if count < limit.attempts:
        return Failures(count, None)
    return Failures(0, now + limit.locked_for)


def state_of_phone(people_with_it: int, *, died: bool) -> IdentityState:
    """A phone outlives its owner: whoever of a family has it now says who they ask for."""
    if people_with_it == 0:
        return IdentityState.UNKNOWN_PHONE
    is_theirs_alone = people_with_it == 1 and not died
    return IdentityState.VERIFIED if is_theirs_alone else IdentityState.SHARED_PHONE
