"""Notices keep the hours and the number a day that they came with; answers do not wait for them."""

import asyncio
import random
from collections import Counter
from dataclasses import dataclass, field
from datetime import UTC, datetime, time
from uuid import uuid4

import pytest

from tests.ussd_gateway.harness import Gateway, Phone
from ussd_gateway.costs import BANGLADESH
from ussd_gateway.quiet_hours import QuietHours
from ussd_gateway.sending.notices import next_permitted

pytestmark = pytest.mark.anyio
NIGHT = QuietHours(time(21), time(8))
QUIET = {"from": "21:00", "to": "08:00"}


def at(moment: str) -> datetime:
    return datetime.fromisoformat(moment).replace(tzinfo=BANGLADESH).astimezone(UTC)


@pytest.mark.parametrize(
    ("now", "quiet", "limit", "counted", "permitted"),
    [
        ("2025-12-01 10:00", None, None, 9, "2025-12-01 10:00"),
        ("2025-12-01 10:00", None, 2, 1, "2025-12-01 10:00"),
        ("2025-12-01 10:00", None, 2, 2, "2025-12-02 00:00"),
        ("2025-12-01 10:00", NIGHT, 2, 2, "2025-12-02 08:00"),
        ("2025-12-01 22:00", NIGHT, 2, 0, "2025-12-02 08:00"),
        ("2025-12-01 03:00", NIGHT, 2, 2, "2025-12-02 08:00"),
        ("2025-12-01 03:00", NIGHT, 2, 1, "2025-12-01 08:00"),
        ("2025-12-31 23:59", None, 1, 1, "2026-01-01 00:00"),
    ],
)
async def test_the_next_permitted_moment(
    now: str, quiet: QuietHours | None, limit: int | None, counted: int, permitted: str
) -> None:
    assert next_permitted(at(now), quiet, limit, counted) == at(permitted)


@pytest.fixture
async def phone(gateway: Gateway) -> Phone:
    """Of a contact, at ten in the morning."""
    gateway.clock.now = gateway.clock().astimezone(BANGLADESH).replace(hour=10, minute=0)
    phone = gateway.phone()
    await phone.sends("salam")
    phone.hears("salam")
    return phone


async def notify(gateway: Gateway, words: str, **changes: object) -> None:
    response = await gateway.sends_message(message_id=str(uuid4()), text=words, **changes)
    assert response.status_code == 202
    await gateway.settle()


class TestADailyLimit:
    async def test_puts_the_rest_to_the_next_days(self, gateway: Gateway, phone: Phone) -> None:
        for number in range(5):
            await notify(gateway, f"notice {number}", daily_limit=2)
        assert phone.everything[1:] == ["notice 0", "notice 1"]
        gateway.clock.advance(hours=13, minutes=59)
        await gateway.settle()
        phone.hears("notice 0")
        phone.hears("notice 1")
        phone.hears_nothing_more()
        gateway.clock.advance(minutes=1)
        await gateway.settle()
        assert phone.everything[3:] == ["notice 2", "notice 3"]
        gateway.clock.advance(hours=24)
        await gateway.settle()
        assert phone.everything[5:] == ["notice 4"]

    async def test_begins_anew_after_the_quiet_hours(self, gateway: Gateway, phone: Phone) -> None:
        for number in range(2):
            await notify(gateway, f"notice {number}", daily_limit=1, quiet_hours=QUIET)
        gateway.clock.advance(hours=20)  # six in the morning
        await gateway.settle()
        assert phone.everything[1:] == ["notice 0"]
        gateway.clock.advance(hours=2)
        await gateway.settle()
        assert phone.everything[1:] == ["notice 0", "notice 1"]

    async def test_leaves_answers_alone(self, gateway: Gateway, phone: Phone) -> None:
        for number in range(2):
            await notify(gateway, f"notice {number}", daily_limit=1)
        for _ in range(3):
            await phone.sends("and now?")
        assert phone.everything[1:] == ["notice 0", *["heard: and now?"] * 3]

    async def test_does_not_count_what_has_none(self, gateway: Gateway, phone: Phone) -> None:
        await notify(gateway, "acknowledged")
        await notify(gateway, "notice", daily_limit=1)
        assert phone.everything[1:] == ["acknowledged", "notice"]

    async def test_does_not_count_what_reached_nobody(self, gateway: Gateway, phone: Phone) -> None:
        gateway.twilio.status, gateway.twilio.answer = 400, {"code": 21211}
        await notify(gateway, "refused", daily_limit=1)
        gateway.twilio.status, gateway.twilio.answer = 201, None
        await notify(gateway, "notice", daily_limit=1)
        assert phone.everything[1:] == ["notice"]

    async def test_counts_a_message_that_is_tried_again_once(
        self, gateway: Gateway, phone: Phone
    ) -> None:
        gateway.twilio.status = 500
        await notify(gateway, "notice 0", daily_limit=2)
        gateway.twilio.status = 201
        gateway.clock.advance(minutes=1)
        await gateway.settle()
        await notify(gateway, "notice 1", daily_limit=2)
        assert phone.everything[1:] == ["notice 0", "notice 1"]

    async def test_asks_no_question_before_its_day(self, gateway: Gateway, phone: Phone) -> None:
        await notify(gateway, "notice", daily_limit=1)
        await notify(gateway, "Did it come?", daily_limit=1, expects_reply=True)
        assert gateway.assistant.events == []
        gateway.clock.advance(hours=14)
        await gateway.settle()
        assert len(gateway.assistant.events) == 1
        assert phone.everything[1:] == ["notice", "Did it come?"]

    async def test_holds_when_workers_ask_at_the_same_time(
        self, gateway: Gateway, phone: Phone
    ) -> None:
        for number in range(3):
            await gateway.sends_message(
                message_id=str(uuid4()),
                text=f"notice {number}",
                daily_limit=1,
                expects_reply=number > 0,
            )
        await asyncio.gather(
            *(ask(9) for _ in range(4) for ask in (gateway.parts.announcer.claim, gateway.claim))
        )
        counted = "SELECT count(*) FROM gateway.outbox WHERE counted_on IS NOT NULL"
        assert await gateway.value(counted) == 1


