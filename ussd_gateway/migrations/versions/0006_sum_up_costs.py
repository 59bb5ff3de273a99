"""Costs by day, when channels were heard, and an index to what was given up."""

from alembic import op

revision = "0006"
down_revision = "0005"


def upgrade() -> None:
    op.execute("""
CREATE TABLE gateway.daily_costs (
    on_date date NOT NULL,
    channel varchar(64) NOT NULL,
    cost_tag varchar(64) NOT NULL,
    messages bigint NOT NULL,
    segments bigint NOT NULL,
    cost_paisa bigint NOT NULL,
    sent_at timestamptz NOT NULL,
    CONSTRAINT pk_daily_costs PRIMARY KEY (on_date, channel, cost_tag)
)
""")
    op.execute("""
CREATE TABLE gateway.channel_activity (
    channel varchar(64) NOT NULL,
    heard_at timestamptz,
    connected_at timestamptz,
    CONSTRAINT pk_channel_activity PRIMARY KEY (channel)
)
""")
    op.execute(
        "CREATE INDEX ix_outbox_failed ON gateway.outbox (changed_at) WHERE state = 'failed'"
    )
