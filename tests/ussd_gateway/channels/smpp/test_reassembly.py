import asyncio
from collections.abc import AsyncIterator, Sequence
from dataclasses import replace
from datetime import UTC, datetime, timedelta
from itertools import pairwise
from typing import Any

import pytest
from hypothesis import HealthCheck, given
from hypothesis import settings as hypothesis_settings
from hypothesis import strategies as st
from redis.asyncio import Redis

from tests.ussd_gateway.channels.smpp.messages import CITIZEN, OURS, make_settings
from ussd_gateway.channels.smpp.errors import UnreadableText
from ussd_gateway.channels.smpp.long_messages import make_messages
from ussd_gateway.channels.smpp.parts import MISSING, read_part, read_text
from ussd_gateway.channels.smpp.pdus import ShortMessage
from ussd_gateway.channels.smpp.reassembly import Assembled, Reassembly
from ussd_gateway.channels.smpp.settings import LongMessages
from ussd_gateway.sealing import Sealer

pytestmark = pytest.mark.anyio
SEALER = Sealer(keys={1: b"k" * 32}, current=1, index_key=b"i" * 32)
SETTINGS = make_settings()
ANOTHER = "8801812345678"


class Desk:
    """Takes parts in two processes, and keeps what was committed."""

    def __init__(self, redis: Redis, prefix: str) -> None:
        self.now = datetime(2026, 11, 29, 10, tzinfo=UTC)
        self.committed: list[Assembled] = []
        self.is_away = False
        self.processes = [
            Reassembly(redis, prefix, SEALER, SETTINGS, lambda: self.now) for _ in range(2)
        ]

    async def commit(self, assembled: Assembled) -> None:
        if self.is_away:
            raise ConnectionError("the journal is away")
        self.committed.append(assembled)

    async def take(self, *messages: ShortMessage) -> None:
        for number, message in enumerate(messages):
            part = read_part(message)
            assert part.place
            process = self.processes[number % 2]
            await process.take(message, part, part.place, self.commit)

    async def sweep(self, **later: float) -> None:
        self.now += timedelta(**later)
        await self.processes[0].sweep(self.commit)

    @property
    def texts(self) -> list[str]:
        return [read_text(assembled.parts, SETTINGS) for assembled in self.committed]


@pytest.fixture
async def redis(anyio_backend: object, redis_url: str) -> AsyncIterator[Redis]:
    client = Redis.from_url(redis_url, decode_responses=True)
    yield client
    await client.aclose()


@pytest.fixture
def desk(redis: Redis, redis_prefix: str) -> Desk:
    return Desk(redis, redis_prefix)


def parts_of(
    *octets: bytes,
    reference: int = 7,
    way: LongMessages = LongMessages.UDH_8,
    sender: str = CITIZEN,
    data_coding: int = 0,
) -> list[ShortMessage]:
    return make_messages(
        make_settings(long_messages=way, receipts=False),
        sender=sender,
        recipient=OURS,
        segments=octets,
        data_coding=data_coding,
        reference=reference,
    )


class TestTake:
    @pytest.mark.parametrize("way", [LongMessages.UDH_8, LongMessages.UDH_16, LongMessages.SAR])
    async def test_parts_become_one_text(self, desk: Desk, way: LongMessages) -> None:
        await desk.take(*parts_of(b"amar ", b"taka ", b"ase nai", way=way))
        assert desk.texts == ["amar taka ase nai"]
        [assembled] = desk.committed
        assert assembled.is_complete
        assert (assembled.sender.number, assembled.recipient.number) == (CITIZEN, OURS)

    async def test_nothing_is_committed_before_the_last_part(self, desk: Desk) -> None:
        first, _, last = parts_of(b"a", b"b", b"c")
        await desk.take(last, first, last, first)
        assert desk.texts == []

    async def test_what_belongs_to_others_stays_apart(self, desk: Desk) -> None:
        ways = [LongMessages.UDH_8, LongMessages.UDH_16, LongMessages.SAR]
        messages = [parts_of(way.value.encode(), b"!", way=way) for way in ways]
        messages.append(parts_of(b"ref", b"!", reference=8))
        messages.append(parts_of(b"sender", b"!", sender=ANOTHER))
        messages.append(parts_of(b"total", b"!", b"?"))
        for number in range(2):
            await desk.take(*(parts[number] for parts in messages))
        await desk.take(messages[-1][2])
        assert desk.texts == ["udh8!", "udh16!", "sar!", "ref!", "sender!", "total!?"]

    async def test_a_reference_is_used_again(self, desk: Desk) -> None:
        await desk.take(*parts_of(b"a", b"b"))
        await desk.take(*parts_of(b"c", b"d"))
        assert desk.texts == ["ab", "cd"]
        assert desk.committed[0].id != desk.committed[1].id

    async def test_a_new_message_pushes_an_unfinished_one_aside(self, desk: Desk) -> None:
        await desk.take(parts_of(b"old", b"lost")[0])
        await desk.take(*parts_of(b"new", b"text"))
        await desk.sweep()
        assert desk.texts == ["newtext", f"old{MISSING}"]

    async def test_parts_that_come_at_once_are_committed_once(self, desk: Desk) -> None:
        messages = parts_of(*(bytes((65 + n,)) for n in range(20)))
        await asyncio.gather(*(desk.take(message) for message in messages))
        assert desk.texts == ["ABCDEFGHIJKLMNOPQRST"]


