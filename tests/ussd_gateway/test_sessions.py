import asyncio
from collections.abc import AsyncIterator
from datetime import timedelta
from typing import Any, cast
from uuid import UUID, uuid4

import pytest
from redis.asyncio import Redis

from ussd_gateway.db import utc_now
from ussd_gateway.ids import uuid7
from ussd_gateway.messages import Button, Language
from ussd_gateway.sessions import Memory, TurnLocks

pytestmark = pytest.mark.anyio
CONTACT = UUID("5f0c7d9e-3b1a-4c55-9a3e-0d6a1f2b7c11")


@pytest.fixture
async def redis(anyio_backend: object, redis_url: str) -> AsyncIterator[Redis]:
    client = Redis.from_url(redis_url, decode_responses=True)
    yield client
    await client.aclose()


@pytest.fixture
def memory(redis: Redis, redis_prefix: str) -> Memory:
    return Memory(redis, redis_prefix)


@pytest.fixture
def locks(redis: Redis, redis_prefix: str) -> TurnLocks:
    return TurnLocks(redis, redis_prefix, seconds=0.9)


class TestTurnLocks:
    async def test_one_worker_at_a_time(self, locks: TurnLocks) -> None:
        token = await locks.acquire(CONTACT)
        assert token is not None
        assert await locks.acquire(CONTACT) is None
        assert await locks.acquire(uuid4()) is not None

    async def test_it_is_given_back(self, locks: TurnLocks) -> None:
        token = await locks.acquire(CONTACT)
        assert token
        async with locks.keep(CONTACT, token):
            pass
        assert await locks.acquire(CONTACT)

    async def test_it_is_renewed_as_long_as_its_block_runs(
        self, locks: TurnLocks, redis: Redis, redis_prefix: str
    ) -> None:
        token = await locks.acquire(CONTACT)
        assert token
        [key] = [key async for key in redis.scan_iter(f"{redis_prefix}*")]
        async with locks.keep(CONTACT, token), asyncio.timeout(10):
            least = left = await redis.pttl(key)
            while left <= least:
                await asyncio.sleep(0.01)
                least, left = left, await redis.pttl(key)
            assert await locks.acquire(CONTACT) is None

    async def test_it_is_given_back_although_a_renewal_hangs_which_is_not_cut_off(
        self, redis: Redis, redis_prefix: str
    ) -> None:
        is_renewing, may_answer = asyncio.Event(), asyncio.Event()
        finished = 0

        class Slow:
            set = redis.set

            async def eval(self, script: str, *arguments: Any) -> Any:
                nonlocal finished
                if "pexpire" in script:
                    is_renewing.set()
                    await may_answer.wait()
                    finished += 1
                return await redis.eval(script, *arguments)

        locks = TurnLocks(cast(Redis, Slow()), redis_prefix, seconds=0.3)
        contact = uuid4()

        async def take_turn() -> None:
            async with locks.keep(contact, await locks.acquire(contact) or ""):
                await is_renewing.wait()

        async with asyncio.timeout(5), asyncio.TaskGroup() as tasks:
            tasks.create_task(take_turn())
            await is_renewing.wait()
            while await locks.acquire(contact) is None:
                await asyncio.sleep(0.01)
            may_answer.set()
        assert finished == 1

    async def test_it_ends_soon_after_its_worker(self, locks: TurnLocks) -> None:
        assert await locks.acquire(CONTACT)
        async with asyncio.timeout(10):
            while await locks.acquire(CONTACT) is None:
                await asyncio.sleep(0.02)

    async def test_nobody_gives_back_the_lock_of_another(self, locks: TurnLocks) -> None:
        assert await locks.acquire(CONTACT)
        async with locks.keep(CONTACT, "not the token"):
            pass
        assert await locks.acquire(CONTACT) is None


