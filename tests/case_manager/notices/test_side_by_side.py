"""Two notices that go out at once: one pace for both, and no message twice."""

import asyncio
from uuid import uuid4

import pytest
from sqlalchemy import func, select

from case_manager.kit.restraint import NO_RESTRAINT
from case_manager.models import Notice, NoticeRecipient
from case_manager.notices import rules, service
from case_manager.notices.jobs import Mover, add_jobs
from case_manager.notices.queue import QUEUE
from case_manager.notices.service import WriteNotice
from case_manager.vocabulary import DeliveryStatus, NoticeStatus, Role
from case_manager.worker import make_job_app
from tests.case_manager.notices.conftest import NOW

AREA = "7788"
WORDS = {"bn": "খবর", "bn-Latn": "khobor", "en": "news"}
SLOW = {"segments_per_second": 1}  # 60 may be ahead


class TestRoom:
    @pytest.mark.parametrize(
        ("own", "others", "going", "room"),
        [
            (0, 0, 1, 60),
            (50, 0, 1, 10),
            (0, 0, 2, 30),
            (30, 0, 2, 0),
            (0, 60, 2, 0),
            (0, 50, 2, 10),
            (0, 0, 100, 1),
        ],
    )
    def test_is_an_equal_part_of_what_is_free(self, own, others, going, room):
        assert rules.room(60, own=own, ahead=own + others, going=going) == room


class TestPace:
    @pytest.fixture
    def both(self, paid, released):
        for number in range(40):
            paid(f"+88017000000{number:02d}")
        return released(), released(title="Once more")

    def test_is_shared(self, both, step, fake):
        for notice in (*both, *both):
            step(notice, **SLOW)
        tags = [each["cost_tag"] for each in fake.taken.values()]
        assert [tags.count(notice.cost_tag) for notice in both] == [30, 30]

    def test_is_one_notices_own_once_the_other_is_over(self, session, both, kamal, step, fake):
        one, other = both
        service.stop(session, other.id, actor=kamal, now=NOW)
        step(one, **SLOW)
        assert len(fake.taken) == 40

    def test_holds_what_a_paused_one_has_given_ahead(
        self, session, both, kamal, step, fake, recipients
    ):
        one, other = both
        step(one, **SLOW)
        service.pause(session, one.id, actor=kamal, now=NOW)
        step(other, **SLOW)
        assert len(fake.taken) == 60
        for recipient in recipients(one):
            if recipient.handed_at:
                recipient.delivery_status = DeliveryStatus.SENT
        session.flush()
        step(other, **SLOW)
        assert len(fake.taken) == 70


def test_in_two_workers_at_once_each_phone_hears_each_once(
    live_url, live_world, live_sessions, fake, keys
):
    session, phones = live_world.session, 30
    for number in range(phones):
        live_world.person(phone=f"+88018000000{number:02d}", area_code=AREA)
    author, other = (live_world.user(Role.ADMINISTRATOR) for _ in range(2))
    command = WriteNotice(title="News", texts=WORDS, area_code=AREA)
    notices = [
        service.write_notice(session, command, form_id=uuid4(), actor=author, now=NOW)
        for _ in range(2)
    ]
    session.commit()

    async def work():
        app = make_job_app(live_url)
        add_jobs(
            app,
            Mover(
                live_sessions, fake.gateway, keys, restraint=NO_RESTRAINT, segments_per_second=10
            ),
        )
        async with app.open_async():
            await app.run_worker_async(
                queues=[QUEUE], concurrency=2, wait=False, install_signal_handlers=False
            )

    def work_until(status):
        """A worker that waits for nothing ends while jobs of its last ones are being deferred."""
        for _ in range(10):
            asyncio.run(work())
            with live_sessions() as fresh:
                if all(fresh.get_one(Notice, each.id).status is status for each in notices):
                    return
        pytest.fail(f"not both are {status}")

    work_until(NoticeStatus.COUNTED)
    for notice in notices:
        service.release(session, notice.id, actor=other, now=NOW)
    session.commit()
    work_until(NoticeStatus.SENT)
    assert len(fake.taken) == 2 * phones
    assert len({(each["contact_id"], each["cost_tag"]) for each in fake.taken.values()}) == (
        2 * phones
    )
    with live_sessions() as fresh:
        handed = select(func.count(NoticeRecipient.handed_at)).where(
            NoticeRecipient.notice_id.in_(notice.id for notice in notices)
        )
        assert fresh.scalar(handed) == 2 * phones
