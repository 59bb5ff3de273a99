"""How long each figure takes, as whole answers of the application, against the limit of 500 ms.

Run as `DATABASE_URL=… .venv/bin/python benchmarks/figures.py [--rounds N]` on a database that
`many_cases.py` filled. Ends with 1 if the 95th percentile of any figure is over the limit.
"""

import argparse
import asyncio
import hashlib
import os
import statistics
import time
from collections.abc import Iterator
from datetime import UTC, datetime, timedelta
from random import Random
from urllib.parse import urlencode
from uuid import uuid4

import httpx
from pydantic import SecretStr
from rich.console import Console
from rich.table import Table
from sqlalchemy import select, text
from sqlalchemy.orm import Session

from case_manager.accounts import service as accounts_service
from case_manager.accounts.service import NewUser
from case_manager.app import create_app
from case_manager.db import make_engine
from case_manager.models import SignInSession, User
from case_manager.settings import Mode, Settings
from case_manager.statistics.pages import QUESTIONS
from case_manager.vocabulary import Role

LIMIT_MS = 500
PERIOD_DAYS = (7, 30, 90, 365, 1000)
FILTERS: tuple[dict[str, str], ...] = (
    {},
    {"area": "30"},
    {"area": "3026"},
    {"area": "302614"},
    {"programme": "oaa"},
    {"category": "payment_not_received"},
    {"channel": "sms"},
    {"area": "30", "category": "payment_not_received", "channel": "sms"},
)
_NAME = "benchmark"


def addresses(rounds: int) -> Iterator[tuple[str, str]]:
    """Every figure with every filter and period, each time with other days, in random order."""
    random = Random(42)  # noqa: S311 (days to ask for, not secrets)
    today = datetime.now(UTC).date()
    wanted = [
        (question, filter_, days)
        for question in QUESTIONS
        for filter_ in FILTERS
        for days in PERIOD_DAYS
        for _ in range(rounds)
    ]
    random.shuffle(wanted)
    for question, filter_, days in wanted:
        last = today - timedelta(days=random.randrange(60))
        period = {"from": str(last - timedelta(days=days - 1)), "to": str(last)}
        yield question, f"/figures/{question}?{urlencode(period | filter_)}"


async def measure(client: httpx.AsyncClient, rounds: int) -> dict[str, list[float]]:
    times: dict[str, list[float]] = {question: [] for question in QUESTIONS}
    for question, address in addresses(rounds):
        started = time.perf_counter()
        answer = await client.get(address)
        times[question].append((time.perf_counter() - started) * 1000)
        if answer.status_code != httpx.codes.OK:
            raise SystemExit(f"{address}: {answer.status_code}")
    return times


def show(times: dict[str, list[float]], cases: int) -> bool:
    table = Table(title=f"{cases:,} cases, milliseconds an answer (limit {LIMIT_MS})")
    for column in ("figure", "answers", "median", "p95", "slowest"):
        table.add_column(column, justify="left" if column == "figure" else "right")
    highest = 0.0
    for question, taken in times.items():
        p95 = statistics.quantiles(taken, n=20)[-1]
        highest = max(highest, p95)
        shown = (statistics.median(taken), p95, max(taken))
        table.add_row(question, str(len(taken)), *(f"{value:.0f}" for value in shown))
    Console().print(table)
    return highest <= LIMIT_MS


def signed_in(session: Session) -> str:
    """The token of an administrator who sees the whole country."""
    find = select(User).where(User.email == f"{_NAME}@example.org")
    now = datetime.now(UTC)
    if session.scalar(find) is None:
        new = NewUser(f"{_NAME}@example.org", _NAME, Role.ADMINISTRATOR, _NAME, _NAME)
        accounts_service.add_user(session, new, password=str(uuid4()), now=now)
    user = session.scalars(find).one()
    token = str(uuid4())
    session.add(
        SignInSession(
            token_hash=hashlib.sha256(token.encode()).digest(),
            user_id=user.id,
            csrf_token=token,
            created_at=now,
            last_seen_at=now,
        )
    )
    return token


def settings(database_url: str) -> Settings:
    word = SecretStr(_NAME)
    return Settings(
        mode=Mode.DEMO,
        database_url=SecretStr(database_url),
        gateway_token=word,
        case_manager_token=word,
        grant_key=word,
        link_key=word,
        case_manager_sealing_keys=SecretStr("1:" + "A" * 43 + "="),
        case_manager_index_key=word,
        reference_key=word,
    )


async def run(rounds: int) -> bool:
    database_url = os.environ["DATABASE_URL"]
    engine = make_engine(database_url)
    with Session(engine) as session, session.begin():
        token = signed_in(session)
        cases = session.execute(text("SELECT count(*) FROM cases.cases")).scalar_one()
    app = create_app(settings(database_url), engine=engine)
    cookies = {"nalish_session": token}
    transport = httpx.ASGITransport(app)
    async with httpx.AsyncClient(
        transport=transport, base_url="http://benchmark", cookies=cookies
    ) as client:
        await measure(client, 1)  # the first time reads the disk
        times = await measure(client, rounds)
    engine.dispose()
    return show(times, cases)


def main() -> int:
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--rounds", type=int, default=3)
    return 0 if asyncio.run(run(parser.parse_args().rounds)) else 1


if __name__ == "__main__":
    raise SystemExit(main())
