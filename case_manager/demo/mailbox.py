"""The demonstration's mail server: takes every mail, keeps it and shows it on a page."""

import asyncio
import mailbox
import re
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from dataclasses import dataclass
from datetime import UTC, datetime
from email.message import EmailMessage, Message
from email.parser import BytesParser
from email.policy import default as modern
from email.utils import parsedate_to_datetime
from pathlib import Path
from typing import Any, cast

import anyio
from aiosmtpd.handlers import Mailbox
from aiosmtpd.smtp import SMTP
from fastapi import FastAPI, Request
from fastapi.responses import HTMLResponse
from pydantic_settings import BaseSettings, SettingsConfigDict

from case_manager.ui.assets import Assets
from case_manager.ui.headers import SecurityHeaders
from case_manager.ui.languages import browser_language
from case_manager.ui.rendering import page

_LARGEST_MAIL_BYTES = 1_000_000
_SHOWN = 100
_LINK = re.compile(r"(https?://\S+)")


class MailboxSettings(BaseSettings):
    model_config = SettingsConfigDict(env_prefix="NALISH_", extra="ignore", frozen=True)

    mailbox_smtp_port: int = 1025
    mailbox_folder: Path = Path("mailbox")


@dataclass(frozen=True)
class ReceivedMail:
    key: str
    to: str
    subject: str
    at: datetime
    text: str

    @property
    def parts(self) -> list[tuple[str, bool]]:
        """The text in order, each piece with whether it is a link."""
        return [(part, bool(_LINK.fullmatch(part))) for part in _LINK.split(self.text) if part]


def create_app(settings: MailboxSettings | None = None) -> FastAPI:
    settings = settings or MailboxSettings()
    app = FastAPI(lifespan=_taking_mail, docs_url=None, redoc_url=None, openapi_url=None)
    app.state.settings = settings
    app.add_api_route("/", _list, response_class=HTMLResponse)
    app.add_api_route("/mails/{key}", _mail, response_class=HTMLResponse)
    app.add_api_route("/readyz", lambda: {"status": "ready"})
    app.mount("/static", Assets(), name="static")
    app.add_middleware(SecurityHeaders, https=False)
    return app


@asynccontextmanager
async def _taking_mail(app: FastAPI) -> AsyncIterator[None]:
    settings: MailboxSettings = app.state.settings
    settings.mailbox_folder.mkdir(parents=True, exist_ok=True)
    app.state.keep = Mailbox(settings.mailbox_folder / "mails")
    async with _smtp_server(app.state.keep, settings.mailbox_smtp_port) as port:
        app.state.smtp_port = port
        yield


@asynccontextmanager
async def _smtp_server(keep: Mailbox, port: int) -> AsyncIterator[int]:
    server = await asyncio.get_running_loop().create_server(
        lambda: SMTP(keep, data_size_limit=_LARGEST_MAIL_BYTES, hostname="mailbox.nalish.example"),
        "127.0.0.1",
        port,
    )
    async with server:
        yield server.sockets[0].getsockname()[1]


async def _list(request: Request) -> HTMLResponse:
    mails = await anyio.to_thread.run_sync(_newest, request.app.state.keep.mailbox)
    return _page(request, "mailbox/mails.html", 200, mails=mails)


async def _mail(request: Request, key: str) -> HTMLResponse:
    mails = await anyio.to_thread.run_sync(_newest, request.app.state.keep.mailbox)
    mail = next((each for each in mails if each.key == key), None)
    return _page(request, "mailbox/mail.html", 200 if mail else 404, mail=mail)


def _page(request: Request, template: str, status_code: int, **context: Any) -> HTMLResponse:
    language = browser_language(request)
    return page(request, language, template, status_code=status_code, visit=None, **context)


def _newest(kept: mailbox.Maildir) -> list[ReceivedMail]:
    mails = [_read(key, cast(Message, message)) for key, message in kept.items()]
    return sorted(mails, key=lambda mail: (mail.at, mail.key), reverse=True)[:_SHOWN]


def _read(key: str, kept: Message) -> ReceivedMail:
    message = BytesParser(EmailMessage, policy=modern).parsebytes(bytes(kept))
    body = message.get_body(("plain",))
    return ReceivedMail(
        key=key,
        to=str(message["To"] or message["X-RcptTo"] or ""),
        subject=str(message["Subject"] or ""),
        at=_moment(message),
        text=str(body.get_content()) if body else "",
    )


def _moment(message: EmailMessage) -> datetime:
    """Mail says of UTC, without a zone of its own, `-0000`; that is read as no zone."""
    try:
        moment = parsedate_to_datetime(str(message["Date"]))
    except ValueError:
        return datetime.fromtimestamp(0, UTC)
    return moment.astimezone(UTC) if moment.tzinfo else moment.replace(tzinfo=UTC)
