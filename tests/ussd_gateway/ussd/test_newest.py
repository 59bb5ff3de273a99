"""Whether anything has come from a caller since, which is as quickly found after a long outage."""

from dataclasses import dataclass

import pytest
from sqlalchemy import select, text

from tests.ussd_gateway.harness import Gateway, twilio_form
from tests.ussd_gateway.test_recording import message_of
from tests.ussd_gateway.ussd.handset import Handset
from tests.ussd_gateway.ussd.operator import Operator, types
from ussd_gateway.journal import Journal
from ussd_gateway.models import InboxMessage
from ussd_gateway.recording import prepare_sms

pytestmark = pytest.mark.anyio
PHONE = "+8801812345678"  # of the operator's steps
OTHERS = 20_000

_OF_OTHERS = f"""
    INSERT INTO gateway.inbox (id, received_at, contact_id, channel, provider_message_id, recipient,
        session_event, text_sealed, raw_sealed, state, attempts, next_attempt_at)
    SELECT uuidv7(), received_at + n * interval '1 millisecond', gen_random_uuid(), 'twilio', 'id',
        '', (ARRAY['none', 'new', 'resume'])[1 + n % 3], '', '', 'answered', 1, received_at
    FROM gateway.inbox, generate_series(1, {OTHERS}) AS n
"""
_LOOKED_AT = text("""
    SELECT sum(seq_tup_read + coalesce(idx_tup_fetch, 0))::int FROM pg_stat_xact_all_tables
    WHERE schemaname = 'gateway'
""")


@dataclass(frozen=True)
class Found:
    is_newest: bool
    has_dialled_since: bool
    rows: int  # that were looked at


async def find(gateway: Gateway, provider_message_id: str) -> Found:
    await gateway.app.state.intake.finish(5)
    parts = gateway.parts
    async with parts.sessions.begin() as session:
        journal = Journal(session, parts.conversation.sealer)
        named = InboxMessage.provider_message_id == provider_message_id
        message = (await session.scalars(select(InboxMessage).where(named))).one()
        before = await session.scalar(_LOOKED_AT) or 0
        is_newest = await journal.is_newest(message)
        has_dialled = await journal.has_dialled_since(message.id)
        return Found(is_newest, has_dialled, (await session.scalar(_LOOKED_AT) or 0) - before)


async def is_newest(gateway: Gateway, provider_message_id: str) -> bool:
    return (await find(gateway, provider_message_id)).is_newest


async def test_a_step_is_until_something_else_comes(gateway: Gateway, operator: Operator) -> None:
    await types(gateway, requestId="R1")
    assert await is_newest(gateway, "ussd:R1")
    await gateway.phone("+8801712345678").sends("salam")
    assert await is_newest(gateway, "ussd:R1")
    await gateway.phone(PHONE).sends("salam", MessageSid="SM1")
    assert not await is_newest(gateway, "ussd:R1")
    assert await is_newest(gateway, "SM1")


async def test_a_call_that_is_answered_at_once_is_something_else(
    gateway: Gateway, operator: Operator
) -> None:
    await types(gateway, requestId="R1")
    await Handset(gateway, PHONE).dials()
    found = await find(gateway, "ussd:R1")
    assert (found.is_newest, found.has_dialled_since) == (False, True)


async def test_whoever_types_has_not_dialled(gateway: Gateway, operator: Operator) -> None:
    await types(gateway, requestId="R1")
    await types(gateway, "taka", requestId="R2")
    found = await find(gateway, "ussd:R1")
    assert (found.is_newest, found.has_dialled_since) == (False, False)


async def test_what_comes_again_is_not_newer(gateway: Gateway, operator: Operator) -> None:
    form = twilio_form(From=PHONE)
    await gateway.post_twilio("/channels/twilio/inbound", form)
    await types(gateway, requestId="R1")
    await gateway.post_twilio("/channels/twilio/inbound", form)
    assert await is_newest(gateway, "ussd:R1")


async def test_of_several_at_once_the_last_is_the_newest(gateway: Gateway) -> None:
    ids, others = [f"m{n}" for n in range(5)], ["o1", "o2"]
    messages = [message_of(gateway, id_) for id_ in ids]
    messages[1:1] = [message_of(gateway, id_, "+8801612345678") for id_ in others]
    sealer = gateway.parts.conversation.sealer
    await gateway.app.state.intake.recorder.record([prepare_sms(each, sealer) for each in messages])
    newest = [id_ for id_ in (*ids, *others) if await is_newest(gateway, id_)]
    assert newest == ["m4", "o2"]


async def test_what_others_wrote_meanwhile_is_not_looked_at(
    gateway: Gateway, operator: Operator
) -> None:
    await types(gateway, requestId="R1")
    alone = await find(gateway, "ussd:R1")
    await gateway.database.execute(_OF_OTHERS)
    await gateway.database.execute("ANALYZE gateway.inbox")
    found = await find(gateway, "ussd:R1")
    assert (found.is_newest, found.has_dialled_since) == (True, False)
    assert found.rows <= alone.rows < 10
