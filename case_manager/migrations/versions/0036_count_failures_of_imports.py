"""An import that breaks off again and again is halted."""

from alembic import op

revision = "0036"
down_revision = "0035"


def upgrade() -> None:
    op.execute(
        """
        ALTER TABLE cases.imports ADD COLUMN failures integer NOT NULL DEFAULT 0;
        COMMENT ON COLUMN cases.imports.failures IS 'how often it broke off since it was begun';
        """
    )
