"""Who asks us: a configured partner with a token of ours, whose signature holds."""

import secrets
from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import Any

from itsdangerous import BadSignature, URLSafeSerializer

from case_manager.interoperability.config import Interoperability, PartnerConfig
from case_manager.interoperability.errors import PartnerRefused, SignatureRefused
from case_manager.interoperability.rules import is_id
from case_manager.interoperability.signatures import Verifier
from case_manager.interoperability.wire import read_json

TOKEN_VALID_FOR = timedelta(minutes=10)
_SALT = "partner-token"


@dataclass(frozen=True)
class Call:
    """A request as it came."""

    body: bytes
    authorization: str
    signature: str


@dataclass(frozen=True)
class Incoming:
    """A message whose sender is known."""

    partner: PartnerConfig
    header: Mapping[str, Any]
    message: Any


def issue_token(
    config: Interoperability, client_id: str, client_secret: str, *, now: datetime
) -> str:
    """Signed with the partner's own secret: a new one ends them. Raises PartnerRefused."""
    partner = config.partner(client_id)
    expected = partner.client_secret.get_secret_value() if partner else ""
    is_right = secrets.compare_digest(client_secret.encode(errors="replace"), expected.encode())
    if partner is None or not is_right:
        raise PartnerRefused(401, "invalid_client", "client_id or client_secret is not right")
    expires_at = int((now + TOKEN_VALID_FOR).timestamp())
    return str(_serializer(partner).dumps({"partner": partner.id, "expires_at": expires_at}))


def receive(config: Interoperability, call: Call, *, now: datetime) -> Incoming:
    """Raises PartnerRefused before anything in the message is looked at."""
    content = _content(call.body)
    header, message = content.get("header"), content.get("message")
    if not isinstance(header, dict) or not is_id(header.get("message_id")):
        raise PartnerRefused(400, "err.request.bad", "the message has no header with a message_id")
    partner = config.partner(str(header.get("sender_id")))
    if partner is None or config.us is None:
        raise PartnerRefused(401, "err.sender_id.invalid", "this sender is not known")
    _check_token(partner, call.authorization, now)
    _check_signature(partner, call.signature, content, now)
    if header.get("receiver_id", config.us.id) not in (config.us.id, ""):
        raise PartnerRefused(403, "err.receiver_id.invalid", "the message is for another")
    if header.get("is_msg_encrypted") in (True, "true"):
        raise PartnerRefused(400, "err.encryption.invalid", "encrypted messages are not read here")
    return Incoming(partner, header, message)


def _content(body: bytes) -> dict[str, Any]:
    try:
        content = read_json(body)
    except ValueError as error:
        raise PartnerRefused(400, "err.request.bad", str(error)) from None
    if not isinstance(content, dict):
        raise PartnerRefused(400, "err.request.bad", "the body is no object")
    return content


def _check_token(partner: PartnerConfig, authorization: str, now: datetime) -> None:
    kind, _, token = authorization.partition(" ")
    try:
        claims = _serializer(partner).loads(token)
        is_valid = claims["partner"] == partner.id and claims["expires_at"] > now.timestamp()
    except (BadSignature, KeyError, TypeError):
        is_valid = False
    if kind.lower() != "bearer" or not is_valid:
        raise PartnerRefused(401, "err.request.unauthorized", "the token is not valid, or expired")


def _check_signature(
    partner: PartnerConfig, detached: str, content: Mapping[str, Any], now: datetime
) -> None:
    verifier = Verifier(partner.id, partner.keys)
    try:
        if detached:
            verifier.verify_detached(detached, content)
        else:
            in_body = str(content.get("signature") or "")
            verifier.verify_in_body(in_body, content["header"], content.get("message"), now=now)
    except SignatureRefused as refused:
        raise PartnerRefused(401, refused.code, str(refused)) from None


def _serializer(partner: PartnerConfig) -> URLSafeSerializer:
    return URLSafeSerializer(partner.client_secret.get_secret_value(), salt=_SALT)
