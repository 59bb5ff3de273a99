"""Letters through a real mail server: the demonstration's own mailbox."""

import asyncio
import re
import socket
import time
from collections.abc import Iterator
from datetime import UTC, datetime, timedelta
from uuid import uuid4

import httpx
import pytest
from fastapi import FastAPI
from procrastinate.jobs import Job
from structlog.testing import capture_logs

from case_manager.accounts.jobs import UntilTaken, mail_link, mail_notice
from case_manager.accounts.links import Links
from case_manager.demo.mailbox import MailboxSettings, create_app
from case_manager.mail.letters import Letter
from case_manager.mail.smtp import MailDelayed, MailRefused, MailServer, SmtpSecurity
from case_manager.vocabulary import Language, LinkPurpose

from ..conftest import NOW

LINKS = Links("link-key")
SITE = "https://desk.example.org"


def server_at(port: int) -> MailServer:
    return MailServer("127.0.0.1", port, SmtpSecurity.NONE, "", "", "Nalish <nalish@example.org>")


@pytest.fixture
def read_mails(tmp_path):
    """Runs something while the mailbox takes mail, and reads its pages afterwards."""

    def run(work) -> list[str]:
        return asyncio.run(
            _with_mailbox(
                create_app(MailboxSettings(mailbox_smtp_port=0, mailbox_folder=tmp_path)), work
            )
        )

    return run


async def _with_mailbox(app: FastAPI, work) -> list[str]:
    async with app.router.lifespan_context(app):
        await asyncio.to_thread(work, server_at(app.state.smtp_port))
        transport = httpx.ASGITransport(app)
        headers = {"Accept-Language": "en"}
        async with httpx.AsyncClient(
            transport=transport, base_url="http://mailbox.test", headers=headers
        ) as client:
            pages = [await client.get("/")]
            for part in pages[0].text.split('href="/mails/')[1:]:
                pages.append(await client.get("/mails/" + part.partition('"')[0]))
            pages.append(await client.get("/mails/none"))
            return [page.text for page in pages]


@pytest.fixture
def user(live_world):
    user = live_world.user(name="Nasrin Akter")
    live_world.session.commit()
    return user


def test_an_invitation_is_read_in_the_mailbox(read_mails, live_sessions, user):
    listed, mail, unknown = read_mails(
        lambda server: mail_link(
            live_sessions, server, LINKS, SITE, user.id, LinkPurpose.INVITATION, NOW
        )
    )
    assert user.email in listed
    assert "Your account at Nalish" in listed
    assert f'<a href="{SITE}/passwords/' in mail
    assert "This mail is not here" in unknown


def test_bangla_arrives_as_bangla(read_mails, live_sessions, live_world, user):
    user.language = Language.BANGLA
    live_world.session.commit()
    _, mail, _ = read_mails(lambda server: mail_notice(live_sessions, server, user.id))
    assert "পাসওয়ার্ড বদলানো হয়েছে" in mail


def test_an_empty_mailbox_says_what_to_do(read_mails):
    listed, _ = read_mails(lambda server: None)
    assert "No mail yet" in listed


def test_nobody_is_mailed_who_is_not_there(read_mails, live_sessions):
    listed, _ = read_mails(lambda server: mail_notice(live_sessions, server, uuid4()))
    assert "No mail yet" in listed


def test_the_hour_is_that_of_dhaka_wherever_the_machine_stands(
    read_mails, live_sessions, user, monkeypatch
):
    monkeypatch.setenv("TZ", "Pacific/Auckland")
    time.tzset()
    try:
        before = datetime.now(UTC)
        listed, mail, _ = read_mails(lambda server: mail_notice(live_sessions, server, user.id))
    finally:
        monkeypatch.undo()
        time.tzset()
    for page in (listed, mail):
        came_at = datetime.fromisoformat(re.search(r'datetime="([^"]+)"', page)[1])
        assert before - timedelta(seconds=1) < came_at < before + timedelta(minutes=1)


def test_without_a_mail_server_it_is_noted_and_over(live_sessions, user):
    with capture_logs() as noted:
        mail_notice(live_sessions, None, user.id)
    assert [line["event"] for line in noted] == ["mail not sent: no mail server is set up"]
    assert user.email not in str(noted)


@pytest.fixture
def nobody_listens() -> Iterator[int]:
    with socket.socket() as reserved:
        reserved.bind(("127.0.0.1", 0))
        yield reserved.getsockname()[1]


def test_a_server_that_is_away_is_tried_again(live_sessions, user, nobody_listens):
    with pytest.raises(MailDelayed) as delayed:
        mail_notice(live_sessions, server_at(nobody_listens), user.id)
    assert user.email not in str(delayed.value)
    job = Job(id=1, queue="mail", lock=None, queueing_lock=None, task_name="t", attempts=3)
    assert UntilTaken().get_retry_decision(exception=delayed.value, job=job) is not None


def test_a_refusal_is_noted_and_over(read_mails, live_sessions, live_world, user):
    user.name = "x" * 2_000_000
    live_world.session.commit()
    with capture_logs() as noted:
        listed, _ = read_mails(lambda server: mail_notice(live_sessions, server, user.id))
    assert "No mail yet" in listed
    assert [line["event"] for line in noted] == ["mail refused"]
    assert user.email not in str(noted)


def test_after_an_hour_nothing_is_tried_again():
    job = Job(id=1, queue="mail", lock=None, queueing_lock=None, task_name="t", attempts=12)
    assert UntilTaken().get_retry_decision(exception=MailDelayed("no"), job=job) is None


def test_what_the_server_refuses_for_good_is_not_asked_again(read_mails):
    def work(server: MailServer) -> None:
        with pytest.raises(MailRefused):
            server.send(Letter("nasrin@example.org", "Too long", "x" * 2_000_000))

    read_mails(work)
