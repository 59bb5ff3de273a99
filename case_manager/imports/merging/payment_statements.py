"""How payments get from a file into the ledger: `told` is a row of the file, `known` the payment.

What has arrived is not on its way again, and what came back and goes out once more is another
attempt, as in payments/rules.py. What an older file says counts for nothing, and neither does the
older of two states that are told for the same day. Of the states that a later file tells of one
instalment only the last may go back before the day that is known.
"""

from collections.abc import Iterable

from case_manager.payments import rules


def _list_of(words: Iterable[str]) -> str:
    return ", ".join(f"'{word}'" for word in sorted(words))


_GOES_OUT = f"told.status IN ({_list_of(rules.GOES_OUT)})"
_NOT_YET_THERE = f"told.status IN ({_list_of(rules.NOT_YET_THERE)})"
_CAME_BACK = f"known.status IN ({_list_of(rules.CAME_BACK)})"
_ATTEMPT = f"""coalesce(
    told.attempt, known.attempt + CASE WHEN {_CAME_BACK} AND {_GOES_OUT} THEN 1 ELSE 0 END)"""
_CHANGES = f"""(
    (:as_of > known.as_of AND told.is_last OR :as_of >= known.as_of
        AND ({_ATTEMPT}, told.status_on) >= (known.attempt, known.status_on))
    AND NOT (known.status = 'credited' AND {_NOT_YET_THERE})
    AND (known.status, known.status_on, known.return_reason, known.amount_paisa, known.provider,
        known.batch, known.attempt)
        IS DISTINCT FROM (told.status, told.status_on, told.return_reason, told.amount_paisa,
        told.provider, coalesce(told.batch, known.batch), {_ATTEMPT}))"""
_OF_THE_SAME = """known.person_id = told.person_id AND known.period_from = told.period_from
    AND known.programme = told.programme AND known.period_to = told.period_to"""
# As its index says it, which has the person, too. The hash is of the kind and the number.
_HELD = """identifier.value_index = read.identifier_index AND identifier.valid_until IS NULL
    AND (identifier.kind = 'nid' OR identifier.kind = 'birth_registration'
        OR identifier.kind = 'beneficiary_id')"""

READ = """
CREATE TEMPORARY TABLE read_payments (
    payment_id uuid, line bigint, identifier_kind text, identifier_index bytea, programme text,
    period_from date, period_to date, amount_paisa bigint, status text, status_on date,
    return_reason text, attempt smallint, provider text, batch text
) ON COMMIT DROP
"""
STAGE = f"""
INSERT INTO cases.staged_payments (
    import_id, hand, line, payment_id, person_id, area_code, programme, period_from, period_to,
    amount_paisa, status, status_on, return_reason, attempt, provider, batch
)
SELECT :import_id, abs(uuid_hash(person.id) % :hands), read.line, read.payment_id, person.id,
    person.area_code, read.programme, read.period_from, read.period_to, read.amount_paisa,
    read.status, read.status_on, read.return_reason, read.attempt, read.provider, read.batch
FROM (
    SELECT read.*, identifier.person_id
    FROM read_payments AS read JOIN cases.identifiers AS identifier ON {_HELD}
    ORDER BY identifier.person_id
) AS read
JOIN cases.people AS person ON person.id = read.person_id
"""  # noqa: S608 (every word is our own)
UNKNOWN = f"""
INSERT INTO cases.import_remarks (import_id, line, refused, "column", code, parameters)
SELECT :import_id, read.line, true, coalesce(CAST(:columns AS jsonb) ->> read.identifier_kind, ''),
    'unknown_person', '{{}}'
FROM read_payments AS read
WHERE NOT EXISTS (SELECT FROM cases.identifiers AS identifier WHERE {_HELD})
ORDER BY read.line
"""  # noqa: S608 (every word is our own)
TELL = """
CREATE TEMPORARY TABLE told_payments ON COMMIT DROP AS
SELECT *, row_number() OVER states - 1 AS turn, lead(line) OVER states IS NULL AS is_last
FROM cases.staged_payments
WHERE import_id = :import_id AND hand = :hand AND line BETWEEN :first_line AND :last_line
WINDOW states AS (
    PARTITION BY person_id, period_from, programme, period_to ORDER BY attempt, status_on, line
)
"""
TURNS = "SELECT max(turn) + 1 FROM told_payments"
JUDGE = f"""
CREATE TEMPORARY TABLE judged_payments ON COMMIT DROP AS
SELECT told.*, CASE
        WHEN known.id IS NULL AND told.turn = 0 THEN 'new'
        WHEN known.id IS NULL OR {_CHANGES} THEN 'changed'
        ELSE 'unchanged'
    END AS outcome
FROM told_payments AS told LEFT JOIN cases.payments AS known ON {_OF_THE_SAME}
WHERE told.turn = :turn
"""  # noqa: S608 (every word is our own)
OUTCOMES = "SELECT outcome, count(*) FROM judged_payments GROUP BY outcome"
FORGET = "DROP TABLE judged_payments"
ENROL = """
INSERT INTO cases.enrolments
    (id, person_id, programme, status, enrolled_on, status_from, source, as_of)
SELECT gen_random_uuid(), person_id, programme, 'active', min(period_from), min(period_from),
    :source, :as_of
FROM judged_payments AS told
WHERE outcome = 'new' AND NOT EXISTS (
    SELECT FROM cases.enrolments AS known
    WHERE known.person_id = told.person_id AND known.programme = told.programme
)
GROUP BY person_id, programme ORDER BY person_id, programme
ON CONFLICT (person_id, programme) DO NOTHING
"""
ADD = """
INSERT INTO cases.payments (
    id, period_from, person_id, programme, period_to, area_code, amount_paisa, status, status_on,
    return_reason, attempt, provider, batch, source, as_of
)
SELECT payment_id, period_from, person_id, programme, period_to, area_code, amount_paisa, status,
    status_on, return_reason, coalesce(attempt, 1), provider, batch, :source, :as_of
FROM judged_payments WHERE outcome = 'new' ORDER BY person_id, period_from
"""
CHANGE = f"""
UPDATE cases.payments AS known SET attempt = {_ATTEMPT}, status = told.status,
    status_on = told.status_on, return_reason = told.return_reason,
    amount_paisa = told.amount_paisa, provider = told.provider,
    batch = coalesce(told.batch, known.batch), source = :source, as_of = :as_of
FROM judged_payments AS told
WHERE told.outcome = 'changed' AND {_OF_THE_SAME} AND {_CHANGES}
"""  # noqa: S608 (every word is our own)
CONFIRM = f"""
UPDATE cases.payments AS known SET source = :source, as_of = :as_of
FROM judged_payments AS told
WHERE told.outcome = 'unchanged' AND {_OF_THE_SAME} AND :as_of > known.as_of
    AND known.status = told.status
"""  # noqa: S608 (every word is our own)
