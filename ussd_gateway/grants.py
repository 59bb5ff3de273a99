from collections.abc import Callable
from datetime import datetime, timedelta
from uuid import UUID

from itsdangerous import URLSafeSerializer

LIFETIME = timedelta(seconds=120)


class Grants:
    """Lets the assistant act for one conversation, for one message, for two minutes."""

    def __init__(self, key: str, clock: Callable[[], datetime]) -> None:
        self._serializer = URLSafeSerializer(key, salt="grant")
        self._clock = clock

    def sign(self, conversation_id: UUID, message_id: UUID) -> str:
        grant = {
            "conversation_id": str(conversation_id),
            "message_id": str(message_id),
            "expires_at": int((self._clock() + LIFETIME).timestamp()),
        }
        signed = self._serializer.dumps(grant)
        return signed if isinstance(signed, str) else signed.decode()
