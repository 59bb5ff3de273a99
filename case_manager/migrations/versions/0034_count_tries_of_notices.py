"""How often the gateway could not take one message of a notice."""

import sqlalchemy as sa
from alembic import op

revision = "0034"
down_revision = "0033"


def upgrade() -> None:
    tries = sa.Column(
        "tries",
        sa.SmallInteger,
        nullable=False,
        server_default="0",
        comment="that the gateway itself failed at",
    )
    op.add_column("notice_recipients", tries, schema="cases")
