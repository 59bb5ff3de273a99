"""Open desks hear after each commit which cases changed, and nothing else of them."""

from alembic import op

revision = "0012"
down_revision = "0011"

# A bulk load tells of its first hundred: a desk asks for its whole list in any case.
_TELL = """
CREATE FUNCTION cases.tell_of_changed_cases() RETURNS trigger LANGUAGE plpgsql AS $$
BEGIN
  PERFORM pg_notify('case_changes', told.payload) FROM (
    SELECT DISTINCT jsonb_build_object(
      'reference', reference, 'area', area_code, 'assignee', assignee_id,
      'restricted', is_restricted)::text AS payload
    FROM (SELECT * FROM before UNION ALL SELECT * FROM after LIMIT 100) AS changed
  ) AS told;
  RETURN NULL;
END $$
"""
_TELL_OF_EVENTS = """
CREATE FUNCTION cases.tell_of_case_events() RETURNS trigger LANGUAGE plpgsql AS $$
BEGIN
  PERFORM pg_notify('case_changes', told.payload) FROM (
    SELECT jsonb_build_object(
      'reference', reference, 'area', area_code, 'assignee', assignee_id,
      'restricted', is_restricted)::text AS payload
    FROM cases.cases
    WHERE id IN (SELECT case_id FROM events LIMIT 100)
  ) AS told;
  RETURN NULL;
END $$
"""


def upgrade() -> None:
    op.execute(_TELL)
    op.execute(_TELL_OF_EVENTS)
    op.execute(
        "CREATE TRIGGER tell_of_changed_cases AFTER UPDATE ON cases.cases"
        " REFERENCING OLD TABLE AS before NEW TABLE AS after"
        " FOR EACH STATEMENT EXECUTE FUNCTION cases.tell_of_changed_cases()"
    )
    op.execute(
        "CREATE TRIGGER tell_of_case_events AFTER INSERT ON cases.case_events"
        " REFERENCING NEW TABLE AS events"
        " FOR EACH STATEMENT EXECUTE FUNCTION cases.tell_of_case_events()"
    )
