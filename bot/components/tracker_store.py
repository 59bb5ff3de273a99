"""Conversations in Redis: sealed at rest, short, and forgotten when nobody has written for long."""

import base64
import json
import os
from collections.abc import Iterable, Sequence

from cryptography.hazmat.primitives.ciphers.aead import AESGCM
from rasa.core.brokers.broker import EventBroker
from rasa.core.tracker_store import TrackerStore
from rasa.shared.core.constants import ACTION_LISTEN_NAME, ACTION_SESSION_START_NAME
from rasa.shared.core.domain import Domain
from rasa.shared.core.events import ActionExecuted, Event, SessionStarted, SlotSet, UserUttered
from rasa.shared.core.trackers import DialogueStateTracker

from components import redis_connection

_NONCE_BYTES = 12
_DAY_SECONDS = 24 * 60 * 60
KEPT_SECONDS = 30 * _DAY_SECONDS
LONGEST_TRACKER = 40


class NalishTrackerStore(TrackerStore):
    """AES-256-GCM, with the conversation id authenticated: a tracker opens only as its own.

    A caseworker's question may wait for days, so a conversation is kept 30 days after its last
    message; `shorten` keeps that cheap.
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
        self._redis = redis_connection.connect(host)
        self._cipher = AESGCM(base64.b64decode(sealing_key))
        self._key_prefix = f"{key_prefix}tracker:"

    async def save(self, tracker: DialogueStateTracker) -> None:
        events = shorten(list(tracker.events), self.domain)
        content = json.dumps([event.as_dict() for event in events], separators=(",", ":"))
        sealed = self._seal(tracker.sender_id, content)
        await self._redis.set(self._key(tracker.sender_id), sealed, ex=KEPT_SECONDS)

    async def retrieve(self, sender_id: str) -> DialogueStateTracker | None:
        sealed = await self._redis.get(self._key(sender_id))
        if sealed is None:
            return None
        content = json.loads(self._open(sender_id, sealed))
        events = [event for row in content if (event := Event.from_parameters(row))]
        return DialogueStateTracker.from_events(sender_id, events, self.domain.slots)

    async def keys(self) -> Iterable[str]:
        start = len(self._key_prefix)
        found = self._redis.scan_iter(f"{self._key_prefix}*")
        return [key.decode()[start:] async for key in found]

    async def close(self) -> None:
        await self._redis.close(close_connection_pool=True)

    def _key(self, sender_id: str) -> str:
        return f"{self._key_prefix}{sender_id}"

    def _seal(self, sender_id: str, content: str) -> bytes:
        nonce = os.urandom(_NONCE_BYTES)
        return nonce + self._cipher.encrypt(nonce, content.encode(), sender_id.encode())

    def _open(self, sender_id: str, sealed: bytes) -> bytes:
        nonce, rest = sealed[:_NONCE_BYTES], sealed[_NONCE_BYTES:]
        return self._cipher.decrypt(nonce, rest, sender_id.encode())


def shorten(events: Sequence[Event], domain: Domain) -> list[Event]:
    """What the next turn needs: the slots, and the last turns that began outside a form.

    Rasa replays the whole history at every turn. While a form runs nothing is cut, since the form
    looks back to its beginning.
    """
    if len(events) <= LONGEST_TRACKER:
        return list(events)
    cut = _last_quiet_message(events, domain)
    if cut is None:
        return list(events)
    before = DialogueStateTracker.from_events("", list(events[:cut]), domain.slots)
    slots = before.current_slot_values().items()
    known = {name: value for name, value in slots if value is not None}
    return [
        ActionExecuted(ACTION_SESSION_START_NAME),
        SessionStarted(),
        *(SlotSet(name, value) for name, value in known.items()),
        ActionExecuted(ACTION_LISTEN_NAME),
        *events[cut:],
    ]


def _last_quiet_message(events: Sequence[Event], domain: Domain) -> int | None:
    """Where the last but one message stands, or an earlier one, at which no form was running."""
    messages = [n for n, event in enumerate(events) if isinstance(event, UserUttered)]
    tracker = DialogueStateTracker.from_events("", [], domain.slots)
    quiet = None
    for position, event in enumerate(events[: messages[-1]] if messages else ()):
        if isinstance(event, UserUttered) and tracker.active_loop is None:
            quiet = position
        tracker.update(event)
    return quiet
