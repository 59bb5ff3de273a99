"""Which step an import may take next."""

from case_manager.vocabulary import ImportStatus

UNFINISHED = (ImportStatus.QUEUED, ImportStatus.CHECKING, ImportStatus.MERGING)
ENDED = (ImportStatus.DONE, ImportStatus.REFUSED, ImportStatus.STOPPED)
_STOPPABLE = frozenset(
    {ImportStatus.RECEIVED, ImportStatus.QUEUED, ImportStatus.CHECKING, ImportStatus.DRY}
)


def may_stop(status: ImportStatus) -> bool:
    """What is being taken over is brought to its end, so that nothing stays half done."""
    return status in _STOPPABLE


def may_begin(status: ImportStatus) -> bool:
    return status in (ImportStatus.RECEIVED, ImportStatus.DRY)
