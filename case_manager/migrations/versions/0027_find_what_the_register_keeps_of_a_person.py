"""The person page reads what is not valid any more, too: the indexes so far leave it out."""

from case_manager.migrations.online import build_index

revision = "0027"
down_revision = "0026"


def upgrade() -> None:
    for table in ("identifiers", "nominees", "deaths"):
        build_index(table, f"ix_{table}_person_id", "(person_id)")
