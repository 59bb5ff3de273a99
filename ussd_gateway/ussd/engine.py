"""One step of a call, whichever provider it came by: a typed line becomes a screen."""

import asyncio
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from dataclasses import dataclass, replace
from datetime import timedelta
from uuid import UUID

import structlog
from redis.exceptions import RedisError

from ussd_gateway.channels.base import Channel, UssdTerms
from ussd_gateway.conversation import Conversation, error_name
from ussd_gateway.errors import ChannelError
from ussd_gateway.journal import Journal, PendingMessage
from ussd_gateway.messages import (
    Answer,
    Button,
    InboundMessage,
    Language,
    Screen,
    SessionEvent,
    TurnResult,
)
from ussd_gateway.metrics import BY_SMS, STEP_SECONDS, timed
from ussd_gateway.sessions import TurnLocks
from ussd_gateway.texts import ussd_text
from ussd_gateway.ussd.calls import Call, Calls, View, show, spoken
from ussd_gateway.ussd.keys import Key, key_of, read_key
from ussd_gateway.ussd.screens import BACK, HOME, Document, write

log = structlog.get_logger(__name__)
_GO_ON, _START_ANEW = "1", "2"


@dataclass(frozen=True)
class Step:
    """`until` is the moment of the event loop at which the provider must have its screen."""

    channel: str
    terms: UssdTerms
    message: InboundMessage
    session: str
    until: float
    recorded: asyncio.Event

    @property
    def seconds_left(self) -> float:
        return max(self.until - asyncio.get_running_loop().time(), 0)

    def says(self, text: str, event: SessionEvent) -> "Step":
        return replace(self, message=replace(self.message, text=text, session_event=event))


