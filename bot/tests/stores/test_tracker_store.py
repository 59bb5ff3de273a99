import base64
import os
from collections.abc import Awaitable, Callable
from pathlib import Path

import pytest
from cryptography.exceptions import InvalidTag
from rasa.shared.core.constants import ACTION_LISTEN_NAME
from rasa.shared.core.domain import Domain
from rasa.shared.core.events import (
    ActionExecuted,
    ActiveLoop,
    BotUttered,
    Event,
    SlotSet,
    UserUttered,
)
from rasa.shared.core.trackers import DialogueStateTracker
from redis.asyncio import Redis
from running import run

from components.tracker_store import KEPT_SECONDS, NalishTrackerStore, shorten

KEY = base64.b64encode(os.urandom(32)).decode()
WORDS = "amar taka pai nai"


@pytest.fixture(scope="module")
def domain() -> Domain:
    return Domain.load(Path(__file__).parents[2] / "domain")


def turn(number: int, *slots: SlotSet) -> list[Event]:
    return [
        UserUttered(WORDS, {"name": "greet"}, metadata={"message_id": str(number)}),
        ActionExecuted("utter_greet"),
        BotUttered(f"answer {number}"),
        *slots,
        ActionExecuted(ACTION_LISTEN_NAME),
    ]


def tracker_of(domain: Domain, events: list[Event], sender: str = "c") -> DialogueStateTracker:
    return DialogueStateTracker.from_events(sender, events, domain.slots)


class TestSealedStore:
    def within(
        self,
        work: Callable[[NalishTrackerStore, "Redis[bytes]"], Awaitable[None]],
        url: str,
        prefix: str,
        domain: Domain,
    ) -> None:
        async def inside() -> None:
            store = NalishTrackerStore(url, domain, sealing_key=KEY, key_prefix=prefix)
            redis = Redis.from_url(url)
            try:
                await work(store, redis)
            finally:
                for key in [key async for key in redis.scan_iter(f"{prefix}*")]:
                    await redis.delete(key)
                await redis.close(close_connection_pool=True)
                await store.close()

        run(inside())

    def test_gives_back_what_was_saved(
        self, redis_url: str, key_prefix: str, domain: Domain
    ) -> None:
        async def work(store: NalishTrackerStore, redis: "Redis[bytes]") -> None:
            await store.save(tracker_of(domain, turn(1, SlotSet("awaiting_case", "48210934"))))
            found = await store.retrieve("c")
            assert found is not None
            assert found.get_slot("awaiting_case") == "48210934"
            assert list(await store.keys()) == ["c"]
            assert await store.retrieve("d") is None

        self.within(work, redis_url, key_prefix, domain)

    def test_nothing_readable_is_stored_and_it_expires(
        self, redis_url: str, key_prefix: str, domain: Domain
    ) -> None:
        async def work(store: NalishTrackerStore, redis: "Redis[bytes]") -> None:
            await store.save(tracker_of(domain, turn(1)))
            stored = await redis.get(f"{key_prefix}tracker:c")
            assert WORDS.encode() not in stored
            assert b"greet" not in stored
            assert 0 < await redis.ttl(f"{key_prefix}tracker:c") <= KEPT_SECONDS

        self.within(work, redis_url, key_prefix, domain)

    def test_opens_only_under_its_own_conversation(
        self, redis_url: str, key_prefix: str, domain: Domain
    ) -> None:
        async def work(store: NalishTrackerStore, redis: "Redis[bytes]") -> None:
            await store.save(tracker_of(domain, turn(1)))
            stored = await redis.get(f"{key_prefix}tracker:c")
            await redis.set(f"{key_prefix}tracker:d", stored)
            with pytest.raises(InvalidTag):
                await store.retrieve("d")

        self.within(work, redis_url, key_prefix, domain)


class TestShorten:
    def test_leaves_a_short_conversation_alone(self, domain: Domain) -> None:
        events = turn(1)
        assert shorten(events, domain) == events

    def test_keeps_slots_and_the_last_turns(self, domain: Domain) -> None:
        events = [*turn(0, SlotSet("awaiting_case", "48210934"))]
        for number in range(1, 20):
            events += turn(number)
        short = tracker_of(domain, shorten(events, domain))
        assert len(short.events) < 20
        assert short.get_slot("awaiting_case") == "48210934"
        assert short.latest_message.metadata["message_id"] == "19"
        assert short.latest_action_name == ACTION_LISTEN_NAME
        assert [event.text for event in short.events if isinstance(event, BotUttered)] == [
            "answer 18",
            "answer 19",
        ]

    def test_does_not_cut_into_a_form(self, domain: Domain) -> None:
        begin = [ActionExecuted("missing_payment_form"), ActiveLoop("missing_payment_form")]
        events = [event for number in range(12) for event in turn(number)] + begin
        events += [event for number in range(12, 24) for event in turn(number)]
        short = tracker_of(domain, shorten(events, domain))
        assert short.active_loop_name == "missing_payment_form"
        first = next(event for event in short.events if isinstance(event, UserUttered))
        assert first.metadata["message_id"] == "11"
