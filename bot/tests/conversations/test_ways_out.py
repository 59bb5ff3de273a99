"""Leaving in the middle of something: only on clear words, and danger that was told is kept."""

from collections.abc import Callable

import pytest
from conftest import House
from conversations.conftest import Filed
from phone import Phone

from wording import LANGUAGES, read_wording

NewPhone = Callable[..., Phone]

WORDING = read_wording()
ABUSE = {
    "bn": "অফিসার গায়ে হাত দিছে",
    "bn-Latn": "officer amar gaye hat dise",
    "en": "the officer touched my body",
}
NUMBERS = {"bn": "৯৯৯, ১০৯", "bn-Latn": "999, 109", "en": "999, 109"}
LEAVING = {
    "bn": ["আচ্ছা ভালো থাকবেন, বিদায়", "বাতিল", "মেনু", "/goodbye", "/go_home"],
    "bn-Latn": ["rakhi ekhon", "cancel koren", "accha bhalo thakben bidai", "piche jan"],
    "en": ["bye", "cancel", "menu", "ok goodbye", "/go_back"],
}
NOT_LEAVING = {
    "bn": ["এখন ভালো আছি", "বাইরে আছি এখন"],
    "bn-Latn": ["ami baire achi ekhon", "amar sathe amar bon o chilo"],
    "en": ["my sister was with me", "I am outside at the moment"],
}
WISHES_BY_CHANCE = {
    "bn": ["আমার সাথে আমার বোনও ছিল", "ঘরে আমার ছোট মেয়ে আছে"],
    "bn-Latn": ["amar sathe amar bon o chilo", "message pathaile bipod hobe"],
    "en": ["my sister was with me too", "people there know about it"],
}


def in_each(words: dict[str, list[str]]) -> list[tuple[str, str]]:
    return [(language, said) for language in LANGUAGES for said in words[language]]


class TestInDanger:
    @pytest.mark.parametrize(("language", "words"), in_each(LEAVING))
    def test_what_was_told_is_kept_and_whom_to_ring_is_said(
        self, new_phone: NewPhone, filed: Filed, language: str, words: str
    ) -> None:
        phone = new_phone(language=language).sends(ABUSE[language]).sends(words)
        phone.hears(NUMBERS[language])
        assert "end_session" in str(phone.answers())
        assert (filed.category, filed.told) == ("harassment_sea", {"contact_safely": "no"})
        assert filed.only["description"] == ABUSE[language]

    @pytest.mark.parametrize(("language", "words"), in_each(NOT_LEAVING))
    def test_nobody_leaves_by_a_guess(
        self, new_phone: NewPhone, filed: Filed, language: str, words: str
    ) -> None:
        phone = new_phone(language=language).sends(ABUSE[language]).sends(words)
        phone.hears(WORDING.say("utter_ask_safety", language))
        assert filed.all() == []
        phone.sends("1").sends("1")
        assert words in filed.only["description"]

    def test_a_way_of_answering_that_was_told_holds(
        self, new_phone: NewPhone, filed: Filed
    ) -> None:
        phone = new_phone().sends(ABUSE["bn"]).sends("2").picks("সকালে").sends("/goodbye")
        phone.hears("৯৯৯, ১০৯")
        assert filed.told == {"contact_safely": "call", "call_time": "morning"}

    def test_who_has_told_nothing_yet_is_told_how_to_come_back(
        self, new_phone: NewPhone, filed: Filed
    ) -> None:
        phone = new_phone(channel="ussd").sends("/report_abuse").sends("/goodbye")
        phone.hears("নিরাপদ সময়ে আবার", "৯৯৯, ১০৯")
        phone.sends("/report_abuse").sends("/go_home").hears("কী জানতে")
        assert filed.all() == []

    def test_no_more_messages_are_sent_and_what_was_told_is_kept(
        self, new_phone: NewPhone, filed: Filed
    ) -> None:
        phone = new_phone(language="en").sends(ABUSE["en"]).sends("/stop_messages")
        phone.hears("no more messages", "999, 109")
        assert "opt_out" in str(phone.answers())
        assert filed.told == {"contact_safely": "no"}

    @pytest.mark.parametrize("language", LANGUAGES)
    def test_it_is_kept_from_the_middle_of_something_else(
        self, new_phone: NewPhone, filed: Filed, language: str
    ) -> None:
        phone = new_phone(language=language).sends(ABUSE[language]).sends("/check_eligibility")
        phone.sends("/goodbye").hears(NUMBERS[language])
        assert filed.category == "harassment_sea"

    def test_it_is_kept_where_nobody_wants_to_go_on_with_it(
        self, new_phone: NewPhone, filed: Filed
    ) -> None:
        phone = new_phone(language="en").sends(ABUSE["en"]).sends("/check_eligibility")
        phone.sends("/go_back").sends("no").hears("999, 109")
        assert filed.category == "harassment_sea"


class TestAGuess:
    @pytest.mark.parametrize(("language", "words"), in_each(WISHES_BY_CHANCE))
    def test_leads_nobody_away_from_danger(
        self, new_phone: NewPhone, filed: Filed, language: str, words: str
    ) -> None:
        phone = new_phone(language=language).sends(ABUSE[language]).sends("1").sends(words)
        phone.hears(WORDING.say("utter_ask_read_back_unspoken", language))
        assert filed.all() == []
        phone.sends("1")
        assert filed.only["description"] == f"{ABUSE[language]}\n{words}"


class TestOfAnOrdinaryComplaint:
    @pytest.mark.parametrize("leaving", ["/goodbye", "/go_home", "/stop_messages"])
    @pytest.mark.parametrize("language", LANGUAGES)
    def test_it_is_said_that_nothing_was_filed(
        self, new_phone: NewPhone, filed: Filed, language: str, leaving: str
    ) -> None:
        phone = new_phone(language=language).sends("/report_missing_payment").sends(leaving)
        phone.hears(WORDING.say("utter_nothing_filed", language))
        assert filed.all() == []

    def test_a_withdrawal_that_is_left_changes_nothing(
        self, new_phone: NewPhone, house: House
    ) -> None:
        house.fake.cases["48210934"] = {"category": "wrong_amount"}
        phone = new_phone(language="en").sends("/withdraw_case").sends("goodbye")
        phone.hears("stays as it was", "Goodbye")
        assert house.fake.follow_ups == []
