"""`nalish audit verify`: whether the audit trail is what was written."""

import json
from collections.abc import Sequence
from pathlib import Path

from pydantic import BaseModel, ValidationError
from rich.console import Console
from rich.progress import Progress, TextColumn, TimeElapsedColumn
from sqlalchemy.exc import SQLAlchemyError

from case_manager.audit import service
from case_manager.audit.service import Last, Verified
from case_manager.db import make_engine, make_sessions
from nalish.databases import reachable_postgres
from nalish.refusals import Refusal


class _Line(BaseModel):
    chain: int
    hash: str


class _Told(BaseModel):
    last: list[_Line]


def verify(state_dir: Path, since: Path | None, *, as_json: bool) -> bool:
    """Whether it holds, said on standard output."""
    verified = _verify(state_dir, _once_last(since) if since else [])
    if as_json:
        print(json.dumps(_as_json(verified), indent=2))
    else:
        _tell(verified, Console())
    return verified.holds


def _verify(state_dir: Path, once_last: list[Last]) -> Verified:
    columns = TextColumn("audit trail: {task.completed:,} lines"), TimeElapsedColumn()
    console = Console(stderr=True)
    with reachable_postgres(state_dir) as url:
        engine = make_engine(url, pool_size=1)
        try:
            with (
                Progress(
                    *columns, console=console, transient=True, disable=not console.is_terminal
                ) as bars,
                make_sessions(engine).begin() as session,
            ):
                bar = bars.add_task("", total=None)
                return service.verify(
                    session, once_last, lambda entries: bars.update(bar, completed=entries)
                )
        except SQLAlchemyError as error:
            raise Refusal(f"The database did not give it ({type(error).__name__}).") from None
        finally:
            engine.dispose()


def _once_last(file: Path) -> list[Last]:
    try:
        told = _Told.model_validate_json(file.read_bytes())
        return [Last(line.chain, bytes.fromhex(line.hash)) for line in told.last]
    except (ValidationError, ValueError):
        raise Refusal(f"{file.name} is not what `nalish audit verify --json` printed.") from None


def _as_json(verified: Verified) -> dict[str, object]:
    return {
        "holds": verified.holds,
        "entries": verified.entries,
        "first_broken": verified.broken,
        "missing": _lines(verified.missing),
        "last": _lines(verified.last),
    }


def _lines(lines: Sequence[Last]) -> list[dict[str, object]]:
    return [{"chain": line.chain, "hash": line.hash.hex()} for line in lines]


def _tell(verified: Verified, console: Console) -> None:
    if verified.broken is not None:
        console.print(f"✗ line {verified.broken} was changed, or one before it taken away")
    if verified.missing:
        chains = ", ".join(str(line.chain) for line in verified.missing)
        console.print(f"✗ what was last then is not there any more, in chain {chains}")
    if verified.holds:
        console.print(f"✓ {verified.entries:,} lines, each follows from the one before it")
    console.print("Keep where nobody of the database's can write: nalish audit verify --json")
