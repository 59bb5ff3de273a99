"""Serves the journal: asks, sends, announces, reports. As many of these may run as are needed."""

import asyncio
import signal
from collections.abc import Awaitable, Callable, Mapping, Sequence
from contextlib import AsyncExitStack
from dataclasses import dataclass
from datetime import datetime
from functools import partial
from pathlib import Path
from typing import Any

import httpx
import psycopg
import structlog
from redis.asyncio import Redis

from ussd_gateway.announcer import Announcer
from ussd_gateway.channels.base import Channel, SmsTerms, StaysConnected, Take
from ussd_gateway.clients.assistant import Post
from ussd_gateway.conversation import Conversation, error_name
from ussd_gateway.db import Sessions, libpq_url, make_engine, make_sessions, utc_now
from ussd_gateway.errors import ChannelsRefused
from ussd_gateway.heap import frozen_heap
from ussd_gateway.intake import Intake
from ussd_gateway.journal import ensure_partitions
from ussd_gateway.logs import configure_logs
from ussd_gateway.metrics import shown
from ussd_gateway.parts import (
    MOST_SENT_AT_ONCE,
    Clients,
    make_conversation,
    make_intake,
    make_router,
)
from ussd_gateway.pruning import Pruner, make_pruner
from ussd_gateway.pump import Pump, PumpGroup
from ussd_gateway.reconciler import Reconciler
from ussd_gateway.reporter import Reporter
from ussd_gateway.sending.pace import SharedPace
from ussd_gateway.sending.queue import DueMessage
from ussd_gateway.sending.sender import Sender, make_sender
from ussd_gateway.sessions import TurnLocks, connect_redis
from ussd_gateway.settings import Settings, load_settings
from ussd_gateway.shutdown import Shutdown
from ussd_gateway.turns import DeadlineWatch, Turns

log = structlog.get_logger(__name__)
_SENT_AT_ONCE = (100, MOST_SENT_AT_ONCE)  # by each channel, the slowest and the fastest
_HEARTBEAT_SECONDS = 5.0
_LOOK_FOR_LOST_SECONDS = 15.0
_RECONNECT_SECONDS = 1.0
_TIDY_SECONDS = 3600.0


@dataclass(frozen=True)
class Parts:
    """Everything a worker is made of; what a test replaces, it replaces here."""

    settings: Settings
    sessions: Sessions
    conversation: Conversation
    locks: TurnLocks
    sender: Sender
    announcer: Announcer
    reporter: Reporter
    intake: Intake
    reconciler: Reconciler
    pruner: Pruner
    shutdown: Shutdown


def make_parts(
    settings: Settings,
    sessions: Sessions,
    redis: Redis,
    http: Callable[[str], httpx.AsyncClient],
    post_to_assistant: Post,
    clock: Callable[[], datetime] = utc_now,
    *,
    channels: Mapping[str, Channel] | None = None,
    shutdown: Shutdown | None = None,
) -> Parts:
    """`http` makes a client for a base address; the empty one stands for the outside world."""
    conversation = make_conversation(
        settings, sessions, redis, http, post_to_assistant, channels, clock
    )
    sealer, memory = conversation.sealer, conversation.memory
    locks = TurnLocks(redis, settings.redis_prefix, settings.turn_lock_seconds)
    shutdown = shutdown or Shutdown(settings.finish_seconds)
    intake = make_intake(settings, conversation, redis, shutdown)
    return Parts(
        settings=settings,
        sessions=sessions,
        conversation=conversation,
        locks=locks,
        sender=make_sender(
            sessions,
            sealer,
            conversation.channels,
            SharedPace(redis, settings.redis_prefix),
            make_router(settings, conversation, redis),
            conversation.restraint,
            shutdown,
            clock,
        ),
        announcer=Announcer(sessions, sealer, memory, locks, conversation.assistant, clock),
        reporter=Reporter(sessions, sealer, conversation.case_manager, clock),
        intake=intake,
        reconciler=Reconciler(sessions, conversation.channels, intake, clock),
        pruner=make_pruner(settings, sessions, clock),
        shutdown=shutdown,
    )


def make_pumps(parts: Parts) -> dict[str, Pump[Any] | PumpGroup]:
    """By the word that wakes them."""
    turns = Turns(parts.conversation, parts.locks)
    watch = DeadlineWatch(parts.conversation)
    at_once = parts.settings.worker_concurrency
    return {
        "inbox": Pump("inbox", turns.claim, turns.take, at_once=at_once),
        "outbox": PumpGroup(sending_pumps(parts.sender)),
        "steps": Pump(
            "steps", parts.intake.showing.claim, parts.intake.showing.go_on, at_once=at_once
        ),
        "held": Pump("held", parts.announcer.claim, parts.announcer.announce, at_once=4),
        "events": Pump("events", parts.reporter.claim, parts.reporter.report, at_once=4),
        "deadline": Pump("deadline", watch.claim, watch.apologise, at_once=4),
        "lost": Pump(
            "lost",
            parts.reconciler.claim,
            parts.reconciler.reconcile,
            at_once=1,
            poll_seconds=_LOOK_FOR_LOST_SECONDS,
        ),
    }


def sending_pumps(sender: Sender) -> list[Pump[DueMessage]]:
    """One for each channel, so that a slow one holds up no other."""
    pumps = [
        Pump(
            f"outbox:{channel_id}",
            partial(sender.claim_from, channel_id),
            sender.send,
            at_once=_sent_at_once(terms),
        )
        for channel_id, terms in sender.terms.items()
    ]
    strays = Pump("outbox", sender.claim_strays, sender.send, at_once=4, poll_seconds=5.0)
    return [*pumps, strays]


