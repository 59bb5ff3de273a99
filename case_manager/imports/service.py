"""Files on their way into the register and the ledger: received, begun, watched, stopped."""

from collections.abc import Mapping, Sequence
from datetime import date, datetime, timedelta
from uuid import UUID

from sqlalchemy.orm import Session

from case_manager.audit import service as audit
from case_manager.errors import (
    ImportNotStoppable,
    ImportTriedAnew,
    ImportUnderWay,
    Malformed,
    UnknownImport,
)
from case_manager.imports import rules
from case_manager.imports.fields.columns import columns_in, guess
from case_manager.imports.files.kept_files import KeptFile, KeptFiles
from case_manager.imports.refusals import FileRefused
from case_manager.imports.repository import ImportRepository, Place
from case_manager.kit.calendar import local_date
from case_manager.models import Import, ImportRemark, User
from case_manager.vocabulary import ImportKind, ImportStatus

_LISTED = 30
_REMARKS = 1000


def check_origin(source: str, as_of: date, *, now: datetime) -> None:
    """Raises Malformed."""
    if not rules.is_source(source):
        raise Malformed("a source is named with small letters, digits and ._:- as in mis.bhata")
    if not rules.may_speak_for(as_of, local_date(now)):
        raise Malformed("a list speaks for a day since 2000 that has come")


def receive(
    session: Session,
    kind: ImportKind,
    file: KeptFile,
    *,
    source: str,
    as_of: date,
    user: User | None,
    now: datetime,
) -> Import:
    """The file is here; how its columns are read is said when it is begun. What was taken over
    before speaks for the day that it spoke for then.
    """
    check_origin(source, as_of, now=now)
    row = Import(
        id=file.id,
        kind=kind,
        file_name=file.name,
        sha256=file.sha256,
        size=file.size,
        mapping={},
        error_parameters={},
        status=ImportStatus.RECEIVED,
        source=source,
        as_of=as_of,
        user_id=user.id if user else None,
        created_at=now,
    )
    repository = ImportRepository(session)
    if before := repository.taken_over_before(row, (ImportStatus.DONE, ImportStatus.HALTED)):
        row.as_of = before.as_of
    repository.add(row)
    _record(session, "import_received", row, user, now)
    return row


def begin(
    session: Session,
    import_id: UUID,
    *,
    mapping: Mapping[str, str],
    dry_run: bool,
    user: User | None,
    now: datetime,
) -> Import:
    """Puts it on the queue. After a dry run the file is read anew: the register may be another one
    by then.
    """
    row = _locked(ImportRepository(session), import_id)
    if not rules.may_begin(row.status):
        raise ImportUnderWay("this import is under way or has ended")
    row.mapping = dict(mapping)
    return _queue(session, row, dry_run=dry_run, user=user, now=now)


def take_over(
    session: Session,
    import_id: UUID,
    *,
    tried_at: datetime | None,
    user: User | None,
    now: datetime,
) -> Import:
    """As it was tried at that moment, and never with columns that were chosen since."""
    row = _locked(ImportRepository(session), import_id)
    if row.status is not ImportStatus.DRY:
        raise ImportUnderWay("this import is under way or has ended")
    if row.ended_at != tried_at:
        raise ImportTriedAnew("it was tried anew with other columns")
    return _queue(session, row, dry_run=False, user=user, now=now)


def resume(session: Session, import_id: UUID, *, user: User | None, now: datetime) -> Import:
    """What was halted; of what was taken over before, nothing changes."""
    row = _locked(ImportRepository(session), import_id)
    if row.status is not ImportStatus.HALTED:
        raise ImportUnderWay("this import is under way or has ended")
    return _queue(session, row, dry_run=row.dry_run, user=user, now=now)


def _queue(
    session: Session, row: Import, *, dry_run: bool, user: User | None, now: datetime
) -> Import:
    row.status, row.dry_run, row.failures = ImportStatus.QUEUED, dry_run, 0
    row.started_at = row.ended_at = None
    ImportRepository(session).defer()
    _record(session, "import_begun", row, user, now, dry_run=str(dry_run))
    return row


