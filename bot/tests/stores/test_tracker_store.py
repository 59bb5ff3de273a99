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
    SessionStarted,
    SlotSet,
    UserUttered,
)
from rasa.shared.core.trackers import DialogueStateTracker
from redis.asyncio import Redis
from running import run

from components.tracker import REMEMBERED_ANSWERS, Tracker, shorten
from components.tracker_store import KEPT_SECONDS, NalishTrackerStore

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

    def test_half_an_emoji_is_kept(self, redis_url: str, key_prefix: str, domain: Domain) -> None:
        async def work(store: NalishTrackerStore, redis: "Redis[bytes]") -> None:
            await store.save(tracker_of(domain, [UserUttered("\ud83d", {"name": "greet"})]))
            found = await store.retrieve("c")
            assert found is not None
            assert found.latest_message.text == "\ud83d"

        self.within(work, redis_url, key_prefix, domain)

    def test_nothing_readable_is_stored_and_it_expires(
        self, redis_url: str, key_prefix: str, domain: Domain
    ) -> None:
        async def work(store: NalishTrackerStore, redis: "Redis[bytes]") -> None:
            await store.save(tracker_of(domain, turn(1)))
            stored = await redis.get(f"{key_prefix}{{c}}:tracker")
            assert WORDS.encode() not in stored
            assert b"greet" not in stored
            assert 0 < await redis.ttl(f"{key_prefix}{{c}}:tracker") <= KEPT_SECONDS

        self.within(work, redis_url, key_prefix, domain)

    def test_opens_only_under_its_own_conversation(
        self, redis_url: str, key_prefix: str, domain: Domain
    ) -> None:
        async def work(store: NalishTrackerStore, redis: "Redis[bytes]") -> None:
            await store.save(tracker_of(domain, turn(1)))
            stored = await redis.get(f"{key_prefix}{{c}}:tracker")
            await redis.set(f"{key_prefix}{{d}}:tracker", stored)
            with pytest.raises(InvalidTag):
                await store.retrieve("d")

        self.within(work, redis_url, key_prefix, domain)

    def test_a_turn_stores_what_was_saved_last_when_it_ends(
        self, redis_url: str, key_prefix: str, domain: Domain
    ) -> None:
        async def work(store: NalishTrackerStore, redis: "Redis[bytes]") -> None:
            async with store.turn("c"):
                tracker = await store.get_or_create_tracker("c", append_action_listen=False)
                tracker.update_with_events(turn(1), domain)
                await store.save(tracker)
                assert await store.retrieve("c") is tracker
                assert await redis.get(f"{key_prefix}{{c}}:tracker") is None
                assert await store.retrieve("d") is None
            found = await store.retrieve("c")
            assert found is not None
            assert found.latest_message.metadata["message_id"] == "1"

        self.within(work, redis_url, key_prefix, domain)

    def test_a_turn_that_fails_leaves_the_conversation_as_it_was(
        self, redis_url: str, key_prefix: str, domain: Domain
    ) -> None:
        async def fail(store: NalishTrackerStore) -> None:
            async with store.turn("c"):
                tracker = await store.get_or_create_tracker("c")
                tracker.update_with_events(turn(2), domain)
                await store.save(tracker)
                raise ValueError("failed")

        async def work(store: NalishTrackerStore, redis: "Redis[bytes]") -> None:
            await store.save(tracker_of(domain, turn(1)))
            with pytest.raises(ValueError, match="failed"):
                await fail(store)
            found = await store.retrieve("c")
            assert found is not None
            assert found.latest_message.metadata["message_id"] == "1"

        self.within(work, redis_url, key_prefix, domain)

    def test_remembers_the_last_answers(
        self, redis_url: str, key_prefix: str, domain: Domain
    ) -> None:
        async def work(store: NalishTrackerStore, redis: "Redis[bytes]") -> None:
            tracker = Tracker("c", domain.slots)
            for number in range(REMEMBERED_ANSWERS + 1):
                tracker.remember(str(number), [{"text": f"উত্তর {number}"}])
            await store.save(tracker)
            found = await store.get_or_create_tracker("c")
            assert list(found.answered) == [str(n + 1) for n in range(REMEMBERED_ANSWERS)]
            assert found.answered["1"] == [{"text": "উত্তর 1"}]

        self.within(work, redis_url, key_prefix, domain)


class TestShorten:
    def test_leaves_two_turns_alone(self) -> None:
        first, second = turn(1), turn(2)
        assert shorten(first) == first
        assert shorten([*first, *second])[-len(first + second) :] == first + second

    def test_keeps_slots_and_the_last_turns(self, domain: Domain) -> None:
        events = [*turn(0, SlotSet("awaiting_case", "48210934"), SlotSet("misread", 1))]
        events += turn(1, SlotSet("misread", None))
        for number in range(2, 20):
            events += turn(number)
        short = tracker_of(domain, shorten(events))
        assert len(short.events) < 20
        assert short.get_slot("awaiting_case") == "48210934"
        assert short.get_slot("misread") is None
        assert short.latest_message.metadata["message_id"] == "19"
        assert short.latest_action_name == ACTION_LISTEN_NAME
        assert [event.text for event in short.events if isinstance(event, BotUttered)] == [
            "answer 18",
            "answer 19",
        ]

    def test_a_new_session_knows_nothing_of_the_one_before(self, domain: Domain) -> None:
        begin: list[Event] = [SessionStarted(), ActionExecuted(ACTION_LISTEN_NAME)]
        events = [*turn(0, SlotSet("identity", "verified")), *begin, *turn(1), *turn(2), *turn(3)]
        assert tracker_of(domain, shorten(events)).get_slot("identity") is None

    def test_shortening_again_changes_nothing(self, domain: Domain) -> None:
        once = shorten([*turn(0, SlotSet("awaiting_case", "48210934")), *turn(1), *turn(2)])
        assert shorten(once) == once

    def test_does_not_cut_into_a_form(self, domain: Domain) -> None:
        begin = [ActionExecuted("complaint_form"), ActiveLoop("complaint_form")]
        events = [event for number in range(12) for event in turn(number)] + begin
        events += [event for number in range(12, 24) for event in turn(number)]
        short = tracker_of(domain, shorten(events))
        assert short.active_loop_name == "complaint_form"
        first = next(event for event in short.events if isinstance(event, UserUttered))
        assert first.metadata["message_id"] == "11"
