"""Where the recipients of a notice begin that still wait."""

import sqlalchemy as sa
from alembic import op

revision = "0039"
down_revision = "0038"


def upgrade() -> None:
    waiting_from = sa.Column(
        "waiting_from", sa.Uuid(), comment="the first message that may still wait"
    )
    op.add_column("notices", waiting_from, schema="cases")
