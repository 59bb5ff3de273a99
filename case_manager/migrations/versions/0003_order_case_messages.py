"""Messages of one moment keep the order in which they were written."""

import sqlalchemy as sa
from alembic import op

revision = "0003"
down_revision = "0002"


def upgrade() -> None:
    op.add_column(
        "case_messages",
        sa.Column(
            "position",
            sa.BigInteger(),
            sa.Identity(always=False),
            nullable=False,
            comment="orders what was written in the same moment",
        ),
        schema="cases",
    )
