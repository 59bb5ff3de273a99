"""What a message centre delivers, in the gateway's words: messages, reports, steps of calls."""

from collections.abc import Awaitable, Callable, Mapping, Sequence
from dataclasses import dataclass, replace
from datetime import datetime

import structlog

from ussd_gateway import addresses
from ussd_gateway.channels.reading import read_address, read_phone, read_sender
from ussd_gateway.channels.smpp.coding import coding_of
from ussd_gateway.channels.smpp.errors import Unreadable
from ussd_gateway.channels.smpp.journal_keys import JournalKeys
from ussd_gateway.channels.smpp.lanes import Origin, note_unreadable
from ussd_gateway.channels.smpp.parts import read_part, read_text
from ussd_gateway.channels.smpp.pdus import Address, ShortMessage, Tag
from ussd_gateway.channels.smpp.reassembly import Assembled, Reassembly
from ussd_gateway.channels.smpp.receipts import (
    OUTBOX_STATES,
    DeliveryReceipt,
    read_receipt,
    reason_of,
)
from ussd_gateway.channels.smpp.sent import SentParts
from ussd_gateway.channels.smpp.settings import SmppSettings
from ussd_gateway.channels.smpp.ussd import UssdStep, is_ussd, read_ussd
from ussd_gateway.errors import ChannelError, UnknownMessage
from ussd_gateway.messages import (
    Fault,
    Heard,
    InboundMessage,
    SessionEvent,
    StatusUpdate,
)
from ussd_gateway.sealing import Sealer

log = structlog.get_logger(__name__)
Record = Callable[[Sequence[Heard]], Awaitable[None]]
_INTERNATIONAL = 1  # type of number


class MayBeOurs(Exception):
    """What reads as a receipt names no message that we know, while some have no answer yet."""


