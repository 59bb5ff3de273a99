"""Fills an empty database with a register and the cases of three years, for measuring the desk.

The people have names as the demo makes them; each case is of one of them, with one message and the
hashes of a dozen words, of which a few are in most cases and most in a few.
"""

from datetime import UTC, datetime
from random import Random

from sqlalchemy import Connection, Engine, text
from sqlalchemy.orm import Session

from benchmarks.database import Progress, vacuum
from case_manager.cases.case_words import TEXT_PLACE, hashes
from case_manager.demo.names import Faith, Name, compose_name
from case_manager.demo.users import add_users
from case_manager.kit.keys import Keys
from case_manager.reference_data import load_reference_data
from case_manager.vocabulary import Sex

COMMON_WORD, RARE_WORD = "taka", "nouka"
RARE_CASES = 20
SAID = "টাকা পাইনি"
_MOST_NAMES = 20_000
_VOCABULARY = 30_000
_WORDS_A_CASE = 12

_PEOPLE = """
    INSERT INTO cases.people
        (id, name_en, name_bn, sex, birth_year, area_code, source, as_of)
    SELECT gen_random_uuid(), name_en, name_bn, 'female', 1960,
        unions[1 + floor(random() * array_length(unions, 1))::int], 'desk', CURRENT_DATE
    FROM generate_series(1, :people) AS person
    JOIN drawn_names ON number = 1 + person % :names,
        (SELECT array_agg(code) AS unions FROM cases.areas WHERE level = 'union') AS places
"""
_CASES = """
    INSERT INTO cases.cases (
        id, reference, source_key, category, is_restricted, programme, channel, language, area_code,
        person_id, opened_at, received_on, status, assignee_id, first_action_days,
        first_action_due_on, first_action_at, resolution_days, resolution_from_on,
        resolution_due_on, closed_at, has_unread_answer, office_tier, office_days, office_due_on,
        office_decision, office_decided_on
    )
    SELECT gen_random_uuid(), lpad(number::text, 8, '0'), 'desk:' || number,
        'payment_not_received', number % 50 = 0, 'oaa', 'ussd', 'bn', area_code, person_id,
        opened_at, opened_at::date, CASE WHEN is_open THEN 'in_progress' ELSE 'closed' END,
        assignee_id, 1, opened_at::date + 1,
        CASE WHEN is_open AND number % 3 = 0 THEN NULL ELSE opened_at + interval '1 day' END,
        15, opened_at::date, opened_at::date + 21,
        CASE WHEN NOT is_open THEN opened_at + interval '15 days' END, is_open AND number % 7 = 0,
        'T2', 30, opened_at::date + 42,
        CASE WHEN NOT is_open THEN 'upheld' END,
        CASE WHEN NOT is_open THEN opened_at::date + 15 END
    FROM (
        SELECT number, person.id AS person_id, person.area_code, colleague.id AS assignee_id,
            now() - number * interval '1095 days' / :cases AS opened_at,
            number <= :cases * 0.1 OR random() < 0.02 AS is_open
        FROM generate_series(1, :cases) AS number
        JOIN (SELECT id, area_code, row_number() OVER () AS row FROM cases.people) AS person
            ON person.row = 1 + (number * 7919::bigint) % :people
        LEFT JOIN LATERAL (
            SELECT id FROM cases.users
            WHERE number % 4 > 0 AND starts_with(person.area_code, users.area_code)
            ORDER BY length(users.area_code) DESC, id LIMIT 1
        ) AS colleague ON true
    ) AS drawn
    ORDER BY drawn.opened_at
"""
_MESSAGES = """
    INSERT INTO cases.case_messages (id, case_id, kind, text_sealed, language, created_at)
    SELECT gen_random_uuid(), id, 'citizen', :sealed, 'bn', opened_at FROM cases.cases
"""
_WORDS = """
    INSERT INTO cases.case_words (word, opened_at, case_id)
    SELECT word, opened_at, case_id FROM (
        SELECT (1 + floor(power(random(), 4) * :vocabulary))::bigint AS word,
            opened_at, cases.id AS case_id
        FROM cases.cases, generate_series(1, :words)
        UNION
        SELECT :common, opened_at, id FROM cases.cases WHERE get_byte(uuid_send(id), 0) < 150
        UNION
        SELECT name_word.word, opened_at, cases.id FROM cases.cases
        JOIN cases.people ON people.id = person_id
        JOIN name_words AS name_word USING (name_en)
    ) AS spoken
    ORDER BY word, opened_at, case_id
"""
_RARE_WORDS = """
    INSERT INTO cases.case_words (word, opened_at, case_id)
    SELECT :rare, opened_at, id FROM cases.cases ORDER BY source_key LIMIT :number
"""
_SLOW_TO_KEEP = """
    SELECT indexrelid::regclass::text, pg_get_indexdef(indexrelid) FROM pg_index
    WHERE indrelid = 'cases.people'::regclass AND NOT indisunique
"""
_TABLES = ("people", "cases", "case_messages", "case_words")


