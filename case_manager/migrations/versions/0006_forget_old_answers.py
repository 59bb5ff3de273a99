"""Answers kept for repeated requests are thrown away by their age."""

from alembic import op

revision = "0006"
down_revision = "0005"


def upgrade() -> None:
    op.create_index(
        "ix_answered_requests_answered_at", "answered_requests", ["answered_at"], schema="cases"
    )
