from collections.abc import Callable
from datetime import UTC, datetime

import pytest
from sqlalchemy import select
from sqlalchemy.orm import Session

from case_manager.accounts import service
from case_manager.accounts.service import NewUser
from case_manager.models import User
from case_manager.vocabulary import Language, Role

NOW = datetime(2026, 11, 23, 6, 0, tzinfo=UTC)
PASSWORD = "correct horse battery"

CreateUser = Callable[..., User]


@pytest.fixture
def create_user(session: Session) -> CreateUser:
    """Made by the service; only the hash of the password is made once for all tests."""

    def create(
        email: str = "salma@example.org",
        role: Role = Role.CASEWORKER,
        language: Language = Language.ENGLISH,
        area_code: str | None = None,
    ) -> User:
        command = NewUser(
            email, "Salma Khatun", role, "Seba", "সেবা", area_code=area_code, language=language
        )
        service.add_user(session, command, password=PASSWORD, now=NOW)
        return session.scalars(select(User).where(User.email == email.lower())).one()

    return create
