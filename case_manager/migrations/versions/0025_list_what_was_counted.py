"""Which cases stood open on a day is told by themselves, but for those that the books moved since.

Of the books this index holds only the few lines that say so.
"""

from alembic import op

revision = "0025"
down_revision = "0024"


def upgrade() -> None:
    op.create_index(
        "ix_case_movements_unsettled",
        "case_movements",
        ["on", "case_id"],
        schema="cases",
        postgresql_where="kind NOT IN ('received', 'disposed') OR count < 0",
    )
