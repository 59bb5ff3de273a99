"""What a citizen is asked has a name, so that the assistant knows what is being answered."""

from alembic import op

revision = "0015"
down_revision = "0014"


def upgrade() -> None:
    op.execute("ALTER TABLE gateway.outbox ADD COLUMN about varchar(20)")
