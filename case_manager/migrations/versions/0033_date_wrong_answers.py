"""When somebody last failed to say who they are: of before, long ago."""

import sqlalchemy as sa
from alembic import op

revision = "0033"
down_revision = "0032"


def upgrade() -> None:
    for table in ("conversations", "identity_guards"):
        op.add_column(table, sa.Column("failed_at", sa.DateTime(timezone=True)), schema="cases")
