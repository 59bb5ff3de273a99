"""Instalments that a file tells several times: all their states are merged in one portion.

Where the borders of portions fall then changes nothing. Those whose rows lie in several portions
are moved into portions of their own, behind the others of the same hand.
"""

from math import ceil

from case_manager.imports.merging.statements import Statements

_ROWS_OF_A_PORTION = 50_000

FIND = """
CREATE TEMPORARY TABLE scattered ON COMMIT DROP AS
SELECT several.* FROM (
    SELECT hand, person_id, period_from, programme, period_to, count(*) AS rows,
        min(line) AS first_line, max(line) AS last_line
    FROM cases.staged_payments WHERE import_id = :import_id
    GROUP BY hand, person_id, period_from, programme, period_to HAVING count(*) > 1
) AS several
WHERE NOT EXISTS (
    SELECT FROM cases.import_portions AS portion
    WHERE portion.import_id = :import_id AND portion.hand = several.hand
        AND portion.first_line <= several.first_line AND several.last_line <= portion.last_line
)
"""
ROWS = "SELECT sum(rows) FROM scattered"
MOVE = """
UPDATE cases.staged_payments AS told
SET hand = told.hand + :hands * (1 + abs(uuid_hash(told.person_id) / :hands % :portions))
FROM scattered
WHERE told.import_id = :import_id AND told.person_id = scattered.person_id
    AND told.period_from = scattered.period_from AND told.programme = scattered.programme
    AND told.period_to = scattered.period_to
"""
COUNT_LEFT = """
UPDATE cases.import_portions AS portion SET staged = (
    SELECT count(*) FROM cases.staged_payments AS told
    WHERE told.import_id = portion.import_id AND told.hand = portion.hand
        AND told.line BETWEEN portion.first_line AND portion.last_line
)
WHERE portion.import_id = :import_id
"""
DROP_EMPTY = "DELETE FROM cases.import_portions WHERE import_id = :import_id AND staged = 0"
ADD_PORTIONS = """
INSERT INTO cases.import_portions (import_id, first_line, last_line, hand, staged)
SELECT import_id, min(line), max(line), hand, count(*) FROM cases.staged_payments
WHERE import_id = :import_id AND hand >= :hands GROUP BY import_id, hand
"""


def gather_states(statements: Statements, hands: int) -> None:
    statements.run(FIND)
    if rows := statements.number(ROWS):
        statements.run(MOVE, hands=hands, portions=ceil(rows / _ROWS_OF_A_PORTION))
        statements.run(COUNT_LEFT)
        statements.run(DROP_EMPTY)
        statements.run(ADD_PORTIONS, hands=hands)
