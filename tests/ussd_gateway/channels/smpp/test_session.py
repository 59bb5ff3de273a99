"""Against a message centre that does exactly what a test says, what no good one does too."""

import asyncio
import struct
from collections.abc import Iterator
from contextlib import contextmanager

import pytest
from structlog.testing import capture_logs

from tests.ussd_gateway.channels.smpp.clients import (
    FAST,
    bound_to_script,
    make_client,
    texts,
)
from tests.ussd_gateway.channels.smpp.message_centre import scripted_centre
from tests.ussd_gateway.channels.smpp.messages import CITIZEN, from_citizen, make_settings
from tests.ussd_gateway.counting import count_of
from ussd_gateway.channels.smpp import wire
from ussd_gateway.channels.smpp.client import Submission
from ussd_gateway.channels.smpp.errors import SubmitDeferred, SubmitRefused, UnknownOutcome
from ussd_gateway.channels.smpp.link import reconnect_wait
from ussd_gateway.channels.smpp.pdus import RESPONSE, Command, ShortMessage

pytestmark = pytest.mark.anyio


@contextmanager
def refused(error: str) -> Iterator[None]:
    """Counted under this name, and told."""
    labels = {"channel": "operator", "error": error}
    before = count_of("nalish_gateway_webhooks_refused_total", labels)
    with capture_logs() as told:
        yield
    assert count_of("nalish_gateway_webhooks_refused_total", labels) == before + 1
    assert "smpp_message_unreadable" in [line["event"] for line in told]


class TestBinding:
    async def test_two_binds_where_the_operator_wants_them(self) -> None:
        heard: list[bytes] = []

        async def hear(message: ShortMessage) -> None:
            heard.append(message.octets)

        async with scripted_centre() as centre:
            settings = make_settings(port=centre.port, bind="transmitter+receiver", **FAST)
            client = make_client(settings, hear)
            async with asyncio.timeout(20), client.running():
                callers = {}
                for _ in range(2):
                    caller = await centre.next_caller()
                    bind = wire.read_pdu(await wire.read_frame(caller.reader))
                    assert not client.is_bound
                    caller.answer(bind)
                    callers[bind.command] = caller
                await client.wait_until_bound()
                assert await callers[Command.BIND_RECEIVER].deliver(from_citizen(b"hello")) == 0
                submitting = asyncio.create_task(client.submit(texts(b"taka")))
                transmitter = callers[Command.BIND_TRANSMITTER]
                transmitter.answer(await transmitter.next(Command.SUBMIT_SM), body=b"1\0")
                assert await submitting == Submission(("1",))
                for caller in callers.values():
                    caller.writer.transport.abort()
        assert heard == [b"hello"]

    async def test_a_refused_bind_is_tried_again(self) -> None:
        async with scripted_centre() as centre:
            client = make_client(make_settings(port=centre.port, **FAST))
            async with asyncio.timeout(20), client.running():
                for status in (0x0E, 0x05, 0x08):
                    caller = await centre.next_caller()
                    caller.answer(await caller.next(Command.BIND_TRANSCEIVER), status)
                    assert await caller.is_gone()
                    assert not client.is_bound
                caller = await centre.next_caller()
                await caller.accept_bind()
                await client.wait_until_bound()
                caller.writer.transport.abort()

    async def test_each_time_after_a_longer_wait(self) -> None:
        slower = FAST | {"reconnect_seconds": 0.02, "most_reconnect_seconds": 10}
        async with scripted_centre() as centre:
            settings = make_settings(port=centre.port, **slower)
            began_at = asyncio.get_running_loop().time()
            async with asyncio.timeout(20), make_client(settings).running():
                for _ in range(6):
                    caller = await centre.next_caller()
                    caller.answer(await caller.next(Command.BIND_TRANSCEIVER), 0x0D)
        assert asyncio.get_running_loop().time() - began_at > 0.3

    async def test_so_is_one_that_is_never_answered(self) -> None:
        async with scripted_centre() as centre:
            settings = make_settings(port=centre.port, **FAST | {"response_timeout_seconds": 0.05})
            async with asyncio.timeout(20), make_client(settings).running():
                for _ in range(2):
                    caller = await centre.next_caller()
                    await caller.next(Command.BIND_TRANSCEIVER)
                    assert await caller.is_gone()

    async def test_a_message_centre_may_unbind_us(self) -> None:
        async with (
            scripted_centre() as centre,
            bound_to_script(centre) as (client, caller),
        ):
            caller.write(wire.encode(Command.UNBIND, 9))
            answer = await caller.next(Command.UNBIND | RESPONSE)
            assert answer.sequence == 9
            assert await caller.is_gone()
            again = await centre.next_caller()
            await again.accept_bind()
            await client.wait_until_bound()
            again.writer.transport.abort()

    def test_each_failure_doubles_the_wait_up_to_a_limit(self) -> None:
        settings = make_settings(reconnect_seconds=1, most_reconnect_seconds=60)
        for failures, longest in ((1, 1), (2, 2), (5, 16), (7, 60), (5000, 60)):
            waits = {reconnect_wait(settings, failures) for _ in range(50)}
            assert longest / 2 <= min(waits) < max(waits) <= longest
            assert len(waits) > 1


