"""Signatures of messages with Ed25519: within the body, as DCI and G2P Connect describe it, or as
a detached JWS in the HTTP header `Signature`, as OpenG2P does.

The specifications leave open which bytes are signed. Ours, in docs/standards.md: compact JSON in
ASCII with the keys in the order in which they were sent; within the body, the signing string and
the digest of the protocol that the form was taken from.
"""

import hashlib
import json
import re
from base64 import b64decode, b64encode, urlsafe_b64encode
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from datetime import datetime, timedelta
from typing import Any

from cryptography.exceptions import InvalidSignature
from cryptography.hazmat.primitives.asymmetric.ed25519 import (
    Ed25519PrivateKey,
    Ed25519PublicKey,
)
from jwt import PyJWKSet, PyJWS
from jwt.algorithms import OKPAlgorithm
from jwt.exceptions import InvalidTokenError, PyJWTError

from case_manager.interoperability.errors import SignatureRefused

MISSING, INVALID = "err.signature.missing", "err.signature.invalid"
_ALGORITHM = "ed25519"
_SIGNED_PARTS = "(created) (expires) digest"
_VALID_FOR = timedelta(minutes=5)
_CLOCKS_DIFFER = timedelta(minutes=2)
_LONGEST = 2000  # a parameter is looked for from every place in it
_PARAMETER = re.compile(r'(\w+)="([^"]*)"')
_JWS_ALGORITHMS = ["EdDSA", "Ed25519"]  # the name before RFC 9864, and after it
_jws = PyJWS()


def compact(content: object) -> bytes:
    return json.dumps(content, separators=(",", ":")).encode()


@dataclass(frozen=True)
class Signer:
    """`namespace` is the word that the receiver's specification puts first."""

    sender_id: str
    key_id: str
    key: Ed25519PrivateKey = field(repr=False)

    def sign_in_body(
        self, header: Mapping[str, Any], message: Any, *, namespace: str, now: datetime
    ) -> str:
        created = int(now.timestamp())
        expires = created + int(_VALID_FOR.total_seconds())
        text = _signing_string(str(created), str(expires), header, message)
        signature = b64encode(self.key.sign(text)).decode()
        return (
            f'Signature: namespace="{namespace}",'
            f' kidId="{self.sender_id}|{self.key_id}|{_ALGORITHM}", algorithm="{_ALGORITHM}",'
            f' created="{created}", expires="{expires}", headers="{_SIGNED_PARTS}",'
            f' signature="{signature}"'
        )

    def sign_detached(self, body: bytes) -> str:
        token = _jws.encode(
            body, self.key, algorithm="EdDSA", headers={"kid": self.key_id, "typ": None}
        )
        protected, _, signature = token.split(".")
        return f"{protected}..{signature}"

    def jwks(self) -> dict[str, Any]:
        """Our public key, for whoever checks what we sign."""
        public = OKPAlgorithm.to_jwk(self.key.public_key(), as_dict=True)
        return {"keys": [{**public, "kid": self.key_id, "use": "sig", "alg": "EdDSA"}]}


@dataclass(frozen=True)
class Verifier:
    """Of one party's signatures. Raises SignatureRefused."""

    party_id: str
    keys: Mapping[str, Ed25519PublicKey]

    def verify_in_body(
        self, signature: str, header: Mapping[str, Any], message: Any, *, now: datetime
    ) -> None:
        if not signature.strip():
            raise SignatureRefused(MISSING, "the message is not signed")
        _check_length(signature)
        given = dict(_PARAMETER.findall(signature))
        party, _, rest = given.get("kidId", "").partition("|")
        key_id, _, algorithm = rest.partition("|")
        if party != self.party_id or algorithm != _ALGORITHM:
            raise SignatureRefused(INVALID, "kidId names another party or algorithm")
        if given.get("headers") != _SIGNED_PARTS:
            raise SignatureRefused(INVALID, f"headers is not {_SIGNED_PARTS}")
        _check_times(given, now)
        text = _signing_string(given["created"], given["expires"], header, message)
        try:
            self._key(key_id).verify(b64decode(given.get("signature", ""), validate=True), text)
        except (InvalidSignature, ValueError):
            raise SignatureRefused(INVALID, "the signature does not fit the message") from None

    def verify_detached(self, signature: str, content: object) -> None:
        """`content` is the body as it was read, written anew in the form that is signed."""
        _check_length(signature)
        protected, dots, rest = signature.partition("..")
        if not dots:
            raise SignatureRefused(INVALID, "a detached JWS looks like protected..signature")
        payload = urlsafe_b64encode(compact(content)).rstrip(b"=").decode()
        token = f"{protected}.{payload}.{rest}"
        try:
            key_id = str(_jws.get_unverified_header(token).get("kid", ""))
            _jws.decode(token, self._key(key_id), algorithms=_JWS_ALGORITHMS)
        except (InvalidTokenError, UnicodeEncodeError, RecursionError):
            raise SignatureRefused(INVALID, "the signature does not fit the message") from None

    def _key(self, key_id: str) -> Ed25519PublicKey:
        if key_id not in self.keys:
            raise SignatureRefused(INVALID, "the key is not one of those agreed on")
        return self.keys[key_id]


def read_jwks(content: Any) -> dict[str, Ed25519PublicKey]:
    """The Ed25519 keys in it, by their ids. Raises ValueError."""
    if not isinstance(content, dict):
        raise ValueError("a JWKS is an object with keys")
    try:
        keys = PyJWKSet.from_dict(content).keys
    except PyJWTError as error:
        raise ValueError(str(error)) from None
    found = {
        key.key_id: key.key for key in keys if key.key_id and isinstance(key.key, Ed25519PublicKey)
    }
    if not found:
        raise ValueError("no key in it has a kid and is an Ed25519 key")
    return found


def _signing_string(created: str, expires: str, header: Mapping[str, Any], message: Any) -> bytes:
    digest = hashlib.blake2b(compact({"header": header, "message": message})).digest()
    return (
        f"(created): {created}\n(expires): {expires}\n"
        f"digest: BLAKE-512={b64encode(digest).decode()}"
    ).encode()


def _check_length(signature: str) -> None:
    if len(signature) > _LONGEST:
        raise SignatureRefused(INVALID, f"a signature has no more than {_LONGEST} characters")


def _check_times(given: Mapping[str, str], now: datetime) -> None:
    times: Sequence[str] = (given.get("created", ""), given.get("expires", ""))
    if not all(time.isascii() and time.isdigit() and len(time) <= 12 for time in times):
        raise SignatureRefused(INVALID, "created and expires are seconds since 1970")
    created, expires = map(int, times)
    slack = _CLOCKS_DIFFER.total_seconds()
    if not created - slack <= now.timestamp() <= expires + slack:
        raise SignatureRefused(INVALID, "the signature is not valid at this time")
