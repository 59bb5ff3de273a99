"""What every channel of SMS must bear, whatever its provider's words are."""

from collections.abc import Callable
from typing import Any

import httpx
import pytest
from structlog.testing import capture_logs

from tests.ussd_gateway.channels.suite import (
    MACHINES,
    InboundSms,
    OutgoingSms,
    Request,
    StatusReports,
    all_that,
)
from tests.ussd_gateway.harness import Gateway, Provider
from ussd_gateway.journal import Journal
from ussd_gateway.messages import OutboxState

pytestmark = pytest.mark.anyio
PHONE = "+8801712345678"
TEXTS = ["আমার ভাতার টাকা আসে নাই।", "ক্ষ\u200dয়", "😀👨‍👩‍👧", "a\nb", "", "%00+&="]


def id_of(speaks: InboundSms | StatusReports | OutgoingSms) -> str:
    return speaks.channel


async def post(gateway: Gateway, request: Request) -> httpx.Response:
    return await gateway.web.request(
        request.method,
        request.path,
        content=request.body,
        headers={name: value.encode() for name, value in request.headers.items()},
    )


async def recorded(gateway: Gateway) -> int:
    return int(await gateway.value("SELECT count(*) FROM gateway.inbox"))


class TestInbound:
    @pytest.fixture(params=all_that(InboundSms), ids=id_of)
    def provider(self, request: pytest.FixtureRequest) -> InboundSms:
        found: InboundSms = request.param
        return found

    async def hear(
        self, gateway: Gateway, provider: InboundSms, **changes: Any
    ) -> tuple[str, httpx.Response]:
        fields = provider.fields()
        for name, value in changes.items():
            theirs = provider.names[name]
            if theirs is None:
                pytest.fail(f"{provider.channel} has no {name}")
            fields[theirs] = value
        kept = {name: value for name, value in fields.items() if value is not None}
        response = await post(gateway, provider.request(kept))
        return provider.error(response), response

    async def test_a_whole_message_is_recorded(
        self, gateway: Gateway, provider: InboundSms
    ) -> None:
        error, response = await self.hear(gateway, provider)
        assert (error, await recorded(gateway)) == ("", 1)
        assert response.is_success

    @pytest.mark.parametrize("field", ["id", "from"])
    async def test_a_missing_field_is_refused(
        self, gateway: Gateway, provider: InboundSms, field: str
    ) -> None:
        if provider.names[field] is None:
            return
        error, _ = await self.hear(gateway, provider, **{field: None})
        assert (error, await recorded(gateway)) == ("Malformed", 0)

    @pytest.mark.parametrize("number", ["0171234", " ", "+", "0" * 40, "a name too long"])
    async def test_a_bad_number_is_refused(
        self, gateway: Gateway, provider: InboundSms, number: str
    ) -> None:
        error, response = await self.hear(gateway, provider, **{"from": number})
        assert (error, await recorded(gateway)) == ("Malformed", 0)
        assert number not in response.text or not number.strip("+ ")

    async def test_what_a_machine_writes_is_kept_and_never_answered(
        self, gateway: Gateway, provider: InboundSms
    ) -> None:
        for number in MACHINES:
            error, _ = await self.hear(gateway, provider, **{"from": number})
            assert (number, error) == (number, "" if number in provider.machines else "Malformed")
        gateway.clock.advance(hours=1)
        await gateway.settle()
        await gateway.watch_deadlines()
        states = await gateway.rows("SELECT state FROM gateway.inbox")
        assert [state for (state,) in states] == ["automatic"] * len(provider.machines)
        assert await gateway.value("SELECT count(*) FROM gateway.outbox") == 0
        assert (gateway.assistant.heard, gateway.case_manager.conversations) == ([], [])

    async def test_a_hidden_number_is_answered_by_its_channel_alone(
        self, gateway: Gateway, provider: InboundSms
    ) -> None:
        if provider.masked is None:
            return
        await self.hear(gateway, provider, **{"from": provider.masked})
        await gateway.settle()
        assert len(gateway.assistant.heard) == 1
        [(_, introduction)] = gateway.case_manager.conversations
        assert introduction["phone"] is None
        channels = await gateway.rows("SELECT channel FROM gateway.outbox")
        assert [channel for (channel,) in channels] == [provider.channel]

    @pytest.mark.parametrize("message_id", ["a b", "x" * 65, "a\x00b", "কখ", "../x"])
    async def test_a_bad_id_is_refused(
        self, gateway: Gateway, provider: InboundSms, message_id: str
    ) -> None:
        if provider.names["id"] is None:
            return
        error, _ = await self.hear(gateway, provider, id=message_id)
        assert (error, await recorded(gateway)) == ("Malformed", 0)

    @pytest.mark.parametrize("address", ["x" * 65, "a\x00b"])
    async def test_a_bad_address_is_refused(
        self, gateway: Gateway, provider: InboundSms, address: str
    ) -> None:
        if provider.names["to"] is None:
            return
        error, _ = await self.hear(gateway, provider, to=address)
        assert (error, await recorded(gateway)) == ("Malformed", 0)

    async def test_a_duplicate_is_acknowledged_and_forgotten(
        self, gateway: Gateway, provider: InboundSms
    ) -> None:
        request = provider.request(provider.fields())
        first, second = await post(gateway, request), await post(gateway, request)
        assert (second.status_code, second.text) == (first.status_code, first.text)
        assert await recorded(gateway) == 1

    async def test_the_same_words_again_are_another_message_unless_ids_change(
        self, gateway: Gateway, provider: InboundSms
    ) -> None:
        for _ in range(2):
            await post(gateway, provider.request(provider.fields()))
        assert await recorded(gateway) == (1 if provider.copies_are_one else 2)

    @pytest.mark.parametrize("text", [*TEXTS, "x", "\x00"])
    async def test_any_text_arrives_as_it_was_written(
        self, gateway: Gateway, provider: InboundSms, text: str
    ) -> None:
        if provider.names["text"] is None:
            return
        text = text * provider.longest_text if text == "x" else text
        error, _ = await self.hear(gateway, provider, text=text)
        assert error == ""
        contact_id = await gateway.value("SELECT id FROM gateway.contacts")
        async with gateway.parts.sessions.begin() as session:
            journal = Journal(session, gateway.parts.conversation.sealer)
            message = await journal.next_due(contact_id, gateway.clock())
        assert message is not None
        assert message.text == text

    async def test_a_missing_text_is_an_empty_one(
        self, gateway: Gateway, provider: InboundSms
    ) -> None:
        if provider.names["text"] is None:
            return
        assert (await self.hear(gateway, provider, text=None))[0] == ""

    async def test_a_body_beyond_measure_is_refused(
        self, gateway: Gateway, provider: InboundSms
    ) -> None:
        if provider.request(provider.fields()).method == "GET":
            return
        longest = "text" if provider.names["text"] else "to"
        _, response = await self.hear(gateway, provider, **{longest: "x" * 70_000})
        assert (provider.error(response), await recorded(gateway)) == ("BodyTooLarge", 0)

    async def test_one_of_many_that_is_bad_costs_the_others_nothing(
        self, gateway: Gateway, provider: InboundSms
    ) -> None:
        if provider.batch is None:
            return
        bad = provider.fields() | {provider.names["from"]: "0171234"}
        for _ in range(2):
            response = await post(
                gateway, provider.batch([provider.fields(), bad, provider.fields()])
            )
            assert provider.error(response) == ""
            assert "0171234" not in response.text
        assert await recorded(gateway) == 4
        assert provider.error(await post(gateway, provider.batch([bad, bad]))) == "Malformed"

    async def test_many_of_one_phone_are_answered_in_their_order(
        self, gateway: Gateway, provider: InboundSms
    ) -> None:
        if provider.batch is None:
            return
        texts = ["one", "two", "three"]
        named = [provider.fields() | {provider.names["text"]: text} for text in texts]
        for _ in range(2):
            await post(gateway, provider.batch(named))
        await gateway.settle()
        assert gateway.assistant.heard == texts

    @pytest.mark.parametrize("ours", ["+8801300000001", "+8809612345678"])
    async def test_a_number_of_our_own_is_never_answered(
        self, gateway: Gateway, provider: InboundSms, ours: str
    ) -> None:
        """Of whichever channel."""
        error, _ = await self.hear(gateway, provider, **{"from": ours})
        await gateway.settle()
        assert (error, await recorded(gateway)) == ("", 1)
        assert await gateway.value("SELECT state FROM gateway.inbox") == "automatic"
        assert await gateway.value("SELECT count(*) FROM gateway.outbox") == 0
        assert gateway.assistant.turns == []

    async def test_nobody_else_can_write(self, gateway: Gateway, provider: InboundSms) -> None:
        response = await post(gateway, provider.stranger(provider.fields()))
        assert (response.status_code, response.json()["error"]) == (403, "SignatureRefused")
        assert await recorded(gateway) == 0

    async def test_what_is_no_message_is_refused(
        self, gateway: Gateway, provider: InboundSms
    ) -> None:
        for body in provider.nonsense:
            sample = provider.request(provider.fields())
            await post(gateway, Request(sample.path, body, sample.headers, sample.method))
            assert await recorded(gateway) == 0


