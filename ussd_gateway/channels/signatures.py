"""Bodies that are signed with a secret that both sides know."""

import base64
import hashlib
import hmac
from typing import Literal

from ussd_gateway.errors import SignatureRefused

Digest = Literal["sha1", "sha256", "sha512"]
Encoding = Literal["hex", "base64"]


def check_hmac(
    given: str,
    *,
    secret: bytes,
    signed: bytes,
    digest: Digest = "sha256",
    encoding: Encoding = "hex",
) -> None:
    """Raises SignatureRefused."""
    mac = hmac.digest(secret, signed, getattr(hashlib, digest))
    expected = mac.hex() if encoding == "hex" else base64.b64encode(mac).decode()
    found = given.lower() if encoding == "hex" else given
    if not hmac.compare_digest(found.encode("utf-8", "replace"), expected.encode()):
        raise SignatureRefused("the signature is missing or does not fit")