@dataclass(frozen=True)
class Hearing:
    """`number` is ours where a message names none."""

    channel: str
    settings: SmppSettings
    number: str
    sealer: Sealer
    keys: JournalKeys
    reassembly: Reassembly
    sent: SentParts
    clock: Callable[[], datetime]
    record: Record
    is_sending: Callable[[], bool]

    async def hear(self, message: ShortMessage, origin: Origin) -> None:
        """Returns when it is recorded. Raises Unreadable for what would never be read."""
        try:
            if is_ussd(message):
                await self._hear_step(message, origin)
            elif not await self._hear_receipt(message):
                await self._hear_sms(message, origin)
        except ChannelError as error:
            raise Unreadable(error.detail) from error

    async def sweep(self) -> None:
        """Hands over long messages of which parts stay out."""
        await self.reassembly.sweep(self._record_assembled)

    async def _hear_sms(self, message: ShortMessage, origin: Origin) -> None:
        part = read_part(message)
        coding_of(part.data_coding, self.settings)
        read_source(message.source, read_sender)
        self._recipient(message.destination)
        if part.place:
            await self.reassembly.take(message, part, part.place, self._record_assembled)
            return
        text = read_text([part], self.settings)
        async with self.keys.key_of(message, origin) as (key, _):
            await self._record_sms(key, message.source, message.destination, text)

    async def _record_assembled(self, whole: Assembled) -> None:
        """The parts have long been answered: what proves unreadable only now shows as U+FFFD.

        Raises Unreadable for what would never be recorded.
        """
        try:
            text = read_text(whole.parts, self.settings)
        except Unreadable as error:
            text = read_text(whole.parts, self.settings, strict=False)
            note_unreadable(self.channel, error)
        try:
            await self._record_sms(whole.id, whole.sender, whole.recipient, text)
        except ChannelError as error:
            raise Unreadable(error.detail) from error

    async def _record_sms(self, key: str, source: Address, destination: Address, text: str) -> None:
        message = InboundMessage(
            channel=self.channel,
            provider_message_id=key,
            sender=read_source(source, read_sender),
            recipient=self._recipient(destination),
            text=text,
            session=None,
            session_event=SessionEvent.NONE,
            received_at=self.clock(),
            raw={},
        )
        await self.record([message])

    def _recipient(self, destination: Address) -> str:
        return read_address({"to": destination.number or self.number}, "to")

    async def _hear_step(self, message: ShortMessage, origin: Origin) -> None:
        """A gateway may name a new call as it named an old one, which then is over."""
        step = read_ussd(message, self.settings)
        if not step.ours.number:
            step = replace(step, ours=Address(self.number))
        async with self.keys.key_of(message, origin) as (key, comes_again):
            if step.event is SessionEvent.NEW and not comes_again:
                await self.record([self._step(step, f"ussd:{key}", SessionEvent.CLOSE)])
            await self.record([self._step(step, f"ussd:{key}", step.event)])

    def _step(self, step: UssdStep, id_: str, event: SessionEvent) -> InboundMessage:
        sender = read_source(step.caller, read_phone)
        call = f"{sender.text} {step.session}"
        return InboundMessage(
            channel=self.channel,
            provider_message_id=id_,
            sender=sender,
            recipient=read_address({"to": step.service_code or step.ours.number}, "to"),
            text=step.text,
            session=self.sealer.index(call, f"smpp:{self.channel}:calls")[:16].hex(),
            session_event=event,
            received_at=self.clock(),
            raw=_raw(step),
        )

    async def _hear_receipt(self, message: ShortMessage) -> bool:
        """False for a message of a citizen; some write what reads as a receipt."""
        receipt = read_receipt(message)
        if receipt is None:
            return False
        is_marked = message.is_marked_as_receipt or Tag.RECEIPTED_MESSAGE_ID in message.tlvs
        try:
            await self.record([self._report(receipt, message)])
        except UnknownMessage:
            if is_marked:  # acknowledged, because it would only come again
                log.info("smpp_receipt_of_nothing", channel=self.channel)
                return True
            if self.is_sending():
                raise MayBeOurs from None
            return False
        return True

    def _report(self, receipt: DeliveryReceipt, message: ShortMessage) -> StatusUpdate:
        numbers = (message.source.number, message.destination.number)
        name, *other_forms = self.sent.names(receipt.message_id, numbers)
        return StatusUpdate(
            message_id=None,
            provider_message_id=name,
            state=OUTBOX_STATES[receipt.state],
            reason=reason_of(receipt),
            fault=Fault.OTHER_OPERATOR if receipt.error in self.settings.moved_errors else None,
            other_forms=tuple(other_forms),
        )


def step_in(message: InboundMessage) -> UssdStep:
    """As much of the step as its screen needs."""
    raw = message.raw
    tlv = (int(raw["tag"]), bytes.fromhex(raw["value"])) if "tag" in raw else None
    return UssdStep(
        session="",
        event=message.session_event,
        text="",
        service_code=None,
        caller=_address(raw, "caller"),
        ours=_address(raw, "ours"),
        session_tlv=tlv,
    )


def read_source(
    source: Address, read: Callable[[Mapping[str, str], str], addresses.Address]
) -> addresses.Address:
    """Raises ChannelError. Some give a national number and call it international."""
    if source.ton == _INTERNATIONAL and source.number.isdecimal():
        try:
            return read_phone({"from": f"+{source.number}"}, "from")
        except ChannelError:
            pass
    return read({"from": source.number}, "from")


def _raw(step: UssdStep) -> dict[str, str]:
    raw: dict[str, str] = {}
    for name, address in (("caller", step.caller), ("ours", step.ours)):
        raw |= {
            name: address.number,
            f"{name}_ton": str(address.ton),
            f"{name}_npi": str(address.npi),
        }
    if step.session_tlv:
        tag, value = step.session_tlv
        raw |= {"tag": str(tag), "value": value.hex()}
    return raw


def _address(raw: Mapping[str, str], name: str) -> Address:
    return Address(raw[name], int(raw[f"{name}_ton"]), int(raw[f"{name}_npi"]))
