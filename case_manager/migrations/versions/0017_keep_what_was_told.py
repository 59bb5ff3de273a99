"""What was told of a complaint beside its words, and complaints without a name.

No row is written anew: the defaults stand in the catalogue of the database. The check reads the
table once.
"""

import sqlalchemy as sa
from alembic import op
from sqlalchemy.dialects import postgresql

revision = "0017"
down_revision = "0016"

_SCHEMA = "cases"


def upgrade() -> None:
    op.add_column(
        "cases",
        sa.Column(
            "told",
            postgresql.JSONB(),
            nullable=False,
            server_default="{}",
            comment="beside the words: see cases.told",
        ),
        schema=_SCHEMA,
    )
    op.add_column(
        "cases",
        sa.Column(
            "is_anonymous",
            sa.Boolean(),
            nullable=False,
            server_default=sa.false(),
            comment="given without a name: nothing here leads to a person or a number",
        ),
        schema=_SCHEMA,
    )
    op.create_check_constraint(
        op.f("ck_cases_anonymous_leads_to_nobody"),
        "cases",
        "NOT is_anonymous OR num_nonnulls(person_id, payment_id, citizen_name_sealed) = 0",
        schema=_SCHEMA,
    )
