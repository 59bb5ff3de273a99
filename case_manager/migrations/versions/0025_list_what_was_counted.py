"""Which cases stood open on a day is told by themselves, but for those that the books moved since.

Of the books this index holds only the few lines that say so.
"""

from case_manager.migrations.online import build_index

revision = "0025"
down_revision = "0024"


def upgrade() -> None:
    build_index(
        "case_movements",
        "ix_case_movements_unsettled",
        "(\"on\", case_id) WHERE kind NOT IN ('received', 'disposed') OR count < 0",
    )
