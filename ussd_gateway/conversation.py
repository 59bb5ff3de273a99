"""One turn: a recorded message becomes an answer, or the apology and another try."""

import asyncio
from collections.abc import Callable, Mapping
from dataclasses import dataclass
from datetime import datetime, timedelta
from functools import cached_property
from uuid import UUID

import structlog
from sqlalchemy.exc import SQLAlchemyError

from ussd_gateway import traces
from ussd_gateway.addresses import Address, NotAnAddress
from ussd_gateway.channels.base import Channel, Terms, answer_options, sms_options
from ussd_gateway.clients.assistant import Assistant
from ussd_gateway.clients.case_manager import CaseManager
from ussd_gateway.db import Sessions
from ussd_gateway.errors import AssistantUnavailable, CaseManagerRefused, CaseManagerUnavailable
from ussd_gateway.events import Events
from ussd_gateway.journal import Journal, PendingMessage
from ussd_gateway.messages import (
    ChannelKind,
    Commands,
    Language,
    OutboxKind,
    SessionEvent,
    Turn,
    TurnResult,
)
from ussd_gateway.metrics import TURN_SECONDS, timed
from ussd_gateway.models import Contact
from ussd_gateway.neutralise import neutralise
from ussd_gateway.opt_outs import opt_in, opt_out
from ussd_gateway.outbox import Outbox
from ussd_gateway.rendering import offered, render
from ussd_gateway.restraint import Reason, Restraint, note_held_back
from ussd_gateway.sealing import NotOpened, Sealer
from ussd_gateway.sessions import Memory, way
from ussd_gateway.texts import many_messages, spoken
from ussd_gateway.unaided import Unaided, answered, hand_over_to_a_person, reply
from ussd_gateway.ussd.keys import as_command

log = structlog.get_logger(__name__)
_NOTHING = Commands()  # which most answers ask of the gateway itself
_ONE_REQUEST = timedelta(minutes=10)  # however often somebody rings within it
_PASSING_ON_SECONDS = 2.0  # a call still waits for its screen


