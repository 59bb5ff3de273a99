"""What a phone in a call looks at, kept in Redis and sealed: the screens hold personal facts.

There is one call of a phone at a time; the last one stays for whoever dials again soon.
"""

import base64
from collections.abc import Sequence
from dataclasses import dataclass, field, replace
from datetime import UTC, datetime, timedelta
from uuid import UUID

import structlog
from pydantic import TypeAdapter, ValidationError
from redis.asyncio import Redis

from ussd_gateway.addresses import Address
from ussd_gateway.messages import Language, Screen
from ussd_gateway.sealing import NotOpened, Sealer
from ussd_gateway.texts import spoken
from ussd_gateway.ussd.screens import ROOM, Document, turn_to
from ussd_gateway.ussd.words import ussd_words

log = structlog.get_logger(__name__)
_LIVES = timedelta(minutes=10)  # providers end a session after three
_NEVER = datetime.max.replace(tzinfo=UTC)
_TAKE_STEP = """
local taken = redis.call('set', KEYS[1], ARGV[1], 'NX', 'GET', 'EX', ARGV[3])
if taken then return taken end
redis.call('set', KEYS[2], ARGV[2], 'EX', ARGV[3])
return ARGV[1]
"""


@dataclass(frozen=True)
class View:
    """A document, where its pages so far began, and where the next one does if there is one."""

    document: Document = field(repr=False)
    trail: Sequence[int] = (0,)
    next: int | None = None


@dataclass(frozen=True)
class Asked:
    """What was typed and what that means to the assistant, while nobody has seen the answer.

    By `until` whoever answers it, of several as well, shows the answer or that an SMS follows.
    """

    message_id: UUID
    text: str = field(repr=False)
    meaning: str = field(repr=False)
    is_home: bool
    until: datetime = _NEVER  # of calls that were kept without


@dataclass(frozen=True)
class Call:
    """`step` is the provider's id of the step answered last and `screen` its answer; `heard`
    counts the characters of the provider's text by then. `broken_off` is what there is to go on
    with, `introduced` the language in which the case manager knows the contact."""

    channel: str
    session: str
    contact_id: UUID
    address: Address
    can_script: bool
    language: Language
    step: str
    heard: int
    screen: Screen = field(repr=False)
    view: View = field(repr=False)
    at: datetime
    introduced: Language | None = None
    broken_off: View | None = field(default=None, repr=False)
    septets: int = ROOM["GSM-7"]
    asked: Asked | None = None
    has_named_secret: bool = False  # what was said last, without telling it

    @property
    def awaits_secret(self) -> bool:
        """Whether a number alone would be one that nobody asked for."""
        return self.has_named_secret and not self.view.document.awaits_number

    @property
    def is_worth_going_on(self) -> bool:
        """Of what was done and read to its end only a menu is left, which the next call begins
        with.
        """
        document = self.view.document
        is_unfinished = document.awaits_answer or self.view.next is not None
        has_more = is_unfinished and not (self.screen.ended or document.is_home)
        return has_more or self.broken_off is not None


_CALL = TypeAdapter(Call)


def show(call: Call, view: View, notice: str = "") -> Call:
    """The call with the page of the view at which its trail ends."""
    words = ussd_words(spoken(call.language, can_script=call.can_script))
    page = turn_to(view.document, view.trail[-1], words, notice, septets=call.septets)
    view = replace(view, next=None if page.is_last else page.end)
    ended = page.is_last and view.document.ends
    return replace(call, view=view, screen=Screen(page.screen, ended))


class Calls:
    def __init__(self, redis: Redis, prefix: str, sealer: Sealer) -> None:
        self._redis = redis
        self._prefix = f"{prefix}gateway:"
        self._sealer = sealer
        self._take_step = redis.register_script(_TAKE_STEP)

    async def load(self, address: Address) -> Call | None:
        """None as well for one that another version kept in another form: it begins anew."""
        key = self._key(address)
        value = await self._redis.get(key)
        try:
            return _CALL.validate_json(self._open(str(value), key)) if value else None
        except (NotOpened, ValidationError):
            log.warning("call_not_read")
            return None

    async def save(self, call: Call) -> None:
        key = self._key(call.address)
        await self._redis.set(key, self._seal(call, key), ex=_LIVES)

    async def take_step(self, call: Call, asked: Asked) -> UUID:
        """Keeps the question until its answer is known. The same step delivered twice at once is
        one message: both get the id of the first."""
        key = self._key(call.address)
        sealed = self._seal(replace(call, asked=asked), key)
        taken = await self._take_step(
            keys=[_of_step(key, call.session, call.step), key],
            args=[str(asked.message_id), sealed, int(_LIVES.total_seconds())],
        )
        return UUID(taken)

    async def was_taken(self, address: Address, session: str, step: str) -> bool:
        return bool(await self._redis.exists(_of_step(self._key(address), session, step)))

    async def owns_session(self, channel: str, session: str, address: Address) -> bool:
        """Whoever comes first with a session has it."""
        owner = self._index(address)
        key = f"{self._prefix}{{session:{channel}:{session}}}:phone"
        before = await self._redis.set(key, owner, nx=True, get=True, ex=_LIVES)
        return before in (None, owner)

    def _seal(self, call: Call, key: str) -> str:
        return base64.b64encode(self._sealer.seal(_CALL.dump_json(call).decode(), key)).decode()

    def _open(self, value: str, key: str) -> str:
        return self._sealer.open(base64.b64decode(value), key)

    def _key(self, address: Address) -> str:
        return f"{self._prefix}{{call:{self._index(address)}}}"

    def _index(self, address: Address) -> str:
        """Under the name of before: whoever is in a call keeps it when the gateway is renewed."""
        return self._sealer.index(address.text, "calls.phone").hex()[:32]


def _of_step(key: str, session: str, step: str) -> str:
    return f"{key}:{session}:{step}"
