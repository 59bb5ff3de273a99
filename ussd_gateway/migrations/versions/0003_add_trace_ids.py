"""What stands in the journal carries the id under which all services log about it."""

from alembic import op

revision = "0003"
down_revision = "0002"


def upgrade() -> None:
    for table in ("inbox", "outbox", "events"):
        op.execute(f"ALTER TABLE gateway.{table} ADD COLUMN trace_id uuid")
