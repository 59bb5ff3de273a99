"""Words by which cases are found again. A job takes up, in batches, what was written before."""

import sqlalchemy as sa
from alembic import op

revision = "0011"
down_revision = "0010"

_SCHEMA = "cases"


def upgrade() -> None:
    op.create_table(
        "case_words",
        sa.Column("word", sa.BigInteger(), nullable=False),
        sa.Column("opened_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("case_id", sa.Uuid(), nullable=False),
        sa.ForeignKeyConstraint(
            ["case_id"], ["cases.cases.id"], name=op.f("fk_case_words_case_id_cases")
        ),
        sa.PrimaryKeyConstraint("word", "opened_at", "case_id", name=op.f("pk_case_words")),
        schema=_SCHEMA,
    )
    op.execute(
        f"""
        SELECT case_jobs.procrastinate_defer_jobs_v1(ARRAY[
            ROW('search', 'index_old_cases', 0, 'index_old_cases', NULL, '{{}}'::jsonb, now())
        ]::case_jobs.procrastinate_job_to_defer_v1[])
        WHERE EXISTS (SELECT FROM {_SCHEMA}.cases)
        """  # noqa: S608 (every word is our own)
    )