@st.composite
def arrivals(draw: Any) -> tuple[str, list[bytes], int, list[int]]:
    """A text, cut anywhere, and its parts in any order with repeats before the last one."""
    text = draw(st.text(st.sampled_from("aé€আ😀"), min_size=2, max_size=60))
    octets = text.encode("utf-16-be")
    cuts = draw(st.lists(st.integers(1, len(octets) - 1), min_size=1, max_size=6, unique=True))
    places = [0, *sorted(cuts), len(octets)]
    pieces = [octets[start:end] for start, end in pairwise(places)]
    order = draw(st.permutations(range(len(pieces))))
    repeats = draw(st.lists(st.sampled_from(order[:-1]), max_size=4))
    return text, pieces, draw(st.integers(0, 255)), [*order[:-1], *repeats, order[-1]]


@given(arrivals(), st.sampled_from([LongMessages.UDH_8, LongMessages.UDH_16, LongMessages.SAR]))
@hypothesis_settings(
    max_examples=60,
    deadline=None,
    suppress_health_check=[HealthCheck.function_scoped_fixture],
)
async def test_any_text_cut_anywhere_and_mixed_up_is_read_once(
    desk: Desk,
    arrival: tuple[str, list[bytes], int, list[int]],
    way: LongMessages,
) -> None:
    text, pieces, reference, order = arrival
    desk.committed.clear()
    desk.now += timedelta(days=3)
    messages = parts_of(*pieces, reference=reference, way=way, data_coding=8)
    await desk.take(*(messages[number] for number in order))
    assert desk.texts == [text]