class TestSubmit:
    async def test_a_lost_connection_leaves_each_outcome_unknown_once(self) -> None:
        async with (
            scripted_centre() as centre,
            bound_to_script(centre) as (client, caller),
        ):
            submitting = [asyncio.create_task(client.submit(texts(b"taka"))) for _ in range(5)]
            pdus = [await caller.next(Command.SUBMIT_SM) for _ in range(5)]
            for pdu, number in zip(pdus[:2], (b"1\0", b"2\0"), strict=True):
                caller.answer(pdu, body=number)
            await asyncio.wait(submitting[:2])
            caller.writer.transport.abort()
            results = await asyncio.gather(*submitting)
            assert results[:2] == [Submission(("1",)), Submission(("2",))]
            assert [type(result.failure) for result in results[2:]] == [UnknownOutcome] * 3

            again = await centre.next_caller()
            await again.accept_bind()
            await client.wait_until_bound()
            resubmitting = asyncio.create_task(client.submit(texts(b"taka")))
            again.answer(await again.next(Command.SUBMIT_SM), body=b"3\0")
            assert await resubmitting == Submission(("3",))
            again.writer.transport.abort()

    async def test_a_late_answer_is_nobodys(self) -> None:
        async with (
            scripted_centre() as centre,
            bound_to_script(centre, response_timeout_seconds=0.5) as (client, caller),
        ):
            submitting = asyncio.create_task(client.submit(texts(b"taka")))
            late = await caller.next(Command.SUBMIT_SM)
            assert type((await submitting).failure) is UnknownOutcome
            submitting = asyncio.create_task(client.submit(texts(b"taka")))
            in_time = await caller.next(Command.SUBMIT_SM)
            caller.answer(late, body=b"late\0")
            caller.answer(in_time, body=b"in time\0")
            assert await submitting == Submission(("in time",))

    async def test_answers_may_come_in_any_order(self) -> None:
        async with (
            scripted_centre() as centre,
            bound_to_script(centre) as (client, caller),
        ):
            submitting = [asyncio.create_task(client.submit(texts(bytes((n,))))) for n in range(4)]
            pdus = [await caller.next(Command.SUBMIT_SM) for _ in range(4)]
            for number in (3, 1, 0, 2):
                caller.answer(pdus[number], body=b"%d\0" % number)
            results = await asyncio.gather(*submitting)
        assert [result.ids for result in results] == [("0",), ("1",), ("2",), ("3",)]

    @pytest.mark.parametrize(("status", "expected"), [(0x02, SubmitRefused), (0, SubmitDeferred)])
    async def test_a_message_that_is_not_understood_is_not_taken(
        self, status: int, expected: type
    ) -> None:
        async with (
            scripted_centre() as centre,
            bound_to_script(centre) as (client, caller),
        ):
            submitting = asyncio.create_task(client.submit(texts(b"taka")))
            pdu = await caller.next(Command.SUBMIT_SM)
            caller.write(wire.encode(Command.GENERIC_NACK, pdu.sequence, status))
            assert type((await submitting).failure) is expected


class TestEnquiries:
    async def test_ours_are_sent_after_a_silence(self) -> None:
        async with (
            scripted_centre() as centre,
            bound_to_script(centre, enquire_link_seconds=0.05) as (client, caller),
        ):
            for _ in range(3):
                caller.answer(await caller.next(Command.ENQUIRE_LINK), body=b"")
            assert client.is_bound

    async def test_without_an_answer_the_connection_is_given_up(self) -> None:
        async with (
            scripted_centre() as centre,
            bound_to_script(centre, enquire_link_seconds=0.05, response_timeout_seconds=0.5) as (
                _,
                caller,
            ),
        ):
            await caller.next(Command.ENQUIRE_LINK)
            assert await caller.is_gone()
            await (await centre.next_caller()).next(Command.BIND_TRANSCEIVER)

    async def test_theirs_are_answered(self) -> None:
        async with scripted_centre() as centre, bound_to_script(centre) as (_, caller):
            caller.write(wire.encode(Command.ENQUIRE_LINK, 77))
            answer = await caller.next(Command.ENQUIRE_LINK | RESPONSE)
            assert (answer.sequence, answer.status) == (77, 0)


