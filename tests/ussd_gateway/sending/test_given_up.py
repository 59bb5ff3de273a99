"""What must not go, or cannot be read, fails by name; everybody else's messages go."""

from dataclasses import replace

import httpx
import pytest

from tests.ussd_gateway.harness import Gateway
from tests.ussd_gateway.sending.fakes import FakeProvider, sender_of
from ussd_gateway.costs import BANGLADESH
from ussd_gateway.errors import SendDeferred, SendFailed, SendRefused
from ussd_gateway.places import address_place
from ussd_gateway.sealing import Sealer
from ussd_gateway.sending.routing import RouteRule
from ussd_gateway.sending.sender import Sender

pytestmark = pytest.mark.anyio
RAHIMA, KARIM = "+8801812345671", "+8801812345672"
TOKEN = {"Authorization": "Bearer gateway-token"}


@pytest.fixture
def robi() -> FakeProvider:
    return FakeProvider("robi")


@pytest.fixture
def twilio() -> FakeProvider:
    return FakeProvider("twilio")


@pytest.fixture
def sender(gateway: Gateway, robi: FakeProvider, twilio: FakeProvider) -> Sender:
    return sender_of(gateway, [robi, twilio], rules=[RouteRule(["robi", "twilio"])])


async def send_due(sender: Sender) -> None:
    for channel in sender.terms:
        for due in await sender.claim_from(channel, 9):
            await sender.send(due)


class TestWhoStoppedWhileAProviderHadTheirMessage:
    @pytest.mark.parametrize(
        "failure", [SendDeferred("throttled"), SendRefused("not_ours", other_operator=True)]
    )
    async def test_does_not_get_it_later(
        self,
        gateway: Gateway,
        sender: Sender,
        robi: FakeProvider,
        twilio: FakeProvider,
        failure: SendFailed,
    ) -> None:
        await gateway.queue("robi", RAHIMA, "a notice")
        [due] = await sender.claim_from("robi", 9)
        await gateway.phone(RAHIMA).sends("STOP")
        robi.failures = [failure]
        await sender.send(due)
        gateway.clock.advance(minutes=1)
        await send_due(sender)
        await send_due(sender)
        assert "a notice" not in [*robi.texts, *twilio.texts]
        notice = "SELECT state, reason, attempts FROM gateway.outbox WHERE kind = 'case_message'"
        state, reason, attempts = (await gateway.rows(notice))[0]
        assert (state, reason) == ("failed", "opted_out")
        assert attempts == (1 if isinstance(failure, SendDeferred) else 0)

    async def test_is_told_to_the_case_manager(self, gateway: Gateway) -> None:
        phone = gateway.phone(RAHIMA)
        await phone.sends("salam")
        await gateway.sends_message()
        [due] = await gateway.claim()
        await phone.sends("STOP")
        gateway.twilio.status = 500
        await gateway.parts.sender.send(due)
        gateway.twilio.status = 201
        gateway.clock.advance(minutes=1)
        await gateway.settle()
        assert len(phone.everything) == 2  # the answer and the confirmation
        [told] = gateway.case_manager.events_of("delivery_changed")
        assert (told["status"], told["reason"]) == ("failed", "opted_out")

    async def test_gets_the_answer_all_the_same(self, gateway: Gateway) -> None:
        phone = gateway.phone(RAHIMA)
        await phone.sends("STOP")
        gateway.twilio.status = 500
        await phone.sends("where is my money")
        gateway.twilio.status = 201
        gateway.clock.advance(minutes=1)
        await gateway.settle()
        assert phone.everything[-1] == "heard: where is my money"

    async def test_is_asked_nothing_when_the_quiet_hours_end(self, gateway: Gateway) -> None:
        now = gateway.clock().astimezone(BANGLADESH)
        gateway.clock.now = now.replace(hour=20, minute=59, second=30)
        phone = gateway.phone(RAHIMA)
        await phone.sends("salam")
        quiet = {"from": "21:00", "to": "08:00"}
        await gateway.sends_message(expects_reply=True, quiet_hours=quiet)
        [held] = await gateway.parts.announcer.claim(9)
        await gateway.parts.announcer.announce(held)
        [due] = await gateway.claim()
        await phone.sends("STOP")
        gateway.twilio.status = 500
        await gateway.parts.sender.send(due)
        gateway.twilio.status = 201
        gateway.clock.advance(hours=12)
        await gateway.settle()
        assert len(gateway.assistant.events) == 1
        assert len(phone.everything) == 2


