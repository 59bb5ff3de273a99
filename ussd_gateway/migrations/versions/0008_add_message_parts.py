"""Parts that a provider reports on one by one, and reports that came before their receipt."""

from alembic import op

revision = "0008"
down_revision = "0007"


def upgrade() -> None:
    op.execute("""
CREATE TABLE gateway.message_parts (
    channel varchar(64) NOT NULL,
    provider_message_id varchar(64) NOT NULL,
    message_id uuid,
    state varchar(32) NOT NULL,
    reason varchar(64),
    told_at timestamptz NOT NULL,
    CONSTRAINT pk_message_parts PRIMARY KEY (channel, provider_message_id),
    CONSTRAINT ck_message_parts_outboxstate CHECK (state IN
        ('held', 'queued', 'sending', 'accepted', 'sent', 'delivered', 'failed'))
)
""")
    op.execute("CREATE INDEX ix_message_parts_message_id ON gateway.message_parts (message_id)")
    op.execute(
        "CREATE INDEX ix_message_parts_early ON gateway.message_parts (told_at)"
        " WHERE message_id IS NULL"
    )
