"""What failed stays as it was; what an operator sends in its place is another message."""

from alembic import op

revision = "0012"
down_revision = "0011"


def upgrade() -> None:
    op.execute("ALTER TABLE gateway.outbox ADD COLUMN resent_as uuid")
