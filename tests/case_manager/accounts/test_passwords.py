from collections.abc import Callable

import pytest
from argon2 import Type, extract_parameters
from argon2.profiles import RFC_9106_LOW_MEMORY
from pwdlib import PasswordHash

from case_manager.accounts import passwords

PASSWORD = "correct horse battery"


@pytest.fixture(autouse=True)
def as_in_production(
    easy_passwords: Callable[[], PasswordHash], monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(PasswordHash, "recommended", easy_passwords)


class TestHashPassword:
    def test_it_is_argon2id_of_at_least_the_recommended_work(self):
        recommended = RFC_9106_LOW_MEMORY
        made = extract_parameters(passwords.hash_password(PASSWORD))
        assert made.type is Type.ID
        assert made.memory_cost >= recommended.memory_cost
        assert made.time_cost >= recommended.time_cost
        assert made.hash_len >= recommended.hash_len
        assert made.salt_len >= recommended.salt_len


class TestIsRight:
    def test_only_the_password_itself(self):
        stored = passwords.hash_password(PASSWORD)
        assert passwords.is_right(PASSWORD, stored)
        assert not passwords.is_right(PASSWORD.upper(), stored)

    def test_without_a_hash_nothing_is(self):
        assert not passwords.is_right(PASSWORD, None)
