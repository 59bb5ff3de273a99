"""When a number was asked for: long ago it is no answer any more.

`is_asked_number` stays for a gateway that still works with it while this runs.
"""

from alembic import op

revision = "0022"
down_revision = "0021"


def upgrade() -> None:
    op.execute("ALTER TABLE gateway.contacts ADD COLUMN IF NOT EXISTS number_asked_at timestamptz")