class TestQuietHours:
    async def test_are_kept_by_what_failed_before_them(
        self, gateway: Gateway, phone: Phone
    ) -> None:
        gateway.clock.advance(hours=10, minutes=59, seconds=58)
        gateway.twilio.status = 500
        await notify(gateway, "notice", quiet_hours=QUIET)
        gateway.twilio.status = 201
        gateway.clock.advance(minutes=5)
        await gateway.settle()
        assert phone.everything[1:] == []
        await phone.sends("still there?")
        assert phone.everything[1:] == ["heard: still there?"]
        gateway.clock.advance(hours=11)
        await gateway.settle()
        assert phone.everything[2:] == ["notice"]

    async def test_keep_the_later_notices_behind_the_first(
        self, gateway: Gateway, phone: Phone
    ) -> None:
        gateway.clock.advance(hours=10, minutes=59, seconds=58)
        gateway.twilio.status = 500
        await notify(gateway, "first", quiet_hours=QUIET)
        await notify(gateway, "second")
        gateway.twilio.status = 201
        gateway.clock.advance(minutes=5)
        await gateway.settle()
        assert phone.everything[1:] == []
        gateway.clock.advance(hours=11)
        await gateway.settle()
        assert phone.everything[1:] == ["first", "second"]


async def test_a_notice_waits_until_its_moment(gateway: Gateway, phone: Phone) -> None:
    await notify(gateway, "later", not_before=(at("2030-01-01 09:00")).isoformat())
    assert phone.everything[1:] == []
    gateway.clock.now = at("2030-01-01 09:00")
    await gateway.settle()
    assert phone.everything[1:] == ["later"]


@dataclass
class Week:
    """Of a contact: notices, their own questions, a provider that fails, workers that end."""

    gateway: Gateway
    phone: Phone
    dice: random.Random
    sent_at: dict[str, datetime] = field(default_factory=dict)
    notices: list[str] = field(default_factory=list)

    async def go(self, steps: int) -> None:
        for step in range(steps):
            what = self.dice.choice([self._notice, self._question, self._fail, self._claim_and_die])
            await what(step)
            self.gateway.clock.advance(minutes=self.dice.choice([0, 3, 50, 400]))
            await self._settle()
        self.gateway.twilio.status = 201
        looks_left = 4 * len(self.notices)
        while looks_left and not set(self.notices) <= set(self.phone.everything):
            looks_left -= 1
            self.gateway.clock.advance(hours=7)
            await self._settle()

    async def _settle(self) -> None:
        await self.gateway.settle()
        await self.gateway.settle()  # with what a notice made way for
        for words in self.phone.everything:
            self.sent_at.setdefault(words, self.gateway.clock())

    async def _notice(self, step: int) -> None:
        self.notices.append(f"notice {step}")
        await self.gateway.sends_message(
            message_id=str(uuid4()),
            text=self.notices[-1],
            daily_limit=2,
            quiet_hours=QUIET,
            expects_reply=self.dice.random() < 0.3,
            priority=self.dice.choice(["notice", "bulk"]),
        )

    async def _question(self, step: int) -> None:
        self.gateway.twilio.status = 201
        await self.phone.sends(f"question {step}")
        self.gateway.clock.advance(minutes=75)  # what failed before is due again
        await self._settle()
        assert f"heard: question {step}" in self.phone.everything

    async def _fail(self, _: int) -> None:
        self.gateway.twilio.status = self.dice.choice([201, 500])

    async def _claim_and_die(self, _: int) -> None:
        await self.gateway.claim(1)
        self.gateway.clock.advance(seconds=90)


@pytest.mark.parametrize("seed", range(3))
async def test_whatever_happens_hours_numbers_and_order_hold(
    gateway: Gateway, phone: Phone, seed: int
) -> None:
    week = Week(gateway, phone, random.Random(seed))
    await week.go(30)
    sent = [words for words in phone.everything if words.startswith("notice")]
    assert sent == week.notices
    moments = [week.sent_at[words].astimezone(BANGLADESH) for words in sent]
    assert all(8 <= moment.hour < 21 for moment in moments)
    assert max(Counter(moment.date() for moment in moments).values()) <= 2
