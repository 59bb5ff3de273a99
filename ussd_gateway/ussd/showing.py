"""Screens that go by requests of ours, after the step was committed and acknowledged."""

import asyncio
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from datetime import datetime, timedelta
from uuid import UUID

import structlog
from redis.exceptions import RedisError
from sqlalchemy.exc import SQLAlchemyError

from ussd_gateway import traces
from ussd_gateway.addresses import NotAnAddress
from ussd_gateway.channels.base import Channel, ShowsScreens
from ussd_gateway.errors import ChannelError, SendFailed, SendThrottled, UnstorableMessage
from ussd_gateway.ids import made_within
from ussd_gateway.messages import InboundMessage, Screen
from ussd_gateway.recording import Recorder, prepare
from ussd_gateway.sealing import NotOpened
from ussd_gateway.sessions import TurnLocks
from ussd_gateway.ussd.engine import Engine
from ussd_gateway.ussd.recorded_steps import RecordedStep, RecordedSteps
from ussd_gateway.ussd.waiting import CALL_LASTS, LATE_SECONDS

log = structlog.get_logger(__name__)
_LOOK_AHEAD = 8  # among so many times more are some that nobody has in hand
_LOOKED_AT_AFTER = timedelta(seconds=5)  # by workers, whether somebody has it in hand
_THROTTLED_SECONDS = 1.0  # after which an operator takes more


@dataclass(frozen=True)
class HeldStep:
    id: UUID
    token: str = field(repr=False)