class TestNonsense:
    @pytest.mark.parametrize("body", [b"", b"\0\1\1" + b"9" * 40, b"\0\1\0019\0"])
    async def test_a_message_with_broken_fields_is_refused_for_good(self, body: bytes) -> None:
        async with scripted_centre() as centre, bound_to_script(centre) as (client, caller):
            with refused("MalformedPdu"):
                caller.write(wire.encode(Command.DELIVER_SM, 5, body=body))
                answer = await caller.next(Command.DELIVER_SM | RESPONSE)
            assert (answer.sequence, answer.status) == (5, 0x65)
            assert await caller.deliver(from_citizen(b"taka"), 6) == 0
            assert client.is_bound

    async def test_a_command_that_nobody_knows_is_not_silently_dropped(self) -> None:
        async with scripted_centre() as centre, bound_to_script(centre) as (_, caller):
            with refused("UnknownCommand"):
                caller.write(wire.encode(0x0103, 5))
                answer = await caller.next(Command.GENERIC_NACK)
            assert (answer.sequence, answer.status) == (5, 0x03)

    async def test_what_wants_no_answer_gets_none(self) -> None:
        async with scripted_centre() as centre, bound_to_script(centre) as (_, caller):
            caller.write(wire.encode(0x0102, 5, body=b"\1\1880\0\1\1880\0"))
            assert await caller.deliver(from_citizen(b"taka"), 6) == 0

    @pytest.mark.parametrize("length", [3, 0x7FFFFFFF])
    async def test_a_stream_out_of_step_is_begun_anew(self, length: int) -> None:
        async with scripted_centre() as centre, bound_to_script(centre) as (_, caller):
            with refused("MalformedPdu"):
                caller.write(struct.pack(">IIII", length, 5, 0, 1))
                assert (await caller.next(Command.GENERIC_NACK)).status == 0x02
            await (await centre.next_caller()).next(Command.BIND_TRANSCEIVER)

    async def test_half_a_message_is_none(self) -> None:
        heard: list[ShortMessage] = []

        async def hear(message: ShortMessage) -> None:
            heard.append(message)

        async with scripted_centre() as centre, bound_to_script(centre, hear) as (_, caller):
            caller.write(wire.encode_deliver(from_citizen(b"taka"), 1)[:-2])
            await caller.writer.drain()
            caller.writer.close()
            await (await centre.next_caller()).next(Command.BIND_TRANSCEIVER)
        assert heard == []


async def test_a_flood_is_told_to_come_again() -> None:
    going_on = asyncio.Event()

    async def hear(_: ShortMessage) -> None:
        await going_on.wait()

    async with (
        scripted_centre() as centre,
        bound_to_script(centre, hear, inbound_waiting=1) as (_, caller),
    ):
        for number in range(1, 6):
            caller.write(wire.encode_deliver(from_citizen(b"x"), number))
        answers = [await caller.next(Command.DELIVER_SM | RESPONSE) for _ in range(3)]
        assert [answer.status for answer in answers] == [0x64] * 3
        going_on.set()
        answers = [await caller.next(Command.DELIVER_SM | RESPONSE) for _ in range(2)]
        assert 0 in [answer.status for answer in answers]


async def test_one_senders_messages_stay_in_order() -> None:
    heard: list[bytes] = []

    async def hear(message: ShortMessage) -> None:
        await asyncio.sleep(0.03 / (1 + len(heard)))
        heard.append(message.octets)

    numbers = [bytes((number,)) for number in range(1, 9)]
    async with scripted_centre() as centre, bound_to_script(centre, hear) as (_, caller):
        for number in numbers:
            caller.write(wire.encode_deliver(from_citizen(number), number[0]))
        answers = [await caller.next(Command.DELIVER_SM | RESPONSE) for _ in numbers]
    assert [answer.sequence for answer in answers] == [number[0] for number in numbers]
    assert heard == numbers


async def test_what_waits_when_the_connection_is_lost_is_left_to_come_again() -> None:
    heard: list[bytes] = []
    going_on = asyncio.Event()

    async def hear(message: ShortMessage) -> None:
        heard.append(message.octets)
        await going_on.wait()

    async with scripted_centre() as centre, bound_to_script(centre, hear) as (client, caller):
        caller.write(wire.encode_deliver(from_citizen(b"first"), 1))
        caller.write(wire.encode_deliver(from_citizen(b"second"), 2))
        while not heard:
            await asyncio.sleep(0.01)
        caller.writer.transport.abort()
        again = await centre.next_caller()
        going_on.set()
        await again.accept_bind()
        await client.wait_until_bound()
        assert await again.deliver(from_citizen(b"second"), 1) == 0
        again.writer.transport.abort()
    assert heard == [b"first", b"second"]


async def test_no_number_and_no_text_is_logged() -> None:
    async def fail(_: ShortMessage) -> None:
        raise ValueError("secret words")

    with capture_logs() as logs:
        async with (
            scripted_centre() as centre,
            bound_to_script(centre, fail, response_timeout_seconds=0.5) as (client, caller),
        ):
            assert await caller.deliver(from_citizen(b"secret words")) == 0x64
            submitting = asyncio.create_task(client.submit(texts(b"secret words")))
            late = await caller.next(Command.SUBMIT_SM)
            await submitting
            caller.answer(late)
            caller.write(wire.encode(Command.DELIVER_SM, 5, body=b"\0\1\1" + CITIZEN.encode()))
            await caller.next(Command.DELIVER_SM | RESPONSE)
    events = {entry["event"] for entry in logs}
    assert {"smpp_bound", "smpp_message_not_taken", "smpp_late_answer"} | {
        "smpp_message_unreadable"
    } <= events
    assert "secret" not in str(logs)
    assert CITIZEN not in str(logs)
