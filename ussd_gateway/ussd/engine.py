"""One step of a call, whichever provider it came by: a typed line becomes a screen."""

import asyncio
from dataclasses import dataclass, replace
from uuid import UUID

import structlog
from redis.exceptions import RedisError

from citizen_text.secrets import names_secret
from ussd_gateway.channels.base import Channel, UssdTerms
from ussd_gateway.conversation import Conversation, error_name
from ussd_gateway.errors import ChannelError, JournalBehind
from ussd_gateway.ids import made_within, uuid7
from ussd_gateway.journal import Journal
from ussd_gateway.messages import (
    Answer,
    Button,
    ChannelKind,
    InboundMessage,
    Language,
    Screen,
    SessionEvent,
    Turn,
    TurnResult,
)
from ussd_gateway.metrics import BY_SMS, STEP_SECONDS, count_repeated, timed
from ussd_gateway.models import Contact
from ussd_gateway.neutralise import neutralise
from ussd_gateway.recording import awaits_secret, without_number
from ussd_gateway.sessions import chosen_number, way
from ussd_gateway.shutdown import Shutdown
from ussd_gateway.texts import spoken, ussd_text
from ussd_gateway.ussd.calls import Asked, Call, Calls, View, show
from ussd_gateway.ussd.keys import Key, as_command, key_of, read_key
from ussd_gateway.ussd.screens import BACK, HOME, Document, write
from ussd_gateway.ussd.steps import AnsweredStep, StepJournal
from ussd_gateway.ussd.waiting import Step, without_secret

log = structlog.get_logger(__name__)
_GO_ON, _START_ANEW = "1", "2"


