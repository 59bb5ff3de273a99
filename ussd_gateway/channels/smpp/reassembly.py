"""The parts of long messages on their way in, kept in Redis until the whole is committed.

What comes may be handed over more than once, and never not at all: the parts go only after the
commit, a message whose commit failed comes again by itself, and one that stays incomplete is
handed over as it is. One that can never be read is turned away once, and its parts are put aside
for whoever looks for the reason. Keys hold no number and values are sealed.
"""

import base64
import json
import secrets
from collections.abc import Awaitable, Callable, Mapping, Sequence
from dataclasses import asdict, dataclass, field
from datetime import datetime, timedelta

from redis.asyncio import Redis

from ussd_gateway.channels.smpp.errors import Unreadable, UnreadableParts
from ussd_gateway.channels.smpp.lanes import note_unreadable
from ussd_gateway.channels.smpp.parts import Part, Place
from ussd_gateway.channels.smpp.pdus import Address, ShortMessage
from ussd_gateway.channels.smpp.reassembly_scripts import ADD, CLAIM, PUT_ASIDE, REMOVE
from ussd_gateway.channels.smpp.settings import SmppSettings
from ussd_gateway.sealing import NotOpened, Sealer

_COMMITS_WITHIN = timedelta(minutes=1)  # else whoever sweeps hands it over again
_ASIDE_FOR = timedelta(days=30)


@dataclass(frozen=True)
class Assembled:
    """`id` is the same whenever the same parts are handed over; None stands for a missing part."""

    id: str
    name: str
    sender: Address
    recipient: Address
    parts: Sequence[Part | None] = field(repr=False)

    @property
    def is_complete(self) -> bool:
        return None not in self.parts


Commit = Callable[[Assembled], Awaitable[None]]


