"""A report before its receipt may say that somebody opted out, or that a number moved away."""

from alembic import op

from ussd_gateway.migrations.online import add_index

revision = "0011"
down_revision = "0010"


def upgrade() -> None:
    op.execute("""
ALTER TABLE gateway.message_parts
    ADD COLUMN IF NOT EXISTS opted_out boolean NOT NULL DEFAULT false,
    ADD COLUMN IF NOT EXISTS other_operator boolean NOT NULL DEFAULT false
""")
    add_index("message_parts", "told", "(told_at) WHERE message_id IS NOT NULL")
