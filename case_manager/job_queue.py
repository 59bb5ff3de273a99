"""Puts a job on the queue in the caller's transaction: it exists if and only if its cause does."""

import json
from collections.abc import Mapping
from datetime import timedelta

from sqlalchemy import text
from sqlalchemy.orm import Session

_DEFER = text(
    """
    SELECT case_jobs.procrastinate_defer_jobs_v1(ARRAY[
        ROW(:queue, :task, 0, :lock, NULL, CAST(:args AS jsonb), now() + :wait)
    ]::case_jobs.procrastinate_job_to_defer_v1[])
    """
)


def defer(
    session: Session,
    task: str,
    args: Mapping[str, str],
    *,
    queue: str,
    lock: str | None = None,
    wait: timedelta = timedelta(0),
) -> None:
    """Jobs with the same `lock` run one after the other, in the order they were put there."""
    session.execute(
        _DEFER,
        {"queue": queue, "task": task, "lock": lock, "args": json.dumps(args), "wait": wait},
    )
