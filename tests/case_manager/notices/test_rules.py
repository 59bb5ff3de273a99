from datetime import UTC, datetime, timedelta
from uuid import UUID

import pytest

from case_manager.notices import rules
from case_manager.notices.rules import Given
from case_manager.vocabulary import Language

EVERYTHING = Given(has_payment=True, has_programme=True, has_date=True)
NOTHING = Given(has_payment=False, has_programme=False, has_date=False)
QUIET = {"from": "21:00", "to": "08:00"}
NOON = datetime(2026, 11, 23, 6, 0, tzinfo=UTC)  # in Dhaka


def refused(text, given=EVERYTHING):
    texts = dict.fromkeys(Language, text)
    return set(rules.texts_refused(texts, given).values())


class TestTextsRefused:
    def test_every_placeholder_that_can_be_filled_in(self):
        assert refused("{programme} {amount} {period} {date}") == set()

    @pytest.mark.parametrize(
        ("text", "why"),
        [
            ("", "text_missing"),
            ("  \n", "text_missing"),
            ("x" * 481, "text_too_long"),
            ("{name}", "placeholder"),
            ("{}", "placeholder"),
            ("{amount.real}", "placeholder"),
            ("{amount!r}", "braces"),
            ("{amount:>9}", "braces"),
            ("{amount", "braces"),
            ("amount}", "braces"),
        ],
    )
    def test_what_cannot_be_sent(self, text, why):
        assert refused(text) == {f"notices.wrong.{why}"}

    @pytest.mark.parametrize(
        ("text", "why"),
        [
            ("{amount}", "needs_payment"),
            ("{period}", "needs_payment"),
            ("{programme}", "needs_programme"),
            ("{date}", "needs_date"),
        ],
    )
    def test_a_gap_that_nothing_fills(self, text, why):
        assert refused(text, NOTHING) == {f"notices.wrong.{why}"}

    def test_a_language_that_is_missing(self):
        texts = {Language.BANGLA: "খবর", Language.ENGLISH: "news"}
        found = rules.texts_refused(texts, NOTHING)
        assert found == {Language.BANGLISH: "notices.wrong.text_missing"}

    def test_all_languages_say_as_much(self):
        texts = dict.fromkeys(Language, "{programme}") | {Language.ENGLISH: "news"}
        assert rules.texts_refused(texts, EVERYTHING) == {Language.ENGLISH: "notices.wrong.uneven"}


class TestMessageId:
    def test_one_for_each_phone_and_notice(self):
        first, second = UUID(int=1), UUID(int=2)
        assert rules.message_id(first, b"a") == rules.message_id(first, b"a")
        ids = {
            rules.message_id(notice, phone) for notice in (first, second) for phone in (b"a", b"b")
        }
        assert len(ids) == 4


class TestNextAllowed:
    @pytest.mark.parametrize(
        ("now", "allowed"),
        [
            (NOON, NOON),
            (NOON.replace(hour=15), datetime(2026, 11, 24, 2, tzinfo=UTC)),
            (NOON.replace(hour=1), NOON.replace(hour=2)),
            (NOON.replace(hour=2), NOON.replace(hour=2)),
        ],
        ids=["day", "evening", "early", "as it ends"],
    )
    def test_after_the_quiet(self, now, allowed):
        assert rules.next_allowed(now, QUIET) == allowed

    def test_within_one_day(self):
        quiet = {"from": "12:00", "to": "14:00"}
        assert rules.next_allowed(NOON, quiet) == NOON + timedelta(hours=2)

    @pytest.mark.parametrize("quiet", [None, {"from": "08:00", "to": "08:00"}])
    def test_without_any(self, quiet):
        assert rules.next_allowed(NOON.replace(hour=20), quiet) == NOON.replace(hour=20)


class TestFinishAt:
    def test_at_the_route_s_pace(self):
        assert rules.finish_at(NOON, 36_000, 10, None) == NOON + timedelta(hours=1)

    def test_the_quiet_comes_between(self):
        ten_hours = rules.finish_at(NOON, 360_000, 10, QUIET)
        assert ten_hours == NOON + timedelta(hours=10 + 11)

    def test_over_many_days(self):
        million = rules.finish_at(NOON, 1_000_000, 10, QUIET)
        assert timedelta(days=2) < million - NOON < timedelta(days=3)


class TestMayGoAhead:
    @pytest.mark.parametrize(("per_second", "ahead"), [(0.1, 50), (10, 600), (2000, 120_000)])
    def test_about_a_minute_s_worth(self, per_second, ahead):
        assert rules.may_go_ahead(per_second) == ahead
