"""Links that let one person choose a password: signed, dated, and of no use once they did."""

import hashlib
from dataclasses import dataclass
from datetime import datetime
from uuid import UUID

from itsdangerous import BadData, URLSafeSerializer

from case_manager.errors import LinkExpired
from case_manager.models import User

_HASHED_CHARACTERS = 22


@dataclass(frozen=True)
class Claim:
    """What a signed link says; whether it still holds is seen from the user."""

    user_id: UUID
    ends_at: float
    made_for: str

    def holds(self, user: User, now: datetime) -> bool:
        return now.timestamp() < self.ends_at and self.made_for == _made_for(user)


class Links:
    def __init__(self, key: str) -> None:
        self._signer = URLSafeSerializer(key, salt="accounts.links")

    def sign(self, user: User, ends_at: datetime) -> str:
        return str(self._signer.dumps([user.id.hex, int(ends_at.timestamp()), _made_for(user)]))

    def read(self, token: str) -> Claim:
        """Raises `LinkExpired` for whatever we did not sign."""
        try:
            user_id, ends_at, made_for = self._signer.loads(token)
        except BadData:
            raise LinkExpired("this link was not made here") from None
        return Claim(UUID(user_id), ends_at, made_for)


def _made_for(user: User) -> str:
    """Another password makes another word, so what was used is over, and so are its older twins."""
    known = f"{user.email}\n{user.password_hash}"
    return hashlib.sha256(known.encode()).hexdigest()[:_HASHED_CHARACTERS]
