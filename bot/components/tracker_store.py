"""Conversations in Redis: sealed at rest, short, and forgotten when nobody has written for long."""

import base64
import json
import os
from collections.abc import AsyncGenerator, Iterable
from contextlib import asynccontextmanager
from contextvars import ContextVar
from dataclasses import dataclass
from typing import Any

from cryptography.hazmat.primitives.ciphers.aead import AESGCM
from rasa.core.brokers.broker import EventBroker
from rasa.core.lock_store import LOCK_LIFETIME
from rasa.core.tracker_store import TrackerStore
from rasa.shared.core.domain import Domain
from rasa.shared.core.trackers import DialogueStateTracker

from components.locked_records import LockedRecords
from components.tracker import Tracker, from_stored, stored_form

_NONCE_BYTES = 12
_DAY_SECONDS = 24 * 60 * 60
KEPT_SECONDS = 30 * _DAY_SECONDS


@dataclass
class _Turn:
    sender_id: str
    tracker: DialogueStateTracker | None
    is_saved: bool = False


_present: ContextVar[_Turn | None] = ContextVar("turn", default=None)


class NalishTrackerStore(TrackerStore):
    """AES-256-GCM, with the conversation id authenticated: a tracker opens only as its own.

    A caseworker's question may wait for days, so a conversation is kept 30 days after its last
    message.
    """

    def __init__(
        self,
        host: str,
        domain: Domain | None = None,
        event_broker: EventBroker | None = None,
        *,
        sealing_key: str,
        key_prefix: str,
    ) -> None:
        super().__init__(domain, event_broker)
        self._records = LockedRecords(host, key_prefix, KEPT_SECONDS)
        self._cipher = AESGCM(base64.b64decode(sealing_key))

    @asynccontextmanager
    async def turn(
        self, sender_id: str, *, lifetime: float = LOCK_LIFETIME
    ) -> AsyncGenerator[None, None]:
        """Rasa reads and saves a conversation several times a turn; in here it is read once, and
        what was saved is stored once, at the end. A turn that fails stores nothing.
        """
        async with self._records.held(sender_id, lifetime=lifetime) as held:
            turn = _Turn(sender_id, self._opened(sender_id, held.found))
            before = _present.set(turn)
            try:
                yield
            finally:
                _present.reset(before)
            if turn.is_saved and turn.tracker is not None:
                held.written = self._sealed(sender_id, stored_form(turn.tracker))

    async def save(self, tracker: DialogueStateTracker) -> None:
        turn = _turn_of(tracker.sender_id)
        if turn is None:
            sealed = self._sealed(tracker.sender_id, stored_form(tracker))
            await self._records.write(tracker.sender_id, sealed)
        else:
            turn.tracker, turn.is_saved = tracker, True

    async def retrieve(self, sender_id: str) -> DialogueStateTracker | None:
        turn = _turn_of(sender_id)
        if turn is not None:
            return turn.tracker
        return self._opened(sender_id, await self._records.read(sender_id))

    def init_tracker(self, sender_id: str) -> DialogueStateTracker:
        return Tracker(sender_id, self.domain.slots)

    async def keys(self) -> Iterable[str]:
        return [name async for name in self._records.names()]

    async def close(self) -> None:
        await self._records.close()

    def _sealed(self, sender_id: str, stored: dict[str, Any]) -> bytes:
        content = json.dumps(stored, ensure_ascii=False, separators=(",", ":"))
        plain = content.encode(errors="surrogatepass")  # half an emoji is no reason to fail
        nonce = os.urandom(_NONCE_BYTES)
        return nonce + self._cipher.encrypt(nonce, plain, sender_id.encode())

    def _opened(self, sender_id: str, sealed: bytes | None) -> Tracker | None:
        if sealed is None:
            return None
        nonce, rest = sealed[:_NONCE_BYTES], sealed[_NONCE_BYTES:]
        content = self._cipher.decrypt(nonce, rest, sender_id.encode())
        return from_stored(sender_id, json.loads(content), self.domain)


def _turn_of(sender_id: str) -> _Turn | None:
    turn = _present.get()
    return turn if turn is not None and turn.sender_id == sender_id else None
