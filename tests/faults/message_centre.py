"""An operator's message centre, to which every worker binds, and the phones behind it."""

import asyncio
import random
from collections import defaultdict
from collections.abc import AsyncIterator, Sequence
from contextlib import asynccontextmanager, suppress
from dataclasses import dataclass, field
from uuid import uuid4

import smpp34

from tests.faults.door import Door
from tests.ussd_gateway.channels.smpp.messages import make_settings
from tests.ussd_gateway.channels.smpp.whole import as_message
from ussd_gateway.channels.smpp.parts import Part, read_part, read_text
from ussd_gateway.channels.smpp.pdus import Tag

OUR_NUMBER = "16263"
BEGIN, INPUT, ABORT = 1, 18, 0x81  # ussd_service_op
_RECEIPT = 0x04
_LONGEST_SECONDS = 0.03  # that it takes to answer


@dataclass(repr=False)
class MessageCentre:
    """It knows no ids of ours: what a worker that was killed had sent comes to the phone twice."""

    door: Door
    received: dict[str, list[str]]  # by phone
    screens: dict[tuple[str, bytes], list[str]] = field(
        default_factory=lambda: defaultdict(list)
    )  # by phone and its_session_info
    binds: list[smpp34.Esme] = field(default_factory=list)
    delivered_again: int = 0
    reporting: set[asyncio.Task[None]] = field(default_factory=set)
    _parts: dict[tuple[str, int], dict[int, Part]] = field(
        default_factory=lambda: defaultdict(dict)
    )

    async def delivers_step(self, number: str, call: bytes, operation: int, text: str) -> None:
        """Of a call, which its_session_info names."""
        names = {Tag.USSD_SERVICE_OP: bytes((operation,)), Tag.ITS_SESSION_INFO: call}
        tlvs = [smpp34.Tlv(tag, value) for tag, value in names.items()]
        await self.delivers(number, text, tlvs=tlvs)

    async def delivers(
        self, number: str, text: str, *, esm_class: int = 0, tlvs: Sequence[smpp34.Tlv] = ()
    ) -> None:
        """By any connection, and by another or again until it is taken."""
        while True:
            if self.binds and await self._is_taken(number, text, esm_class, tlvs):
                self.door.acknowledged += 1
                return
            self.delivered_again += 1
            await asyncio.sleep(random.uniform(0.05, 0.3))

    async def _is_taken(
        self, number: str, text: str, esm_class: int, tlvs: Sequence[smpp34.Tlv]
    ) -> bool:
        esme = random.choice(self.binds)
        try:
            response = await esme.deliver_sm(
                OUR_NUMBER,
                text.encode("ascii"),
                source_addr=number.removeprefix("+"),
                source_addr_ton=1,
                source_addr_npi=1,
                esm_class=esm_class,
                data_coding=1,
                tlvs=[*tlvs],
            )
        except smpp34.SmppError:
            if esme in self.binds:
                self.binds.remove(esme)
            return False
        return response.command_status == 0

    async def serve(self, server: smpp34.Server) -> None:
        async with asyncio.TaskGroup() as answers:
            while True:
                event = await server.next()
                if isinstance(event, smpp34.Esme):
                    self.binds.append(event)
                elif isinstance(event, smpp34.Unbound):
                    self.binds = [e for e in self.binds if e.session_id != event.session_id]
                else:
                    answers.create_task(self._take(event))

    async def _take(self, event: smpp34.SubmitSmEvent) -> None:
        number, id_, part = f"+{event.destination_addr}", uuid4().hex, read_part(as_message(event))
        if call := _call_of(event):
            self.screens[number, call].append(read_text([part], make_settings()))
            await asyncio.sleep(random.uniform(0, _LONGEST_SECONDS))
            event.accept(id_)
            return
        self._put_together(number, part)
        task = asyncio.create_task(self._report(number, id_))
        self.reporting.add(task)
        task.add_done_callback(self.reporting.discard)
        await asyncio.sleep(random.uniform(0, _LONGEST_SECONDS))
        event.accept(id_)

    def _put_together(self, number: str, part: Part) -> None:
        place = part.place
        key, total, at = (number, place.reference if place else -1), 1, 1
        if place:
            total, at = place.total, place.number
        self._parts[key][at] = part
        if len(self._parts[key]) == total:
            parts = self._parts.pop(key)
            text = read_text([parts[n] for n in sorted(parts)], make_settings())
            self.received[number].append(text)

    async def _report(self, number: str, id_: str) -> None:
        """As often before the answer as after it."""
        await asyncio.sleep(random.uniform(0, 2 * _LONGEST_SECONDS))
        text = f"id:{id_} sub:001 dlvrd:001 submit date:2601010000 done date:2601010001"
        await self.delivers(number, f"{text} stat:DELIVRD err:000 text:", esm_class=_RECEIPT)


def _call_of(event: smpp34.SubmitSmEvent) -> bytes | None:
    return next((tlv.value for tlv in event.tlvs if tlv.tag == Tag.ITS_SESSION_INFO), None)


@asynccontextmanager
async def open_to(centre: MessageCentre, port: int) -> AsyncIterator[None]:
    server = smpp34.Server("127.0.0.1", port)
    await server.start()
    serving = asyncio.create_task(centre.serve(server))
    try:
        yield
    finally:
        serving.cancel()
        with suppress(asyncio.CancelledError):
            await serving
        await server.stop()
