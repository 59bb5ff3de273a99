"""Against the library's own server: another hand's reading of the standard."""

import asyncio
from collections.abc import Sequence
from itertools import islice

import pytest
import smpp34

from tests.ussd_gateway.channels.smpp.clients import FAST, bound, make_client, texts
from tests.ussd_gateway.channels.smpp.message_centre import library_centre
from tests.ussd_gateway.channels.smpp.messages import CITIZEN, OURS, make_settings
from ussd_gateway.channels.smpp.client import Submission
from ussd_gateway.channels.smpp.errors import (
    NotBound,
    SubmitDeferred,
    SubmitRefused,
    Throttled,
    TurnMissed,
    Unreadable,
)
from ussd_gateway.channels.smpp.parts import read_part
from ussd_gateway.channels.smpp.pdus import UDHI, ShortMessage, Tag
from ussd_gateway.channels.smpp.receipts import read_receipt
from ussd_gateway.channels.smpp.settings import LongMessages

pytestmark = pytest.mark.anyio


class TestBinding:
    async def test_a_transceiver_goes_both_ways(self) -> None:
        async with library_centre() as centre, bound(centre) as client:
            esme = await centre.binds.get()
            assert client.is_bound
            assert (esme.system_id, esme.can_receive) == ("nalish", True)

    async def test_it_unbinds_at_the_end(self) -> None:
        async with library_centre() as centre:
            async with bound(centre) as client:
                pass
            await asyncio.wait_for(centre.unbound.wait(), 5)
            assert not client.is_bound

    async def test_before_the_bind_nothing_is_sent(self) -> None:
        client = make_client(make_settings(port=1, **FAST))
        async with client.running():
            submission = await client.submit(texts(b"taka"))
        assert submission.ids == ()
        assert isinstance(submission.failure, NotBound)


