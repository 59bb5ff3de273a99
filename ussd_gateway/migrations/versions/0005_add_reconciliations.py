"""Until when each provider was asked for messages whose webhook was lost."""

from alembic import op

revision = "0005"
down_revision = "0004"


def upgrade() -> None:
    op.execute(
        "CREATE TABLE gateway.reconciliations ("
        " channel varchar(64) NOT NULL,"
        " done_until timestamptz NOT NULL,"
        " next_attempt_at timestamptz NOT NULL,"
        " CONSTRAINT pk_reconciliations PRIMARY KEY (channel))"
    )
