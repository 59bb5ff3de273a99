"""A report before its receipt may say that somebody opted out, or that a number moved away."""

from alembic import op

revision = "0011"
down_revision = "0010"


def upgrade() -> None:
    op.execute("""
ALTER TABLE gateway.message_parts
    ADD COLUMN opted_out boolean NOT NULL DEFAULT false,
    ADD COLUMN other_operator boolean NOT NULL DEFAULT false
""")
    op.execute(
        "CREATE INDEX ix_message_parts_told ON gateway.message_parts (told_at)"
        " WHERE message_id IS NOT NULL"
    )
