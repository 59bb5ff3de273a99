"""How long each figure and the list of what it counts take, against the limit of 500 ms.

As whole answers of the application.

Run as `.venv/bin/python -m benchmarks.figures`; it starts a PostgreSQL of its own, fills it,
measures, and removes it. Ends with 1 if the 95th percentile of any figure is over the limit.
"""

import argparse
import asyncio
import hashlib
import statistics
import sys
import time
from collections.abc import Callable, Iterator, Mapping
from datetime import UTC, datetime, timedelta
from random import Random
from urllib.parse import urlencode
from uuid import uuid4

import httpx
from pydantic import SecretStr
from rich.console import Console
from rich.table import Table
from sqlalchemy import Engine, select, text
from sqlalchemy.orm import Session

from benchmarks import database, many_cases
from case_manager.accounts import service as accounts_service
from case_manager.accounts.access import SESSION_COOKIE
from case_manager.accounts.service import NewUser
from case_manager.app import create_app
from case_manager.models import SignInSession, User
from case_manager.settings import Mode, Settings
from case_manager.statistics.pages import QUESTIONS
from case_manager.vocabulary import Role

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
LISTS: Mapping[str, Callable[[str, str], dict[str, str]]] = {
    "list of those received": lambda first, last: {
        "queue": "all",
        "counted": "received",
        "counted_from": first,
        "counted_to": last,
    },
    "list of those open before": lambda first, _: {"queue": "all", "open_on": first},
}
_NAME = "benchmark"

Times = dict[str, list[float]]  # milliseconds, by figure


def _addresses(rounds: int) -> Iterator[tuple[str, str]]:
    """Every figure with every filter and period, each time with other days, in random order."""
    random = Random(42)  # noqa: S311 (days to ask for, not secrets)
    today = datetime.now(UTC).date()
    wanted = [
        (question, filter_, days)
        for question in (*QUESTIONS, *LISTS)
        for filter_ in FILTERS
        for days in PERIOD_DAYS
        for _ in range(rounds)
    ]
    random.shuffle(wanted)
    for question, filter_, days in wanted:
        last = today - timedelta(days=random.randrange(60))
        first = last - timedelta(days=days - 1)
        if question in LISTS:
            asked = LISTS[question](str(first), str(last)) | filter_
            yield question, f"/cases?{urlencode(asked)}"
        else:
            period = {"from": str(first), "to": str(last)}
            yield question, f"/figures/{question}?{urlencode(period | filter_)}"


async def _measure(client: httpx.AsyncClient, rounds: int) -> Times:
    times: Times = {question: [] for question in (*QUESTIONS, *LISTS)}
    for question, address in _addresses(rounds):
        started = time.perf_counter()
        answer = await client.get(address)
        times[question].append((time.perf_counter() - started) * 1000)
        if answer.status_code != httpx.codes.OK:
            raise SystemExit(f"{address}: {answer.status_code}")
    return times


def administrator(session: Session) -> User:
    """One who sees the whole country."""
    email = f"{_NAME}@example.org"
    find = select(User).where(User.email == email)
    if session.scalar(find) is None:
        new = NewUser(email, _NAME, Role.ADMINISTRATOR, _NAME, _NAME)
        accounts_service.add_user(session, new, password=str(uuid4()), now=datetime.now(UTC))
    return session.scalars(find).one()


def _sign_in(session: Session) -> str:
    now, token = datetime.now(UTC), str(uuid4())
    session.add(
        SignInSession(
            token_hash=hashlib.sha256(token.encode()).digest(),
            user_id=administrator(session).id,
            csrf_token=token,
            created_at=now,
            last_seen_at=now,
        )
    )
    return token


def _settings(engine: Engine) -> Settings:
    word = SecretStr(_NAME)
    return Settings(
        mode=Mode.DEMO,
        database_url=SecretStr(engine.url.render_as_string(hide_password=False)),
        gateway_token=word,
        case_manager_token=word,
        grant_key=word,
        link_key=word,
        case_manager_sealing_keys=SecretStr("1:" + "A" * 43 + "="),
        case_manager_index_key=word,
        reference_key=word,
    )


async def _ask(engine: Engine, rounds: int) -> Times:
    with Session(engine) as session, session.begin():
        token = _sign_in(session)
    app = create_app(_settings(engine), engine=engine)
    async with httpx.AsyncClient(
        transport=httpx.ASGITransport(app),
        base_url="http://benchmark",
        cookies={SESSION_COOKIE: token},
    ) as client:
        database.tell("a first round, which reads the disk")
        await _measure(client, 1)
        database.tell(f"{rounds} rounds that count")
        return await _measure(client, rounds)


def _tell(times: Times, cases: int) -> int:
    title = f"{cases:,} cases, milliseconds an answer (limit {database.LIMIT_MS})"
    table = Table(title=title, title_justify="left")
    for column in ("figure", "answers", "median", "p95", "slowest"):
        table.add_column(column, justify="left" if column == "figure" else "right")
    for question, taken in times.items():
        shown = (statistics.median(taken), database.p95(taken), max(taken))
        table.add_row(question, str(len(taken)), *(f"{value:.0f}" for value in shown))
    Console().print(table)
    return int(any(database.p95(taken) > database.LIMIT_MS for taken in times.values()))


def main() -> int:
    options = _options()
    with database.opened(options.database_url) as engine:
        if not database.holds_cases(engine):
            many_cases.fill(engine, options.cases, database.tell)
        times = asyncio.run(_ask(engine, options.rounds))
        with engine.connect() as connection:
            cases = connection.scalar(text("SELECT count(*) FROM cases.cases"))
    return _tell(times, cases)


def _options() -> argparse.Namespace:
    parser = argparse.ArgumentParser(description=__doc__)
    database.add_options(parser)
    parser.add_argument("--rounds", type=database.count, default=2, help="answers of each kind")
    return parser.parse_args()


if __name__ == "__main__":
    sys.exit(main())
