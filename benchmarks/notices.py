"""What a notice to a million people takes: counting, handing over, its page.

Run as `.venv/bin/python -m benchmarks.notices`; it starts a PostgreSQL of its own, and the gateway
is one in this process that takes everything. Handed over are the first and the last messages; those
between count as handed over. Ends with 1 below the limits, when the end is slower than the
beginning, or when the process grows.
"""

import argparse
import json
import os
import sys
import time
from collections.abc import Callable, Sequence
from dataclasses import asdict, dataclass
from datetime import UTC, datetime
from uuid import UUID, uuid5

import httpx
import polars as pl
import psutil
from rich.console import Console
from rich.table import Table
from sqlalchemy import Engine, text
from sqlalchemy.orm import Session, sessionmaker

from benchmarks import database
from case_manager.db import make_sessions
from case_manager.imports.copying import copy_rows
from case_manager.kit.keys import Keys
from case_manager.kit.references import References
from case_manager.kit.restraint import NO_RESTRAINT
from case_manager.kit.sealing import Sealer
from case_manager.messages.gateway import Gateway, make_gateway
from case_manager.models import Notice, Organisation, User
from case_manager.notices import service, views
from case_manager.notices.audience import PHONE_PLACE
from case_manager.notices.jobs import Mover
from case_manager.notices.service import WriteNotice
from case_manager.people import identifiers
from case_manager.reference_data import load_reference_data
from case_manager.vocabulary import IdentifierKind, Language, NoticeStatus, PaymentStatus, Role

LEAST_COUNTED = 1_000.0  # people a second
LEAST_HANDED = 50.0  # messages a second
MOST_SLOWER = 1.5  # times, the last part than the first
MOST_GROWTH_MB = 32.0
MOST_PAGE_MS = 500.0
HANDED = 5_000  # messages, at the beginning and at the end
NOW = datetime(2026, 11, 23, 6, 0, tzinfo=UTC)
_KEYS = Keys(Sealer({1: bytes(32)}, 1, b"benchmark"), References(b"benchmark"))
_AT_A_TIME = 100_000
_FILLED = ("people", "enrolments", "payments", "identifiers", "conversations", "cases")
_SHARE_A_PHONE, _WROTE = 10, 3  # one in so many
_LOOKS = 20
_PEOPLE = """
    INSERT INTO cases.people
        (id, name_en, name_bn, name_sounds, sex, birth_year, area_code, is_household_head, source,
         as_of)
    SELECT lpad(to_hex(number), 32, '0')::uuid, 'Rahima', 'রহিমা', ARRAY['rahima'], 'female', 1952,
           unions[1 + number % array_length(unions, 1)], false, 'bench', CURRENT_DATE - 20
    FROM generate_series(1, :people) AS number,
         (SELECT array_agg(code) AS unions FROM cases.areas WHERE level = 'union') AS places
"""
_ROLL = (
    "SELECT cases.make_payment_quarters('2026-07-01', '2026-09-30')",
    """
    INSERT INTO cases.enrolments (id, person_id, programme, status, enrolled_on, source, as_of)
    SELECT gen_random_uuid(), id, 'oaa', 'active', '2020-07-01', 'bench', CURRENT_DATE - 20
    FROM cases.people
    """,
    """
    INSERT INTO cases.payments
        (id, period_from, person_id, programme, period_to, area_code, amount_paisa, status,
         status_on, attempt, provider, batch, source, as_of)
    SELECT gen_random_uuid(), '2026-07-01', id, 'oaa', '2026-09-30', area_code, 210000, 'sent',
           '2026-10-20', 1, 'nagad', 'OAA-17', 'bench', CURRENT_DATE - 20
    FROM cases.people
    """,
)
_CASES = """
    INSERT INTO cases.cases (
        id, reference, source_key, category, is_restricted, person_id, channel, language, area_code,
        told, opened_at, received_on, status, first_action_days, first_action_due_on,
        resolution_days, resolution_from_on, resolution_due_on, has_unread_answer, office_tier,
        office_days, office_due_on
    )
    SELECT gen_random_uuid(), lpad((row_number() OVER ())::text, 8, '0'),
           'bench:' || row_number() OVER (), 'payment_not_received', false, id, 'sms', 'bn',
           area_code,
           CASE WHEN random() < 0.01 THEN '{"contact_safely": "no"}'::jsonb ELSE '{}' END,
           now(), CURRENT_DATE, 'in_progress', 1, CURRENT_DATE, 15, CURRENT_DATE, CURRENT_DATE,
           false, 'T2', 30, CURRENT_DATE
    FROM cases.people WHERE random() < 0.1
"""
_ALL_BUT = """
    UPDATE cases.notice_recipients SET handed_at = :now, delivery_status = 'delivered'
    WHERE message_id IN (
        SELECT message_id FROM cases.notice_recipients
        WHERE notice_id = :notice AND handed_at IS NULL ORDER BY message_id DESC OFFSET :kept
    )
"""
_DELIVERED = """
    UPDATE cases.notice_recipients SET delivery_status = 'delivered'
    WHERE notice_id = :notice AND handed_at IS NOT NULL AND delivery_status = 'queued'
"""


