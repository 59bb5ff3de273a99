"""What the web app and the worker are both made of."""

from collections.abc import Callable, Mapping
from datetime import datetime, timedelta
from functools import partial

import httpx
from redis.asyncio import Redis

from ussd_gateway.activity import Activity
from ussd_gateway.channels.base import Channel
from ussd_gateway.channels.setup import make_channels, make_routing, surroundings_of
from ussd_gateway.clients.assistant import AiohttpPost, HttpAssistant, Post
from ussd_gateway.clients.case_manager import HttpCaseManager
from ussd_gateway.conversation import Conversation
from ussd_gateway.copies import Copies
from ussd_gateway.db import Sessions
from ussd_gateway.grants import Grants
from ussd_gateway.intake import Intake
from ussd_gateway.recording import Recorder
from ussd_gateway.restraint import Limits, Restraint
from ussd_gateway.sealing import Sealer
from ussd_gateway.sending.health import Health
from ussd_gateway.sending.pace import SharedPace
from ussd_gateway.sending.router import Router
from ussd_gateway.sessions import Memory, TurnLocks
from ussd_gateway.settings import Settings
from ussd_gateway.shutdown import Shutdown
from ussd_gateway.ussd.calls import Calls
from ussd_gateway.ussd.engine import Engine
from ussd_gateway.ussd.recorded_steps import RecordedSteps
from ussd_gateway.ussd.showing import Showing
from ussd_gateway.ussd.steps import StepJournal

MOST_SENT_AT_ONCE = 500  # by each channel
_CONNECTIONS = httpx.Limits(
    max_connections=MOST_SENT_AT_ONCE + 100,  # what is asked beside sending
    max_keepalive_connections=100,
)
OpenClient = Callable[[str], httpx.AsyncClient]


class Clients:
    """The empty address stands for the outside world, of which every channel opens its own."""

    def __init__(self, settings: Settings) -> None:
        self._trusts_outside = not settings.simulator_enabled
        self._certificates = httpx.create_ssl_context()  # read once
        self._opened: list[httpx.AsyncClient] = []
        self.post_to_assistant = AiohttpPost(settings.assistant_url)

    def open(self, base_url: str) -> httpx.AsyncClient:
        outside = base_url == "" and self._trusts_outside
        client = httpx.AsyncClient(
            base_url=base_url, trust_env=outside, verify=self._certificates, limits=_CONNECTIONS
        )
        self._opened.append(client)
        return self._opened[-1]

    async def aclose(self) -> None:
        for client in self._opened:
            await client.aclose()
        await self.post_to_assistant.aclose()


def make_conversation(
    settings: Settings,
    sessions: Sessions,
    redis: Redis,
    http: OpenClient,
    post_to_assistant: Post,
    channels: Mapping[str, Channel] | None,
    clock: Callable[[], datetime],
) -> Conversation:
    """With the configured channels where none are given. Raises ChannelsRefused."""
    sealer = Sealer.from_settings(settings)
    if channels is None:
        surroundings = surroundings_of(settings, partial(http, ""), redis, sealer)
        channels = make_channels(settings, surroundings)
    grants = Grants(settings.grant_key.get_secret_value(), clock)
    return Conversation(
        sessions=sessions,
        sealer=sealer,
        memory=Memory(redis, settings.redis_prefix),
        channels=channels,
        assistant=HttpAssistant(
            post_to_assistant, settings.assistant_token.get_secret_value(), grants
        ),
        case_manager=HttpCaseManager(
            http(settings.case_manager_url), settings.case_manager_token.get_secret_value()
        ),
        restraint=Restraint(redis, settings.redis_prefix, sealer, limits(settings), channels),
        clock=clock,
        hand_over_after=timedelta(minutes=settings.hand_over_after_minutes),
    )


def limits(settings: Settings) -> Limits:
    return Limits(
        messages=settings.most_messages,
        messages_in=timedelta(minutes=settings.most_messages_minutes),
        same_answers=settings.most_same_answers,
        same_answers_in=timedelta(minutes=settings.most_same_answers_minutes),
    )


def make_router(settings: Settings, conversation: Conversation, redis: Redis) -> Router:
    """Raises ChannelsRefused."""
    routing = make_routing(settings, conversation.channels)
    return Router(routing, Health(redis, settings.redis_prefix))


def make_intake(
    settings: Settings, conversation: Conversation, redis: Redis, shutdown: Shutdown
) -> Intake:
    sessions, sealer = conversation.sessions, conversation.sealer
    calls = Engine(
        conversation=conversation,
        calls=Calls(redis, settings.redis_prefix, sealer),
        steps=StepJournal(sessions, sealer),
        code=settings.ussd_code,
        shutdown=shutdown,
    )
    clock, recorder = conversation.clock, Recorder(settings.database_url)
    showing = Showing(
        engine=calls,
        recorder=recorder,
        steps=RecordedSteps(sessions, sealer),
        locks=TurnLocks(redis, settings.redis_prefix, settings.turn_lock_seconds),
        channels=conversation.channels,
    )
    return Intake(
        sessions=sessions,
        sealer=sealer,
        recorder=recorder,
        calls=calls,
        showing=showing,
        activity=Activity(sessions, clock),
        copies=Copies(redis, settings.redis_prefix, sealer),
        router=make_router(settings, conversation, redis),
        pace=SharedPace(redis, settings.redis_prefix),
        clock=clock,
    )
