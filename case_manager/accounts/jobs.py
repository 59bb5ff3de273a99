"""Mails users, with no transaction open while the mail server answers."""

from collections.abc import Callable
from datetime import datetime
from uuid import UUID

import structlog
from procrastinate import App, BaseRetryStrategy, RetryDecision
from procrastinate.jobs import Job
from sqlalchemy.orm import Session, sessionmaker

from case_manager.accounts import inviting
from case_manager.accounts.links import Links
from case_manager.accounts.queue import MAIL_LINK, MAIL_NOTICE, QUEUE
from case_manager.db import utc_now
from case_manager.mail.letters import Letter
from case_manager.mail.smtp import MailDelayed, MailRefused, MailServer
from case_manager.vocabulary import LinkPurpose

log = structlog.get_logger()

_TRIES = 12
_LONGEST_WAIT_SECONDS = 600


class UntilTaken(BaseRetryStrategy):
    """For about an hour: by then somebody has asked for another one."""

    def get_retry_decision(self, *, exception: BaseException, job: Job) -> RetryDecision | None:
        if not isinstance(exception, MailDelayed) or job.attempts >= _TRIES:
            return None
        return RetryDecision(retry_in={"seconds": min(5 * 2**job.attempts, _LONGEST_WAIT_SECONDS)})


def mail_link(
    sessions: sessionmaker[Session],
    server: MailServer | None,
    links: Links,
    site: str,
    user_id: UUID,
    purpose: LinkPurpose,
    now: datetime,
) -> None:
    with sessions.begin() as session:
        letter = inviting.letter_with_link(
            session, user_id, purpose, links=links, site=site, now=now
        )
    _send(server, letter, user_id)


def mail_notice(sessions: sessionmaker[Session], server: MailServer | None, user_id: UUID) -> None:
    with sessions.begin() as session:
        letter = inviting.letter_of_change(session, user_id)
    _send(server, letter, user_id)


def _send(server: MailServer | None, letter: Letter | None, user_id: UUID) -> None:
    if letter is None:
        return
    if server is None:
        log.warning("mail not sent: no mail server is set up", user=str(user_id))
        return
    try:
        server.send(letter)
    except MailRefused as refusal:
        log.error("mail refused", user=str(user_id), reason=str(refusal))


def add_jobs(
    app: App, sessions: sessionmaker[Session], server: MailServer | None, links: Links, site: str
) -> None:
    task: Callable[..., Callable[..., object]] = app.task

    @task(name=MAIL_LINK, queue=QUEUE, retry=UntilTaken())
    def link(user_id: str, purpose: str) -> None:
        mail_link(sessions, server, links, site, UUID(user_id), LinkPurpose(purpose), utc_now())

    @task(name=MAIL_NOTICE, queue=QUEUE, retry=UntilTaken())
    def notice(user_id: str) -> None:
        mail_notice(sessions, server, UUID(user_id))