@dataclass(frozen=True)
class Step:
    """`first` and `last` are what its first and last part took for each thousand, in seconds."""

    name: str
    of: int
    seconds: float
    first: float
    last: float
    growth_mb: float

    @property
    def per_second(self) -> float:
        return self.of / self.seconds


@dataclass(frozen=True)
class Looks:
    p95_ms: float


class Moves:
    """One job after the other, as a worker runs them, with what each took."""

    def __init__(self, sessions: sessionmaker[Session], mover: Mover, notice_id: UUID) -> None:
        self._sessions, self._mover, self._notice_id = sessions, mover, notice_id

    def step(self, name: str, each: int, until: Callable[[Notice, int], bool]) -> Step:
        taken: list[float] = []
        process = psutil.Process()
        at_first = 0
        while not until(self._notice(), len(taken)):
            begun = time.perf_counter()
            self._mover.move_on(self._notice_id, self._notice().turn, NOW)
            taken.append(time.perf_counter() - begun)
            if len(taken) == max(_part(taken), 10):
                at_first = process.memory_info().rss
        grown = (process.memory_info().rss - at_first) / 2**20 if at_first else 0.0
        part, thousands = _part(taken), each / 1000
        return Step(
            name,
            len(taken) * each,
            sum(taken),
            sum(taken[:part]) / part / thousands,
            sum(taken[-part:]) / part / thousands,
            grown,
        )

    def _notice(self) -> Notice:
        with self._sessions() as session:
            return session.get_one(Notice, self._notice_id)


