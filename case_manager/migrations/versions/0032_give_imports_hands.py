"""Several hands merge one file, and what was staged goes at once; the services own no table.

The tables that change are empty: nothing was staged before.
"""

from alembic import op

revision = "0032"
down_revision = "0031"

_HANDS = """
ALTER TABLE cases.import_portions
    ADD COLUMN hand smallint NOT NULL DEFAULT 0,
    DROP CONSTRAINT pk_import_portions,
    ADD CONSTRAINT pk_import_portions PRIMARY KEY (import_id, first_line, hand);
COMMENT ON COLUMN cases.import_portions.hand IS 'which of the hands merges it';
ALTER TABLE cases.staged_payments
    ADD COLUMN hand smallint NOT NULL,
    DROP CONSTRAINT pk_staged_payments,
    ADD CONSTRAINT pk_staged_payments PRIMARY KEY (import_id, hand, line);
COMMENT ON COLUMN cases.staged_payments.hand IS 'all of one person are in the same';
"""
_BENEFICIARIES = """
ALTER TABLE cases.staged_beneficiaries
    ADD COLUMN turn smallint NOT NULL,
    ADD COLUMN new_person_id uuid NOT NULL,
    ADD COLUMN name_sounds text[] NOT NULL;
COMMENT ON COLUMN cases.staged_beneficiaries.turn IS
    'rows of a portion that share a number take turns';
COMMENT ON COLUMN cases.staged_beneficiaries.new_person_id IS 'who it is, should they be new';
CREATE UNLOGGED TABLE cases.staged_people (
    import_id uuid NOT NULL,
    person_id uuid NOT NULL,
    CONSTRAINT pk_staged_people PRIMARY KEY (import_id, person_id)
);
"""
_EMPTY = """
CREATE FUNCTION cases.empty_staged() RETURNS void LANGUAGE sql SECURITY DEFINER
SET search_path = pg_catalog, pg_temp AS $$
    TRUNCATE cases.staged_payments, cases.staged_beneficiaries, cases.staged_people
$$;
REVOKE ALL ON FUNCTION cases.empty_staged() FROM PUBLIC;
"""


def upgrade() -> None:
    for statements in (_HANDS, _BENEFICIARIES, _EMPTY):
        op.execute(statements)
