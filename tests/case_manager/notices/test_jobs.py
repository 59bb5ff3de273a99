"""With a real queue and transactions that commit."""

import asyncio
from concurrent.futures import ThreadPoolExecutor
from datetime import UTC, datetime
from uuid import uuid4

import pytest
from sqlalchemy import text
from sqlalchemy.exc import OperationalError

from case_manager.kit.restraint import NO_RESTRAINT
from case_manager.models import Notice, User
from case_manager.notices import service
from case_manager.notices.jobs import Mover, add_jobs
from case_manager.notices.service import WriteNotice
from case_manager.vocabulary import NoticeStatus, Role
from case_manager.worker import add_upkeep, make_job_app

NOW = datetime(2026, 11, 23, 6, 0, tzinfo=UTC)
AREA = "7777"
WORDS = {"bn": "খবর", "bn-Latn": "khobor", "en": "news"}
JOBS = "SELECT status, attempts FROM case_jobs.procrastinate_jobs WHERE args->>'notice_id' = :id"
DIE_WITH_IT = """
    WITH gone AS (
        INSERT INTO case_jobs.procrastinate_workers (last_heartbeat)
        VALUES (now() - interval '1 hour') RETURNING id
    )
    UPDATE case_jobs.procrastinate_jobs SET status = 'doing', worker_id = gone.id
    FROM gone WHERE args->>'notice_id' = :id
"""


class Broken(Mover):
    def move_on(self, *_):
        raise OperationalError("select", {}, Exception("the database went away"))


@pytest.fixture
def notice(live_world):
    """To one phone, and nobody else's of this database."""
    session = live_world.session
    if not session.scalar(
        text("SELECT 1 FROM cases.people WHERE area_code = :code"), {"code": AREA}
    ):
        live_world.person(phone="+8801799999991", area_code=AREA)
    command = WriteNotice(title="News", texts=WORDS, area_code=AREA)
    actor = live_world.user(Role.ADMINISTRATOR)
    notice = service.write_notice(session, command, form_id=uuid4(), actor=actor, now=NOW)
    session.commit()
    return notice


@pytest.fixture
def work(live_url, live_sessions, fake, keys):
    def work(kind=Mover, upkeep=False):
        mover = kind(
            live_sessions, fake.gateway, keys, restraint=NO_RESTRAINT, segments_per_second=10
        )

        async def run():
            app = make_job_app(live_url)
            add_jobs(app, mover)
            add_upkeep(app, live_sessions)
            async with app.open_async():
                if upkeep:
                    await app.tasks["take_up_abandoned_jobs"].defer_async(timestamp=0)
                for queue in ("upkeep", "notices"):
                    await app.run_worker_async(
                        queues=[queue], wait=False, install_signal_handlers=False
                    )

        asyncio.run(run())

    return work


@pytest.fixture
def status_of(live_sessions):
    def status_of(notice):
        with live_sessions() as session:
            return session.get_one(Notice, notice.id).status

    return status_of


def release(live_world, notice):
    other = live_world.user(Role.ADMINISTRATOR)
    service.release(live_world.session, notice.id, actor=other, now=NOW)
    live_world.session.commit()


def test_each_job_defers_the_next_to_the_end(live_world, notice, work, fake, status_of):
    work()
    assert (status_of(notice), fake.texts) == (NoticeStatus.COUNTED, [])
    release(live_world, notice)
    work()
    assert (status_of(notice), fake.texts) == (NoticeStatus.SENT, ["খবর"])


def test_the_same_form_sent_twice_at_once_is_one_notice(live_world, live_sessions):
    actor = live_world.user(Role.ADMINISTRATOR)
    live_world.session.commit()
    command, form_id = WriteNotice(title="News", texts=WORDS, born_to=1900), uuid4()

    def write(session):
        author = session.get_one(User, actor.id)
        return service.write_notice(session, command, form_id=form_id, actor=author, now=NOW).id

    def write_meanwhile():
        with live_sessions.begin() as session:
            return write(session)

    with ThreadPoolExecutor(1) as threads, live_sessions.begin() as session:
        first = write(session)
        second = threads.submit(write_meanwhile)
        with pytest.raises(TimeoutError):
            second.result(timeout=0.3)
        session.commit()
        assert second.result() == first


def test_a_killed_workers_batch_is_done_by_another(
    live_world, live_sessions, notice, work, fake, status_of
):
    work()
    release(live_world, notice)
    with live_sessions.begin() as session:
        session.execute(text(DIE_WITH_IT), {"id": str(notice.id)})
    work(upkeep=True)
    assert (status_of(notice), fake.texts) == (NoticeStatus.SENT, ["খবর"])


def test_a_job_that_fails_is_tried_again(live_sessions, notice, work):
    work(Broken)
    with live_sessions() as session:
        assert session.execute(text(JOBS), {"id": str(notice.id)}).all() == [("todo", 1)]
