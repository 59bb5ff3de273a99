"""What an import may be called, and which step it may take next."""

import re
from datetime import date

from case_manager.vocabulary import ImportStatus

_SOURCE = re.compile(r"[a-z0-9][a-z0-9._:-]{0,39}")
_FIRST_DAY = date(2000, 1, 1)
UNFINISHED = (ImportStatus.QUEUED, ImportStatus.CHECKING, ImportStatus.MERGING)
_STOPPABLE = frozenset(
    {ImportStatus.RECEIVED, ImportStatus.QUEUED, ImportStatus.CHECKING, ImportStatus.DRY}
)


def may_stop(status: ImportStatus, *, dry_run: bool, taking_over: bool) -> bool:
    """What is being taken over is brought to its end, even where it has to be read once more."""
    is_stoppable = status in _STOPPABLE or (status is ImportStatus.MERGING and dry_run)
    return is_stoppable and not taking_over


def may_begin(status: ImportStatus) -> bool:
    return status in (ImportStatus.RECEIVED, ImportStatus.DRY, ImportStatus.HALTED)


def is_source(name: str) -> bool:
    """Small letters, digits and `._:-`, as in mis.bhata."""
    return bool(_SOURCE.fullmatch(name))


def may_speak_for(as_of: date, today: date) -> bool:
    """A list of a day to come would outrank all that is said until then."""
    return _FIRST_DAY <= as_of <= today
