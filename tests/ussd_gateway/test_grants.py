from datetime import UTC, datetime
from uuid import UUID

from itsdangerous import URLSafeSerializer

from ussd_gateway.grants import Grants

CONVERSATION = UUID("5f0c7d9e-3b1a-4c55-9a3e-0d6a1f2b7c11")
MESSAGE = UUID("0197f3aa-1111-7c00-8000-00000000000a")


def test_a_grant_names_its_conversation_its_message_and_its_end() -> None:
    now = datetime(2026, 11, 23, 10, tzinfo=UTC)
    signed = Grants("key", lambda: now).sign(CONVERSATION, MESSAGE)
    assert URLSafeSerializer("key", salt="grant").loads(signed) == {
        "conversation_id": str(CONVERSATION),
        "message_id": str(MESSAGE),
        "expires_at": int(now.timestamp()) + 120,
    }