class TestNothingIsLost:
    async def test_a_commit_that_failed_is_made_up_when_the_part_comes_again(
        self, desk: Desk
    ) -> None:
        first, last = parts_of(b"amar ", b"taka")
        desk.is_away = True
        await desk.take(first)
        with pytest.raises(ConnectionError):
            await desk.take(last)
        desk.is_away = False
        await desk.take(last)
        assert desk.texts == ["amar taka"]

    async def test_or_by_whoever_sweeps(self, desk: Desk) -> None:
        desk.is_away = True
        with pytest.raises(ConnectionError):
            await desk.take(*parts_of(b"amar ", b"taka"))
        desk.is_away = False
        await desk.sweep(seconds=30)
        assert desk.texts == []
        await desk.sweep(seconds=31)
        await desk.sweep(days=2)
        assert desk.texts == ["amar taka"]

    async def test_what_is_handed_over_twice_has_the_same_id(self, desk: Desk) -> None:
        async def commit_and_die(assembled: Assembled) -> None:
            await desk.commit(assembled)
            raise SystemError("killed")

        first, last = parts_of(b"amar ", b"taka")
        await desk.take(first)
        part = read_part(last)
        assert part.place
        with pytest.raises(SystemError):
            await desk.processes[0].take(last, part, part.place, commit_and_die)
        await desk.sweep(seconds=61)
        one, two = desk.committed
        assert one == two

    async def test_a_part_whose_answer_got_lost_is_known(self, desk: Desk) -> None:
        first, last = parts_of(b"amar ", b"taka")
        await desk.take(first, last, last, first)
        await desk.sweep(days=2)
        assert desk.texts == ["amar taka"]

    async def test_however_late_it_comes(self, desk: Desk) -> None:
        first, last = parts_of(b"amar ", b"taka")
        await desk.take(first, last)
        desk.now += timedelta(hours=1)
        await desk.take(last)
        await desk.sweep(hours=25)
        assert desk.texts == ["amar taka"]

    async def test_but_the_same_text_may_be_sent_again(self, desk: Desk) -> None:
        await desk.take(*parts_of(b"amar ", b"taka"))
        desk.now += timedelta(hours=1)
        await desk.take(*parts_of(b"amar ", b"taka"))
        assert desk.texts == ["amar taka", "amar taka"]

    async def test_an_incomplete_message_is_handed_over_with_a_mark(self, desk: Desk) -> None:
        first, _, last = parts_of(b"amar ", b"lost", b" nai")
        await desk.take(first, last)
        await desk.sweep(hours=23)
        assert desk.texts == []
        await desk.sweep(hours=2)
        await desk.sweep(hours=48)
        assert desk.texts == [f"amar {MISSING} nai"]
        assert not desk.committed[0].is_complete

    async def test_a_part_that_comes_while_others_are_handed_over_stays(self, desk: Desk) -> None:
        first, second, third = parts_of(b"a", b"b", b"c")
        await desk.take(first)

        async def commit_slowly(assembled: Assembled) -> None:
            await desk.take(second)
            await desk.commit(assembled)

        desk.now += timedelta(hours=25)
        await desk.processes[0].sweep(commit_slowly)
        await desk.take(third)
        assert desk.texts == [f"a{MISSING}", "abc"]

    async def test_the_last_part_may_come_while_the_rest_is_handed_over(self, desk: Desk) -> None:
        first, last = parts_of(b"amar ", b"taka")
        await desk.take(first)

        async def commit_slowly(assembled: Assembled) -> None:
            if not desk.committed:
                await desk.take(last)
            await desk.commit(assembled)

        desk.now += timedelta(hours=25)
        await desk.processes[0].sweep(commit_slowly)
        assert "amar taka" in desk.texts
        assert len({assembled.id for assembled in desk.committed}) == len(desk.committed)

    async def test_one_that_cannot_be_committed_holds_up_no_other(self, desk: Desk) -> None:
        async def refuse_the_first(assembled: Assembled) -> None:
            if assembled.sender.number == CITIZEN:
                raise ValueError("never")
            await desk.commit(assembled)

        await desk.take(parts_of(b"bad", b"lost")[0])
        desk.now += timedelta(seconds=1)
        await desk.take(parts_of(b"good", b"lost", sender=ANOTHER)[0])
        desk.now += timedelta(hours=25)
        with pytest.raises(ValueError, match="never"):
            await desk.processes[0].sweep(refuse_the_first)
        await desk.processes[0].sweep(refuse_the_first)
        assert desk.texts == [f"good{MISSING}"]

    async def test_what_is_unreadable_is_turned_away_once_and_kept_sealed(
        self, desk: Desk, redis: Redis, redis_prefix: str
    ) -> None:
        asked: list[str] = []

        async def cannot_read(assembled: Assembled) -> None:
            asked.append(assembled.id)
            raise UnreadableText("data_coding 0x04")

        first, last = parts_of(b"amar ", b"taka")
        await desk.take(first)
        part = read_part(last)
        assert part.place
        with pytest.raises(UnreadableText):
            await desk.processes[0].take(last, part, part.place, cannot_read)
        await desk.take(parts_of(b"a", b"b", reference=8)[0])
        for _ in range(2):
            desk.now += timedelta(hours=25)
            await desk.processes[0].sweep(cannot_read)
        assert len(asked) == len(set(asked)) == 2
        kept = [key async for key in redis.scan_iter(f"{redis_prefix}*:unreadable:*")]
        assert [await redis.hexists(key, "part:1") for key in kept] == [True, True]
        assert all([0 < await redis.ttl(key) <= 30 * 86400 for key in kept])

    async def test_parts_whose_key_is_gone_hold_up_no_other(self, desk: Desk) -> None:
        strange = desk.processes[1]
        desk.processes[1] = replace(strange, sealer=replace(SEALER, keys={2: b"o" * 32}, current=2))
        await desk.take(parts_of(b"good", b"lost")[0])
        desk.now += timedelta(seconds=1)
        bad, good = parts_of(b"bad", b"lost", reference=8)[0], parts_of(b"x", b"y", reference=9)[0]
        desk.processes.reverse()
        await desk.take(bad, good)
        desk.processes.reverse()
        await desk.sweep(hours=25)
        await desk.sweep(hours=25)
        assert desk.texts == [f"good{MISSING}", f"x{MISSING}"]

    async def test_two_who_sweep_do_not_hand_over_the_same(self, desk: Desk) -> None:
        for reference in range(10):
            await desk.take(parts_of(b"a", b"b", reference=reference)[0])
        desk.now += timedelta(hours=25)
        await asyncio.gather(*(process.sweep(desk.commit) for process in desk.processes))
        assert len(desk.committed) == 10


async def test_redis_sees_no_number_and_no_text(
    desk: Desk, redis: Redis, redis_prefix: str
) -> None:
    await desk.take(parts_of(b"secret words", b"lost")[0])
    await desk.take(*parts_of(b"secret", b"words", sender=ANOTHER))
    seen = []
    async for key in redis.scan_iter(f"{redis_prefix}*"):
        kind = await redis.type(key)
        members: Sequence[Any] = (
            [await redis.hgetall(key)] if kind == "hash" else await redis.zrange(key, 0, -1)
        )
        seen.append(f"{key} {members}")
    assert len(seen) == 3
    for secret in ("secret", b"secret".hex(), CITIZEN, ANOTHER, OURS):
        assert secret not in " ".join(seen)


async def test_after_the_commit_only_what_knows_repeats_is_left(
    desk: Desk, redis: Redis, redis_prefix: str
) -> None:
    await desk.take(*parts_of(b"amar ", b"taka"))
    [key] = [key async for key in redis.scan_iter(f"{redis_prefix}*")]
    assert 0 < await redis.ttl(key) <= 48 * 3600
