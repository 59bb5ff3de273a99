"""The register and the ledger take the place of the old tables; no row is written anew.

Former states of payments and enrolments are kept by the database from here on. How the names of old
people sound is found out afterwards, by a job in batches.
"""

from alembic import op

revision = "0022"
down_revision = "0021"

_OF_A_PAYMENT = (
    "attempt",
    "status",
    "status_on",
    "return_reason",
    "amount_paisa",
    "provider",
    "batch",
)
_PEOPLE = """
ALTER TABLE cases.people
    DROP COLUMN beneficiary_id,
    DROP COLUMN nid_sealed,
    DROP COLUMN nid_index,
    DROP COLUMN phone_sealed,
    DROP COLUMN phone_index,
    ADD COLUMN name_sounds text[] NOT NULL DEFAULT '{}',
    ADD COLUMN birth_on date,
    ADD COLUMN household_id uuid
        CONSTRAINT fk_people_household_id_households REFERENCES cases.households (id),
    ADD COLUMN is_household_head boolean NOT NULL DEFAULT false,
    ADD COLUMN source varchar(40) NOT NULL DEFAULT 'unknown',
    ADD COLUMN as_of date NOT NULL DEFAULT CURRENT_DATE;
ALTER TABLE cases.people ALTER COLUMN source DROP DEFAULT, ALTER COLUMN as_of DROP DEFAULT;
COMMENT ON COLUMN cases.people.name_sounds IS 'how the words of both names sound';
CREATE INDEX ix_people_name_sounds ON cases.people USING gin (name_sounds);
CREATE INDEX ix_people_household_id ON cases.people (household_id) WHERE household_id IS NOT NULL;
"""
_ENROLMENTS = """
ALTER TABLE cases.enrolments
    ADD COLUMN status_from date,
    ADD COLUMN source varchar(40) NOT NULL DEFAULT 'unknown',
    ADD COLUMN as_of date NOT NULL DEFAULT CURRENT_DATE;
ALTER TABLE cases.enrolments ALTER COLUMN source DROP DEFAULT, ALTER COLUMN as_of DROP DEFAULT;
COMMENT ON COLUMN cases.enrolments.status_from IS
    'the first day of this status; none where nobody said';
"""
_PAYMENTS = """
ALTER TABLE cases.cases DROP CONSTRAINT fk_cases_payment_id_payments;
COMMENT ON COLUMN cases.cases.payment_id IS
    'no foreign key: payments are partitioned, and none is ever deleted';
DROP TABLE cases.payments;
ALTER TABLE cases.payments_by_quarter RENAME TO payments;
ALTER TABLE cases.payments RENAME CONSTRAINT pk_payments_by_quarter TO pk_payments;
CREATE FUNCTION cases.make_payment_quarters(first_day date, last_day date)
RETURNS void LANGUAGE sql AS $$
    SELECT cases.make_quarters('cases.payments', 'payments', first_day, last_day),
        cases.make_quarters('cases.payment_history', 'payment_history', first_day, last_day)
$$;
"""

# The inner statements are planned for each change anew: one is of a row, another of a million.
_HISTORY = """
CREATE FUNCTION cases.keep_payment_history() RETURNS trigger LANGUAGE plpgsql AS $function$
BEGIN
    EXECUTE $statement$
        INSERT INTO cases.payment_history
            (payment_id, period_from, {state}, source, as_of, recorded_at)
        SELECT id, period_from, {former_state}, former.source, former.as_of, now()
        FROM former JOIN latter USING (id, period_from)
        WHERE ({former_state}) IS DISTINCT FROM ({latter_state})
    $statement$;
    RETURN NULL;
END $function$;
CREATE TRIGGER keep_history AFTER UPDATE ON cases.payments
    REFERENCING OLD TABLE AS former NEW TABLE AS latter
    FOR EACH STATEMENT EXECUTE FUNCTION cases.keep_payment_history();
CREATE FUNCTION cases.keep_enrolment_history() RETURNS trigger LANGUAGE plpgsql AS $function$
BEGIN
    EXECUTE $statement$
        INSERT INTO cases.enrolment_history
            (enrolment_id, status, from_on, until_on, source, as_of, recorded_at)
        SELECT id, former.status, former.status_from, latter.status_from, former.source,
            former.as_of, now()
        FROM former JOIN latter USING (id)
        WHERE (former.status, former.status_from) IS DISTINCT FROM
            (latter.status, latter.status_from)
    $statement$;
    RETURN NULL;
END $function$;
CREATE TRIGGER keep_history AFTER UPDATE ON cases.enrolments
    REFERENCING OLD TABLE AS former NEW TABLE AS latter
    FOR EACH STATEMENT EXECUTE FUNCTION cases.keep_enrolment_history();
"""
_APPEND_ONLY = """
CREATE TRIGGER append_only BEFORE UPDATE OR DELETE ON {table}
    FOR EACH ROW EXECUTE FUNCTION cases.refuse_change();
CREATE TRIGGER never_emptied BEFORE TRUNCATE ON {table}
    FOR EACH STATEMENT EXECUTE FUNCTION cases.refuse_change();
"""
_NEVER_DELETED = """
CREATE TRIGGER never_deleted BEFORE DELETE ON cases.payments
    FOR EACH ROW EXECUTE FUNCTION cases.refuse_change();
CREATE TRIGGER never_emptied BEFORE TRUNCATE ON cases.payments
    FOR EACH STATEMENT EXECUTE FUNCTION cases.refuse_change();
"""
_HEAR_NAMES = """
SELECT case_jobs.procrastinate_defer_jobs_v1(ARRAY[
    ROW('search', 'hear_names', 0, 'hear_names', NULL, '{}'::jsonb, now())
]::case_jobs.procrastinate_job_to_defer_v1[])
WHERE EXISTS (SELECT FROM cases.people)
"""


def upgrade() -> None:
    op.execute(_PEOPLE)
    op.execute(_ENROLMENTS)
    op.execute(_PAYMENTS)
    op.execute(
        _HISTORY.format(
            state=", ".join(_OF_A_PAYMENT),
            former_state=", ".join(f"former.{column}" for column in _OF_A_PAYMENT),
            latter_state=", ".join(f"latter.{column}" for column in _OF_A_PAYMENT),
        )
    )
    for table in ("cases.payment_history", "cases.enrolment_history"):
        op.execute(_APPEND_ONLY.format(table=table))
    op.execute(_NEVER_DELETED)
    op.execute(_HEAR_NAMES)
