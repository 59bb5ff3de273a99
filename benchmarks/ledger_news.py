"""How long it takes to look through all open cases for money that came, and to find faults.

Prints what each step took; the cases are about one of four payments of somebody each, and one in a
hundred of those came since. A twentieth of the payments of one batch failed, and all of another.
"""

import argparse
import base64
import time
from datetime import UTC, datetime
from uuid import UUID

from rich.console import Console
from rich.table import Table
from sqlalchemy import Engine, text
from sqlalchemy.orm import Session

from benchmarks import database
from case_manager.cases import remedies
from case_manager.incidents import finding
from case_manager.kit.keys import Keys
from case_manager.kit.references import References
from case_manager.kit.sealing import Sealer
from case_manager.reference_data import load_reference_data

_FILL = (
    "SELECT cases.make_payment_quarters(CURRENT_DATE - 400, CURRENT_DATE)",
    """
    INSERT INTO cases.people
        (id, name_en, name_bn, name_sounds, sex, birth_year, area_code, is_household_head, source,
         as_of)
    SELECT ('00000000-0000-7000-8000-' || lpad(to_hex(number), 12, '0'))::uuid, 'Rahima', 'রহিমা',
           ARRAY['rahima'], 'female', 1952, unions[1 + number % array_length(unions, 1)], false,
           'mis.bhata', CURRENT_DATE - 20
    FROM generate_series(1, :people) AS number,
         (SELECT array_agg(code) AS unions FROM cases.areas WHERE level = 'union') AS places
    """,
    """
    INSERT INTO cases.enrolments (id, person_id, programme, status, enrolled_on, source, as_of)
    SELECT gen_random_uuid(), id, 'oaa', 'active', '2020-07-01', 'mis.bhata', CURRENT_DATE - 20
    FROM cases.people
    """,
    """
    INSERT INTO cases.payments
        (id, period_from, person_id, programme, period_to, area_code, amount_paisa, status,
         status_on, return_reason, attempt, provider, batch, source, as_of)
    SELECT gen_random_uuid(), period_from, id, 'oaa', period_from + 89, area_code, 210000,
           CASE WHEN failed THEN 'returned' ELSE 'credited' END,
           CASE WHEN quarter = 0 AND drawn < 0.01 THEN CURRENT_DATE ELSE CURRENT_DATE - 30 END,
           CASE WHEN failed THEN 'PIN_INACTIVE' END, 1, 'nagad', batch,
           'mis.bhata', CURRENT_DATE - 20
    FROM (
        SELECT *, quarter = 0 AND drawn >= 0.01 AND (drawn < 0.05 OR batch = 'oaa-7') AS failed
        FROM (
            SELECT id, area_code, quarter, random() AS drawn,
                   CURRENT_DATE - 120 - 91 * quarter AS period_from,
                   'oaa-' || ('x' || right(id::text, 4))::bit(16)::int % 200 AS batch
            FROM cases.people, generate_series(0, 3) AS quarter
        ) AS each
    ) AS made
    """,
    """
    INSERT INTO cases.cases (
        id, reference, source_key, category, is_restricted, programme, person_id, payment_id,
        channel, language, area_code, opened_at, received_on, status, first_action_days,
        first_action_due_on, resolution_days, resolution_from_on, resolution_due_on,
        has_unread_answer, office_tier, office_days, office_due_on
    )
    SELECT gen_random_uuid(), lpad((row_number() OVER ())::text, 8, '0'),
           'bench:' || row_number() OVER (), 'payment_not_received', false, 'oaa', person_id,
           id, 'sms', 'bn', area_code, now() - interval '9 days', CURRENT_DATE - 9, 'in_progress',
           1, CURRENT_DATE - 8, 15, CURRENT_DATE - 9, CURRENT_DATE + (random() * 20)::int, false,
           'T2', 30, CURRENT_DATE + 30
    FROM cases.payments WHERE period_from = CURRENT_DATE - 120 LIMIT :cases
    """,
)


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__)
    database.add_options(parser)
    parser.add_argument("--people", type=database.count, default=2_000_000)
    options = parser.parse_args()
    with database.opened(options.database_url) as engine:
        fill(engine, options.cases, options.people)
        steps = measure(engine)
    table = Table("step", "found", "seconds")
    for name, found, seconds in steps:
        table.add_row(name, f"{found:,}", f"{seconds:.1f}")
    Console().print(table)


def fill(engine: Engine, cases: int, people: int) -> None:
    with Session(engine) as session, session.begin():
        if session.scalar(text("SELECT 1 FROM cases.cases LIMIT 1")):
            return
        session.execute(text("SET LOCAL statement_timeout = 0"))
        load_reference_data(session)
        for statement in _FILL:
            session.execute(text(statement), {"cases": cases, "people": people})
    database.vacuum(engine, ("people", "enrolments", "payments", "cases"))


def measure(engine: Engine) -> list[tuple[str, int, float]]:
    now = datetime.now(UTC)
    steps = []
    began = time.monotonic()
    found = _credited(engine)
    steps.append(("open cases looked through", len(found), time.monotonic() - began))
    began = time.monotonic()
    some = found[:1000]
    for start in range(0, len(some), 50):
        with Session(engine) as session, session.begin():
            remedies.tell_credited(session, some[start : start + 50], keys=_keys(), now=now)
    steps.append(("cases told", len(some), time.monotonic() - began))
    began = time.monotonic()
    with Session(engine) as session, session.begin():
        opened = len(finding.open_found(session, now=now))
    steps.append(("faults found", opened, time.monotonic() - began))
    began = time.monotonic()
    with Session(engine) as session:
        incident_ids = finding.open_ids(session)
    for incident_id in incident_ids:
        with Session(engine) as session, session.begin():
            finding.follow_up(session, incident_id, now=now)
    steps.append(("incidents counted, with their cases", opened, time.monotonic() - began))
    return steps


def _credited(engine: Engine) -> list[UUID]:
    found: list[UUID] = []
    position = None
    while True:
        with Session(engine) as session:
            each = remedies.find_credited(session, position)
        found += each.case_ids
        position = each.position
        if position is None:
            return found


def _keys() -> Keys:
    sealer = Sealer(keys={1: bytes(32)}, current=1, index_key=b"bench")
    return Keys(sealer=sealer, references=References(base64.b64encode(bytes(24))))


if __name__ == "__main__":
    main()
