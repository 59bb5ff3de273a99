"""Whose a number is stands in the index that finds it: files ask it a million times."""

from alembic import op

from case_manager.migrations.online import build_index

revision = "0037"
down_revision = "0036"

_HELD = """(value_index) INCLUDE (person_id)
    WHERE valid_until IS NULL
    AND (kind = 'nid' OR kind = 'birth_registration' OR kind = 'beneficiary_id')"""


def upgrade() -> None:
    build_index("identifiers", "uq_identifiers_held_with_person", _HELD, unique=True)
    op.execute(
        """
        DROP INDEX cases.uq_identifiers_held;
        ALTER INDEX cases.uq_identifiers_held_with_person RENAME TO uq_identifiers_held;
        """
    )
