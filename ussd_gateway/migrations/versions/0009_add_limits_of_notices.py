"""What a notice came with: its quiet hours and how many of them a contact may get a day."""

from alembic import op

revision = "0009"
down_revision = "0008"


def upgrade() -> None:
    op.execute("""
ALTER TABLE gateway.outbox
    ADD COLUMN quiet_from time,
    ADD COLUMN quiet_to time,
    ADD COLUMN daily_limit smallint,
    ADD COLUMN counted_on date
""")
    op.execute(
        "CREATE INDEX ix_outbox_counted ON gateway.outbox (contact_id, counted_on)"
        " WHERE counted_on IS NOT NULL"
    )
