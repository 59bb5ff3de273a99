"""What a notice came with: its quiet hours and how many of them a contact may get a day."""

from alembic import op

from ussd_gateway.migrations.online import add_partitioned_index

revision = "0009"
down_revision = "0008"


def upgrade() -> None:
    op.execute("""
ALTER TABLE gateway.outbox
    ADD COLUMN IF NOT EXISTS quiet_from time,
    ADD COLUMN IF NOT EXISTS quiet_to time,
    ADD COLUMN IF NOT EXISTS daily_limit smallint,
    ADD COLUMN IF NOT EXISTS counted_on date
""")
    add_partitioned_index(
        "outbox", "counted", "(contact_id, counted_on) WHERE counted_on IS NOT NULL"
    )
