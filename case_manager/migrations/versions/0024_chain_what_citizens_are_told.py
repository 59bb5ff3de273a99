"""The audit trail has a chain for staff and some for what citizens were told, and quarters of the
ledger are made for whoever needs one, in the name of the tables' owner.
"""

from alembic import op

from case_manager.migrations.online import build_index

revision = "0024"
down_revision = "0023"


def upgrade() -> None:
    op.execute(
        """
        ALTER TABLE cases.audit_entries
            ADD COLUMN IF NOT EXISTS chain smallint NOT NULL DEFAULT 0;
        COMMENT ON COLUMN cases.audit_entries.chain IS
            '0 of staff and system; the others share out what citizens were told';
        ALTER FUNCTION cases.make_payment_quarters(date, date)
            SECURITY DEFINER SET search_path = pg_catalog, pg_temp;
        REVOKE EXECUTE ON FUNCTION cases.make_quarters(regclass, text, date, date) FROM PUBLIC;
        """
    )
    build_index("audit_entries", "ix_audit_entries_chain", "(chain, id)")