@dataclass(frozen=True)
class Conversation:
    sessions: Sessions
    sealer: Sealer
    memory: Memory
    channels: Mapping[str, Channel]
    assistant: Assistant
    case_manager: CaseManager
    restraint: Restraint
    clock: Callable[[], datetime]
    hand_over_after: timedelta

    @cached_property
    def unaided(self) -> Unaided:
        return Unaided(
            self.sessions,
            self.sealer,
            self.channels,
            self.restraint,
            self.clock,
            self.hand_over_after,
        )

    async def serve(self, contact_id: UUID) -> None:
        """Answers what is pending, oldest first; stops at the first that cannot be answered."""
        try:
            while message := await self._next_due(contact_id):
                if not await self.take_turn(message):
                    return
        except (NotOpened, NotAnAddress) as error:
            log.error("inbox_unreadable", contact_id=str(contact_id), error=type(error).__name__)
            await self.unaided.apologise(contact_id, is_readable=False)

    async def take_turn(self, message: PendingMessage) -> bool:
        with traces.under(message.trace_id), timed(TURN_SECONDS, message.channel) as outcome:
            try:
                if self.unaided.can_settle(message):
                    await self.unaided.settle(message)
                elif await self._rang_a_moment_ago(message):
                    await self._close(message, _NOTHING, [])
                elif reason := await self.restraint.judge(message):
                    await self.unaided.hold_back(message, reason)
                else:
                    await self.settle(message, await self.ask(message))
            except Exception as error:  # noqa: BLE001 (never silent: whatever it was, they get a word)
                outcome.name = type(error).__name__
                log.warning("turn_failed", message_id=str(message.id), error=error_name(error))
                await self.unaided.apologise(message.contact_id, attempted=message.id)
                return False
            log.info("turn_answered", message_id=str(message.id))
        return True

    async def _rang_a_moment_ago(self, message: PendingMessage) -> bool:
        """Then they know already that somebody will call them."""
        if message.session_event is not SessionEvent.RANG:
            return False
        async with self.sessions.begin() as session:
            return await Journal(session, self.sealer).rang_before(message, _ONE_REQUEST)

    async def _next_due(self, contact_id: UUID) -> PendingMessage | None:
        async with self.sessions.begin() as session:
            return await Journal(session, self.sealer).next_due(contact_id, self.clock())

    async def ask(self, message: PendingMessage) -> TurnResult:
        """The answer goes by SMS, in the letters that an SMS carries, whatever was asked by."""
        terms = self._terms(message.channel, message.kind)
        sms_terms = self._terms(self._sms_channel(message), ChannelKind.SMS)
        await self.introduce(message.contact_id, message.address, message.language)
        payload = _key_of_a_call(message) or await self.memory.choose(
            way(message.channel, message.kind), message.contact_id, message.text, by=message.id
        )
        turn = Turn(
            conversation_id=message.contact_id,
            message_id=message.id,
            message=payload or neutralise(message.text),
            channel=message.kind,
            language=message.language,
            can_script=sms_terms.can_script,
            is_free=terms.is_free,
        )
        return await self.assistant.take_turn(turn, timeout_seconds=terms.assistant_timeout_seconds)

    async def introduce(self, contact_id: UUID, address: Address, language: Language) -> None:
        """Makes the contact known to the case manager, in this language, unless it is."""
        if await self.memory.is_introduced(contact_id, language):
            return
        await self.case_manager.introduce(contact_id, phone=address.phone, language=language)
        await self.memory.remember_introduced(contact_id, language)

    async def settle(self, message: PendingMessage, result: TurnResult) -> None:
        """Answers by SMS, whatever the message came by.

        The offer is kept before the commit: a crash between the two repeats it, no more.
        """
        channel = self._sms_channel(message)
        options = offered(result.answers)
        offered_by = way(channel, ChannelKind.SMS)
        await self.memory.offer(offered_by, message.contact_id, options, by=message.id)
        await self.memory.note_answered(message.contact_id, self.clock())
        language = result.commands.set_language or message.language
        can_script = self._terms(channel, ChannelKind.SMS).can_script
        shown_in = spoken(language, can_script=can_script)
        texts = render(result.answers, shown_in, answer_options(self.channels, channel))
        if too_many := await self.restraint.times_too_many(message, texts):
            note_held_back(message.channel, message.id, Reason.SAME_ANSWER)
            texts = [many_messages(shown_in)] if too_many == 1 else []  # once, as in a flood
        replies = [(channel, text) for text in texts]
        await self._close(message, result.commands, replies, hand_over=bool(too_many))

    async def obey(self, contact_id: UUID, address: Address, commands: Commands) -> None:
        """What an answer on a screen asks of the gateway itself, which is nothing as a rule."""
        if not commands.change_contact:
            return
        async with self.sessions.begin() as session:
            contact = await Journal(session, self.sealer).lock_contact(contact_id)
            events, outbox = Events(session, self.sealer), Outbox(session, self.sealer)
            await _obey(commands, contact, events, outbox, self.clock())
        if commands.set_language:
            await self._pass_on_language(contact_id, address, commands.set_language)

    async def _close(
        self,
        message: PendingMessage,
        commands: Commands,
        replies: list[tuple[str, str]],
        *,
        hand_over: bool = False,
    ) -> None:
        language = commands.set_language or message.language
        async with self.sessions.begin() as session:
            journal = Journal(session, self.sealer)
            contact = await journal.lock_contact(message.contact_id)
            row = await journal.lock_if_pending(message.id)
            if row is None:
                return  # another worker was faster
            now = self.clock()
            events = Events(session, self.sealer)
            outbox = Outbox(session, self.sealer)
            if hand_over:
                await hand_over_to_a_person(row, contact, journal, events, now)
            else:
                answered(row, now)
            await _obey(commands, contact, events, outbox, now)
            if replies:
                contact.number_asked_at = now if commands.awaits_number else None
            for channel, text in replies:
                answer = reply(row, channel, OutboxKind.ANSWER, language, now)
                await outbox.add(answer, text, sms_options(self.channels, channel))
        if language is not message.language:
            await self._pass_on_language(message.contact_id, message.address, language)

    async def _pass_on_language(
        self, contact_id: UUID, address: Address, language: Language
    ) -> None:
        try:
            async with asyncio.timeout(_PASSING_ON_SECONDS):
                await self.introduce(contact_id, address, language)
        except (CaseManagerUnavailable, CaseManagerRefused, TimeoutError) as error:
            log.warning(
                "language_not_passed_on", error=error_name(error)
            )  # the next turn tries again

    async def expect_secret(self, contact_id: UUID, named_at: datetime) -> None:
        """A screen does not wait for a database that is away."""
        try:
            async with self.sessions.begin() as session:
                await Journal(session, self.sealer).expect_secret(contact_id, named_at)
        except (SQLAlchemyError, OSError) as error:
            log.error("secret_not_expected", error=type(error).__name__)

    async def repeat_by_sms(self, step_id: UUID) -> None:
        """An answer that no screen showed: the assistant says it again, and a worker sends it.

        Only the contact's newest message can be asked again; of an older one nobody waits.
        """
        async with self.sessions.begin() as session:
            journal = Journal(session, self.sealer)
            row = await journal.find_step(step_id)
            if row is None:
                return
            await journal.lock_contact(row.contact_id)
            if await journal.is_newest(row):
                await journal.leave_to_workers(step_id, self.clock(), is_told=True)

    async def answer_by_sms(self, step_id: UUID, *, is_told: bool = False) -> None:
        """A step whose screen nobody can make or show any more."""
        async with self.sessions.begin() as session:
            journal = Journal(session, self.sealer)
            await journal.leave_to_workers(step_id, self.clock(), is_told=is_told)

    def _terms(self, channel_id: str, kind: ChannelKind) -> Terms:
        channel = self.channels.get(channel_id)
        terms = channel and (channel.ussd if kind is ChannelKind.USSD else channel.sms)
        if not terms:
            raise AssistantUnavailable(f"channel {channel_id} is not configured")
        return terms

    def _sms_channel(self, message: PendingMessage) -> str:
        is_call = message.kind is ChannelKind.USSD
        return message.reachable_by if is_call else message.channel


async def _obey(
    commands: Commands, contact: Contact, events: Events, outbox: Outbox, now: datetime
) -> None:
    if commands.set_language:
        contact.language = commands.set_language
    if commands.mute_until:
        contact.muted_until = commands.mute_until
    if commands.opt_out:
        await opt_out(contact, events, outbox, now)
    elif commands.opt_in:
        await opt_in(contact, events, now)


def _key_of_a_call(message: PendingMessage) -> str | None:
    if message.kind is not ChannelKind.USSD:
        return None
    return as_command(message.text, message.session_event)


def error_name(error: Exception) -> str:
    """Our own errors carry codes; of any other only the kind is fit for a log."""
    ours = (AssistantUnavailable, CaseManagerUnavailable, CaseManagerRefused)
    return f"{type(error).__name__}: {error}" if isinstance(error, ours) else type(error).__name__