class TestSubmit:
    async def test_a_message_arrives_as_it_was_meant(self) -> None:
        async with library_centre() as centre, bound(centre) as client:
            messages = texts(b"taka", settings=make_settings(source_ton=3))
            assert await client.submit(messages) == Submission(("1",))
        [event] = centre.submitted
        assert (event.source_addr, event.source_addr_ton) == (OURS, 3)
        assert (event.destination_addr, event.dest_addr_ton, event.dest_addr_npi) == (CITIZEN, 1, 1)
        assert (event.short_message, event.registered_delivery) == (b"taka", 1)

    @pytest.mark.parametrize("way", LongMessages)
    async def test_a_long_one_arrives_whole(self, way: LongMessages) -> None:
        settings = make_settings(long_messages=way)
        parts = [b"a" * 153, b"b" * 153, b"c"]
        async with library_centre() as centre, bound(centre) as client:
            submission = await client.submit(texts(*parts, settings=settings))
        received = [read_part(as_message(event)) for event in centre.submitted]
        assert len(submission.ids) == len(received) == (1 if way is LongMessages.PAYLOAD else 3)
        assert b"".join(part.octets for part in received) == b"".join(parts)
        if way is not LongMessages.PAYLOAD:
            places = [part.place for part in received if part.place]
            assert [(place.number, place.total) for place in places] == [(1, 3), (2, 3), (3, 3)]

    async def test_tlvs_arrive_untouched(self) -> None:
        [message] = texts(b"1. Taka")
        session = {int(Tag.USSD_SERVICE_OP): b"\x02", 0x1403: b"\xaa\xbb"}
        message = ShortMessage(message.source, message.destination, b"1. Taka", tlvs=session)
        async with library_centre() as centre, bound(centre) as client:
            await client.submit([message])
        assert {tlv.tag: tlv.value for tlv in centre.submitted[0].tlvs} == session

    @pytest.mark.parametrize(
        ("status", "expected"),
        [
            (smpp34.ESME_RTHROTTLED, Throttled),
            (smpp34.ESME_RMSGQFUL, Throttled),
            (smpp34.ESME_RINVDSTADR, SubmitRefused),
            (smpp34.ESME_RSYSERR, SubmitDeferred),
        ],
    )
    async def test_a_refusal_says_what_to_do(self, status: int, expected: type) -> None:
        async with (
            library_centre(lambda event: event.reject(status)) as centre,
            bound(centre) as client,
        ):
            submission = await client.submit(texts(b"taka"))
        assert submission.ids == ()
        assert type(submission.failure) is expected

    async def test_after_a_failure_in_the_middle_only_the_rest_goes_again(self) -> None:
        answers = iter([True, False, True, True])

        def answer(event: smpp34.SubmitSmEvent) -> None:
            if next(answers):
                event.accept(f"id{event.short_message[-1:].decode()}")
            else:
                event.reject(smpp34.ESME_RSYSERR)

        messages = texts(b"a", b"b", b"c")
        async with library_centre(answer) as centre, bound(centre) as client:
            first = await client.submit(messages)
            assert first.ids == ("ida",)
            assert isinstance(first.failure, SubmitDeferred)
            assert await client.submit(messages, first.ids) == Submission(("ida", "idb", "idc"))
        sent = [event.short_message[-1:] for event in centre.submitted]
        assert sent == [b"a", b"b", b"b", b"c"]

    async def test_no_more_than_the_window_is_ever_without_an_answer(self) -> None:
        waiting: list[smpp34.SubmitSmEvent] = []
        most = 0

        async def answer(event: smpp34.SubmitSmEvent) -> None:
            nonlocal most
            waiting.append(event)
            most = max(most, len(waiting))
            await asyncio.sleep(0.02)
            waiting.remove(event)
            event.accept("1")

        async with library_centre(answer) as centre, bound(centre, window_size=4) as client:
            messages = texts(b"taka")
            done = await asyncio.gather(*(client.submit(messages) for _ in range(20)))
        assert all(submission.ids for submission in done)
        assert most == 4

    async def test_no_more_a_second_than_the_contract_allows(self) -> None:
        async with library_centre() as centre, bound(centre, messages_per_second=50) as client:
            began_at = asyncio.get_running_loop().time()
            await client.submit(texts(*[b"part"] * 11))
            took_ms = round((asyncio.get_running_loop().time() - began_at) * 1000)
            assert took_ms >= 200

    async def test_a_throttling_message_centre_is_given_time(self) -> None:
        def answer(event: smpp34.SubmitSmEvent) -> None:
            if len(centre.submitted) <= 3:
                event.reject(smpp34.ESME_RTHROTTLED)
            else:
                event.accept("1")

        async with library_centre(answer) as centre, bound(centre) as client:
            messages = texts(b"taka")
            results = [await client.submit(messages) for _ in range(4)]
            assert 400 < client.messages_per_second < 600
        assert [type(result.failure) for result in results[:3]] == [Throttled] * 3
        assert results[3].ids == ("1",)

    async def test_what_finds_no_room_in_the_window_in_time_does_not_go(self) -> None:
        arrived, go_on = asyncio.Event(), asyncio.Event()

        async def answer(event: smpp34.SubmitSmEvent) -> None:
            arrived.set()
            await go_on.wait()
            event.accept("1")

        async with library_centre(answer) as centre, bound(centre, window_size=1) as client:
            first = asyncio.create_task(client.submit(texts(b"first")))
            await arrived.wait()
            late = await client.submit(texts(b"late"), seconds_left=lambda: 0.02)
            go_on.set()
            assert (await first).ids == ("1",)
            assert (await client.submit(texts(b"third"))).ids == ("1",)
        assert isinstance(late.failure, TurnMissed)
        assert [event.short_message for event in centre.submitted] == [b"first", b"third"]

    async def test_whose_slot_comes_too_late_leaves_it_to_others(self) -> None:
        async with library_centre() as centre, bound(centre, messages_per_second=5) as client:
            await client.submit(texts(b"first"))
            late = [
                await client.submit(texts(b"late"), seconds_left=lambda: 0.1) for _ in range(50)
            ]
            assert (await client.submit(texts(b"third"))).ids == ("2",)
        assert {type(each.failure) for each in late} == {TurnMissed}
        assert [event.short_message for event in centre.submitted] == [b"first", b"third"]

    async def test_of_a_long_one_that_has_no_time_left_the_rest_goes_later(self) -> None:
        remembered: list[Sequence[str]] = []
        time_left = iter([1.0, 1.0, 1.0, 0.0, 0.0])

        async def remember(ids: Sequence[str]) -> None:
            remembered.append([*ids])

        async with library_centre() as centre, bound(centre) as client:
            parts = texts(b"a", b"b")
            begun = await client.submit(
                parts, seconds_left=lambda: next(time_left), remember=remember
            )
            assert (begun.ids, remembered) == (("1",), [["1"]])
            assert isinstance(begun.failure, TurnMissed)
            assert await client.submit(parts, begun.ids) == Submission(("1", "2"))
        assert [event.short_message[-1:] for event in centre.submitted] == [b"a", b"b"]

    async def test_what_is_on_its_way_is_waited_for_at_the_end(self) -> None:
        async def answer(event: smpp34.SubmitSmEvent) -> None:
            arrived.set()
            await asyncio.sleep(0.1)
            event.accept("1")

        arrived = asyncio.Event()
        async with library_centre(answer) as centre:
            async with bound(centre) as client:
                submitting = asyncio.create_task(client.submit(texts(b"taka")))
                await arrived.wait()
            assert (await submitting).ids == ("1",)
            late = await client.submit(texts(b"taka"))
        assert isinstance(late.failure, NotBound)


