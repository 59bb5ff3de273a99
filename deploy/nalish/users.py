"""Accounts of the people who sign in, made and changed from the terminal."""

from collections.abc import Iterator
from contextlib import contextmanager
from datetime import UTC, datetime
from pathlib import Path

from sqlalchemy.exc import SQLAlchemyError
from sqlalchemy.orm import Session

from case_manager.accounts import service
from case_manager.accounts.service import NewUser
from case_manager.db import make_engine, make_sessions
from case_manager.errors import AppError
from nalish.databases import reachable_postgres
from nalish.refusals import Refusal


def add(state_dir: Path, command: NewUser) -> str:
    """The new password, shown once and kept nowhere."""
    with _session(state_dir) as session:
        return service.add_user(session, command, now=datetime.now(UTC))


def reset(state_dir: Path, email: str) -> str:
    with _session(state_dir) as session:
        return service.reset_password(session, email, now=datetime.now(UTC))


def disable(state_dir: Path, email: str) -> None:
    with _session(state_dir) as session:
        service.disable_user(session, email, now=datetime.now(UTC))


@contextmanager
def _session(state_dir: Path) -> Iterator[Session]:
    with reachable_postgres(state_dir) as url:
        engine = make_engine(url, pool_size=1)
        try:
            with make_sessions(engine).begin() as session:
                yield session
        except AppError as error:
            raise Refusal(f"{error.detail[0].upper()}{error.detail[1:]}.") from None
        except SQLAlchemyError as error:
            reason = type(error).__name__
            raise Refusal(
                f"The database did not take it ({reason}): has `nalish run` set it up yet?"
            ) from None
        finally:
            engine.dispose()
