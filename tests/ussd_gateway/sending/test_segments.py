"""A message is counted in the segments that the channel it goes by makes of it."""

import pytest

from citizen_text.sms import DEFAULT_OPTIONS, SmsOptions
from tests.ussd_gateway.harness import Gateway
from tests.ussd_gateway.sending.fakes import FakeProvider, everything_by, sender_of, sms_terms
from ussd_gateway.errors import SendRefused
from ussd_gateway.sending.routing import RouteRule

pytestmark = pytest.mark.anyio
PHONE = "+8801812345678"
SHIFT = SmsOptions(bengali_shift=True)
AS_IT_IS = SmsOptions(plain_signs=False)
QUOTED = "“It’s here” " * 7
CUTS = pytest.mark.parametrize(
    ("text", "options", "segments"),
    [
        ("ভ" * 150, DEFAULT_OPTIONS, 3),
        ("ভ" * 150, SHIFT, 1),
        ("a" * 306, DEFAULT_OPTIONS, 2),
        ("a" * 306, SmsOptions(sixteen_bit_reference=True), 3),
        (QUOTED, DEFAULT_OPTIONS, 1),
        (QUOTED, AS_IT_IS, 2),
    ],
)


def provider(id_: str, options: SmsOptions) -> FakeProvider:
    return FakeProvider(id_, sms=sms_terms(options=options))


async def send(gateway: Gateway, *providers: FakeProvider) -> None:
    """By the first that works."""
    sender = sender_of(gateway, providers, rules=[RouteRule([each.id for each in providers])])
    for each in providers:
        for due in await sender.claim_from(each.id, 9):
            await sender.send(due)


async def booked(gateway: Gateway) -> tuple[str, int, int]:
    rows = await gateway.rows("SELECT channel, segments, cost_paisa FROM gateway.daily_costs")
    [(channel, counted, paisa)] = rows
    return channel, counted, paisa


@CUTS
async def test_it_costs_what_the_channel_sends(
    gateway: Gateway, text: str, options: SmsOptions, segments: int
) -> None:
    await gateway.queue("own", PHONE, text)
    await send(gateway, provider("own", options))
    assert await booked(gateway) == ("own", segments, segments * 45)


@CUTS
async def test_it_is_counted_so_from_the_start_and_when_it_is_sent_again(
    gateway: Gateway, text: str, options: SmsOptions, segments: int
) -> None:
    await gateway.phone(PHONE).sends("salam")
    own = provider("own", options)
    own.failures = [SendRefused("broken")]
    with everything_by(gateway, own):
        await gateway.sends_message(text=text)
        await send(gateway, own)
        message_id = await gateway.value("SELECT id FROM gateway.outbox WHERE state = 'failed'")
        await gateway.web.post(
            f"/api/v1/failed-messages/{message_id}/resends",
            headers={"Authorization": "Bearer gateway-token"},
        )
    ours = "SELECT segments FROM gateway.outbox WHERE channel = 'own'"
    assert [row[0] for row in await gateway.rows(ours)] == [segments] * 2


async def test_it_is_counted_anew_when_it_goes_another_way(gateway: Gateway) -> None:
    robi, twilio = provider("robi", SHIFT), provider("twilio", DEFAULT_OPTIONS)
    robi.failures = [SendRefused("not_ours", other_operator=True)]
    await gateway.queue("robi", PHONE, "ভ" * 150)
    await send(gateway, robi, twilio)
    assert await booked(gateway) == ("twilio", 3, 135)
    assert await gateway.value("SELECT segments FROM gateway.outbox") == 3


async def test_its_signs_are_those_that_the_channel_may_change(gateway: Gateway) -> None:
    plain, strict = provider("plain", DEFAULT_OPTIONS), provider("strict", AS_IT_IS)
    plain.failures = [SendRefused("not_ours", other_operator=True)]
    await gateway.queue("plain", PHONE, QUOTED)
    await send(gateway, plain, strict)
    assert strict.texts == [QUOTED]
    await gateway.queue("plain", "+8801712345678", QUOTED)
    await send(gateway, plain)
    assert plain.texts == ['"It\'s here" ' * 7]


async def test_the_pace_is_told_what_the_channel_sends(gateway: Gateway) -> None:
    class Told:
        spent = 0

        async def take(self, channel: str, per_second: float, most: int) -> tuple[int, float]:
            self.spent += most
            return most, 0.0

        async def settle(self, channel: str, per_second: float, more: int) -> None:
            self.spent += more

    told = Told()
    await gateway.queue("own", PHONE, "ভ" * 150)
    sender = sender_of(gateway, [provider("own", SHIFT)], told)
    await sender.claim_from("own", 9)
    assert told.spent == 1


async def test_it_shows_the_segments_of_its_new_way_at_once(gateway: Gateway) -> None:
    robi, twilio = provider("robi", SHIFT), provider("twilio", DEFAULT_OPTIONS)
    robi.failures = [SendRefused("not_ours", other_operator=True)]
    await gateway.queue("robi", PHONE, "ভ" * 150)
    sender = sender_of(gateway, [robi, twilio], rules=[RouteRule(["robi", "twilio"])])
    [due] = await sender.claim_from("robi", 9)
    await sender.send(due)
    [row] = await gateway.rows("SELECT channel, state, segments FROM gateway.outbox")
    assert tuple(row) == ("twilio", "queued", 3)
