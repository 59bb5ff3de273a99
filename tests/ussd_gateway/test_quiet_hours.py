from datetime import UTC, datetime, time

import pytest

from tests.ussd_gateway.harness import Gateway
from ussd_gateway.costs import BANGLADESH
from ussd_gateway.quiet_hours import QuietHours

NIGHT, NOON = QuietHours(time(21), time(8)), QuietHours(time(12), time(14))


@pytest.mark.parametrize(
    ("quiet", "now", "allowed"),
    [
        (NIGHT, "2025-12-01 20:59", "2025-12-01 20:59"),
        (NIGHT, "2025-12-01 21:00", "2025-12-02 08:00"),
        (NIGHT, "2025-12-02 03:00", "2025-12-02 08:00"),
        (NIGHT, "2025-12-02 08:00", "2025-12-02 08:00"),
        (NOON, "2025-12-02 13:30", "2025-12-02 14:00"),
        (NOON, "2025-12-02 15:00", "2025-12-02 15:00"),
        (QuietHours(time(8), time(8)), "2025-12-02 08:00", "2025-12-02 08:00"),
    ],
)
def test_a_message_waits_for_the_end_of_the_quiet(
    quiet: QuietHours, now: str, allowed: str
) -> None:
    moment = datetime.fromisoformat(now).replace(tzinfo=BANGLADESH).astimezone(UTC)
    expected = datetime.fromisoformat(allowed).replace(tzinfo=BANGLADESH)
    assert quiet.next_allowed(moment) == expected


@pytest.mark.anyio
async def test_notices_wait_and_answers_do_not(gateway: Gateway) -> None:
    phone = gateway.phone()
    await phone.sends("salam")
    phone.hears("salam")
    local = gateway.clock().astimezone(BANGLADESH)
    hour = local.hour
    quiet = {"from": f"{hour:02}:00", "to": f"{(hour + 2) % 24:02}:00"}
    assert (await gateway.sends_message(quiet_hours=quiet)).status_code == 202
    await phone.sends("still there?")
    phone.hears("still there?")
    phone.hears_nothing_more()
    gateway.clock.advance(hours=2)
    await gateway.settle()
    phone.hears("Apnar taka")
