"""Who is behind a conversation, and how often one may guess."""

from dataclasses import dataclass
from datetime import datetime, timedelta

from case_manager.vocabulary import IdentityState

ATTEMPTS = 3
LOCKED_FOR = timedelta(hours=1)
VERIFIED_FOR = timedelta(hours=1)  # a shared phone goes from hand to hand


@dataclass(frozen=True)
class Failures:
    count: int
    locked_until: datetime | None


def after_failure(failed_before: int, now: datetime) -> Failures:
    count = failed_before + 1
    if count < ATTEMPTS:
        return Failures(count, None)
    return Failures(0, now + LOCKED_FOR)


def state_of_phone(people_with_it: int) -> IdentityState:
    if people_with_it == 0:
        return IdentityState.UNKNOWN_PHONE
    return IdentityState.VERIFIED if people_with_it == 1 else IdentityState.SHARED_PHONE


def nid_spellings(identifier: str, birth_year: int) -> list[str]:
    """The old 13 digits and the 17 with the year of birth in front are one and the same number."""
    if len(identifier) == 13:
        return [identifier, f"{birth_year}{identifier}"]
    if len(identifier) == 17:
        return [identifier, identifier[4:]]
    return [identifier]