@dataclass(frozen=True)
class Engine:
    conversation: Conversation
    calls: Calls
    steps: StepJournal
    code: str
    shutdown: Shutdown

    async def answer(
        self, channel: Channel, message: InboundMessage, recorded_as: UUID | None = None
    ) -> Screen:
        """Whatever fails, the phone shows a word of ours.

        Raises what kept a recorded step from being left to the SMS.
        """
        if channel.ussd is None:
            raise ChannelError("this channel takes no calls")
        until = asyncio.get_running_loop().time() + channel.ussd.screen_seconds
        step = Step(channel.ussd, message, until, recorded_as)
        with timed(STEP_SECONDS, channel.id) as outcome:
            try:
                return await self._answer(step)
            except Exception as error:  # noqa: BLE001 (never silent)
                outcome.name = type(error).__name__
                log.error("call_failed", error=error_name(error))
        if recorded_as is None:
            return self._end("dial_again", Language.BANGLA, channel.ussd)
        await self.leave_to_sms(message, recorded_as)
        return self.promise_of_sms(channel.ussd)

    async def close(self, channel: Channel, message: InboundMessage) -> None:
        """What the phone looked at last stays on offer to whoever dials again soon."""
        call = await self.calls.load(message.sender)
        if call and _is_of(call, message):
            await self.calls.save(replace(call, session=""))

    async def without_secret(self, message: InboundMessage) -> InboundMessage:
        """As it may be recorded before it is answered."""
        if without_number(message) is None:
            return message
        try:
            call = await self.calls.load(message.sender)
        except RedisError as error:
            log.error("call_not_found", error=type(error).__name__)
            return message
        return without_secret(message, call) if call and _is_of(call, message) else message

    async def is_in_call(self, message: InboundMessage) -> bool:
        """Whether its call goes on, or begins with it."""
        call = await self.calls.load(message.sender)
        return message.session_event is SessionEvent.NEW or _is_of(call, message)

    async def is_over_with(self, message: InboundMessage, recorded_as: UUID) -> bool:
        """Whether its answer was shown, or is offered in the next call."""
        call = await self.calls.load(message.sender)
        if call is None or (call.asked and call.asked.message_id == recorded_as):
            return False
        return await self.was_asked(message)

    async def has_dialled_elsewhere(self, message: InboundMessage) -> bool:
        """On another channel, which offers nothing of this one."""
        call = await self.calls.load(message.sender)
        return call is not None and call.channel != message.channel

    async def was_asked(self, message: InboundMessage) -> bool:
        """Whether the assistant was asked about it, or is sure to be."""
        return await self.calls.was_taken(
            message.sender, message.session or "", message.provider_message_id
        )

    async def answer_by_sms(
        self, message: InboundMessage, recorded_as: UUID, *, is_told: bool = False
    ) -> None:
        """A worker goes on, and understands a number as the phone's screen means it."""
        call = await self.calls.load(message.sender)
        is_unseen = call and (call.asked or call.step != message.provider_message_id)
        if call and is_unseen and _is_of(call, message):
            await self._offer_by_sms(call)
        await self.conversation.answer_by_sms(recorded_as, is_told=is_told)

    async def leave_to_sms(self, message: InboundMessage, recorded_as: UUID) -> None:
        """Of a step whose caller is told so. Without Redis its screen is not known any more."""
        try:
            await self.answer_by_sms(message, recorded_as, is_told=True)
        except RedisError as error:
            log.error("call_not_found", error=type(error).__name__)
            await self.conversation.answer_by_sms(recorded_as, is_told=True)

    def promise_of_sms(self, terms: UssdTerms) -> Screen:
        return self._end("by_sms", Language.BANGLA, terms)

    async def _answer(self, step: Step) -> Screen:
        call = await self.calls.load(step.message.sender)
        if call is None or not _is_of(call, step.message):
            return await self._begin(step, call)
        return await self._go_on(step, call)

    async def _begin(self, step: Step, before: Call | None) -> Screen:
        message = step.message
        if not await self.calls.owns_session(message.channel, step.session, message.sender):
            return self._end("other_phone", Language.BANGLA, step.terms)
        contact = await self._contact(step)
        call = _new_call(step, contact)
        if before and await self._may_go_on(before, step):
            return await self._keep(_offer_to_go_on(call, await self._found_out(step, before)))
        if before and before.asked:
            await self._offer_by_sms(before)
            await self.conversation.answer_by_sms(before.asked.message_id)
        return await self._ask(step.says("", SessionEvent.NEW), call)

    async def _may_go_on(self, before: Call, step: Step) -> bool:
        """Only on the channel it was: another one may not show the same letters."""
        if before.channel != step.message.channel:
            return False
        if before.asked is None and not before.is_worth_going_on:
            return False
        answered_at = await self.conversation.memory.answered_at(before.contact_id)
        return answered_at is None or answered_at < before.at

    async def _found_out(self, step: Step, before: Call) -> View:
        """What there was to see, and the answer that a gateway which died never showed."""
        view = before.broken_off or before.view
        if before.asked is None:
            return view
        result = await self._take_turn(step, before, before.asked)
        return View(_document(result, before, before.asked))

    async def _go_on(self, step: Step, call: Call) -> Screen:
        message = step.message
        if message.provider_message_id == call.step:
            count_repeated(message.channel)
            if call.asked is None:
                return call.screen
            again = step.says(call.asked.text, message.session_event)
            return await self._converse(again, call, call.asked)
        typed = step.terms.newest_input(message.text, call.heard)
        if typed is None or call.screen.ended:
            return call.screen
        unseen, step = call.asked, step.says(typed, SessionEvent.RESUME).without_secret(call)
        call = replace(call, step=message.provider_message_id, heard=len(message.text))
        if unseen is not None:
            return await self._keep(
                show(replace(call, asked=None), await self._found_out(step, call))
            )
        if call.broken_off is not None:
            return await self._decide(step, call, call.broken_off)
        return await self._press(step, call)

    async def _decide(self, step: Step, call: Call, broken_off: View) -> Screen:
        key = key_of(step.message.text)
        if key == _GO_ON:
            return await self._keep(show(replace(call, broken_off=None), broken_off))
        if key in (_START_ANEW, HOME):
            home = step.says(HOME, SessionEvent.RESUME)  # a greeting would leave a question open
            return await self._ask(home, replace(call, broken_off=None))
        meant = read_key(
            step.message.text, call.view.document.numbers, has_more=False, has_page_before=False
        )
        if meant is Key.ASK and key != BACK:  # words answer, as if they had gone on
            return await self._ask(step, replace(call, broken_off=None))
        return await self._keep(_notice(call, Key.NO_SUCH_NUMBER if key == BACK else meant))

    async def _press(self, step: Step, call: Call) -> Screen:
        view = call.view
        key = read_key(
            step.message.text,
            view.document.numbers,
            has_more=view.next is not None,
            has_page_before=len(view.trail) > 1,
        )
        if key is Key.ASK:
            return await self._ask(step, call)
        if key is Key.MORE and view.next is not None:
            return await self._keep(show(call, replace(view, trail=(*view.trail, view.next))))
        if key is Key.BACK:
            return await self._keep(show(call, replace(view, trail=view.trail[:-1])))
        return await self._keep(_notice(call, key))

    async def _ask(self, step: Step, call: Call) -> Screen:
        if step.id is None and self.steps.is_full:
            raise JournalBehind("too many steps wait to be written")
        message = step.message
        if message.session_event is not SessionEvent.NEW:  # which says nothing
            call = replace(call, has_named_secret=names_secret(message.text))
        asked = Asked(
            message_id=step.id or uuid7(message.received_at),
            text=message.text,
            meaning=_meaning(message, call),
            is_home=message.session_event is SessionEvent.NEW or key_of(message.text) == HOME,
            until=step.waits_until,
        )
        try:
            asked = replace(asked, message_id=await self.calls.take_step(call, asked))
        except RedisError as error:
            log.error("step_not_kept", error=type(error).__name__)
        return await self._converse(step, call, asked)

    async def _converse(self, step: Step, call: Call, asked: Asked) -> Screen:
        """Where somebody else has it in hand as well, neither shows what the other one promised."""
        step = step.within(asked.until - self.conversation.clock())
        received_at, _ = made_within(asked.message_id)
        message = replace(step.message, received_at=received_at)
        try:
            result = await self._take_turn(step, call, asked)
            await self.conversation.obey(call.contact_id, call.address, result.commands)
        except Exception as error:  # noqa: BLE001 (never silent: the answer comes by SMS)
            error_id = str(asked.message_id)
            log.warning("call_answered_by_sms", message_id=error_id, error=error_name(error))
            await self._promise_sms(step, message, call, asked)
            BY_SMS.labels(call.channel).inc()
            by_sms = self._end("by_sms", call.language, step.terms)
            return await self._keep_if_last(step, replace(call, screen=by_sms, asked=None))
        if step.id is None:
            now = self.conversation.clock()
            self.steps.add(AnsweredStep(asked.message_id, call.contact_id, message, now))
        language = result.commands.set_language or call.language
        call = replace(call, asked=None, introduced=call.language, language=language)
        call = show(call, View(_document(result, call, asked)))
        if call.awaits_secret and message.session_event is not SessionEvent.NEW:
            await self.conversation.expect_secret(call.contact_id, message.received_at)
        return await self._keep_if_last(step, call)

    async def _keep_if_last(self, step: Step, call: Call) -> Screen:
        return call.screen if await self._has_gone_on(step) else await self._keep(call)

    async def _has_gone_on(self, step: Step) -> bool:
        """Whether they have dialled again since; that call offers this answer."""
        if not step.is_late:
            return False
        try:
            call = await self.calls.load(step.message.sender)
        except RedisError:
            return False  # and nothing can be kept
        return call is not None and call.step != step.message.provider_message_id

    async def _take_turn(self, step: Step, call: Call, asked: Asked) -> TurnResult:
        turn = Turn(
            conversation_id=call.contact_id,
            message_id=asked.message_id,
            message=asked.meaning,
            channel=ChannelKind.USSD,
            language=call.language,
            can_script=call.can_script,
            is_free=step.terms.is_free,
        )
        conversation, seconds = self.conversation, step.seconds_left
        async with self.shutdown.patience(seconds):
            if call.introduced is not call.language:
                await conversation.introduce(call.contact_id, call.address, call.language)
            return await conversation.assistant.take_turn(turn, timeout_seconds=seconds)

    async def _promise_sms(
        self, step: Step, message: InboundMessage, call: Call, asked: Asked
    ) -> None:
        """A worker goes on at once."""
        conversation = self.conversation
        await self._offer_by_sms(call)
        async with conversation.sessions.begin() as session:
            await Journal(session, conversation.sealer).record_late_step(
                message,
                asked.message_id,
                sms_channel=step.terms.sms_channel,
                now=conversation.clock(),
            )

    async def _offer_by_sms(self, call: Call) -> None:
        """A number typed in the call then means what its screen means by it."""
        document = call.view.document
        places = range(1, 1 + max(map(int, document.numbers), default=0))
        await self.conversation.memory.offer(
            way(call.channel, ChannelKind.USSD),
            call.contact_id,
            [Button("", document.meant_by(str(place)) or "") for place in places],
            by=uuid7(call.at),  # when it was offered
        )

    async def _keep(self, call: Call) -> Screen:
        """What was answered is shown even when it cannot be remembered."""
        try:
            await self.calls.save(replace(call, at=self.conversation.clock()))
        except RedisError as error:
            log.error("call_not_kept", error=type(error).__name__)
        return call.screen

    async def _contact(self, step: Step) -> Contact:
        message, conversation = step.message, self.conversation
        async with conversation.sessions.begin() as session:
            journal = Journal(session, conversation.sealer)
            return await journal.find_by_address(
                message.sender
            ) or await journal.make_sure_of_contact(
                message.sender, step.terms.sms_channel, Language.BANGLA, message.received_at
            )

    def _end(self, name: str, language: Language, terms: UssdTerms) -> Screen:
        words = ussd_text(name, spoken(language, can_script=terms.can_script))
        return Screen(words.format(code=self.code), ended=True)