def _part(taken: Sequence[float]) -> int:
    return max(len(taken) // 5, 1)


def fill(engine: Engine, people: int) -> None:
    with Session(engine) as session, session.begin():
        session.execute(text("SET LOCAL statement_timeout = 0"))
        load_reference_data(session)
        database.tell(f"{people:,} people")
        session.execute(text(_PEOPLE), {"people": people})
        for statement in (*_ROLL, _CASES):
            session.execute(text(statement))
        database.tell("their phones")
        for first in range(1, people + 1, _AT_A_TIME):
            _add_phones(session, range(first, min(first + _AT_A_TIME, people + 1)))
    database.vacuum(engine, _FILLED)


def _add_phones(session: Session, numbers: Sequence[int]) -> None:
    """One in ten uses the phone of whoever comes before; one in three wrote to us once."""
    phones = [_phone(number - (number % _SHARE_A_PHONE == 0)) for number in numbers]
    kind = IdentifierKind.PHONE
    copy_rows(
        session,
        "cases.identifiers",
        pl.DataFrame(
            {
                "person_id": [UUID(int=number).hex for number in numbers],
                "value_sealed": [identifiers.seal(kind, phone, _KEYS) for phone in phones],
                "value_index": [identifiers.index(kind, phone, _KEYS) for phone in phones],
            }
        ).with_columns(
            kind=pl.lit("phone"),
            valid_from=pl.lit("2020-07-01"),
            source=pl.lit("bench"),
            as_of=pl.lit("2020-07-01"),
        ),
    )
    wrote = [number for number in numbers if number % _WROTE == 0]
    copy_rows(
        session,
        "cases.conversations",
        pl.DataFrame(
            {
                "id": [UUID(int=2**64 + number).hex for number in wrote],
                "phone_sealed": [_KEYS.sealer.seal(_phone(each), PHONE_PLACE) for each in wrote],
                "phone_index": [_KEYS.sealer.index(_phone(each), PHONE_PLACE) for each in wrote],
            }
        ).with_columns(
            language=pl.lit("bn"),
            opted_out=pl.lit("false"),
            failed_checks=pl.lit(0),
            created_at=pl.lit("2026-01-01"),
        ),
    )


def _phone(number: int) -> str:
    return f"+88017{number:08d}"


def written(sessions: sessionmaker[Session]) -> tuple[UUID, UUID]:
    """The notice, and who releases it."""
    with sessions.begin() as session:
        organisation = Organisation(name_en="Seba", name_bn="সেবা")
        session.add(organisation)
        session.flush()
        author, other = (
            User(
                email=f"{name}@example.org",
                name=name,
                password_hash="none",  # noqa: S106 - nobody signs in
                role=Role.ADMINISTRATOR,
                organisation_id=organisation.id,
                language=Language.BANGLA,
                created_at=NOW,
            )
            for name in ("author", "other")
        )
        session.add_all((author, other))
        session.flush()
        command = WriteNotice(
            title="Payment sent",
            texts=dict.fromkeys(Language, "{programme}: {period}, {amount}"),
            programme="oaa",
            payment_status=PaymentStatus.SENT,
            period_from=datetime(2026, 7, 1, tzinfo=UTC).date(),
            period_to=datetime(2026, 9, 30, tzinfo=UTC).date(),
        )
        notice_id = UUID(int=1)
        service.write_notice(session, command, form_id=notice_id, actor=author, now=NOW)
        return notice_id, other.id


def takes_everything() -> Gateway:
    def answer(request: httpx.Request) -> httpx.Response:
        body = json.loads(request.content)
        if request.method == "PUT":
            contact = str(uuid5(UUID(int=0), body["phone"]))
            told = {"contact_id": contact, "language": body["language"], "opted_out": False}
            return httpx.Response(200, json=told)
        return httpx.Response(202, json={"message_id": body["message_id"]})

    return make_gateway("http://gateway", "token", httpx.MockTransport(answer))


def measure(engine: Engine) -> tuple[list[Step], Looks]:
    sessions = make_sessions(engine)
    notice_id, other_id = written(sessions)
    mover = Mover(
        sessions, takes_everything(), _KEYS, restraint=NO_RESTRAINT, segments_per_second=1e6
    )
    moves = Moves(sessions, mover, notice_id)
    database.tell("counting")
    counting = moves.step(
        "counted", 2000, lambda notice, _: notice.status is not NoticeStatus.COUNTING
    )
    with sessions.begin() as session:
        service.release(session, notice_id, actor=session.get_one(User, other_id), now=NOW)
    database.tell("handing over")
    batches = HANDED // 100
    begin = moves.step("handed over at the beginning", 100, lambda _, done: done == batches)
    _run(engine, _DELIVERED, notice=notice_id)
    _run(engine, _ALL_BUT, notice=notice_id, now=NOW, kept=HANDED)
    end = moves.step(
        "handed over at the end", 100, lambda notice, _: notice.status is NoticeStatus.SENT
    )
    _run(engine, _DELIVERED, notice=notice_id)
    return [counting, begin, end], _looks(sessions, notice_id)


def _run(engine: Engine, statement: str, **values: object) -> None:
    with engine.begin() as connection:
        connection.execute(text("SET LOCAL statement_timeout = 0"))
        connection.execute(text(statement), values)


def _looks(sessions: sessionmaker[Session], notice_id: UUID) -> Looks:
    taken = []
    for _ in range(_LOOKS):
        with sessions() as session:
            begun = time.perf_counter()
            views.report(session, session.get_one(Notice, notice_id))
            taken.append(1000 * (time.perf_counter() - begun))
    return Looks(database.p95(taken))


def missed(steps: Sequence[Step], looks: Looks) -> list[str]:
    counting, begin, end = steps
    least = {counting.name: LEAST_COUNTED, begin.name: LEAST_HANDED, end.name: LEAST_HANDED}
    slower = {"counting": counting.last / counting.first, "handing over": end.last / begin.first}
    found = [
        (times > MOST_SLOWER, f"{name} ends {times:.1f} times slower")
        for name, times in slower.items()
    ]
    for step in steps:
        found.append(
            (step.per_second < least[step.name], f"{step.per_second:.0f} {step.name} a second")
        )
        found.append(
            (step.growth_mb > MOST_GROWTH_MB, f"{step.name}: grew {step.growth_mb:.0f} MB")
        )
    found.append((looks.p95_ms > MOST_PAGE_MS, f"its page: {looks.p95_ms:.0f} ms"))
    return [words for is_missed, words in found if is_missed]


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--people", type=database.count, default=1_000_000)
    parser.add_argument("--json", action="store_true")
    options = parser.parse_args()
    with database.opened(None) as engine:
        fill(engine, options.people)
        steps, looks = measure(engine)
    if options.json:
        told = {"steps": [asdict(step) for step in steps], **asdict(looks)}
        print(json.dumps(told | {"load": os.getloadavg()[0]}))
    else:
        table = Table("step", "of", "a second", "first, s per 1,000", "last", "growth, MB")
        for step in steps:
            figures = (f"{step.first:.2f}", f"{step.last:.2f}", f"{step.growth_mb:.1f}")
            table.add_row(step.name, f"{step.of:,}", f"{step.per_second:,.0f}", *figures)
        Console().print(table)
        Console().print(f"its page: {looks.p95_ms:.0f} ms (p95), load {os.getloadavg()[0]:.0f}")
    failed = missed(steps, looks)
    for each in failed:
        Console(stderr=True).print(f"missed: {each}")
    sys.exit(bool(failed))


if __name__ == "__main__":
    main()