class TestStatusReports:
    @pytest.fixture(params=all_that(StatusReports), ids=id_of)
    def provider(self, request: pytest.FixtureRequest) -> StatusReports:
        found: StatusReports = request.param
        return found

    async def test_an_unknown_status_is_refused(
        self, gateway: Gateway, provider: StatusReports, sent_by: Callable[[str], Any]
    ) -> None:
        ours, theirs = await sent_by(provider.channel)
        response = await post(gateway, provider.request(provider.unknown, theirs, ours))
        assert provider.error(response) == "Malformed"
        assert await gateway.value("SELECT state FROM gateway.outbox") == "accepted"

    async def test_every_status_is_understood(
        self, gateway: Gateway, provider: StatusReports, sent_by: Callable[[str], Any]
    ) -> None:
        for word, state in provider.states.items():
            ours, theirs = await sent_by(provider.channel)
            response = await post(gateway, provider.request(word, theirs, ours))
            assert provider.error(response) == ""
            reached = "SELECT state FROM gateway.outbox ORDER BY in_order DESC LIMIT 1"
            assert (word, await gateway.value(reached)) == (word, state)

    async def test_a_report_that_comes_late_or_twice_moves_nothing_back(
        self, gateway: Gateway, provider: StatusReports, sent_by: Callable[[str], Any]
    ) -> None:
        ours, theirs = await sent_by(provider.channel)
        last = next(w for w, state in provider.states.items() if state is OutboxState.DELIVERED)
        for word in (last, *provider.states, last):
            response = await post(gateway, provider.request(word, theirs, ours))
            assert provider.error(response) == ""
            [(state, reason)] = await gateway.rows("SELECT state, reason FROM gateway.outbox")
            assert (word, state, reason) == (word, "delivered", None)

    async def test_a_number_that_moved_is_not_sent_to_by_it_again(
        self, gateway: Gateway, provider: StatusReports, sent_by: Callable[[str], Any]
    ) -> None:
        for moved in provider.moved:
            ours, theirs = await sent_by(provider.channel)
            response = await post(gateway, moved(theirs, ours))
            assert provider.error(response) == ""
            assert provider.channel in await moved_from(gateway)
            await forget(gateway)

    async def test_what_may_pass_is_tried_again(
        self, gateway: Gateway, provider: StatusReports, sent_by: Callable[[str], Any]
    ) -> None:
        for failed, reason in provider.passing:
            ours, theirs = await sent_by(provider.channel)
            for _ in range(2):
                assert provider.error(await post(gateway, failed(theirs, ours))) == ""
                [row] = await gateway.rows("SELECT state, reason FROM gateway.outbox")
                assert tuple(row) == ("queued", reason)
            gateway.clock.advance(minutes=1)
            await gateway.settle()
            [row] = await gateway.rows("SELECT state, reason, attempts FROM gateway.outbox")
            assert tuple(row) == ("accepted", None, 2)
            await forget(gateway)

    async def test_a_message_is_known_by_the_providers_own_id(
        self, gateway: Gateway, provider: StatusReports, sent_by: Callable[[str], Any]
    ) -> None:
        if not provider.gives_id:
            return
        word = next(w for w, s in provider.states.items() if s is OutboxState.DELIVERED)
        _, theirs = await sent_by(provider.channel)
        await post(gateway, provider.request(word, theirs, ""))
        assert await gateway.value("SELECT state FROM gateway.outbox") == "delivered"

    async def test_a_message_we_never_sent_is_not_found(
        self, gateway: Gateway, provider: StatusReports
    ) -> None:
        word = next(iter(provider.states))
        response = await post(gateway, provider.request(word, "never", ""))
        assert provider.error(response) == "UnknownMessage"


