"""A number alone may be the secret that the message before it named, unless one was asked for."""

from alembic import op

revision = "0021"
down_revision = "0020"


def upgrade() -> None:
    op.execute("""
        ALTER TABLE gateway.contacts
            ADD COLUMN IF NOT EXISTS secret_named_at timestamptz,
            ADD COLUMN IF NOT EXISTS is_asked_number boolean NOT NULL DEFAULT false
    """)
