"""The whole gateway with its message centre: a citizen's phone behind a real connection."""

import asyncio
from collections.abc import AsyncIterator, Callable
from contextlib import asynccontextmanager, suppress
from dataclasses import dataclass
from typing import Any

import smpp34

from tests.ussd_gateway.channels.smpp.message_centre import Answer, LibraryCentre, library_centre
from tests.ussd_gateway.channels.smpp.messages import CITIZEN, OURS
from tests.ussd_gateway.channels.smpp.provider import PORT
from tests.ussd_gateway.harness import Gateway
from ussd_gateway.channels.base import Take
from ussd_gateway.channels.smpp.channel import Smpp
from ussd_gateway.channels.smpp.parts import read_part, read_text
from ussd_gateway.channels.smpp.pdus import UDHI, Address, ShortMessage

PHONE = f"+{CITIZEN}"


def smpp_channel(gateway: Gateway) -> Smpp:
    channel = gateway.parts.conversation.channels["smpp"]
    assert isinstance(channel, Smpp)
    return channel


@dataclass(repr=False)
class Line:
    """`await line.delivers(…)` is the status of the gateway's answer: zero when it took it."""

    gateway: Gateway
    channel: Smpp
    centre: LibraryCentre
    esme: smpp34.Esme

    async def delivers(
        self, octets: bytes, *, sender: str = CITIZEN, to: str = OURS, **fields: Any
    ) -> int:
        fields = {"source_addr_ton": 1, "source_addr_npi": 1} | fields
        response = await self.esme.deliver_sm(to, octets, source_addr=sender, **fields)
        return response.command_status

    async def types(self, text: str, **fields: Any) -> int:
        """A citizen's SMS in whatever alphabet it needs."""
        if text.isascii():
            return await self.delivers(text.encode(), data_coding=1, **fields)
        return await self.delivers(text.encode("utf-16-be"), data_coding=8, **fields)

    async def reports(self, id_: str, stat: str = "DELIVRD", **fields: Any) -> int:
        text = f"id:{id_} sub:001 dlvrd:001 submit date:2601010000 done date:2601010001 stat:{stat}"
        return await self.delivers(f"{text} err:000 text:".encode(), esm_class=4, **fields)

    @property
    def texts(self) -> list[str]:
        """What phones hear: the parts of a long message put together."""
        whole: dict[tuple[str, int], list[Any]] = {}
        for number, event in enumerate(self.centre.submitted):
            part = read_part(as_message(event))
            key = (event.destination_addr, part.place.reference if part.place else -number - 1)
            whole.setdefault(key, []).append(part)
        return [read_text(parts, self.channel.settings) for parts in whole.values()]


def as_message(event: smpp34.SubmitSmEvent) -> ShortMessage:
    return ShortMessage(
        Address(event.source_addr),
        Address(event.destination_addr),
        event.short_message,
        data_coding=event.data_coding,
        esm_class=event.esm_class & UDHI,
        tlvs={tlv.tag: tlv.value for tlv in event.tlvs},
    )


@asynccontextmanager
async def connected(gateway: Gateway, take: Take | None = None) -> AsyncIterator[Smpp]:
    """The channel as a worker runs it, whether or not there is a message centre."""
    channel = smpp_channel(gateway)
    channel.clock = gateway.clock
    running = asyncio.create_task(channel.stay_connected(take or gateway.parts.intake.take))
    try:
        yield channel
    finally:
        running.cancel()
        with suppress(asyncio.CancelledError):
            await running


async def until(condition: Callable[[], bool]) -> None:
    async with asyncio.timeout(10):
        while not condition():
            await asyncio.sleep(0.01)


@asynccontextmanager
async def open_line(
    gateway: Gateway, answer: Answer | None = None, take: Take | None = None
) -> AsyncIterator[Line]:
    async with library_centre(answer, port=PORT) as centre, connected(gateway, take) as channel:
        esme = await asyncio.wait_for(centre.binds.get(), 10)
        await until(lambda: channel.is_connected)
        yield Line(gateway, channel, centre, esme)
