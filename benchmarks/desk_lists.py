"""How long the desk's lists, counts and searches take with very many cases, against 500 ms.

Run as `.venv/bin/python -m benchmarks.desk_lists`; it starts a PostgreSQL of its own, fills it,
measures, and removes it. Ends with 1 if the 95th percentile of anything is over the limit.
"""

import argparse
import json
import statistics
import sys
import time
from collections.abc import Callable, Mapping
from datetime import UTC, datetime

from rich.console import Console
from rich.table import Table
from sqlalchemy import select, text
from sqlalchemy.orm import Session

from benchmarks import database, desk_rows
from case_manager.cases import reading, search
from case_manager.cases.queues import CaseFilter, Order, Queue
from case_manager.kit.keys import Keys
from case_manager.kit.references import References
from case_manager.kit.sealing import Sealer
from case_manager.models import User

DEEP = 40  # pages
VIEWERS = {"an upazila": "ulipur", "a district": "kurigram", "the country": "secretariat"}
SEARCHES = {
    "search: rare word": desk_rows.RARE_WORD,
    "search: word of most cases": desk_rows.COMMON_WORD,
    "search: rare and common word": f"{desk_rows.RARE_WORD} {desk_rows.COMMON_WORD}",
    "search: common word and name": f"{desk_rows.COMMON_WORD} rahima",
    "search: two common words": f"{desk_rows.COMMON_WORD} begum",
    "search: name": "Rahima Begum",
    "search: name, misspelt": "Rohimma Bgam",
    "search: name in Bangla, misspelt": "রহিমমা বেগগম",
    "search: a word nowhere": "qwrtzpsdfg",
}

Look = Callable[[Session, User], object]
Times = dict[tuple[str, str], list[float]]  # milliseconds, by look and viewer


def main() -> int:
    options = _options()
    keys = _keys()
    with database.opened(options.database_url) as engine:
        if not database.holds_cases(engine):
            desk_rows.fill(
                engine, keys, people=options.people, cases=options.cases, progress=database.tell
            )
        with Session(engine) as session:
            times = _measure(session, keys, options.rounds)
    return _tell(times, options)


def _options() -> argparse.Namespace:
    parser = argparse.ArgumentParser(description=__doc__)
    database.add_options(parser)
    parser.add_argument("--people", type=database.count, default=1_000_000)
    parser.add_argument("--rounds", type=database.count, default=20, help="looks of each kind")
    parser.add_argument("--json", action="store_true", help="every time in milliseconds")
    return parser.parse_args()


def _measure(session: Session, keys: Keys, rounds: int) -> Times:
    times: Times = {}
    looks = _looks(session, keys)
    for title, login in VIEWERS.items():
        viewer = session.scalars(select(User).where(User.email == f"{login}@nalish.example")).one()
        for name, look in looks.items():
            look(session, viewer)  # the first time reads the disk
            times[name, title] = [_timed(look, session, viewer) for _ in range(rounds)]
    return times


def _timed(look: Look, session: Session, viewer: User) -> float:
    session.expire_all()
    user = session.get_one(User, viewer.id, populate_existing=True)
    started = time.perf_counter()
    look(session, user)
    return (time.perf_counter() - started) * 1000


def _looks(session: Session, keys: Keys) -> Mapping[str, Look]:
    now = datetime.now(UTC)
    looks: dict[str, Look] = {
        "counts of all queues": lambda session, viewer: reading.count_queues(
            session, viewer, now=now
        )
    }
    for queue in Queue:
        looks[f"list: {queue}"] = _list(CaseFilter(queue), keys, now)
    looks["list: open, newest first"] = _list(CaseFilter(order=Order.NEWEST), keys, now)
    looks[f"list: closed, page {DEEP}"] = _deep_page(CaseFilter(Queue.CLOSED), keys, now)
    looks["search: reference"] = _search(_a_reference(session, keys), keys, now)
    return looks | {name: _search(words, keys, now) for name, words in SEARCHES.items()}


def _list(filter_: CaseFilter, keys: Keys, now: datetime) -> Look:
    return lambda session, viewer: reading.list_cases(session, viewer, filter_, keys=keys, now=now)


def _deep_page(filter_: CaseFilter, keys: Keys, now: datetime) -> Look:
    """The way there is walked once for each viewer and not measured."""
    cursors: dict[str, str | None] = {}

    def look(session: Session, viewer: User) -> object:
        if viewer.email not in cursors:
            cursor: str | None = None
            for _ in range(DEEP - 1):
                page = reading.list_cases(session, viewer, filter_, cursor, keys=keys, now=now)
                cursor = page.next_cursor or cursor
            cursors[viewer.email] = cursor
        cursor = cursors[viewer.email]
        return reading.list_cases(session, viewer, filter_, cursor, keys=keys, now=now)

    return look


def _search(words: str, keys: Keys, now: datetime) -> Look:
    return lambda session, viewer: search.search_cases(session, viewer, words, keys=keys, now=now)


def _a_reference(session: Session, keys: Keys) -> str:
    """One case is given a number whose check digit is right."""
    reference = keys.references.nth(1)
    session.execute(
        text(
            "UPDATE cases.cases SET reference = :reference WHERE source_key = 'desk:100'"
            " AND NOT EXISTS (SELECT FROM cases.cases WHERE reference = :reference)"
        ),
        {"reference": reference},
    )
    session.commit()
    return reference


def _keys() -> Keys:
    """Nothing here is secret; the same keys read a kept database again."""
    return Keys(Sealer({1: bytes(32)}, 1, b"benchmark"), References(b"benchmark"))


def _tell(times: Times, options: argparse.Namespace) -> int:
    if options.json:
        told = [{"look": look, "viewer": who, "ms": ms} for (look, who), ms in times.items()]
        json.dump(told, sys.stdout, indent=2)
    else:
        title = f"{options.cases:,} cases, {options.people:,} people: median and p95 in ms"
        table = Table(title=title, title_justify="left")
        table.add_column("what", no_wrap=True)
        for viewer in VIEWERS:
            table.add_column(f"sees {viewer}", justify="right")
        for look in dict.fromkeys(look for look, _ in times):
            cells = [_in_words(times[look, viewer]) for viewer in VIEWERS]
            table.add_row(look, *cells)
        Console().print(table)
    return int(any(database.p95(taken) > database.LIMIT_MS for taken in times.values()))


def _in_words(taken: list[float]) -> str:
    over = " !" if database.p95(taken) > database.LIMIT_MS else ""
    return f"{statistics.median(taken):.1f} / {database.p95(taken):.1f}{over}"


if __name__ == "__main__":
    sys.exit(main())
