"""What a phone in a call looks at, kept in Redis and sealed: the screens hold personal facts."""

import base64
from collections.abc import Sequence
from dataclasses import dataclass, field, replace
from datetime import timedelta
from uuid import UUID

from pydantic import TypeAdapter
from redis.asyncio import Redis

from ussd_gateway.messages import Language, Screen
from ussd_gateway.sealing import Sealer
from ussd_gateway.sessions import Memory
from ussd_gateway.ussd.screens import ROOM, Document, turn_to
from ussd_gateway.ussd.words import ussd_words

_LIVES = timedelta(minutes=10)  # providers end a session after three


@dataclass(frozen=True)
class View:
    """A document, where its pages so far began, and where the next one does if there is one."""

    document: Document = field(repr=False)
    trail: Sequence[int] = (0,)
    next: int | None = None


@dataclass(frozen=True)
class Call:
    """`message_id` is the step answered last and `screen` its answer; `heard` counts the
    characters of the provider's text by then. `broken_off` is what there is to go on with."""

    channel: str
    session: str
    contact_id: UUID
    phone: str = field(repr=False)
    can_script: bool
    language: Language
    message_id: str
    heard: int
    screen: Screen = field(repr=False)
    view: View = field(repr=False)
    broken_off: View | None = field(default=None, repr=False)
    septets: int = ROOM["GSM-7"]


@dataclass(frozen=True)
class LeftOff:
    channel: str
    view: View = field(repr=False)


_CALL = TypeAdapter(Call)
_LEFT_OFF = TypeAdapter(LeftOff)


def show(call: Call, view: View, notice: str = "") -> Call:
    """The call with the page of the view at which its trail ends."""
    words = ussd_words(spoken(call.language, can_script=call.can_script))
    page = turn_to(view.document, view.trail[-1], words, notice, septets=call.septets)
    view = replace(view, next=None if page.is_last else page.end)
    ended = page.is_last and view.document.ends
    return replace(call, view=view, screen=Screen(page.screen, ended))


def spoken(language: Language, *, can_script: bool) -> Language:
    is_unreadable = language is Language.BANGLA and not can_script
    return Language.BANGLISH if is_unreadable else language


@dataclass(frozen=True)
class Calls:
    redis: Redis
    prefix: str
    sealer: Sealer
    memory: Memory

    async def load(self, channel: str, session: str) -> Call | None:
        key = self._key(channel, session)
        value = await self.redis.get(key)
        return _CALL.validate_json(self._open(str(value), key)) if value else None

    async def save(self, call: Call) -> None:
        """With where it is now, for whoever dials again: unless it is over or still at home."""
        key = self._key(call.channel, call.session)
        await self.redis.set(key, self._seal(_CALL.dump_json(call), key), ex=_LIVES)
        if call.broken_off is not None:
            return  # not yet decided
        if call.screen.ended or call.view.document.is_home:
            await self.memory.forget_left_off(call.contact_id)
            return
        left_off = _LEFT_OFF.dump_json(LeftOff(call.channel, call.view))
        await self.memory.keep_left_off(
            call.contact_id, self._seal(left_off, f"left_off:{call.contact_id}")
        )

    async def forget(self, call: Call) -> None:
        await self.redis.delete(self._key(call.channel, call.session))

    async def left_off(self, channel: str, contact_id: UUID) -> View | None:
        """Only on the channel it was: another one may not show the same letters."""
        value = await self.memory.left_off(contact_id)
        if value is None:
            return None
        left_off = _LEFT_OFF.validate_json(self._open(value, f"left_off:{contact_id}"))
        return left_off.view if left_off.channel == channel else None

    def _seal(self, value: bytes, place: str) -> str:
        return base64.b64encode(self.sealer.seal(value.decode(), place)).decode()

    def _open(self, value: str, place: str) -> str:
        return self.sealer.open(base64.b64decode(value), place)

    def _key(self, channel: str, session: str) -> str:
        return f"{self.prefix}gateway:{{ussd:{channel}:{session}}}:call"
