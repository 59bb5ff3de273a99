"""Answers nobody has read are few among many cases; they are found without looking at the rest."""

from alembic import op

revision = "0005"
down_revision = "0004"


def upgrade() -> None:
    op.create_index(
        "ix_cases_unread",
        "cases",
        ["next_due_on", "id"],
        schema="cases",
        postgresql_where="has_unread_answer",
    )
