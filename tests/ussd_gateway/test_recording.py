"""What comes at the same time is committed together, and nobody pays for another's fault."""

import asyncio
from dataclasses import replace

import pytest

from tests.ussd_gateway.counting import counted_up
from tests.ussd_gateway.harness import Gateway, twilio_form
from ussd_gateway.addresses import Address
from ussd_gateway.errors import UnstorableMessage
from ussd_gateway.journal import Journal
from ussd_gateway.messages import InboundMessage, Language, SessionEvent
from ussd_gateway.recording import Entry, prepare, prepare_sms

pytestmark = pytest.mark.anyio
INBOUND = "/channels/twilio/inbound"


def message_of(gateway: Gateway, id_: str, sender: str = "+8801712345678") -> InboundMessage:
    return InboundMessage(
        channel="twilio",
        provider_message_id=id_,
        sender=Address.of_phone(sender),
        recipient="+8809612345678",
        text=id_,
        session=None,
        session_event=SessionEvent.NONE,
        received_at=gateway.clock(),
        raw={},
    )


def entry(gateway: Gateway, id_: str, *, sender: str = "+8801712345678", **changes: str) -> Entry:
    message = replace(message_of(gateway, id_, sender), **changes)  # type: ignore[arg-type]
    return prepare_sms(message, gateway.parts.conversation.sealer)


async def ids_in_order(gateway: Gateway) -> list[str]:
    rows = await gateway.rows("SELECT provider_message_id FROM gateway.inbox ORDER BY in_order")
    return [row[0] for row in rows]


async def test_messages_at_once_share_a_few_commits(gateway: Gateway) -> None:
    forms = [twilio_form(From=f"+88017123456{number:02d}") for number in range(60)]
    await asyncio.gather(*(gateway.post_twilio(INBOUND, form) for form in forms))
    assert await gateway.value("SELECT count(*) FROM gateway.inbox") == 60
    commits = await gateway.value("SELECT count(DISTINCT xmin::text) FROM gateway.inbox")
    assert commits < 30


async def test_one_that_cannot_be_stored_does_not_spoil_the_others(gateway: Gateway) -> None:
    recorder = gateway.app.state.intake.recorder
    entries = [entry(gateway, f"m{number}") for number in range(9)]
    entries[6] = entries[6]._replace(recipient="x" * 65)
    recorded = await asyncio.gather(*(recorder.record([each]) for each in entries))
    assert [each.refused for each in recorded] == [
        [each] if each is entries[6] else [] for each in entries
    ]
    assert await ids_in_order(gateway) == [f"m{n}" for n in range(9) if n != 6]


async def test_what_comes_while_one_is_looked_for_stays_behind_the_others(
    gateway: Gateway,
) -> None:
    recorder = gateway.app.state.intake.recorder
    entries = [entry(gateway, f"m{number}") for number in range(40)]
    entries[0] = entries[0]._replace(recipient="x" * 65)
    recording = [asyncio.create_task(recorder.record([each])) for each in entries[:20]]
    while not await gateway.value("SELECT count(*) FROM gateway.inbox"):
        await asyncio.sleep(0)
    recording += [asyncio.create_task(recorder.record([each])) for each in entries[20:]]
    await asyncio.gather(*recording)
    assert await ids_in_order(gateway) == [f"m{number}" for number in range(1, 40)]


async def test_of_one_call_the_good_ones_are_taken_and_the_bad_one_is_refused_by_name(
    gateway: Gateway,
) -> None:
    intake, channel = gateway.parts.intake, gateway.parts.conversation.channels["twilio"]
    messages = [message_of(gateway, f"m{number}") for number in range(5)]
    messages[2] = replace(messages[2], recipient="x" * 65)
    labels = {"channel": "twilio", "error": "UnstorableMessage"}
    async with counted_up(gateway, "nalish_gateway_webhooks_refused_total", **labels):
        await intake.take(channel, messages)
    assert await ids_in_order(gateway) == ["m0", "m1", "m3", "m4"]
    with pytest.raises(UnstorableMessage):
        await intake.take(channel, [replace(messages[2], provider_message_id="m5")])


async def test_the_messages_of_one_contact_stay_in_their_order(gateway: Gateway) -> None:
    recorder = gateway.app.state.intake.recorder
    numbers = [f"m{number}" for number in range(20)]
    await recorder.record([entry(gateway, number) for number in numbers])
    assert await ids_in_order(gateway) == numbers
    assert await gateway.value("SELECT count(*) FROM gateway.contacts") == 1


async def test_batches_with_the_same_contacts_do_not_block_each_other(gateway: Gateway) -> None:
    recorder = gateway.app.state.intake.recorder
    senders = [f"+88017123456{number:02d}" for number in range(10)]

    def batch(name: str, order: list[str]) -> list[Entry]:
        return [entry(gateway, f"{name}-{sender[-2:]}", sender=sender) for sender in order]

    batches = [batch(f"b{n}", senders if n % 2 else senders[::-1]) for n in range(10)]
    await asyncio.gather(*map(recorder.record, batches))
    assert await gateway.value("SELECT count(*) FROM gateway.inbox") == 100


async def test_whoever_writes_is_reached_where_they_wrote_last(gateway: Gateway) -> None:
    recorder = gateway.app.state.intake.recorder
    for channel in ("simulator", "twilio"):
        await recorder.record([entry(gateway, channel, channel=channel)])
        assert await gateway.value("SELECT channel FROM gateway.contacts") == channel


async def test_a_hidden_number_is_reached_by_its_own_channel_alone(gateway: Gateway) -> None:
    """Also where a channel of calls names another one for its SMS."""
    hidden = Address.of_masked_id("hu3b84346f0c3a4a3bb9f0e1d2c3b4a596", "bdapps")
    sealer = gateway.parts.conversation.sealer
    async with gateway.parts.sessions.begin() as session:
        journal = Journal(session, sealer)
        called = await journal.make_sure_of_contact(
            hidden, "twilio", Language.BANGLA, gateway.clock()
        )
        assert (called.channel, journal.open_address(called)) == ("bdapps", hidden)
    by_sms = replace(message_of(gateway, "m1"), channel="bdapps", sender=hidden)
    written = prepare(by_sms, sealer, reachable_by="twilio", due_at=gateway.clock())
    await gateway.app.state.intake.recorder.record([written])
    assert await gateway.value("SELECT channel FROM gateway.contacts") == "bdapps"