@dataclass(frozen=True)
class Reassembly:
    redis: Redis
    prefix: str
    sealer: Sealer
    settings: SmppSettings
    clock: Callable[[], datetime]

    async def take(self, message: ShortMessage, part: Part, place: Place, commit: Commit) -> None:
        """Returns when the part is kept, or the whole committed if it was the last one missing.

        Raises Unreadable, once, when `commit` does.
        """
        assembled = await self._add(message, part, place)
        if assembled is None:
            return
        try:
            await self._hand_over(assembled, commit)
        except Unreadable:
            await self._put_aside(assembled.name)
            raise

    async def sweep(self, commit: Commit) -> None:
        """Hands over what was waited for too long, and what somebody else did not finish."""
        while (name := await self._claim()) is not None:
            try:
                await self._look_at(name, commit)
            except Unreadable as error:
                await self._put_aside(name)
                note_unreadable(self.settings.channel, error)

    async def _look_at(self, name: str, commit: Commit) -> None:
        fields = await self._fields(self._parts(name))
        if not fields:  # removed between the two looks
            await self.redis.zrem(self._due, name)
            return
        assembled = self._open(name, fields)
        if assembled.is_complete or not await self._is_repeat(name, fields):
            await self._hand_over(assembled, commit)
        else:
            await self._forget(assembled)

    async def _hand_over(self, assembled: Assembled, commit: Commit) -> None:
        await commit(assembled)
        await self._forget(assembled)

    async def _put_aside(self, name: str) -> None:
        aside = f"{self._parts(name)}:unreadable:{secrets.token_hex(8)}"
        keys = (self._parts(name), self._due, aside)
        lives = str(_ASIDE_FOR // timedelta(milliseconds=1))
        await self.redis.eval(PUT_ASIDE, len(keys), *keys, name, lives)

    async def _forget(self, assembled: Assembled) -> None:
        keys = (self._parts(assembled.name), self._due, self._handed(assembled.name))
        repeats_until = self.clock() + timedelta(seconds=self.settings.repeat_seconds)
        known_for = timedelta(seconds=2 * self.settings.reassembly_seconds)
        await self.redis.eval(
            REMOVE,
            len(keys),
            *keys,
            assembled.name,
            assembled.id,
            _milliseconds(repeats_until),
            str(known_for // timedelta(milliseconds=1)),
        )

    async def _is_repeat(self, name: str, fields: Mapping[str, str]) -> bool:
        """Whether every part was handed over before: somebody did not hear our answer."""
        digests = {item for item in fields.items() if item[0].startswith("digest:")}
        return digests <= (await self._fields(self._handed(name))).items()

    async def _fields(self, key: str) -> dict[str, str]:
        fields = await self.redis.hgetall(key)
        return {str(name): str(value) for name, value in fields.items()}

    async def _add(self, message: ShortMessage, part: Part, place: Place) -> Assembled | None:
        index = self._index(message, place)
        token = secrets.token_hex(8)
        aside = f"{index}:{token}"
        keys = (self._parts(index), self._due, self._handed(index), self._parts(aside))
        now = self.clock()
        waits = timedelta(seconds=self.settings.reassembly_seconds)
        addresses = json.dumps([asdict(message.source), asdict(message.destination)])
        reply = await self.redis.eval(
            ADD,
            len(keys),
            *keys,
            index,
            aside,
            token,
            str(place.number),
            str(place.total),
            self._digest(part),
            self._seal(_dump(part), index),
            self._seal(addresses, index),
            _milliseconds(now),
            _milliseconds(now + waits),
            _milliseconds(now + _COMMITS_WITHIN),
        )
        if not reply:
            return None
        return self._open(index, dict(zip(reply[::2], reply[1::2], strict=True)))

    async def _claim(self) -> str | None:
        now = self.clock()
        again = _milliseconds(now + _COMMITS_WITHIN)
        name = await self.redis.eval(CLAIM, 1, self._due, _milliseconds(now), again)
        return name if name is None else str(name)

    def _open(self, name: str, fields: Mapping[str, str]) -> Assembled:
        """Raises UnreadableParts: for instance when they are sealed under a key that is gone."""
        try:
            return self._unsealed(name, fields)
        except (NotOpened, LookupError, TypeError, ValueError) as error:
            raise UnreadableParts(f"parts as they are kept: {type(error).__name__}") from None

    def _unsealed(self, name: str, fields: Mapping[str, str]) -> Assembled:
        index = name.split(":", 1)[0]
        total = int(fields["total"])
        parts = [
            _load(self._unseal(sealed, index)) if sealed else None
            for sealed in (fields.get(f"part:{number}") for number in range(1, total + 1))
        ]
        source, destination = json.loads(self._unseal(fields["addresses"], index))
        count = total - parts.count(None)
        return Assembled(
            id=f"{fields['token']}-{count}",
            name=name,
            sender=Address(**source),
            recipient=Address(**destination),
            parts=parts,
        )

    def _index(self, message: ShortMessage, place: Place) -> str:
        what = (
            message.source.number,
            message.destination.number,
            place.kind,
            place.reference,
            place.total,
        )
        return self.sealer.index(json.dumps(what), self._space).hex()

    def _digest(self, part: Part) -> str:
        return self.sealer.index(_dump(part), f"{self._space}:part").hex()

    def _seal(self, text: str, index: str) -> str:
        return base64.b64encode(self.sealer.seal(text, f"{self._space}:{index}")).decode()

    def _unseal(self, value: str, index: str) -> str:
        return self.sealer.open(base64.b64decode(value), f"{self._space}:{index}")

    @property
    def _space(self) -> str:
        return f"smpp:{self.settings.channel}"

    @property
    def _due(self) -> str:
        return f"{self.prefix}gateway:{{{self._space}}}:due"

    def _parts(self, name: str) -> str:
        return f"{self.prefix}gateway:{{{self._space}}}:parts:{name}"

    def _handed(self, name: str) -> str:
        index = name.split(":", 1)[0]
        return f"{self.prefix}gateway:{{{self._space}}}:handed:{index}"


def _dump(part: Part) -> str:
    return json.dumps([part.octets.hex(), part.data_coding, part.shifts])


def _load(text: str) -> Part:
    octets, data_coding, (locking, single) = json.loads(text)
    return Part(bytes.fromhex(octets), data_coding, shifts=(locking, single))


def _milliseconds(moment: datetime) -> str:
    return str(int(moment.timestamp() * 1000))
