"""What a release of before had begun to check is checked from its beginning.

It wrote down where the last good row of a portion was, and not where the portion ended: what stood
between would be refused a second time.
"""

from alembic import op

revision = "0041"
down_revision = "0040"


def upgrade() -> None:
    op.execute("UPDATE cases.imports SET status = 'queued' WHERE status = 'checking'")