class TestOptions:
    @pytest.mark.parametrize(
        "text",
        [
            *("2", "২", " 2 ", "2.", "২।", "2)", "02"),
            *("2 no", "no. 2", "২ নম্বর", "Option 2", "2 star", "2/5", "২/৫"),
        ],
    )
    async def test_a_number_in_any_digits_is_a_choice(self, memory: Memory, text: str) -> None:
        await memory.offer("twilio", CONTACT, options("/a", "/b"), by=uuid4())
        assert await memory.choose("twilio", CONTACT, text, by=uuid4()) == "/b"

    @pytest.mark.parametrize(
        "text", ["3", "0", "two", "2 2", "1,950", "", "/2", "123", "²", "2/7", "2 taka", "no"]
    )
    async def test_anything_else_is_not(self, memory: Memory, text: str) -> None:
        await memory.offer("twilio", CONTACT, options("/a", "/b"), by=uuid4())
        assert await memory.choose("twilio", CONTACT, text, by=uuid4()) is None

    @pytest.mark.parametrize(
        "text", ["Option b!", "option B", "OPTION  b", "2. Option b!", "2 option b"]
    )
    async def test_so_are_its_own_words(self, memory: Memory, text: str) -> None:
        await memory.offer("twilio", CONTACT, options("/a", "/b"), by=uuid4())
        assert await memory.choose("twilio", CONTACT, text, by=uuid4()) == "/b"

    @pytest.mark.parametrize("text", ["option", "option b please", "not option b", "!", "b"])
    async def test_other_words_are_not(self, memory: Memory, text: str) -> None:
        await memory.offer("twilio", CONTACT, [*options("/a", "/b"), Button("", "/c")], by=uuid4())
        assert await memory.choose("twilio", CONTACT, text, by=uuid4()) is None

    @pytest.mark.parametrize(
        "titles", [("Less than 10 years", "Less than 20 years"), ("Yes", "yes!")]
    )
    async def test_options_are_told_apart_by_all_their_words(
        self, memory: Memory, titles: tuple[str, str]
    ) -> None:
        one, other = [Button(title, f"/{n}") for n, title in enumerate(titles)]
        await memory.offer("twilio", CONTACT, [one, other], by=uuid4())
        named = await memory.choose("twilio", CONTACT, other.title, by=uuid4())
        assert named == (None if titles[0] == "Yes" else "/1")

    @pytest.mark.parametrize(
        ("text", "meant"),
        [
            ("প্রতিবন্ধী", "/pwd"),
            ("boyosko", "/oaa"),
            ("BOYOSHKO bhata", "/oaa"),
            ("বিধবারটা", "/wda"),
            ("allowance", None),
            ("jante chai boyosko", None),
            ("phone", None),
            ("Phone lagbe na", "/none"),
            ("2 bhata", None),
        ],
    )
    async def test_some_of_its_words_will_do_where_no_other_has_them(
        self, memory: Memory, text: str, meant: str | None
    ) -> None:
        offered = [
            Button("boyosko bhata", "/oaa"),
            Button("প্রতিবন্ধী ভাতা", "/pwd"),
            Button("বিধবা ভাতা", "/wda"),
            Button("Widow allowance", "/en"),
            Button("Old age allowance", "/en"),
            Button("Phone lagbe na", "/none"),
        ]
        await memory.offer("twilio", CONTACT, offered, by=uuid4())
        assert await memory.choose("twilio", CONTACT, text, by=uuid4()) == meant

    async def test_each_channel_has_its_own(self, memory: Memory) -> None:
        await memory.offer("twilio", CONTACT, options("/a"), by=uuid4())
        assert await memory.choose("simulator", CONTACT, "1", by=uuid4()) is None

    async def test_an_offer_replaces_the_one_before(self, memory: Memory) -> None:
        first, second, third = messages(3)
        await memory.offer("twilio", CONTACT, options("/a"), by=first)
        await memory.offer("twilio", CONTACT, options(), by=second)
        assert await memory.choose("twilio", CONTACT, "1", by=third) is None

    async def test_a_message_asked_again_means_the_old_numbers(self, memory: Memory) -> None:
        first, asked_again, third = messages(3)
        await memory.offer("twilio", CONTACT, options("/old"), by=first)
        for _ in range(2):
            assert await memory.choose("twilio", CONTACT, "1", by=asked_again) == "/old"
            await memory.offer("twilio", CONTACT, options("/new"), by=asked_again)
        assert await memory.choose("twilio", CONTACT, "1", by=third) == "/new"

    async def test_a_slow_workers_offer_does_not_replace_a_later_one(self, memory: Memory) -> None:
        """Its lock has ended meanwhile, and another worker has answered what came next."""
        earlier, later, next_one = messages(3)
        await memory.offer("twilio", CONTACT, options("/menu"), by=later)
        await memory.offer("twilio", CONTACT, options(), by=earlier)
        assert await memory.choose("twilio", CONTACT, "1", by=next_one) == "/menu"

    async def test_an_offer_can_be_withdrawn(self, memory: Memory) -> None:
        await memory.offer("twilio", CONTACT, options("/a"), by=messages(1)[0])
        await memory.withdraw_offer("twilio", CONTACT)
        assert await memory.choose("twilio", CONTACT, "1", by=uuid4()) is None


def options(*payloads: str) -> list[Button]:
    return [Button(f"Option {payload[1:]}!", payload) for payload in payloads]


def messages(count: int) -> list[UUID]:
    """Their ids, in the order in which they came."""
    return [uuid7(utc_now() + timedelta(seconds=position)) for position in range(count)]


async def test_an_introduction_is_remembered_with_its_language(memory: Memory) -> None:
    assert not await memory.is_introduced(CONTACT, Language.BANGLA)
    await memory.remember_introduced(CONTACT, Language.BANGLA)
    assert await memory.is_introduced(CONTACT, Language.BANGLA)
    assert not await memory.is_introduced(CONTACT, Language.ENGLISH)
