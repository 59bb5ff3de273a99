"""Some words sound otherwise now: a job adds them to those by which the old cases are found."""

from alembic import op

revision = "0016"
down_revision = "0015"

_SCHEMA = "cases"


def upgrade() -> None:
    op.execute(
        f"""
        SELECT case_jobs.procrastinate_defer_jobs_v1(ARRAY[
            ROW('search', 'index_old_cases', 0, 'index_old_cases', NULL, '{{}}'::jsonb, now())
        ]::case_jobs.procrastinate_job_to_defer_v1[])
        WHERE EXISTS (SELECT FROM {_SCHEMA}.cases)
        """  # noqa: S608 (every word is our own)
    )