@dataclass(frozen=True)
class Showing:
    """Each step is answered under the lock of its id. Where the lock has ended and the step is
    unanswered, whoever had it died, and a worker goes on."""

    engine: Engine
    recorder: Recorder
    steps: RecordedSteps
    locks: TurnLocks
    channels: Mapping[str, Channel]
    _tasks: set[asyncio.Task[None]] = field(default_factory=set)

    async def take(self, channel: ShowsScreens, message: InboundMessage) -> None:
        """Returns when it is recorded. What was there before is answered, or will be."""
        if channel.ussd is None:
            raise ChannelError("this channel takes no calls")
        message = await self.engine.without_secret(message)
        entry = prepare(
            message,
            self.engine.conversation.sealer,
            reachable_by=channel.ussd.sms_channel,
            due_at=message.received_at + _LOOKED_AT_AFTER,
            in_call=True,
        )
        recorded = await self.recorder.record([entry])
        if recorded.refused:
            raise UnstorableMessage("a value of the step cannot be stored")
        if not recorded.repeated:
            task = asyncio.create_task(self._answer(channel, message, entry.inbox_id))
            self._tasks.add(task)
            task.add_done_callback(self._tasks.discard)

    async def finish(self, seconds: float) -> None:
        """Lets the screens that are being made arrive."""
        if self._tasks:
            await asyncio.wait(self._tasks, timeout=seconds)

    async def claim(self, limit: int) -> list[HeldStep]:
        now, held = self.engine.conversation.clock(), list[HeldStep]()
        due = await self.steps.due(now, limit * _LOOK_AHEAD)
        try:
            for step_id in due:
                if len(held) == limit:
                    break
                if token := await self.locks.acquire(step_id):
                    held.append(HeldStep(step_id, token))
        except RedisError as error:
            log.error("no_step_locks", error=type(error).__name__)
            await self._give_up_orphans(due, now)
        return held

    async def _give_up_orphans(self, due: Sequence[UUID], now: datetime) -> None:
        """Steps that nobody can have in hand any more: their callers get a word by SMS."""
        for step_id in due:
            came_at, _ = made_within(step_id)
            if now - came_at >= CALL_LASTS:
                await self.engine.conversation.answer_by_sms(step_id)

    async def go_on(self, held: HeldStep) -> None:
        async with self.locks.keep(held.id, held.token):
            try:
                step = await self.steps.find(held.id)
            except (NotOpened, NotAnAddress) as error:
                log.error("step_unreadable", message_id=str(held.id), error=type(error).__name__)
                await self.engine.conversation.answer_by_sms(held.id)
                return
            if step is not None:
                with traces.under(step.trace_id):
                    await self._go_on(step)

    async def _go_on(self, step: RecordedStep) -> None:
        message, now = step.message, self.engine.conversation.clock()
        channel = self.channels.get(message.channel)
        if not step.is_newest and await self.engine.is_over_with(message, step.id):
            await self.steps.answered(step.id, message.received_at, now)
        elif (
            step.is_newest
            and isinstance(channel, ShowsScreens)
            and now - message.received_at < CALL_LASTS
            and await self.engine.is_in_call(message)
        ):
            await self._show(channel, message, step.id)
        else:
            await self.engine.answer_by_sms(message, step.id)

    async def _answer(self, channel: ShowsScreens, message: InboundMessage, step_id: UUID) -> None:
        try:
            token = await self.locks.acquire(step_id)
        except RedisError as error:
            log.error("no_step_locks", error=type(error).__name__)
            await self._leave_to_sms(channel, message, step_id)
            return
        if token is None:
            return
        try:
            async with self.locks.keep(step_id, token):
                await self._show(channel, message, step_id)
        except (RedisError, SQLAlchemyError, OSError) as error:
            log.error("step_broken_off", error=type(error).__name__)

    async def _leave_to_sms(
        self, channel: ShowsScreens, message: InboundMessage, step_id: UUID
    ) -> None:
        try:
            await self.engine.leave_to_sms(message, step_id)
        except (SQLAlchemyError, OSError) as error:
            log.error("step_left_to_workers", error=type(error).__name__)
        await self._promise_sms(channel, message)

    async def _promise_sms(self, channel: ShowsScreens, message: InboundMessage) -> None:
        if channel.ussd is not None:
            await self._arrives(channel, message, self.engine.promise_of_sms(channel.ussd))

    async def _show(self, channel: ShowsScreens, message: InboundMessage, step_id: UUID) -> None:
        clock = asyncio.get_running_loop().time
        began_at = clock()
        try:
            screen = await self.engine.answer(channel, message, step_id)
        except (SQLAlchemyError, OSError) as error:
            log.error("step_left_to_workers", error=type(error).__name__)
            await self._promise_sms(channel, message)
            return
        is_late = clock() - began_at > LATE_SECONDS
        if is_late and await self._is_of_a_call_before(step_id):
            # Some calls have no name but their phone's: this screen would show in the next one.
            log.info("screen_too_late", channel=channel.id)
            if await self.engine.has_dialled_elsewhere(message):
                await self.engine.answer_by_sms(message, step_id)
        elif not await self._arrives(channel, message, screen):
            if self.engine.shutdown.has_begun:
                return  # another worker may still be connected
            if await self.engine.was_asked(message):
                await self.engine.conversation.repeat_by_sms(step_id)
        now = self.engine.conversation.clock()
        await self.steps.answered(step_id, message.received_at, now)

    async def _is_of_a_call_before(self, step_id: UUID) -> bool:
        """What is not known is shown."""
        try:
            return await self.steps.is_of_a_call_before(step_id)
        except (SQLAlchemyError, OSError) as error:
            log.error("next_call_not_known", error=type(error).__name__)
            return False

    async def _arrives(
        self, channel: ShowsScreens, message: InboundMessage, screen: Screen
    ) -> bool:
        try:
            async with self.engine.shutdown.patience():
                await _show(channel, message, screen)
        except SendFailed as failure:
            tell = log.error if failure.needs_operator else log.warning
            tell("screen_not_shown", channel=channel.id, reason=failure.reason)
        except Exception as error:  # noqa: BLE001 (an adapter's mistake must not lose an answer)
            log.error("screen_not_shown", channel=channel.id, error=type(error).__name__)
        else:
            return True
        return False


async def _show(channel: ShowsScreens, message: InboundMessage, screen: Screen) -> None:
    """Once more where it came too fast: somebody looks at their phone."""
    try:
        await channel.show_screen(message, screen)
    except SendThrottled:
        await asyncio.sleep(_THROTTLED_SECONDS)
        await channel.show_screen(message, screen)
