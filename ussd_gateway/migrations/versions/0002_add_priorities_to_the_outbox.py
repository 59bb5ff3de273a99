"""What goes out has a priority; the senders find what is due by channel, priority and budget."""

from alembic import op

revision = "0002"
down_revision = "0001"


def upgrade() -> None:
    op.execute("ALTER TABLE gateway.outbox ADD COLUMN priority smallint NOT NULL DEFAULT 0")
    op.execute("UPDATE gateway.outbox SET priority = 1 WHERE kind = 'case_message'")
    op.execute("ALTER TABLE gateway.outbox ALTER COLUMN priority DROP DEFAULT")
    op.execute("DROP INDEX gateway.ix_outbox_due")
    op.execute(
        "CREATE INDEX ix_outbox_held ON gateway.outbox (next_attempt_at) WHERE state = 'held'"
    )
    op.execute(
        "CREATE INDEX ix_outbox_waiting ON gateway.outbox"
        " (channel, priority, coalesce(cost_tag, ''), next_attempt_at)"
        " WHERE state IN ('queued', 'sending')"
    )
