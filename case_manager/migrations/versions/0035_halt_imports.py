"""What was taken over in part is known as such, and an import that fails then holds up no other."""

from alembic import op

revision = "0035"
down_revision = "0034"


def upgrade() -> None:
    op.execute(
        """
        ALTER TABLE cases.imports
            ADD COLUMN taking_over boolean NOT NULL DEFAULT false,
            DROP CONSTRAINT ck_imports_importstatus,
            ADD CONSTRAINT ck_imports_importstatus CHECK (status IN (
                'received', 'queued', 'checking', 'dry', 'merging', 'halted', 'done', 'refused',
                'stopped'));
        COMMENT ON COLUMN cases.imports.taking_over IS 'some of it is in the register';
        UPDATE cases.imports SET taking_over = true
        WHERE NOT dry_run AND status IN ('merging', 'done');
        """
    )