class TestOutgoing:
    @pytest.fixture(params=all_that(OutgoingSms), ids=id_of)
    def provider(self, request: pytest.FixtureRequest) -> OutgoingSms:
        found: OutgoingSms = request.param
        return found

    async def sends(
        self, gateway: Gateway, provider: OutgoingSms, answer: Provider
    ) -> tuple[str, str | None]:
        """What becomes of a message that the provider answers so."""
        gateway.providers[provider.host] = answer
        await gateway.queue(provider.channel, PHONE, "salam")
        await gateway.settle()
        return await self.outcome(gateway)

    async def outcome(self, gateway: Gateway) -> tuple[str, str | None]:
        [(state, reason)] = await gateway.rows("SELECT state, reason FROM gateway.outbox")
        return state, reason

    @pytest.mark.parametrize("text", [text for text in TEXTS if text])
    async def test_the_provider_is_told_whom_and_what(
        self, gateway: Gateway, provider: OutgoingSms, text: str
    ) -> None:
        heard: list[httpx.Request] = []

        def accept(request: httpx.Request) -> httpx.Response:
            heard.append(request)
            return provider.accept("id-1")

        gateway.providers[provider.host] = accept
        ours = await gateway.queue(provider.channel, PHONE, text)
        await gateway.settle()
        assert [provider.read(request) for request in heard] == [(PHONE, text)]
        assert await self.outcome(gateway) == ("accepted", None)
        known_by = "id-1" if provider.gives_id else ours
        assert await gateway.value("SELECT provider_message_id FROM gateway.outbox") == known_by

    async def test_what_may_pass_is_tried_again(
        self, gateway: Gateway, provider: OutgoingSms
    ) -> None:
        for answer, reason in provider.deferred:
            outcome = await self.sends(gateway, provider, lambda _, answer=answer: answer)
            assert outcome == ("queued", reason)
            gateway.providers[provider.host] = lambda _: provider.accept("id-1")
            gateway.clock.advance(hours=2)
            await gateway.settle()
            assert (await self.outcome(gateway))[0] == "accepted"
            await gateway.rows("DELETE FROM gateway.outbox RETURNING id")

    @pytest.mark.parametrize("failure", [httpx.ReadTimeout, httpx.ConnectError])
    async def test_a_provider_that_is_away_is_asked_again(
        self, gateway: Gateway, provider: OutgoingSms, failure: type[httpx.TransportError]
    ) -> None:
        def fail(request: httpx.Request) -> httpx.Response:
            raise failure("away", request=request)

        assert await self.sends(gateway, provider, fail) == ("queued", failure.__name__)

    async def test_what_is_refused_for_good_is_not_tried_again(
        self, gateway: Gateway, provider: OutgoingSms
    ) -> None:
        for answer, reason in provider.refused:
            outcome = await self.sends(gateway, provider, lambda _, answer=answer: answer)
            assert outcome == ("failed", reason)
            await gateway.rows("DELETE FROM gateway.outbox RETURNING id")

    async def test_a_number_that_moved_is_not_sent_to_by_it_again(
        self, gateway: Gateway, provider: OutgoingSms
    ) -> None:
        for answer, reason in provider.moved:
            gateway.providers[provider.host] = lambda _, answer=answer: answer
            await gateway.queue(provider.channel, PHONE, "salam")
            with capture_logs() as told:
                await gateway.settle()
            assert reason in [line["reason"] for line in told if line["event"] == "send_refused"]
            assert provider.channel in await moved_from(gateway)
            await forget(gateway)

    async def test_whoever_wants_no_messages_gets_none(
        self, gateway: Gateway, provider: OutgoingSms
    ) -> None:
        if provider.opted_out is None:
            return
        answer, reason = provider.opted_out
        assert await self.sends(gateway, provider, lambda _: answer) == ("failed", reason)
        opted_out = "SELECT opted_out_at IS NOT NULL FROM gateway.contacts"
        assert await gateway.value(opted_out) is True

    @pytest.mark.parametrize("nonsense", [b"", b"[]", b"<html>", b"\xff"])
    async def test_an_answer_that_says_nothing_is_no_receipt(
        self, gateway: Gateway, provider: OutgoingSms, nonsense: bytes
    ) -> None:
        answer = httpx.Response(200, content=nonsense)
        assert (await self.sends(gateway, provider, lambda _: answer))[0] == "queued"


async def moved_from(gateway: Gateway) -> set[str]:
    """The channels whose operators no longer have the only phone."""
    contact_id = await gateway.value("SELECT id FROM gateway.contacts")
    return await gateway.parts.sender.router.health.moved_from(contact_id)


async def forget(gateway: Gateway) -> None:
    await gateway.rows("DELETE FROM gateway.outbox RETURNING id")
    await gateway.rows("DELETE FROM gateway.contacts RETURNING id")