def _sent_at_once(terms: SmsTerms) -> int:
    """As many as go in a second, which most providers take to answer."""
    if terms.most_at_once is not None:
        return terms.most_at_once
    fewest, most = _SENT_AT_ONCE
    return max(fewest, min(most, int(terms.segments_per_second)))


async def serve(settings: Settings, stopping: asyncio.Event) -> None:
    async with AsyncExitStack() as stack:
        stack.enter_context(shown(settings.gateway_worker_host, settings.gateway_worker_port))
        engine = make_engine(settings.database_url)
        stack.push_async_callback(engine.dispose)
        redis = connect_redis(settings.redis_url)
        stack.push_async_callback(redis.aclose)

        clients = Clients(settings)
        stack.push_async_callback(clients.aclose)
        parts = make_parts(
            settings, make_sessions(engine), redis, clients.open, clients.post_to_assistant
        )
        stack.enter_context(frozen_heap())
        async with parts.sessions.begin() as session:
            await ensure_partitions(session)
        await stack.enter_async_context(parts.intake.recorder.opened(parts.shutdown))
        channels = parts.conversation.channels.values()
        await stack.enter_async_context(parts.intake.activity.kept(parts.shutdown, channels))
        await _run(parts, stopping)


async def _run(parts: Parts, stopping: asyncio.Event) -> None:
    pumps = make_pumps(parts)
    late_start = parts.settings.sms_deadline_seconds
    background = [
        asyncio.create_task(pump.run()) for name, pump in pumps.items() if name != "deadline"
    ]
    # What waited while no worker ran gets its answer now, not first an apology.
    background.append(asyncio.create_task(_later(late_start, pumps["deadline"].run)))
    background.append(asyncio.create_task(_listen(parts.settings.database_url, pumps)))
    background.append(asyncio.create_task(keep_heartbeat(parts.settings.heartbeat_file)))
    background.append(asyncio.create_task(_keep_tidy(parts.sessions, parts.pruner)))
    background += [
        asyncio.create_task(_stay_connected(channel, parts.intake.take))
        for channel in parts.conversation.channels.values()
        if isinstance(channel, StaysConnected)
    ]
    log.info("ready", worker="gateway")
    await stopping.wait()
    await _stop(parts, pumps, background)
    log.info("stopped", worker="gateway")


async def _stop(
    parts: Parts,
    pumps: Mapping[str, Pump[Any] | PumpGroup],
    background: Sequence[asyncio.Task[None]],
) -> None:
    """Connections last until all is sent by them, and answer what they brought meanwhile."""
    shutdown, intake = parts.shutdown, parts.intake
    shutdown.begin()
    for pump in pumps.values():
        pump.stop()
    seconds = shutdown.seconds_for_requests
    await shutdown.finish(*(pump.finish(seconds) for pump in pumps.values()))
    await shutdown.finish(parts.sender.outcomes.finish(), intake.finish(shutdown.seconds_left))
    for task in background:
        task.cancel()
    await asyncio.wait(background, timeout=shutdown.seconds_left)
    await shutdown.finish(intake.finish(shutdown.seconds_left))


async def _stay_connected(channel: StaysConnected, take: Take) -> None:
    while True:
        try:
            await channel.stay_connected(take)
        except Exception as error:  # noqa: BLE001 (the job runner: a channel must not stay dumb)
            log.error("connection_failed", channel=channel.id, error=error_name(error))
        await asyncio.sleep(_RECONNECT_SECONDS)


async def _later(seconds: float, run: Callable[[], Awaitable[None]]) -> None:
    await asyncio.sleep(seconds)
    await run()


async def _listen(database_url: str, pumps: dict[str, Pump[Any] | PumpGroup]) -> None:
    """Without it everything still happens, up to a second later."""
    address = libpq_url(database_url)
    while True:
        try:
            async with await psycopg.AsyncConnection.connect(address, autocommit=True) as listener:
                await listener.execute("LISTEN gateway")
                async for notice in listener.notifies():
                    if notice.payload in pumps:
                        pumps[notice.payload].wake()
        except psycopg.OperationalError as error:
            log.warning("not_listening", error=type(error).__name__)
        await asyncio.sleep(_RECONNECT_SECONDS)


async def keep_heartbeat(file: Path | None, every_seconds: float = _HEARTBEAT_SECONDS) -> None:
    """The file's age tells whoever watches that the loop still turns."""
    while file is not None:
        file.touch()
        await asyncio.sleep(every_seconds)


async def _keep_tidy(sessions: Sessions, pruner: Pruner) -> None:
    while True:
        await asyncio.sleep(_TIDY_SECONDS)
        try:
            async with sessions.begin() as session:
                await ensure_partitions(session)
            await pruner.prune()
        except Exception as error:  # noqa: BLE001 (the job runner: there is time until next time)
            log.error("not_tidied", error=type(error).__name__)


async def main() -> None:
    configure_logs()
    stopping = asyncio.Event()
    loop = asyncio.get_running_loop()
    for number in (signal.SIGTERM, signal.SIGINT):
        loop.add_signal_handler(number, stopping.set)
    try:
        await serve(load_settings(), stopping)
    except ChannelsRefused as refused:
        raise SystemExit(str(refused)) from None


if __name__ == "__main__":
    asyncio.run(main())
