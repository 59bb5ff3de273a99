"""By what the case manager's same words to the same contact are known: a keyed hash of both."""

from alembic import op

from ussd_gateway.migrations.online import add_partitioned_index

revision = "0014"
down_revision = "0013"


def upgrade() -> None:
    op.execute("ALTER TABLE gateway.outbox ADD COLUMN IF NOT EXISTS said bytea")
    add_partitioned_index("outbox", "said", "(said) WHERE said IS NOT NULL")
