from collections.abc import Callable

import pytest

from case_manager.accounts import passwords
from case_manager.models import User
from case_manager.vocabulary import Language

PASSWORD = "correct horse battery"

CreateUser = Callable[..., User]


@pytest.fixture(scope="session")
def password_hash() -> str:
    """Made once: it is slow on purpose."""
    return passwords.hash_password(PASSWORD)


@pytest.fixture
def create_user(world, password_hash: str) -> CreateUser:
    def create(language: Language = Language.ENGLISH) -> User:
        user = world.user()
        user.email = "salma@example.org"
        user.password_hash = password_hash
        user.language = language
        world.session.flush()
        return user

    return create
