"""A text is never given to a provider that does not take so much at once."""

from typing import Any

import pytest

from citizen_text.sms import SmsOptions
from tests.ussd_gateway.harness import Gateway
from tests.ussd_gateway.sending.fakes import FakeProvider, everything_by, sender_of, sms_terms
from ussd_gateway.errors import SendDeferred, SendRefused
from ussd_gateway.pump import NotYet
from ussd_gateway.sending.routing import RouteRule

pytestmark = pytest.mark.anyio
PHONE = "+8801812345678"
LONG = "a" * 1200
ROUTE = RouteRule(["narrow", "wide"])


@pytest.fixture
def narrow() -> FakeProvider:
    return FakeProvider("narrow", sms=sms_terms(options=SmsOptions(longest=1000)))


@pytest.fixture
def wide() -> FakeProvider:
    return FakeProvider("wide", sms=sms_terms())


async def send_due(gateway: Gateway, *providers: FakeProvider, rule: RouteRule = ROUTE) -> None:
    sender = sender_of(gateway, providers, rules=[rule])
    for _ in range(2):
        for each in providers:
            for due in await sender.claim_from(each.id, 9):
                await sender.send(due)


async def states(gateway: Gateway) -> list[Any]:
    rows = await gateway.rows("SELECT channel, state, reason FROM gateway.outbox ORDER BY in_order")
    return [tuple(row) for row in rows]


class TestTheCaseManagersMessage:
    async def test_is_refused_where_no_way_takes_so_much(
        self, gateway: Gateway, narrow: FakeProvider
    ) -> None:
        await gateway.phone(PHONE).sends("salam")
        with everything_by(gateway, narrow):
            response = await gateway.sends_message(text=LONG)
            shorter = await gateway.sends_message(text=LONG[:1000])
        assert response.status_code == 409
        assert response.json() == {
            "error": "TextTooLong",
            "detail": "at most 1000 characters go at once by narrow, and these are 1200",
        }
        assert shorter.status_code == 202

    async def test_goes_by_the_way_that_does(
        self, gateway: Gateway, narrow: FakeProvider, wide: FakeProvider
    ) -> None:
        await gateway.phone(PHONE).sends("salam")
        with everything_by(gateway, narrow, wide):
            assert (await gateway.sends_message(text=LONG)).status_code == 202
        assert (await states(gateway))[-1] == ("wide", "queued", None)


async def test_what_is_sent_again_is_refused_in_the_same_words(
    gateway: Gateway, narrow: FakeProvider, wide: FakeProvider
) -> None:
    wide.failures = [SendRefused("broken")]
    message_id = await gateway.queue("wide", PHONE, LONG)
    await send_due(gateway, wide, rule=RouteRule(["wide"]))
    with everything_by(gateway, narrow):
        response = await gateway.web.post(
            f"/api/v1/failed-messages/{message_id}/resends",
            headers={"Authorization": "Bearer gateway-token"},
        )
    assert (response.status_code, response.json()["error"]) == (409, "TextTooLong")
    assert await states(gateway) == [("wide", "failed", "broken")]


class TestAMessageUnderWay:
    async def test_moves_to_no_channel_that_is_too_narrow(
        self, gateway: Gateway, narrow: FakeProvider, wide: FakeProvider
    ) -> None:
        wide.failures = [SendRefused("not_ours", other_operator=True)]
        await gateway.queue("wide", PHONE, LONG)
        await send_due(gateway, wide, narrow, rule=RouteRule(["wide", "narrow"]))
        assert narrow.texts == []
        assert await states(gateway) == [("wide", "failed", "not_ours")]

    async def test_waits_for_a_channel_that_fails_where_the_other_is_too_narrow(
        self, gateway: Gateway, narrow: FakeProvider, wide: FakeProvider
    ) -> None:
        wide.failures = [SendDeferred("down") for _ in range(5)]
        for number in range(5):
            await gateway.queue("wide", f"+880181234560{number}", "earlier")
        rule = RouteRule(["wide", "narrow"])
        sender = sender_of(gateway, [wide, narrow], rules=[rule])
        for due in await sender.claim_from("wide", 9):
            await sender.send(due)
        await gateway.queue("wide", PHONE, LONG)
        with pytest.raises(NotYet):
            await sender.claim_from("wide", 9)
        assert (await states(gateway))[-1] == ("wide", "queued", None)

    async def test_moves_on_where_its_channel_takes_less_by_now(
        self, gateway: Gateway, narrow: FakeProvider, wide: FakeProvider
    ) -> None:
        await gateway.queue("narrow", PHONE, LONG)
        await send_due(gateway, narrow, wide)
        assert (narrow.texts, wide.texts) == ([], [LONG])

    async def test_fails_by_name_where_none_takes_it(
        self, gateway: Gateway, narrow: FakeProvider
    ) -> None:
        await gateway.queue("narrow", PHONE, LONG)
        await send_due(gateway, narrow, rule=RouteRule(["narrow"]))
        assert narrow.texts == []
        assert await states(gateway) == [("narrow", "failed", "text_too_long")]

    async def test_tells_nothing_of_its_channel(
        self, gateway: Gateway, narrow: FakeProvider
    ) -> None:
        narrow.failures = [SendDeferred("down") for _ in range(5)]
        sender = sender_of(gateway, [narrow], rules=[RouteRule(["narrow"])])
        for number, text in enumerate(["words"] * 4 + [LONG, "words"]):
            await gateway.queue("narrow", f"+880181234560{number}", text)
            for due in await sender.claim_from("narrow", 9):
                await sender.send(due)
        assert await sender.router.health.is_open("narrow", gateway.clock())


async def test_an_answer_is_cut_so_that_it_may_go_by_any_channel(
    gateway: Gateway, narrow: FakeProvider, monkeypatch: pytest.MonkeyPatch
) -> None:
    channels = gateway.parts.conversation.channels
    monkeypatch.setitem(channels, "narrow", narrow)  # type: ignore[arg-type]
    gateway.assistant.say = lambda _: [{"text": "word " * 300}]
    phone = gateway.phone(PHONE)
    await phone.sends("everything, please")
    assert len(phone.everything) == 2
    assert max(map(len, phone.everything)) <= 1000
