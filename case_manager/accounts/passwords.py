"""Argon2 hashes of passwords; every check costs the same, whether there is a user or not."""

import secrets
from functools import lru_cache
from threading import BoundedSemaphore

from pwdlib import PasswordHash

_AT_A_TIME = BoundedSemaphore(4)  # one check takes 64 MB


def hash_password(password: str) -> str:
    with _AT_A_TIME:
        return PasswordHash.recommended().hash(password)


def is_right(password: str, password_hash: str | None) -> bool:
    """Without a hash the answer is no, and it takes as long as with one."""
    with _AT_A_TIME:
        matches = PasswordHash.recommended().verify(password, password_hash or _nobodys_hash())
    return matches and password_hash is not None


def generate_password() -> str:
    return secrets.token_urlsafe(15)


@lru_cache
def _nobodys_hash() -> str:
    return PasswordHash.recommended().hash(secrets.token_urlsafe(32))
