"""Encryption at rest, and the blind indexes by which a sealed value can still be found."""

import hashlib
import hmac
import os
from collections.abc import Mapping
from dataclasses import dataclass

from cryptography.hazmat.primitives.ciphers.aead import AESGCM

_NONCE_BYTES = 12


@dataclass(frozen=True)
class Sealer:
    """AES-256-GCM with a key id in front of each value, so that keys can be changed one by one.

    `keys` maps a one-byte id to 32 bytes; `current` seals, all open. `place` (table.column) is
    authenticated with the value: a sealed phone pasted into another column does not open.
    """

    keys: Mapping[int, bytes]
    current: int
    index_key: bytes

    def seal(self, text: str, place: str) -> bytes:
        nonce = os.urandom(_NONCE_BYTES)
        sealed = AESGCM(self.keys[self.current]).encrypt(nonce, text.encode(), place.encode())
        return bytes([self.current]) + nonce + sealed

    def open(self, sealed: bytes, place: str) -> str:
        key_id, nonce, rest = sealed[0], sealed[1 : 1 + _NONCE_BYTES], sealed[1 + _NONCE_BYTES :]
        return AESGCM(self.keys[key_id]).decrypt(nonce, rest, place.encode()).decode()

    def index(self, text: str, place: str) -> bytes:
        """Keyed hash for equality look-ups: the same text in the same place, the same 32 bytes."""
        return hmac.digest(self.index_key, f"{place}\0{text}".encode(), hashlib.sha256)