class TestAnAddressThatNobodyCanRead:
    @pytest.fixture
    async def broken(self, gateway: Gateway) -> str:
        """The first of two messages is to it."""
        message_id = await gateway.queue("robi", RAHIMA, "to nobody")
        await gateway.queue("robi", KARIM, "to Karim")
        await seal_anew(gateway, RAHIMA, "neither a number nor of a known kind")
        return message_id

    async def test_keeps_nobody_else_from_their_message(
        self, gateway: Gateway, broken: str, sender: Sender, robi: FakeProvider
    ) -> None:
        await send_due(sender)
        assert robi.texts == ["to Karim"]
        found = f"SELECT state, reason FROM gateway.outbox WHERE id = '{broken}'"
        assert [tuple(row) for row in await gateway.rows(found)] == [("failed", "unreadable")]

    async def test_is_shown_to_operators_and_not_sent_again(
        self, gateway: Gateway, broken: str, sender: Sender
    ) -> None:
        await send_due(sender)
        page = await gateway.web.get("/api/v1/failed-messages", headers=TOKEN)
        [message] = page.json()["messages"]
        assert (message["id"], message["phone"]) == (broken, None)
        refused = await resend(gateway, broken)
        assert (refused.status_code, refused.json()["error"]) == (409, "MessageUnreadable")


async def test_words_that_nobody_can_open_keep_nobody_else_from_theirs(
    gateway: Gateway, sender: Sender, robi: FakeProvider
) -> None:
    message_id = await gateway.queue("robi", RAHIMA, "broken")
    await gateway.queue("robi", KARIM, "to Karim")
    await gateway.database.execute(
        "UPDATE gateway.outbox SET text_sealed = substring(text_sealed FOR 20)"
        f" WHERE id = '{message_id}'"
    )
    await send_due(sender)
    assert robi.texts == ["to Karim"]
    assert (await resend(gateway, message_id)).json()["error"] == "MessageUnreadable"


async def test_what_a_missing_key_sealed_waits_for_the_key(
    gateway: Gateway, sender: Sender, robi: FakeProvider
) -> None:
    ours = sender.sealer
    richer = replace(ours, keys={**ours.keys, 9: bytes(32)}, current=9)
    await gateway.queue("robi", RAHIMA, "sealed with 9")
    await gateway.queue("robi", KARIM, "to Karim")
    await seal_anew(gateway, RAHIMA, RAHIMA, richer)
    await send_due(sender)
    assert robi.texts == ["to Karim"]
    gateway.clock.advance(minutes=2)
    await send_due(replace(sender, sealer=richer))
    assert robi.texts == ["to Karim", "sealed with 9"]


async def test_an_event_that_nobody_can_open_keeps_no_other_from_the_case_manager(
    gateway: Gateway,
) -> None:
    gateway.case_manager.status = 500
    for number in (RAHIMA, KARIM):
        await gateway.phone(number).sends("STOP")
    first = "SELECT id FROM gateway.events ORDER BY in_order LIMIT 1"
    await gateway.database.execute(
        f"UPDATE gateway.events SET body_sealed = '\\x01' WHERE id = ({first})"
    )
    gateway.case_manager.status = 200
    gateway.clock.advance(minutes=2)
    await gateway.settle()
    assert len(gateway.case_manager.events_of("opted_out")) == 1
    assert await gateway.value("SELECT count(*) FROM gateway.events WHERE refused_at > now()") == 1


async def resend(gateway: Gateway, message_id: str) -> httpx.Response:
    path = f"/api/v1/failed-messages/{message_id}/resends"
    return await gateway.web.post(path, headers=TOKEN)


async def seal_anew(gateway: Gateway, phone: str, text: str, sealer: Sealer | None = None) -> None:
    """As the text of this phone's address."""
    sealer = sealer or gateway.parts.conversation.sealer
    index = sealer.index(phone, "contacts.phone")
    found = await gateway.database.execute(
        "SELECT id FROM gateway.contacts WHERE phone_index = %s", [index]
    )
    [(contact_id,)] = await found.fetchall()
    sealed = sealer.seal(text, address_place(contact_id))
    await gateway.database.execute(
        "UPDATE gateway.contacts SET phone_sealed = %s WHERE id = %s", [sealed, contact_id]
    )
