"""A whole gateway in one process: its web app, and its worker driven by hand."""

import base64
import secrets
from collections.abc import Callable
from contextlib import suppress
from dataclasses import dataclass, field
from datetime import datetime, timedelta
from functools import cache, partial
from pathlib import Path
from tempfile import mkdtemp
from typing import Any
from urllib.parse import urlencode

import httpx
import psycopg
from fastapi import FastAPI
from pydantic import SecretStr
from redis.asyncio import Redis

from tests.ussd_gateway.channels import suite
from tests.ussd_gateway.fakes import FakeAssistant, FakeCaseManager, FakeTwilio
from ussd_gateway.addresses import Address
from ussd_gateway.channels.base import Channel, sms_options
from ussd_gateway.channels.setup import make_channels, surroundings_of
from ussd_gateway.channels.twilio.signature import HEADER, sign
from ussd_gateway.db import utc_now
from ussd_gateway.journal import Journal
from ussd_gateway.messages import Language, OutboxKind, OutboxState, Priority
from ussd_gateway.models import OutboxMessage
from ussd_gateway.outbox import Outbox
from ussd_gateway.pump import NotYet
from ussd_gateway.sealing import Sealer
from ussd_gateway.sending.queue import DueMessage, SendingQueue
from ussd_gateway.settings import Mode, Settings
from ussd_gateway.turns import DeadlineWatch, Turns
from ussd_gateway.worker import Parts

PUBLIC_URL = "https://sms.nalish.example"
OWN_CONNECTION = "tests"  # the name under which they look at the database
OUR_NUMBER = "+8809612345678"


@cache
def channels_file() -> Path:
    """All that the folders of tests say of their channels, laid over those of a demonstration."""
    file = Path(mkdtemp(prefix="nalish-channels-")) / "channels.toml"
    file.write_text(suite.channels_toml(), "utf-8")
    return file


def make_settings(**changes: Any) -> Settings:
    values: dict[str, Any] = {
        "mode": Mode.DEMO,
        "database_url": "postgresql:///unused",
        "redis_url": "redis://localhost:1",
        "gateway_public_url": PUBLIC_URL,
        "gateway_token": SecretStr("gateway-token"),
        "case_manager_token": SecretStr("case-manager-token"),
        "assistant_token": SecretStr("assistant-token"),
        "grant_key": SecretStr("grant-key"),
        "gateway_sealing_keys": SecretStr(f"1:{base64.b64encode(bytes(range(32))).decode()}"),
        "gateway_index_key": SecretStr("index-key"),
        "channels_file": channels_file(),
        "simulator_secret": SecretStr("simulator-secret"),
    }
    return Settings(**(values | changes))


def make_channel(id_: str, transport: httpx.AsyncBaseTransport, **changes: Any) -> Channel:
    """One of the configured ones, with a provider of the test's own."""
    settings = make_settings(**changes)
    redis = Redis.from_url(settings.redis_url)
    surroundings = surroundings_of(
        settings,
        partial(httpx.AsyncClient, transport=transport),
        redis,
        Sealer.from_settings(settings),
    )
    return make_channels(settings, surroundings, suite.environment())[id_]


@dataclass
class FakeClock:
    now: datetime = field(default_factory=utc_now)

    def __call__(self) -> datetime:
        return self.now

    def advance(self, **by: float) -> None:
        self.now += timedelta(**by)


Provider = Callable[[httpx.Request], httpx.Response]


