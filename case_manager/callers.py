"""Who calls the API: the gateway with its token, or the assistant with the grant of one turn."""

import secrets
from dataclasses import dataclass
from datetime import datetime
from typing import Annotated
from uuid import UUID

from fastapi import Depends, Header, Request
from itsdangerous import BadSignature, URLSafeSerializer

from case_manager.db import ClockDep
from case_manager.errors import GrantRefused, TokenRefused
from case_manager.settings import Settings

Authorization = Annotated[str, Header(alias="Authorization")]


@dataclass(frozen=True)
class Grant:
    """Leave to serve one conversation for the two minutes of one turn, signed by the gateway."""

    conversation_id: UUID
    message_id: UUID
    expires_at: int

    def must_open(self, conversation_id: UUID) -> None:
        if conversation_id != self.conversation_id:
            raise _refusal()


def read_grant(signed: str, key: str, now: datetime) -> Grant:
    try:
        claims = URLSafeSerializer(key, salt="grant").loads(signed)
        grant = Grant(
            conversation_id=UUID(claims["conversation_id"]),
            message_id=UUID(claims["message_id"]),
            expires_at=int(claims["expires_at"]),
        )
    except (BadSignature, KeyError, TypeError, ValueError, AttributeError) as error:
        raise _refusal() from error
    if grant.expires_at <= now.timestamp():
        raise _refusal()
    return grant


async def granted(request: Request, clock: ClockDep, authorization: Authorization = "") -> Grant:
    settings: Settings = request.app.state.settings
    kind, _, signed = authorization.partition(" ")
    if kind != "Grant":
        raise _refusal()
    return read_grant(signed, settings.grant_key.get_secret_value(), clock())


GrantDep = Annotated[Grant, Depends(granted)]


async def granted_conversation(conversation_id: UUID, grant: GrantDep) -> UUID:
    grant.must_open(conversation_id)
    return conversation_id


ConversationDep = Annotated[UUID, Depends(granted_conversation)]


async def require_service(request: Request, authorization: Authorization = "") -> None:
    settings: Settings = request.app.state.settings
    kind, _, token = authorization.partition(" ")
    expected = settings.case_manager_token.get_secret_value()
    if kind != "Bearer" or not secrets.compare_digest(token.encode(), expected.encode()):
        raise TokenRefused("this address needs the service token")


async def require_service_or_grant(
    request: Request, clock: ClockDep, authorization: Authorization = ""
) -> None:
    """For what concerns nobody's own facts: whichever conversation the grant is for."""
    if authorization.startswith("Grant "):
        await granted(request, clock, authorization)
    else:
        await require_service(request, authorization)


def _refusal() -> GrantRefused:
    return GrantRefused("the grant is not valid for this conversation")