def _is_of(call: Call | None, message: InboundMessage) -> bool:
    of_message = (message.channel, message.session)
    return call is not None and (call.channel, call.session) == of_message


def _meaning(message: InboundMessage, call: Call) -> str:
    """What the assistant is told: a command of a key, what an option stands for, or the words."""
    number, document = chosen_number(message.text), call.view.document
    option = document.named(message.text) if number is None else document.meant_by(str(number))
    return as_command(message.text, message.session_event) or option or neutralise(message.text)


def _notice(call: Call, key: Key) -> Call:
    words = spoken(call.language, can_script=call.can_script)
    return show(call, call.view, ussd_text(key, words))


def _offer_to_go_on(call: Call, broken_off: View) -> Call:
    words = spoken(call.language, can_script=call.can_script)
    options = [Button(ussd_text(name, words), "") for name in ("go_on", "start_anew")]
    offer = Answer(ussd_text("not_finished", words), options)
    document = write([offer], words, can_script=call.can_script, is_home=True)
    return show(replace(call, broken_off=broken_off), View(document))


def _new_call(step: Step, contact: Contact) -> Call:
    return Call(
        channel=step.message.channel,
        session=step.session,
        contact_id=contact.id,
        address=step.message.sender,
        can_script=step.terms.can_script,
        language=contact.language,
        step=step.message.provider_message_id,
        heard=len(step.message.text),
        screen=Screen("", ended=False),
        view=View(Document("")),
        septets=step.terms.screen_septets,
        at=step.message.received_at,
        has_named_secret=awaits_secret(contact, step.message.received_at),
    )


def _document(result: TurnResult, call: Call, asked: Asked) -> Document:
    return write(
        result.answers,
        spoken(call.language, can_script=call.can_script),
        can_script=call.can_script,
        is_home=asked.is_home,
        ends=result.commands.end_session,
        awaits_answer=result.commands.awaits_answer,
        awaits_number=result.commands.awaits_number,
    )
