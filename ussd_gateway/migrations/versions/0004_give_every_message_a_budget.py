"""A message without a budget has an empty one, so that an index finds it."""

from alembic import op

revision = "0004"
down_revision = "0003"


def upgrade() -> None:
    op.execute("UPDATE gateway.outbox SET cost_tag = '' WHERE cost_tag IS NULL")
    op.execute("ALTER TABLE gateway.outbox ALTER COLUMN cost_tag SET NOT NULL")
    op.execute("DROP INDEX gateway.ix_outbox_waiting")
    op.execute(
        "CREATE INDEX ix_outbox_waiting ON gateway.outbox"
        " (channel, priority, cost_tag, next_attempt_at)"
        " WHERE state IN ('queued', 'sending')"
    )