class TestInbound:
    async def test_a_message_is_answered_after_it_is_committed(self) -> None:
        committed = asyncio.Event()

        async def commit(_: ShortMessage) -> None:
            await committed.wait()

        async with library_centre() as centre, bound(centre, commit):
            esme = await centre.binds.get()
            delivering = asyncio.create_task(deliver(esme, b"taka"))
            await asyncio.sleep(0.05)
            assert not delivering.done()
            committed.set()
            assert await delivering == 0

    @pytest.mark.parametrize(
        ("error", "status"),
        [(ConnectionError("the journal is away"), 0x64), (Unreadable("no letters"), 0x65)],
    )
    async def test_one_that_is_not_taken_is_not_acknowledged(
        self, error: Exception, status: int
    ) -> None:
        async def fail(_: ShortMessage) -> None:
            raise error

        async with library_centre() as centre, bound(centre, fail):
            assert await deliver(await centre.binds.get(), b"taka") == status

    async def test_one_sender_does_not_hold_up_another(self) -> None:
        slow = asyncio.Event()

        async def hear(message: ShortMessage) -> None:
            if message.octets == b"slow":
                await slow.wait()

        async with library_centre() as centre, bound(centre, hear):
            esme = await centre.binds.get()
            held_up = asyncio.create_task(deliver(esme, b"slow"))
            senders = [f"88017000000{number:02}" for number in range(20)]
            others = [asyncio.create_task(deliver(esme, b"quick", sender)) for sender in senders]
            for quick in islice(asyncio.as_completed(others), 10):
                assert await quick == 0
            slow.set()
            assert await asyncio.gather(*others) == [0] * 20
            assert await held_up == 0

    async def test_what_is_being_committed_at_the_end_is_still_answered(self) -> None:
        begun, going_on = asyncio.Event(), asyncio.Event()

        async def commit(_: ShortMessage) -> None:
            begun.set()
            await going_on.wait()

        async def deliver_one_more() -> int:
            try:
                return await deliver(esme, b"more", "8801999999999")
            finally:
                going_on.set()

        async with library_centre() as centre:
            async with bound(centre, commit):
                esme = await centre.binds.get()
                delivering = asyncio.create_task(deliver(esme, b"taka"))
                await begun.wait()
                one_more = asyncio.create_task(deliver_one_more())
            assert await asyncio.gather(delivering, one_more) == [0, 0x64]

    async def test_a_receipt_may_come_before_the_answer(self) -> None:
        receipts: list[str] = []

        async def hear(message: ShortMessage) -> None:
            receipt = read_receipt(message)
            assert receipt
            receipts.append(f"{receipt.message_id} while {client.in_flight} in flight")

        async def answer(event: smpp34.SubmitSmEvent) -> None:
            text = b"id:2a sub:001 dlvrd:001 stat:DELIVRD err:000 text:"
            assert await deliver(await centre.binds.get(), text, esm_class=4) == 0
            event.accept("42")

        async with library_centre(answer) as centre, bound(centre, hear) as client:
            assert (await client.submit(texts(b"taka"))).ids == ("42",)
            assert receipts == ["2a while 1 in flight"]
            assert client.in_flight == 0


async def deliver(esme: smpp34.Esme, octets: bytes, sender: str = CITIZEN, **fields: int) -> int:
    response = await esme.deliver_sm(OURS, octets, source_addr=sender, **fields)
    return response.command_status


def as_message(event: smpp34.SubmitSmEvent) -> ShortMessage:
    [blank] = texts(b"")
    return ShortMessage(
        blank.source,
        blank.destination,
        event.short_message,
        esm_class=event.esm_class & UDHI,
        tlvs={tlv.tag: tlv.value for tlv in event.tlvs},
    )
