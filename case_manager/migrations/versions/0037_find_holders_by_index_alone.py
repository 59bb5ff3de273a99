"""Whose a number is stands in the index that finds it: files ask it a million times."""

from alembic import op

revision = "0037"
down_revision = "0036"


def upgrade() -> None:
    op.execute(
        """
        CREATE UNIQUE INDEX uq_identifiers_held_with_person
            ON cases.identifiers (value_index) INCLUDE (person_id)
            WHERE valid_until IS NULL
            AND (kind = 'nid' OR kind = 'birth_registration' OR kind = 'beneficiary_id');
        DROP INDEX cases.uq_identifiers_held;
        ALTER INDEX cases.uq_identifiers_held_with_person RENAME TO uq_identifiers_held;
        """
    )
