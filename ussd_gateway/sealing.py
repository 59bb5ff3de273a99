"""Encryption at rest, and the blind index by which a sealed phone number can still be found."""

import hashlib
import hmac
import os
from collections.abc import Mapping
from dataclasses import dataclass, field
from functools import cached_property
from typing import Self

from cryptography.exceptions import InvalidTag
from cryptography.hazmat.primitives.ciphers.aead import AESGCM

from ussd_gateway.settings import Settings

_NONCE_BYTES = 12


class NotOpened(Exception):
    """Sealed elsewhere, or no sealed value at all."""


class KeyMissing(NotOpened):
    """Sealed with a key that the settings do not name; it opens once they do."""


@dataclass(frozen=True)
class Sealer:
    """AES-256-GCM with a key id in front of each value, so that keys can be changed one by one.

    `place` (table, column and row) is authenticated with the value: a sealed text pasted into
    another column or another row does not open.
    """

    keys: Mapping[int, bytes] = field(repr=False)
    current: int
    index_key: bytes = field(repr=False)

    @classmethod
    def from_settings(cls, settings: Settings) -> Self:
        keys = settings.sealing_keys()
        index_key = settings.gateway_index_key.get_secret_value().encode()
        return cls(keys=keys, current=next(reversed(keys)), index_key=index_key)

    def seal(self, text: str, place: str) -> bytes:
        nonce = os.urandom(_NONCE_BYTES)
        sealed = self._ciphers[self.current].encrypt(nonce, text.encode(), place.encode())
        return bytes([self.current]) + nonce + sealed

    def open(self, sealed: bytes, place: str) -> str:
        """Raises NotOpened."""
        key_id, nonce, rest = sealed[:1], sealed[1 : 1 + _NONCE_BYTES], sealed[1 + _NONCE_BYTES :]
        if (cipher := self._ciphers.get(int.from_bytes(key_id))) is None:
            raise KeyMissing
        try:
            return cipher.decrypt(nonce, rest, place.encode()).decode()
        except (InvalidTag, ValueError):
            raise NotOpened from None

    @cached_property
    def _ciphers(self) -> Mapping[int, AESGCM]:
        return {number: AESGCM(key) for number, key in self.keys.items()}

    def index(self, text: str, place: str) -> bytes:
        """Keyed hash for equality look-ups: the same text in the same place, the same 32 bytes."""
        return hmac.digest(self.index_key, f"{place}\0{text}".encode(), hashlib.sha256)
