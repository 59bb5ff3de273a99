"""A call that nobody took is journalled as well; the index finds whether they rang just before."""

from alembic import op

revision = "0007"
down_revision = "0006"


def upgrade() -> None:
    op.execute("ALTER TABLE gateway.inbox DROP CONSTRAINT ck_inbox_sessionevent")
    op.execute(
        "ALTER TABLE gateway.inbox ADD CONSTRAINT ck_inbox_sessionevent"
        " CHECK (session_event IN ('new', 'resume', 'close', 'none', 'rang'))"
    )
    op.execute(
        "CREATE INDEX ix_inbox_rang ON gateway.inbox (contact_id, received_at)"
        " WHERE session_event = 'rang'"
    )
