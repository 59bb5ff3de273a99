"""When a contact last changed its language, and its wish to hear nothing: unknown of before."""

import sqlalchemy as sa
from alembic import op

revision = "0026"
down_revision = "0025"


def upgrade() -> None:
    for name in ("language_changed_at", "opt_out_changed_at"):
        op.add_column("conversations", sa.Column(name, sa.DateTime(timezone=True)), schema="cases")
