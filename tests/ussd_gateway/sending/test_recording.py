from collections.abc import Sequence
from datetime import UTC, datetime
from uuid import uuid4

import pytest
from redis.exceptions import ConnectionError as RedisAway
from sqlalchemy.exc import OperationalError

from ussd_gateway.addresses import Address
from ussd_gateway.messages import OutboxState, OutgoingMessage, Priority, Receipt
from ussd_gateway.sending.outcomes import Accepted, Outcome, Standing, after
from ussd_gateway.sending.queue import DueMessage
from ussd_gateway.sending.routing import Letter
from ussd_gateway.sending.sender import persistently

pytestmark = pytest.mark.anyio


NOW = datetime(2026, 11, 29, tzinfo=UTC)


def due(channel: str, *, attempts: int) -> DueMessage:
    letter = Letter(uuid4(), Address.of_phone("01712345678"), "Apnar taka ashbe.")
    return DueMessage(
        id=uuid4(),
        created_at=NOW,
        contact_id=letter.contact_id,
        channel=channel,
        attempts=attempts,
        priority=Priority.NOTICE,
        cost_tag="",
        segments=1,
        trace_id=None,
        letter=letter,
        message=OutgoingMessage(uuid4(), letter.address, letter.text),
    )


class Database:
    def __init__(self, away: int, error: Exception | None = None) -> None:
        self.away = away
        self.error = error or OperationalError("", {}, Exception())
        self.recorded = 0

    async def record(self, outcomes: Sequence[Outcome]) -> None:
        if self.away:
            self.away -= 1
            raise self.error
        self.recorded += 1


@pytest.mark.parametrize("error", [None, RedisAway()], ids=["database", "redis"])
async def test_what_became_of_messages_waits_for_the_engines(error: Exception | None) -> None:
    database = Database(2, error)
    await persistently(database.record, pauses=(0, 0))([])
    assert database.recorded == 1


async def test_but_not_for_ever() -> None:
    database = Database(away=9)
    with pytest.raises(OperationalError):
        await persistently(database.record, pauses=(0, 0))([])
    assert database.away == 6


@pytest.mark.parametrize("attempts", [0, 1, 2])
async def test_what_goes_another_way_by_now_is_not_taken_for_sent_by_the_way_before(
    attempts: int,
) -> None:
    standing = Standing(OutboxState.SENDING, "second", attempts, 1, NOW, None, None)
    late = Accepted(due("first", attempts=1), Receipt("id of the first"))
    assert after(standing, late, NOW) == standing
