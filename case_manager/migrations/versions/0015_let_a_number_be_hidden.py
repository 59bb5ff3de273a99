"""Some operators hide the number of whoever writes: a conversation may have none."""

from alembic import op

revision = "0015"
down_revision = "0014"


def upgrade() -> None:
    op.alter_column("conversations", "phone_sealed", nullable=True, schema="cases")
    op.alter_column("conversations", "phone_index", nullable=True, schema="cases")
