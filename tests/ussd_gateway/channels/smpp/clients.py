import asyncio
from collections.abc import AsyncIterator, Awaitable, Callable
from contextlib import asynccontextmanager
from typing import Any

from tests.ussd_gateway.channels.smpp.message_centre import Caller, LibraryCentre, ScriptedCentre
from tests.ussd_gateway.channels.smpp.messages import CITIZEN, OURS, make_settings
from ussd_gateway.channels.smpp.client import SmppClient
from ussd_gateway.channels.smpp.long_messages import make_messages
from ussd_gateway.channels.smpp.pdus import ShortMessage
from ussd_gateway.channels.smpp.settings import SmppSettings

FAST = {
    "messages_per_second": 1000,
    "reconnect_seconds": 0.01,
    "most_reconnect_seconds": 0.05,
    "response_timeout_seconds": 5,
    "close_seconds": 5,
}
SETTINGS = make_settings()


Hear = Callable[[ShortMessage], Awaitable[None]]


async def ignore(_: ShortMessage) -> None:
    pass


def make_client(settings: SmppSettings, hear: Hear = ignore) -> SmppClient:
    return SmppClient(settings, lambda message, _: hear(message))


def texts(*segments: bytes, settings: SmppSettings = SETTINGS) -> list[ShortMessage]:
    return make_messages(
        settings, sender=OURS, recipient=CITIZEN, segments=segments, data_coding=0, reference=7
    )


@asynccontextmanager
async def bound(
    centre: LibraryCentre, hear: Hear = ignore, **changes: Any
) -> AsyncIterator[SmppClient]:
    client = make_client(make_settings(port=centre.port, **FAST | changes), hear)
    async with asyncio.timeout(20), client.running():
        await client.wait_until_bound()
        yield client


@asynccontextmanager
async def bound_to_script(
    centre: ScriptedCentre, hear: Hear = ignore, patience: float = 20, **changes: Any
) -> AsyncIterator[tuple[SmppClient, Caller]]:
    """A client with its connection as the centre sees it; nobody answers its unbind."""
    settings = make_settings(port=centre.port, **FAST | {"close_seconds": 0.1} | changes)
    client = make_client(settings, hear)
    async with asyncio.timeout(patience), client.running():
        caller = await centre.next_caller()
        await caller.accept_bind()
        await client.wait_until_bound()
        yield client, caller
        caller.writer.transport.abort()