@dataclass(repr=False)
class Gateway:
    settings: Settings
    app: FastAPI = field(init=False)
    web: httpx.AsyncClient = field(init=False)
    parts: Parts = field(init=False)
    database: psycopg.AsyncConnection[Any] = field(init=False)
    clock: FakeClock = field(default_factory=FakeClock)
    assistant: FakeAssistant = field(default_factory=FakeAssistant)
    case_manager: FakeCaseManager = field(default_factory=FakeCaseManager)
    twilio: FakeTwilio = field(default_factory=FakeTwilio)
    providers: dict[str, Provider] = field(default_factory=dict)  # by host, Twilio elsewhere

    def phone(self, number: str = "+8801712345678") -> "Phone":
        return Phone(self, number)

    async def settle(self) -> None:
        """Does what is due until nothing is. A queue is asked for it only where anything stands."""
        turns = Turns(self.parts.conversation, self.parts.locks)
        announcer, sender, reporter = self.parts.announcer, self.parts.sender, self.parts.reporter
        showing = self.parts.intake.showing
        queues: list[tuple[str, Any, Any]] = [
            ("inbox WHERE state = 'pending'", turns.claim, turns.take),
            ("inbox WHERE state = 'in_call'", showing.claim, showing.go_on),
            ("outbox WHERE state = 'held'", announcer.claim, announcer.announce),
            ("outbox WHERE state IN ('queued', 'sending')", self.claim, sender.send),
            ("events", reporter.claim, reporter.report),
        ]
        busy = True
        while busy:
            busy = False
            for queue, claim, do in queues:
                for item in await claim(50) if await self.stands_in(queue) else []:
                    busy = True
                    await do(item)

    async def stands_in(self, queue: str) -> bool:
        found = await self.database.execute(f"SELECT FROM gateway.{queue} LIMIT 1")
        return found.rowcount == 1

    async def claim(self, limit: int = 50) -> list[DueMessage]:
        """What is due by any channel."""
        sender = self.parts.sender
        async with sender.sessions.begin() as session:
            busy = await SendingQueue(session, sender.sealer).channels()
        due: list[DueMessage] = []
        for channel in [each for each in busy if each in sender.terms]:
            with suppress(NotYet):
                due += await sender.claim_from(channel, limit)
        if any(each not in sender.terms for each in busy):
            due += await sender.claim_strays(limit)
        return due

    def answer_outside(self, request: httpx.Request) -> httpx.Response:
        return self.providers.get(request.url.host, self.twilio)(request)

    async def queue(
        self,
        channel: str,
        phone: str,
        words: str,
        *,
        priority: Priority = Priority.NOTICE,
        cost_tag: str = "",
    ) -> str:
        """A message of ours, to go out by this channel; its id."""
        now = self.clock()
        async with self.parts.sessions.begin() as session:
            journal = Journal(session, self.parts.conversation.sealer)
            contact = await journal.make_sure_of_contact(
                Address.of_phone(phone), channel, Language.BANGLISH, now
            )
            message = OutboxMessage(
                created_at=now,
                contact_id=contact.id,
                channel=channel,
                kind=OutboxKind.CASE_MESSAGE,
                priority=priority,
                cost_tag=cost_tag,
                expects_reply=False,
                language=Language.BANGLISH,
                state=OutboxState.QUEUED,
                next_attempt_at=now,
            )
            options = sms_options(self.parts.conversation.channels, channel)
            await Outbox(session, self.parts.conversation.sealer).add(message, words, options)
            return str(message.id)

    async def watch_deadlines(self) -> None:
        watch = DeadlineWatch(self.parts.conversation)
        for contact_id in await watch.claim(50):
            await watch.apologise(contact_id)

    async def rows(self, statement: str) -> list[Any]:
        await self.app.state.intake.finish(5)
        found = await self.database.execute(statement)
        return await found.fetchall()

    async def value(self, statement: str) -> Any:
        return (await self.rows(statement))[0][0]

    async def inbox_states(self) -> list[str]:
        rows = await self.rows("SELECT state FROM gateway.inbox ORDER BY received_at, in_order")
        return [row[0] for row in rows]

    async def sends_message(self, traceparent: str = "", **changes: Any) -> httpx.Response:
        """The case manager asks for a message to a contact."""
        body = {
            "message_id": "0197f3aa-4444-7c00-8000-00000000000d",
            "contact_id": str(await self.value("SELECT id FROM gateway.contacts LIMIT 1")),
            "text": "Apnar taka 1 December er moddhe ashbe. Peyechhen ki?",
            "template": None,
            "language": "bn-Latn",
            "case_reference": "48210934",
            "expects_reply": False,
            "cost_tag": "case_reply",
        }
        return await self.web.post(
            "/api/v1/messages",
            json=body | changes,
            headers={"Authorization": "Bearer gateway-token", "traceparent": traceparent},
        )

    async def post_twilio(
        self, path: str, form: dict[str, str], *, signature: str | None = None
    ) -> httpx.Response:
        if signature is None:
            signature = sign_form(f"{PUBLIC_URL}{path}", form)
        return await self.web.post(
            path,
            content=urlencode(form),
            headers={
                "Content-Type": "application/x-www-form-urlencoded",
                HEADER: signature,
            },
        )


def sign_form(url: str, form: dict[str, str]) -> str:
    return sign("twilio-auth-token", url, {name: [value] for name, value in form.items()})


def twilio_form(**changes: str | None) -> dict[str, str]:
    form: dict[str, str | None] = {
        "MessageSid": f"SM{secrets.token_hex(16)}",
        "AccountSid": "AC0123",
        "From": "+8801712345678",
        "To": OUR_NUMBER,
        "Body": "amar bhatar taka ashe nai",
        "NumMedia": "0",
        "NumSegments": "1",
        "SmsStatus": "received",
        "ApiVersion": "2010-04-01",
    }
    return {name: value for name, value in (form | changes).items() if value is not None}


@dataclass(repr=False)
class Phone:
    """`await phone.sends("…")`, then `phone.hears("…")`: a test reads like a call."""

    gateway: Gateway
    number: str
    heard: int = 0

    async def sends(self, words: str, **changes: str | None) -> None:
        form = twilio_form(From=self.number, Body=words, **changes)
        response = await self.gateway.post_twilio("/channels/twilio/inbound", form)
        assert response.status_code == 200, response.text
        await self.gateway.settle()

    def hears(self, containing: str) -> None:
        waiting = self.everything[self.heard :]
        assert waiting, "the phone stays silent"
        assert containing in waiting[0]
        self.heard += 1

    def hears_nothing_more(self) -> None:
        assert self.everything[self.heard :] == []

    @property
    def everything(self) -> list[str]:
        return self.gateway.twilio.sent_to(self.number)


class Unpaced:
    """A pace without limits, for tests of what else happens."""

    async def take(self, channel: str, per_second: float, most: int) -> tuple[int, float]:
        return most, 0.0

    async def settle(self, channel: str, per_second: float, more: int) -> None:
        pass

    async def slow_down(self, channel: str, per_second: float) -> None:
        pass