@dataclass(frozen=True)
class Engine:
    conversation: Conversation
    locks: TurnLocks
    calls: Calls
    code: str

    async def answer(
        self, channel: Channel, message: InboundMessage, recorded: asyncio.Event | None = None
    ) -> Screen:
        """Always a screen: whatever fails, the phone shows a word of ours.

        `recorded` is set as soon as the step needs no second delivery.
        """
        if channel.ussd is None:
            raise ChannelError("this channel takes no calls")
        recorded = recorded or asyncio.Event()
        until = asyncio.get_running_loop().time() + channel.ussd.screen_seconds
        step = Step(channel.id, channel.ussd, message, message.session or "", until, recorded)
        with timed(STEP_SECONDS, channel.id) as outcome:
            try:
                screen = await self._answer(step)
                log.info("step_answered", channel=channel.id, ended=screen.ended)
                return screen
            except Exception as error:  # noqa: BLE001 (never silent)
                outcome.name = type(error).__name__
                log.error("call_failed", error=error_name(error))
                return self._end("dial_again", Language.BANGLA, step.terms)
            finally:
                recorded.set()

    async def _answer(self, step: Step) -> Screen:
        call = await self.calls.load(step.channel, step.session)
        if call is None:
            return await self._begin(step)
        if call.phone != step.message.sender:
            return self._end("other_phone", Language.BANGLA, step.terms)
        return await self._go_on(step, call)

    async def close(self, channel: Channel, message: InboundMessage) -> None:
        """What the phone looked at last stays on offer to whoever dials again soon."""
        call = await self.calls.load(channel.id, message.session or "")
        if call is not None and call.phone == message.sender:
            await self.calls.forget(call)

    async def _begin(self, step: Step) -> Screen:
        if offer := await self._offer_to_go_on(step):
            await self.calls.save(offer)
            return offer.screen
        contact_id, pending = await self._record(step.says("", SessionEvent.NEW))
        async with self._turn(step, contact_id) as is_ours:
            if call := await self.calls.load(step.channel, step.session):
                return call.screen  # the same step, delivered twice
            if pending is None:
                return self._end("dial_again", Language.BANGLA, step.terms)
            call = _new_call(step, contact_id, pending.language)
            return await self._converse(step, call, pending, is_ours=is_ours)

    async def _offer_to_go_on(self, step: Step) -> Call | None:
        async with self.conversation.sessions.begin() as session:
            journal = Journal(session, self.conversation.sealer)
            contact = await journal.find_by_phone(step.message.sender)
        if contact is None:
            return None
        broken_off = await self.calls.left_off(step.channel, contact.id)
        if broken_off is None:
            return None
        call = _new_call(step, contact.id, contact.language)
        words = spoken(call.language, can_script=call.can_script)
        options = [Button(ussd_text(name, words), "") for name in ("go_on", "start_anew")]
        offer = Answer(ussd_text("not_finished", words), options)
        document = write([offer], words, can_script=call.can_script, is_home=True)
        return show(replace(call, broken_off=broken_off), View(document))

    async def _go_on(self, step: Step, call: Call) -> Screen:
        async with self._turn(step, call.contact_id) as is_ours:
            call = await self.calls.load(call.channel, call.session) or call
            message = step.message
            typed = step.terms.newest_input(message.text, call.heard)
            if message.provider_message_id == call.message_id or typed is None:
                return call.screen
            if call.screen.ended:
                return call.screen
            call = replace(call, message_id=message.provider_message_id, heard=len(message.text))
            step = step.says(typed, SessionEvent.RESUME)
            if call.broken_off is not None:
                return await self._decide(step, call, call.broken_off, is_ours=is_ours)
            return await self._press(step, call, is_ours=is_ours)

    async def _decide(self, step: Step, call: Call, broken_off: View, *, is_ours: bool) -> Screen:
        key = key_of(step.message.text)
        if key == _GO_ON:
            return await self._keep(show(replace(call, broken_off=None), broken_off))
        if key in (_START_ANEW, HOME):
            home = step.says(HOME, SessionEvent.RESUME)  # a greeting would leave a question open
            return await self._ask(home, replace(call, broken_off=None), is_ours=is_ours)
        meant = read_key(
            step.message.text, call.view.document.numbers, has_more=False, has_page_before=False
        )
        if meant is Key.ASK and key != BACK:  # words answer, as if they had gone on
            return await self._ask(step, replace(call, broken_off=None), is_ours=is_ours)
        return await self._keep(self._notice(call, Key.NO_SUCH_NUMBER if key == BACK else meant))

    async def _press(self, step: Step, call: Call, *, is_ours: bool) -> Screen:
        view = call.view
        key = read_key(
            step.message.text,
            view.document.numbers,
            has_more=view.next is not None,
            has_page_before=len(view.trail) > 1,
        )
        if key is Key.ASK:
            return await self._ask(step, call, is_ours=is_ours)
        if key is Key.MORE and view.next is not None:
            return await self._keep(show(call, replace(view, trail=(*view.trail, view.next))))
        if key is Key.BACK:
            return await self._keep(show(call, replace(view, trail=view.trail[:-1])))
        return await self._keep(self._notice(call, key))

    def _notice(self, call: Call, key: Key) -> Call:
        words = spoken(call.language, can_script=call.can_script)
        return show(call, call.view, ussd_text(key, words))

    async def _ask(self, step: Step, call: Call, *, is_ours: bool) -> Screen:
        _, pending = await self._record(step)
        if pending is None:
            return call.screen
        return await self._converse(step, call, pending, is_ours=is_ours)

    async def _converse(
        self, step: Step, call: Call, pending: PendingMessage, *, is_ours: bool
    ) -> Screen:
        try:
            if not is_ours:
                raise TimeoutError("another message of this contact is being answered")
            async with asyncio.timeout(step.seconds_left):
                result = await self.conversation.ask(pending, screen_seconds=step.seconds_left)
            language = await self.conversation.settle_on_screen(pending, result)
        except Exception as error:  # noqa: BLE001 (never silent: the answer comes by SMS)
            log.warning("call_answered_by_sms", message_id=str(pending.id), error=error_name(error))
            BY_SMS.labels(step.channel).inc()
            await self.conversation.promise_sms(pending)
            by_sms = self._end("by_sms", call.language, step.terms)
            return await self._keep(replace(call, screen=by_sms))
        call = replace(call, language=language)
        return await self._keep(show(call, View(_document(result, call, pending))))

    async def _keep(self, call: Call) -> Screen:
        """What was answered is shown even when it cannot be remembered."""
        try:
            await self.calls.save(call)
        except RedisError as error:
            log.error("call_not_kept", error=type(error).__name__)
        return call.screen

    async def _record(self, step: Step) -> tuple[UUID, PendingMessage | None]:
        """The contact, and the message unless it was recorded and answered before."""
        message = step.message
        due_at = message.received_at + timedelta(seconds=step.terms.deadline_seconds)
        async with self.conversation.sessions.begin() as session:
            journal = Journal(session, self.conversation.sealer)
            await journal.record_call(message, sms_channel=step.terms.sms_channel, due_at=due_at)
            found = await journal.find_recorded(message.channel, message.provider_message_id)
        step.recorded.set()
        return found

    @asynccontextmanager
    async def _turn(self, step: Step, contact_id: UUID) -> AsyncIterator[bool]:
        """Whether it is this contact's turn; it is not when that does not come in time."""
        token = await self.locks.wait(contact_id, step.seconds_left)
        if token is None:
            yield False
            return
        async with self.locks.keep(contact_id, token):
            yield True

    def _end(self, name: str, language: Language, terms: UssdTerms) -> Screen:
        words = ussd_text(name, spoken(language, can_script=terms.can_script))
        return Screen(words.format(code=self.code), ended=True)


def _new_call(step: Step, contact_id: UUID, language: Language) -> Call:
    return Call(
        channel=step.channel,
        session=step.session,
        contact_id=contact_id,
        phone=step.message.sender,
        can_script=step.terms.can_script,
        language=language,
        message_id=step.message.provider_message_id,
        heard=len(step.message.text),
        screen=Screen("", ended=False),
        view=View(Document("")),
        septets=step.terms.screen_septets,
    )


def _document(result: TurnResult, call: Call, pending: PendingMessage) -> Document:
    is_home = pending.session_event is SessionEvent.NEW or key_of(pending.text) == HOME
    return write(
        result.answers,
        spoken(call.language, can_script=call.can_script),
        can_script=call.can_script,
        is_home=is_home,
        ends=result.commands.end_session,
    )
