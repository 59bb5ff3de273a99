"""How citizens judge what was done for them is counted from an index alone."""

from alembic import op

revision = "0019"
down_revision = "0018"


def upgrade() -> None:
    op.create_index(
        "ix_cases_figures_rated",
        "cases",
        ["closed_at"],
        schema="cases",
        postgresql_include=["satisfaction", "area_code", "programme", "category", "channel"],
        postgresql_where="satisfaction IS NOT NULL",
    )
