from datetime import date

import pytest

from case_manager.models import Notice
from case_manager.notices import rules, texts
from case_manager.notices.rules import Given, Placeholder
from case_manager.notices.texts import PaidFacts
from case_manager.vocabulary import Language

EVERYTHING = Given(has_payment=True, has_programme=True, has_date=True)
PAID = PaidFacts(210_000, date(2026, 7, 1), date(2026, 9, 30))
MOST_SEGMENTS = 2


def said(text, paid=PAID, is_shared=False, **facts):
    notice = Notice(texts={language.value: text for language in Language}, **facts)
    return texts.texts_for(notice, paid, is_shared=is_shared)


class TestKeptTemplates:
    @pytest.mark.parametrize("template", texts.kept_templates().values(), ids=lambda one: one.key)
    def test_it_could_be_sent(self, template):
        assert rules.texts_refused(template.texts, EVERYTHING) == {}
        assert set(template.titles) == {Language.BANGLA, Language.ENGLISH}

    @pytest.mark.parametrize("template", texts.kept_templates().values(), ids=lambda one: one.key)
    def test_it_takes_two_parts_of_an_sms_at_most(self, template):
        notice = Notice(
            texts={language.value: words for language, words in template.texts.items()},
            programme="oaa",
            last_day=date(2026, 12, 31),
        )
        for words in texts.texts_for(notice, PAID, is_shared=False).values():
            assert texts.segments(words) <= MOST_SEGMENTS

    def test_what_goes_to_shared_phones_takes_one_and_leaves_nothing_open(self):
        for words in texts.shared_texts().values():
            assert texts.segments(words) == 1
            assert rules.placeholders(words) == set()


class TestTakesTooMany:
    ROOM = {Language.BANGLA: 201, Language.BANGLISH: 459, Language.ENGLISH: 459}  # noqa: RUF012

    @pytest.mark.parametrize("language", Language)
    def test_more_than_three_parts_of_an_sms(self, language):
        letter, room = ("ক" if language is Language.BANGLA else "k"), self.ROOM[language]
        assert not texts.takes_too_many(letter * room, language, None, None)
        assert texts.takes_too_many(letter * (room + 1), language, None, None)

    def test_with_the_gaps_filled_in(self):
        text = "ক" * 180 + "{amount} {period}"
        assert texts.takes_too_many(text, Language.BANGLA, "oaa", None)
        assert not texts.takes_too_many("ক" * 150 + "{amount}", Language.BANGLA, "oaa", None)


class TestTextsFor:
    def test_all_gaps_in_three_languages(self):
        everything = " ".join(f"{{{name}}}" for name in Placeholder)
        assert said(everything, programme="oaa", last_day=date(2026, 12, 31)) == {
            "bn": "২,১০০ টাকা জুলাই-সেপ্টেম্বর ২০২৬ বয়স্ক ভাতা ৩১ ডিসেম্বর ২০২৬",
            "bn-Latn": "2,100 taka July-September 2026 boyosko bhata 31 December 2026",
            "en": "2,100 taka July-September 2026 Old Age Allowance 31 December 2026",
        }

    @pytest.mark.parametrize(
        ("last", "period"),
        [(date(2026, 7, 31), "July 2026"), (date(2027, 1, 31), "July 2026-January 2027")],
    )
    def test_periods(self, last, period):
        paid = PaidFacts(1, date(2026, 7, 1), last)
        assert said("for {period}", paid)["en"] == f"For {period}"

    def test_the_programme_it_speaks_of_goes_before_that_of_its_audience(self):
        assert said("{programme}", programme="oaa", topic="wda")["bn-Latn"] != "Boyosko bhata"

    def test_a_phone_of_several_hears_only_that_there_is_news(self):
        assert said("your {amount}", is_shared=True, programme="oaa") == texts.shared_texts()

    def test_unless_it_says_nothing_of_anybody(self):
        assert said("news", None, is_shared=True)["en"] == "News"

    def test_braces_that_were_meant(self):
        assert said("{{a}}", None)["en"] == "{a}"
