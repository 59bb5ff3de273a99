"""SMPP 3.4: SMS and USSD by a connection to an operator's message centre."""

import asyncio
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass, field, replace
from datetime import datetime, timedelta
from functools import partial
from uuid import UUID

import structlog
from pydantic import Field
from redis.asyncio import Redis
from redis.exceptions import RedisError

from ussd_gateway.channels.base import Route, SmsTerms, Take, UssdTerms
from ussd_gateway.channels.config import ChannelConfig, ChannelType, Given, Secret, Surroundings
from ussd_gateway.channels.smpp.client import SmppClient
from ussd_gateway.channels.smpp.errors import ScreenTooLong, UnwritableText
from ussd_gateway.channels.smpp.hearing import Hearing, Record, step_in
from ussd_gateway.channels.smpp.journal_keys import JournalKeys
from ussd_gateway.channels.smpp.open_links import SAID_EVERY_SECONDS, OpenLinks
from ussd_gateway.channels.smpp.outgoing import latin_coding, options_of, parts_of, send_failure
from ussd_gateway.channels.smpp.pdus import ShortMessage
from ussd_gateway.channels.smpp.reassembly import Reassembly
from ussd_gateway.channels.smpp.sent import SentParts
from ussd_gateway.channels.smpp.settings import Coding, SmppContract, SmppSettings
from ussd_gateway.channels.smpp.ussd import make_screen
from ussd_gateway.db import utc_now
from ussd_gateway.errors import SendDeferred
from ussd_gateway.messages import InboundMessage, OutgoingMessage, Receipt, Screen
from ussd_gateway.sealing import Sealer

log = structlog.get_logger(__name__)


class SmppConfig(ChannelConfig, SmppContract):
    """`number`: whom citizens write to and hear from."""

    host: Given
    system_id: Given = Field(repr=False)
    password: Secret
    number: Given
    sms_channel: str = ""
    bengali_shift: bool = False
    copy_seconds: float = Field(default=15, ge=0)


@dataclass
class Smpp:
    """Everything but the connection is shared with the other workers by way of Redis."""

    id: str
    sms: SmsTerms
    ussd: UssdTerms | None
    settings: SmppSettings
    number: str
    copies_for: timedelta
    redis: Redis
    prefix: str
    sealer: Sealer
    clock: Callable[[], datetime] = utc_now
    sweep_seconds: float = 60
    routes: Mapping[str, Route] = field(default_factory=dict)
    _client: SmppClient | None = None

    @property
    def is_connected(self) -> bool:
        return self._client is not None and self._client.is_bound

    async def stay_connected(self, take: Take) -> None:
        hearing = self._hearing(lambda heard: take(self, heard))
        client = SmppClient(self.settings, hearing.hear)
        async with client.running():
            self._client = client
            async with asyncio.TaskGroup() as group:
                group.create_task(self._sweep_now_and_then(hearing))
                group.create_task(self._say_what_is_open(client))

    async def send(self, message: OutgoingMessage) -> Receipt:
        parts = parts_of(message, self.settings, self.number, self.sms.options)
        is_long = len(parts) > 1
        submission = await self._connected().submit(
            parts,
            await self._sent.taken(message.id) if is_long else [],
            seconds_left=message.seconds_left,
            remember=partial(self._remember, message.id) if is_long else None,
        )
        if submission.failure:
            raise send_failure(submission.failure)
        names = tuple(self._sent.name(id_, message.phone) for id_ in submission.ids)
        return Receipt(names[0], part_ids=names if len(names) > 1 else ())

    async def _remember(self, message_id: UUID, ids: Sequence[str]) -> None:
        """What cannot be remembered goes twice if there is another try, so this one goes on."""
        try:
            await self._sent.remember(message_id, ids)
        except RedisError as error:
            log.error("smpp_parts_not_remembered", channel=self.id, error=type(error).__name__)

    async def show_screen(self, step: InboundMessage, screen: Screen) -> None:
        submission = await self._connected().submit([self._screen(step, screen)])
        if submission.failure:
            raise send_failure(submission.failure)

    def _screen(self, message: InboundMessage, screen: Screen) -> ShortMessage:
        """In letters that the link lacks as UCS-2 where that fits, else with question marks."""
        latin = latin_coding(self.settings)
        make = partial(make_screen, step_in(message), settings=self.settings, ends=screen.ended)
        try:
            return make(screen.text, coding=latin)
        except UnwritableText:
            pass
        try:
            return make(screen.text, coding=Coding.UCS_2)
        except ScreenTooLong:
            plain = screen.text.encode(latin.value, "replace").decode(latin.value)
            return make(plain, coding=latin)

    def _connected(self) -> SmppClient:
        if self._client is None:
            raise SendDeferred("smpp:not_bound")
        return self._client

    @property
    def _sent(self) -> SentParts:
        return SentParts(self.redis, self.prefix, self.sealer, self.id)

    @property
    def _links(self) -> OpenLinks:
        return OpenLinks(self.redis, self.prefix, self.id)

    def _hearing(self, record: Record) -> Hearing:
        return Hearing(
            channel=self.id,
            settings=self.settings,
            number=self.number,
            sealer=self.sealer,
            keys=JournalKeys(
                self.redis,
                self.prefix,
                self.sealer,
                self.id,
                self._links,
                self.copies_for,
                self.settings.patience_seconds,
            ),
            reassembly=Reassembly(self.redis, self.prefix, self.sealer, self.settings, self.clock),
            sent=self._sent,
            clock=self.clock,
            record=record,
            is_sending=lambda: self._client is not None and self._client.in_flight > 0,
        )

    async def _sweep_now_and_then(self, hearing: Hearing) -> None:
        while True:
            await asyncio.sleep(self.sweep_seconds)
            try:
                await hearing.sweep()
            except Exception as error:  # noqa: BLE001 (the bind is worth more; the next round is near)
                log.error("smpp_sweep_failed", channel=self.id, error=type(error).__name__)

    async def _say_what_is_open(self, client: SmppClient) -> None:
        said: set[str] = set()
        while True:
            is_open = set(client.open_links)
            try:
                await self._links.say(is_open, closed=said - is_open)
                said = is_open
            except RedisError as error:
                log.error("smpp_links_not_said", channel=self.id, error=type(error).__name__)
            await asyncio.sleep(SAID_EVERY_SECONDS)


def make(id_: str, config: SmppConfig, surroundings: Surroundings) -> Smpp:
    contract = {name: getattr(config, name) for name in SmppContract.model_fields}
    settings = SmppSettings(channel=id_, messages_per_second=config.segments_per_second, **contract)
    sms = surroundings.sms_terms(config, number=config.number)
    options = options_of(settings, sms.options, bengali_shift=config.bengali_shift)
    return Smpp(
        id=id_,
        sms=replace(sms, options=options, most_at_once=2 * settings.window_size),
        ussd=(
            surroundings.ussd_terms(config, sms_channel=config.sms_channel or id_)
            if config.ussd
            else None
        ),
        settings=settings,
        number=config.number,
        copies_for=timedelta(seconds=config.copy_seconds),
        redis=surroundings.redis,
        prefix=surroundings.redis_prefix,
        sealer=surroundings.sealer,
    )


TYPE = ChannelType(SmppConfig, make)
