"""Whether a report that came before its receipt says that another try is worth it."""

from alembic import op

revision = "0016"
down_revision = "0015"


def upgrade() -> None:
    op.execute(
        "ALTER TABLE gateway.message_parts"
        " ADD COLUMN IF NOT EXISTS may_pass boolean NOT NULL DEFAULT false"
    )
