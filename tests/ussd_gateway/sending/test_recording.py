from collections.abc import Sequence

import pytest
from sqlalchemy.exc import OperationalError

from ussd_gateway.sending.outcomes import Outcome
from ussd_gateway.sending.sender import persistently

pytestmark = pytest.mark.anyio


class Database:
    def __init__(self, away: int) -> None:
        self.away = away
        self.recorded = 0

    async def record(self, outcomes: Sequence[Outcome]) -> None:
        if self.away:
            self.away -= 1
            raise OperationalError("", {}, Exception())
        self.recorded += 1


async def test_what_became_of_messages_waits_for_the_database() -> None:
    database = Database(away=2)
    await persistently(database.record, pauses=(0, 0))([])
    assert database.recorded == 1


async def test_but_not_for_ever() -> None:
    database = Database(away=9)
    with pytest.raises(OperationalError):
        await persistently(database.record, pauses=(0, 0))([])
    assert database.away == 6