def fill(engine: Engine, keys: Keys, *, people: int, cases: int, progress: Progress) -> None:
    with engine.begin() as connection:
        connection.execute(text("SET LOCAL statement_timeout = 0"))
        connection.execute(text("SET LOCAL maintenance_work_mem = '512MB'"))
        connection.execute(text("SET LOCAL work_mem = '256MB'"))
        connection.execute(text("SELECT setseed(0.42)"))
        with Session(connection) as session:
            load_reference_data(session)
            add_users(session, datetime.now(UTC))
            session.flush()
            progress(f"{people:,} people")
            _add_people(connection, keys, people)
            progress(f"{cases:,} cases")
            _add_cases(connection, keys, people, cases)
            session.commit()
    progress("statistics for the planner")
    vacuum(engine, _TABLES)


def _draw_names(number: int) -> list[Name]:
    random = Random(42)  # noqa: S311 (invented people, not secrets)
    sexes = (Sex.FEMALE, Sex.MALE)
    return [compose_name(Faith.MUSLIM, sexes[n % 2], 40 + n % 40, random) for n in range(number)]


def _add_people(connection: Connection, keys: Keys, people: int) -> None:
    """The trigram indexes are made once at the end: row by row they would take longest."""
    connection.execute(
        text(
            "CREATE TEMP TABLE drawn_names (number int PRIMARY KEY, name_en text, name_bn text);"
            "CREATE TEMP TABLE name_words (name_en text, word bigint)"
        )
    )
    drawn = _draw_names(min(people, _MOST_NAMES))
    connection.execute(
        text("INSERT INTO drawn_names VALUES (:number, :en, :bn)"),
        [{"number": n, "en": name.en, "bn": name.bn} for n, name in enumerate(drawn, 1)],
    )
    connection.execute(
        text("INSERT INTO name_words VALUES (:en, :word)"),
        [{"en": name.en, "word": word} for name in set(drawn) for word in hashes(name, keys)],
    )
    indexes = connection.execute(text(_SLOW_TO_KEEP)).all()
    for name, _ in indexes:
        connection.execute(text(f"DROP INDEX {name}"))
    connection.execute(text(_PEOPLE), {"people": people, "names": len(drawn)})
    for _, definition in indexes:
        connection.execute(text(definition))
    connection.execute(text("ANALYZE cases.people, drawn_names, name_words"))


def _add_cases(connection: Connection, keys: Keys, people: int, cases: int) -> None:
    connection.execute(text(_CASES), {"cases": cases, "people": people})
    sealed = keys.sealer.seal(SAID, TEXT_PLACE)
    connection.execute(text(_MESSAGES), {"sealed": sealed})
    (common,), (rare,) = hashes([COMMON_WORD], keys), hashes([RARE_WORD], keys)
    about = {"vocabulary": _VOCABULARY, "words": _WORDS_A_CASE, "common": common}
    connection.execute(text(_WORDS), about)
    connection.execute(text(_RARE_WORDS), {"rare": rare, "number": RARE_CASES})
