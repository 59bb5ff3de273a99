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


@dataclass(frozen=True)
class Failures:
    count: int
    locked_until: datetime | None


def after_failure(failed_before: int, limit: Limit, now: datetime) -> Failures:
    count = failed_before + 1
    if count < limit.attempts:
        return Failures(count, None)
    return Failures(0, now + limit.locked_for)


def state_of_phone(people_with_it: int) -> IdentityState:
    if people_with_it == 0:
        return IdentityState.UNKNOWN_PHONE
    return IdentityState.VERIFIED if people_with_it == 1 else IdentityState.SHARED_PHONE
