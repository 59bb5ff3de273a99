from dataclasses import replace
from datetime import UTC, datetime, timedelta
from typing import Any

import pytest

from tests.ussd_gateway.fakes import RedisAway
from tests.ussd_gateway.harness import Gateway, make_settings
from ussd_gateway.addresses import Address
from ussd_gateway.copies import Copies
from ussd_gateway.messages import InboundMessage, SessionEvent
from ussd_gateway.sealing import Sealer

pytestmark = pytest.mark.anyio
NOON = datetime(2026, 11, 29, 12, tzinfo=UTC)


def message(id_: str, **changes: Any) -> InboundMessage:
    first = InboundMessage(
        channel="phone",
        provider_message_id=id_,
        sender=Address.of_phone("+8801712345678"),
        recipient="16100",
        text="salam",
        session=None,
        session_event=SessionEvent.NONE,
        received_at=NOON,
        raw={},
        sent_at=NOON,
    )
    return replace(first, **changes)


@pytest.fixture
def copies(gateway: Gateway) -> Copies:
    found: Copies = gateway.app.state.intake.copies
    return found


@pytest.mark.parametrize(
    ("changes", "id_"),
    [
        ({"sent_at": NOON + timedelta(seconds=15)}, "first"),
        ({"sent_at": NOON - timedelta(seconds=15)}, "first"),
        ({"sent_at": NOON + timedelta(seconds=15.1)}, "second"),
        ({"text": "salaam"}, "second"),
        ({"sender": Address.of_phone("+8801812345678")}, "second"),
        ({"channel": "other"}, "second"),
        ({"sent_at": None}, "second"),
    ],
)
async def test_only_the_same_words_of_a_phone_within_moments_are_a_copy(
    copies: Copies, changes: dict[str, Any], id_: str
) -> None:
    await copies.under_first_id(message("first"), 15)
    found = await copies.under_first_id(message("second", **changes), 15)
    assert found.provider_message_id == id_


async def test_the_first_keeps_its_id_however_often_it_comes(copies: Copies) -> None:
    for id_ in ("first", "second", "first"):
        found = await copies.under_first_id(message(id_), 15)
        assert found.provider_message_id == "first"


async def test_copies_of_copies_do_not_go_on_for_ever(copies: Copies) -> None:
    ids = [
        (
            await copies.under_first_id(
                message(str(second), sent_at=NOON + timedelta(seconds=second)), 15
            )
        ).provider_message_id
        for second in range(0, 60, 10)
    ]
    assert ids == ["0", "0", "20", "20", "40", "40"]


async def test_without_redis_each_keeps_its_own() -> None:
    away = Copies(RedisAway(), "", Sealer.from_settings(make_settings()))  # type: ignore[arg-type]
    assert await away.under_first_id(message("second"), 15) == message("second")
