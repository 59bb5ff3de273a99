import asyncio
from uuid import UUID

import pytest

from tests.ussd_gateway.harness import Gateway, twilio_form
from ussd_gateway.journal import Journal
from ussd_gateway.sealing import Sealer

pytestmark = pytest.mark.anyio
INBOUND = "/channels/twilio/inbound"


async def test_a_hundred_copies_at_once_are_one_message(gateway: Gateway) -> None:
    form = twilio_form()
    copies = [gateway.post_twilio(INBOUND, form) for _ in range(100)]
    responses = await asyncio.gather(*copies)
    assert {response.status_code for response in responses} == {200}
    assert await gateway.value("SELECT count(*) FROM gateway.inbox") == 1
    await gateway.settle()
    assert len(gateway.assistant.turns) == 1
    assert len(gateway.twilio.sent) == 1


async def test_a_copy_that_comes_late_is_answered_no_more(gateway: Gateway) -> None:
    phone = gateway.phone()
    for _ in range(2):
        await phone.sends("salam", MessageSid="SM1")
        gateway.clock.advance(days=40)
    phone.hears("heard: salam")
    phone.hears_nothing_more()


async def test_the_same_id_on_another_channel_is_another_message(gateway: Gateway) -> None:
    await gateway.phone().sends("salam", MessageSid="SM1")
    await gateway.web.post(
        "/channels/simulator/inbound",
        json={"id": "SM1", "from": "01712345678", "text": "salam"},
        headers={"X-Simulator-Secret": "simulator-secret"},
    )
    assert await gateway.value("SELECT count(*) FROM gateway.inbox") == 2


async def test_one_phone_is_one_contact_on_all_channels(gateway: Gateway) -> None:
    await gateway.phone("+8801712345678").sends("salam")
    await gateway.web.post(
        "/channels/simulator/inbound",
        json={"id": "1", "from": "০১৭১২৩৪৫৬৭৮", "text": "salam"},
        headers={"X-Simulator-Secret": "simulator-secret"},
    )
    assert await gateway.value("SELECT count(*) FROM gateway.contacts") == 1


async def test_nothing_of_a_citizen_can_be_read_in_the_tables(gateway: Gateway) -> None:
    await gateway.phone("+8801712345678").sends("amar gopon kotha")
    await gateway.sends_message(text="gopon uttor")
    for table in ("contacts", "inbox", "outbox", "events"):
        for row in await gateway.rows(f"SELECT * FROM gateway.{table}"):
            stored = b"".join(v if isinstance(v, bytes) else str(v).encode() for v in row)
            assert b"gopon" not in stored
            assert b"1712345678" not in stored


async def test_the_raw_form_is_kept_sealed(gateway: Gateway) -> None:
    await gateway.phone().sends("salam", MediaUrl0="https://media.example/1")
    inbox_id, sealed = (await gateway.rows("SELECT id, raw_sealed FROM gateway.inbox"))[0]
    raw = Sealer.from_settings(gateway.settings).open(sealed, f"inbox.raw:{inbox_id}")
    assert '"MediaUrl0": "https://media.example/1"' in raw


@pytest.mark.parametrize(
    ("text", "language"),
    [
        ("আমার টাকা আসে নাই", "bn"),
        ("amar taka ashe nai", "bn-Latn"),
        ("my money did not come", "en"),
        ("123", "bn-Latn"),
    ],
)
async def test_the_first_language_is_that_of_the_first_message(
    gateway: Gateway, text: str, language: str
) -> None:
    await gateway.phone().sends(text)
    assert gateway.assistant.turns[0]["metadata"]["language"] == language


async def test_a_message_is_pending_until_it_is_due(gateway: Gateway) -> None:
    gateway.assistant.down = "down"
    await gateway.phone().sends("salam")
    contact_id: UUID = await gateway.value("SELECT id FROM gateway.contacts")
    async with gateway.parts.sessions.begin() as session:
        journal = Journal(session, Sealer.from_settings(gateway.settings))
        assert await journal.next_due(contact_id, gateway.clock()) is None
        gateway.clock.advance(seconds=5)
        assert await journal.next_due(contact_id, gateway.clock()) is not None


async def test_a_busy_contact_is_left_to_its_worker(gateway: Gateway) -> None:
    form = twilio_form()
    await gateway.post_twilio(INBOUND, form)
    contact_id: UUID = await gateway.value("SELECT id FROM gateway.contacts")
    async with gateway.parts.sessions.begin() as session:
        journal = Journal(session, Sealer.from_settings(gateway.settings))
        now = gateway.clock()
        assert list(await journal.due_contacts(now, busy=set(), limit=9)) == [contact_id]
        assert list(await journal.due_contacts(now, busy={contact_id}, limit=9)) == []
