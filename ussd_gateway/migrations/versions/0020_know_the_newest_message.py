"""Whether anything has come since is asked of every recorded step: their contact says so, and steps
of calls are found by an index."""

from alembic import op

from ussd_gateway.migrations.online import add_partitioned_index

revision = "0020"
down_revision = "0019"


def upgrade() -> None:
    op.execute("ALTER TABLE gateway.contacts ADD COLUMN IF NOT EXISTS newest_message_id uuid")
    add_partitioned_index(
        "inbox", "steps", "(contact_id, in_order) WHERE session_event IN ('new', 'resume')"
    )
    op.execute("DROP INDEX IF EXISTS gateway.ix_inbox_dialled")
