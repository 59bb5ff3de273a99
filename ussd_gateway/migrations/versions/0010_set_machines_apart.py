"""What a machine wrote is journalled as such; the index counts it."""

from alembic import op

revision = "0010"
down_revision = "0009"


def upgrade() -> None:
    op.execute("ALTER TABLE gateway.inbox DROP CONSTRAINT ck_inbox_inboxstate")
    op.execute(
        "ALTER TABLE gateway.inbox ADD CONSTRAINT ck_inbox_inboxstate"
        " CHECK (state IN ('pending', 'answered', 'handed_over', 'automatic'))"
    )
    op.execute(
        "CREATE INDEX ix_inbox_automatic ON gateway.inbox (received_at) WHERE state = 'automatic'"
    )
