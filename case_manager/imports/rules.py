"""Which step an import may take next."""

from case_manager.vocabulary import ImportStatus

UNFINISHED = (ImportStatus.QUEUED, ImportStatus.CHECKING, ImportStatus.MERGING)
_STOPPABLE = frozenset(
    {ImportStatus.RECEIVED, ImportStatus.QUEUED, ImportStatus.CHECKING, ImportStatus.DRY}
)


def may_stop(status: ImportStatus, *, dry_run: bool) -> bool:
    """What is being taken over is brought to its end, so that nothing stays half done."""
    return status in _STOPPABLE or (status is ImportStatus.MERGING and dry_run)


def may_begin(status: ImportStatus) -> bool:
    return status in (ImportStatus.RECEIVED, ImportStatus.DRY)
