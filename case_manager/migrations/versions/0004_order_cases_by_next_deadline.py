"""Open cases are listed by the nearest of their running clocks, not by the last one."""

import sqlalchemy as sa
from alembic import op

revision = "0004"
down_revision = "0003"


def upgrade() -> None:
    op.add_column(
        "cases",
        sa.Column(
            "next_due_on",
            sa.Date(),
            sa.Computed(
                "CASE WHEN first_action_at IS NULL"
                " THEN LEAST(first_action_due_on, resolution_due_on)"
                " ELSE resolution_due_on END",
                persisted=True,
            ),
            nullable=False,
            comment="the nearest of the organisation's running clocks",
        ),
        schema="cases",
    )
    op.drop_index("ix_cases_open_by_due", table_name="cases", schema="cases")
    op.create_index(
        "ix_cases_open_by_due",
        "cases",
        ["next_due_on", "id"],
        schema="cases",
        postgresql_where="closed_at IS NULL",
    )
