"""Open cases are counted, and cases of a phone without a contact found, from indexes alone."""

from alembic import op

revision = "0014"
down_revision = "0013"


def upgrade() -> None:
    op.create_index(
        "ix_cases_open_by_area",
        "cases",
        ["area_code"],
        schema="cases",
        postgresql_ops={"area_code": "text_pattern_ops"},
        postgresql_include=[
            "received_on",
            "programme",
            "category",
            "channel",
            "assignee_id",
            "is_restricted",
            "status",
            "next_due_on",
        ],
        postgresql_where="closed_at IS NULL",
    )
    op.drop_index("ix_cases_figures_open", table_name="cases", schema="cases")
    op.drop_index("ix_cases_assignee_id", table_name="cases", schema="cases")
    op.create_index("ix_cases_assignee_id", "cases", ["assignee_id", "closed_at"], schema="cases")
    op.create_index(
        "ix_cases_citizen_phone_index",
        "cases",
        ["citizen_phone_index"],
        schema="cases",
        postgresql_where="citizen_phone_index IS NOT NULL",
    )
