from collections.abc import Callable

import pytest
from pwdlib import PasswordHash
from pwdlib.hashers.argon2 import Argon2Hasher

from case_manager.models import User
from case_manager.vocabulary import Language

PASSWORD = "correct horse battery"

CreateUser = Callable[..., User]


@pytest.fixture(scope="session")
def password_hash() -> str:
    """Quick to check: an Argon2 hash says itself how much work a check of it is."""
    cheap = Argon2Hasher(time_cost=1, memory_cost=64, parallelism=1)
    return PasswordHash((cheap,)).hash(PASSWORD)


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
