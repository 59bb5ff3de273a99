"""Fills an empty database with the cases of three years, for measuring the figures.

Nobody wrote a word in them; what counts is where and when they were, and in which books.
"""

from sqlalchemy import Engine, text
from sqlalchemy.orm import Session

from benchmarks.database import Progress, vacuum
from case_manager.cases.categories import categories
from case_manager.programmes.service import programmes
from case_manager.reference_data import load_reference_data
from case_manager.statistics import service as statistics

_CASES = """
    INSERT INTO cases.cases (
        id, reference, source_key, category, is_restricted, programme, channel, language, area_code,
        opened_at, received_on, status, first_action_days, first_action_due_on, first_action_at,
        resolution_days, resolution_from_on, resolution_due_on, closed_at, has_unread_answer,
        office_tier, office_days, office_due_on, office_decision, office_decided_on
    )
    SELECT gen_random_uuid(), lpad(number::text, 8, '0'), 'many:' || number,
        category, category = ANY(:sensitive), programme, channel, 'bn', area_code,
        opened_at, opened_at::date,
        CASE WHEN closed_at IS NULL THEN 'in_progress' ELSE 'closed' END,
        1, opened_at::date + 1, opened_at + make_interval(hours => 1 + (random() * 90)::int),
        15, opened_at::date, opened_at::date + 21, closed_at, false,
        'T2', 30, opened_at::date + 42,
        CASE WHEN closed_at IS NOT NULL THEN 'upheld' END, closed_at::date
    FROM (
        SELECT *, CASE WHEN due_at < now() AND random() < 0.95 THEN due_at END AS closed_at FROM (
            SELECT number, opened_at,
                opened_at + make_interval(hours => 24 + (random() * random() * 1100)::int)
                    AS due_at,
                (CAST(:categories AS text[]))[1 + floor(random() * random() * :kinds)::int]
                    AS category,
                (CAST(:programmes AS text[]))[1 + floor(random() * random() * :schemes)::int]
                    AS programme,
                (ARRAY['sms', 'ussd', 'walk_in', 'call', 'paper', 'hearing'])
                    [1 + floor(power(random(), 3) * 6)::int] AS channel,
                (CAST(:unions AS text[]))[1 + floor(random() * :places)::int] AS area_code
            FROM (
                SELECT number, now() - make_interval(mins => (random() * 1576800)::int) AS opened_at
                FROM generate_series(1, :number) AS number
            ) AS drawn
        ) AS placed
    ) AS made
    ORDER BY made.opened_at
"""
_MOVEMENTS = """
    INSERT INTO cases.case_movements
        (case_id, kind, count, at, "on", area_code, programme, category, channel)
    SELECT id, '{kind}', 1, {moment}, ({moment} AT TIME ZONE 'Asia/Dhaka')::date,
           area_code, programme, category, channel
    FROM cases.cases WHERE {moment} IS NOT NULL ORDER BY {moment}
"""
_TABLES = ("cases", "case_movements", "movement_sums", "movement_totals")


def fill(engine: Engine, number: int, progress: Progress) -> None:
    with Session(engine) as session, session.begin():
        session.execute(text("SET LOCAL statement_timeout = 0"))
        load_reference_data(session)
        session.execute(text("SELECT setseed(0.42)"))
        progress(f"{number:,} cases")
        session.execute(text(_CASES), _what_to_draw_from(session) | {"number": number})
        progress("their movements")
        for kind, moment in (("received", "opened_at"), ("disposed", "closed_at")):
            session.execute(text(_MOVEMENTS.format(kind=kind, moment=moment)))
    progress("sums of the movements")
    with Session(engine) as session, session.begin():
        session.execute(text("SET LOCAL statement_timeout = 0"))
        while statistics.merge_sums(session):
            pass
    progress("statistics for the planner")
    vacuum(engine, _TABLES)


def _what_to_draw_from(session: Session) -> dict[str, object]:
    unions = list(session.scalars(text("SELECT code FROM cases.areas WHERE level = 'union'")))
    kinds, schemes = list(categories()), list(programmes())
    return {
        "categories": kinds,
        "kinds": len(kinds),
        "sensitive": [each.id for each in categories().values() if each.is_sensitive],
        "programmes": schemes,
        "schemes": len(schemes),
        "unions": unions,
        "places": len(unions),
    }