def refuse_unreadable(
    session: Session, import_id: UUID, refusal: FileRefused, *, user: User, now: datetime
) -> None:
    """Nothing of it can ever be taken. What was tried or begun before stays as it is."""
    row = _locked(ImportRepository(session), import_id)
    if row.status is ImportStatus.RECEIVED:
        row.status, row.ended_at = ImportStatus.REFUSED, now
        row.error, row.error_parameters = refusal.code, dict(refusal.parameters)
        _record(session, "import_refused", row, user, now)


def previewed(session: Session, row: Import, *, user: User, now: datetime) -> None:
    """Somebody saw its first rows."""
    _record(session, "import_previewed", row, user, now)


def stop(session: Session, import_id: UUID, *, user: User | None, now: datetime) -> Import:
    """Nothing of it was taken over."""
    row = _locked(ImportRepository(session), import_id)
    if not rules.may_stop(row.status, dry_run=row.dry_run, taking_over=row.taking_over):
        raise ImportNotStoppable("it is being taken over, or has ended")
    row.status, row.ended_at = ImportStatus.STOPPED, now
    _record(session, "import_stopped", row, user, now)
    return row


def progress(session: Session, import_id: UUID) -> Import:
    row = ImportRepository(session).find(import_id)
    if row is None:
        raise UnknownImport("there is no such import")
    return row


def latest_imports(
    session: Session, before: UUID | None = None, limit: int = _LISTED
) -> Sequence[Import]:
    """The newest, or those that came before that one."""
    row = progress(session, before) if before else None
    place = Place(row.created_at, row.id) if row else None
    return ImportRepository(session).latest(place, limit)


def taken_over_before(session: Session, row: Import) -> Import | None:
    """The last import of exactly the same file from the same source."""
    return ImportRepository(session).taken_over_before(row)


def refused_rows(
    session: Session,
    import_id: UUID,
    after: tuple[int, int] | None = None,
    limit: int = _REMARKS,
) -> Sequence[ImportRemark]:
    """In the order of the file, from behind that line and id on."""
    return ImportRepository(session).remarks(import_id, after, limit, refused=True)


def noted_rows(
    session: Session,
    import_id: UUID,
    after: tuple[int, int] | None = None,
    limit: int = _REMARKS,
) -> Sequence[ImportRemark]:
    """Rows that were taken and are worth a look."""
    return ImportRepository(session).remarks(import_id, after, limit, refused=False)


def mapping_for(
    session: Session, kind: ImportKind, source: str, columns: Sequence[str]
) -> Mapping[str, str]:
    """As the source's columns were read last, if they are all there; the others are guessed."""
    found = ImportRepository(session).mapping(kind, source)
    if found and columns_in(found.mapping) <= set(columns):
        read = columns_in(found.mapping)
        others = [column for column in columns if column not in read]
        return {**guess(kind, others), **found.mapping}
    return guess(kind, columns)


def delete_old_files(session: Session, files: KeptFiles, kept: timedelta, *, now: datetime) -> None:
    """With the rejects; what was not taken over by then is stopped."""
    repository = ImportRepository(session)
    for row in repository.old(now - kept):
        files.delete(row.id)
        repository.drop_remarks(row.id)
        row.file_deleted_at = now
        if rules.may_stop(row.status, dry_run=row.dry_run, taking_over=row.taking_over):
            row.status, row.ended_at = ImportStatus.STOPPED, now
    waiting = files.untouched_since(now - kept)
    for id_ in set(waiting) - repository.known(waiting):
        files.delete(id_)


def _locked(repository: ImportRepository, import_id: UUID) -> Import:
    row = repository.lock(import_id)
    if row is None:
        raise UnknownImport("there is no such import")
    return row


def _record(
    session: Session,
    action: str,
    row: Import,
    user: User | None,
    now: datetime,
    **data: str,
) -> None:
    audit.record(
        session,
        action,
        subject_kind="import",
        subject_id=row.id,
        actor=user,
        now=now,
        data={"kind": row.kind.value, "sha256": row.sha256.hex(), **data},
    )
