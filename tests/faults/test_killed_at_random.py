"""Nothing lost, said twice or out of order, whenever the gateway's processes die."""

import asyncio
import secrets
from collections.abc import Callable
from pathlib import Path

import pytest

from tests.faults.killing import Plan, survive, tell
from ussd_gateway.migrate import migrate

pytestmark = pytest.mark.running


def test_nobody_notices_that_the_gateway_was_killed(
    make_database: Callable[[str], str], redis_url: str, tmp_path: Path
) -> None:
    database_url = make_database("killed")
    migrate(database_url)
    plan = Plan(secrets.randbelow(10**6), conversations=48, kills=4, at_once=48, real_leases=False)
    result = asyncio.run(survive(plan, database_url, redis_url, tmp_path))
    tell(result)
    assert result.counts["SMS received"] >= plan.conversations
    assert result.counts["of them by SMPP"]
    assert not result.differences
