"""Giving up in words: nothing is sent, and in danger only a clear refusal files nothing."""

from collections.abc import Callable

import pytest
from conftest import House, Loop
from conversations.conftest import Filed
from conversations.danger import ABUSE
from conversations.standing import PLACES, standing
from phone import Phone

from wording import LANGUAGES, read_wording

NewPhone = Callable[..., Phone]

WORDING = read_wording()
CASE = "48210999"
READ_BACK = ("/report_missing_payment", "1")
LEAVES = {
    "bn": ["বাদ দেন", "থাক লাগবে না", "না থাক", "থাক ভাই, ঝামেলা করুম না", "থাউক, লাগব না, ঝামেলা অইব"],
    "bn-Latn": ["bad den", "thak, lagbe na", "thak bhai"],
    "en": ["forget it", "never mind", "I changed my mind"],
}
REFUSES = {
    "bn": ["নালিশ করব না", "নালিশ বাতিল করেন"],
    "bn-Latn": ["nalish korbo na", "nalish cancel koren"],
    "en": ["don't file it", "cancel the complaint"],
}
UNSENT = {
    "bn": ["পাঠায়েন না"],
    "bn-Latn": ["na, pathaiyen na"],
    "en": ["do not send it"],
}
CORRECTIONS = {
    "bn": ("না, ১৫০০", "১,৫০০"),
    "bn-Latn": ("na, 1500", "1,500"),
    "en": ("no, 1500", "1,500"),
}
WITHDRAWALS = {
    "bn": "আমার অভিযোগ তুলে নিতে চাই",
    "bn-Latn": "amar ovijog tule nite chai",
    "en": "I want to withdraw my complaint",
}
RING = {"bn": "৯৯৯, ১০৯", "bn-Latn": "999, 109", "en": "999, 109"}
SAFE, NO_SMS = "1", "2"
IN_DANGER = {"complaint: safety", "complaint: time of a safe call", "complaint: story of danger"}
QUESTIONS = [name for name in PLACES if name.startswith("complaint") and name not in IN_DANGER]
CHANNELS = ("sms", "ussd")


def in_each(*words: dict[str, list[str]]) -> list[tuple[str, str]]:
    return [(language, said) for each in words for language in LANGUAGES for said in each[language]]


@pytest.mark.parametrize("channel", CHANNELS)
@pytest.mark.parametrize(("language", "words"), in_each(LEAVES, REFUSES, UNSENT))
def test_at_the_read_back_nothing_is_sent_and_the_main_choices_are_offered(
    new_phone: NewPhone, filed: Filed, channel: str, language: str, words: str
) -> None:
    phone = new_phone(language=language, channel=channel)
    for message in (*READ_BACK, words):
        phone.sends(message)
    phone.hears(WORDING.say("utter_complaint_dropped", language))
    assert "/check_payment" in phone.options
    assert "/talk_to_human" in phone.options
    phone.sends("/affirm")
    assert filed.all() == []


@pytest.mark.parametrize("name", QUESTIONS)
@pytest.mark.parametrize("language", LANGUAGES)
def test_at_every_question(
    new_phone: NewPhone, house: House, loop: Loop, language: str, name: str
) -> None:
    for words in (LEAVES[language][0], REFUSES[language][0], UNSENT[language][0]):
        phone = PLACES[name].reached_by(new_phone(language=language), house)
        before = dict(house.fake.cases)
        phone.sends(words).hears(WORDING.say("utter_complaint_dropped", language))
        assert standing(phone, house, loop) == (None, None)
        assert house.fake.cases == before
        assert house.fake.follow_ups == []


@pytest.mark.parametrize("language", LANGUAGES)
def test_a_correction_that_sounds_alike_is_one(
    new_phone: NewPhone, filed: Filed, language: str
) -> None:
    words, sum_told = CORRECTIONS[language]
    phone = new_phone(language=language).sends("/report_agent_charge")
    phone.sends("500").sends('/inform{"provider": "nagad"}')
    phone.sends(words).hears(sum_told).sends("/affirm")
    assert filed.told["amount_paisa"] == 150_000


def test_another_thing_instead_is_a_correction(new_phone: NewPhone, filed: Filed) -> None:
    phone = new_phone(language="bn-Latn").sends("/report_food_problem").sends("1").sends("2")
    phone.hears("Thik achhe?").sends("taka na, chal").sends("/affirm")
    assert "taka na, chal" in filed.only["description"]


@pytest.mark.parametrize("language", LANGUAGES)
class TestWithdrawing:
    def test_without_a_case_gives_up_what_is_being_told(
        self, new_phone: NewPhone, filed: Filed, language: str
    ) -> None:
        phone = new_phone(language=language).sends(READ_BACK[0]).sends(READ_BACK[1])
        phone.sends(WITHDRAWALS[language]).hears(WORDING.say("utter_complaint_dropped", language))
        assert filed.all() == []

    def test_with_an_open_case_is_of_that_one(
        self, new_phone: NewPhone, house: House, loop: Loop, language: str
    ) -> None:
        house.fake.cases[CASE] = {"category": "wrong_amount"}
        phone = new_phone(language=language).sends(READ_BACK[0]).sends(READ_BACK[1])
        phone.sends(WITHDRAWALS[language])
        assert standing(phone, house, loop) == ("follow_up_form", "sure")

    def test_outside_of_a_complaint_too(
        self, new_phone: NewPhone, house: House, loop: Loop, language: str
    ) -> None:
        house.fake.cases[CASE] = {"category": "wrong_amount"}
        phone = new_phone(language=language).sends(WITHDRAWALS[language])
        assert standing(phone, house, loop) == ("follow_up_form", "sure")


class TestWhatWaits:
    @pytest.mark.parametrize("language", LANGUAGES)
    def test_is_offered_again(self, new_phone: NewPhone, filed: Filed, language: str) -> None:
        phone = new_phone(language=language).sends(READ_BACK[0]).sends(READ_BACK[1])
        phone.sends("/report_food_problem").sends(LEAVES[language][0])
        phone.hears(WORDING.say("utter_complaint_dropped", language)).sends("1").sends("1")
        assert filed.category == "payment_returned"

    @pytest.mark.parametrize("language", LANGUAGES)
    def test_may_be_given_up_where_it_is_offered_again(
        self, new_phone: NewPhone, filed: Filed, language: str
    ) -> None:
        phone = new_phone(language=language).sends(READ_BACK[0]).sends(READ_BACK[1])
        phone.sends("/check_eligibility").sends("/go_back").sends(LEAVES[language][0])
        phone.hears(WORDING.say("utter_complaint_dropped", language)).sends("/affirm")
        assert filed.all() == []


@pytest.mark.parametrize("channel", CHANNELS)
class TestInDanger:
    @pytest.mark.parametrize(("language", "words"), in_each(REFUSES, UNSENT))
    def test_a_clear_refusal_files_nothing_and_hears_whom_to_ring(
        self, new_phone: NewPhone, filed: Filed, channel: str, language: str, words: str
    ) -> None:
        phone = new_phone(language=language, channel=channel).sends(ABUSE[language]).sends(SAFE)
        phone.sends(words).hears(WORDING.say("utter_nothing_filed", language), RING[language])
        phone.hears_nothing_of("নালিশ", "nalish", "omplain")
        assert filed.all() == []

    @pytest.mark.parametrize(("language", "words"), in_each(LEAVES))
    def test_whatever_else_leaves_keeps_what_was_told(
        self, new_phone: NewPhone, filed: Filed, channel: str, language: str, words: str
    ) -> None:
        for before in ((), (SAFE,)):
            phone = new_phone(language=language, channel=channel).sends(ABUSE[language])
            for answer in before:
                phone.sends(answer)
            phone.sends(words).hears(RING[language])
            case = filed.all()[-1]
            assert ABUSE[language] in case["description"]
            assert case["told"]["contact_safely"] == ("sms" if before else "no")

    @pytest.mark.parametrize(("language", "words"), in_each(UNSENT))
    def test_no_messages_are_no_refusal_where_it_is_asked_how_to_talk(
        self, new_phone: NewPhone, filed: Filed, channel: str, language: str, words: str
    ) -> None:
        phone = new_phone(language=language, channel=channel).sends(ABUSE[language]).sends(words)
        phone.hears(WORDING.say("utter_ask_call_time", language)).sends("1").sends("1")
        assert filed.told == {"contact_safely": "call", "call_time": "morning"}

    @pytest.mark.parametrize(("language", "words"), in_each(LEAVES))
    def test_no_call_is_wanted_where_that_is_asked(
        self, new_phone: NewPhone, filed: Filed, channel: str, language: str, words: str
    ) -> None:
        phone = new_phone(language=language, channel=channel).sends(ABUSE[language])
        phone.sends(NO_SMS).sends(words).sends("1")
        assert filed.told == {"contact_safely": "no"}


@pytest.mark.parametrize(("language", "words"), in_each(LEAVES))
class TestInOtherForms:
    def test_the_question_is_left(
        self, new_phone: NewPhone, house: House, loop: Loop, language: str, words: str
    ) -> None:
        for name in ("identity: number", "interview: a number", "interview: yes or no"):
            phone = PLACES[name].reached_by(new_phone(language=language), house).sends(words)
            phone.hears(WORDING.say("utter_all_right", language))
            assert standing(phone, house, loop) == (None, None)

    def test_a_case_stays_as_it_is(
        self, new_phone: NewPhone, house: House, language: str, words: str
    ) -> None:
        for name in ("case: which", "case: more", "case: reason"):
            phone = PLACES[name].reached_by(new_phone(language=language), house).sends(words)
            phone.hears(WORDING.say("utter_left_as_it_is", language))
        assert (house.fake.messages, house.fake.follow_ups) == ([], [])

    def test_no_call_is_wanted(
        self, new_phone: NewPhone, house: House, language: str, words: str
    ) -> None:
        PLACES["call"].reached_by(new_phone(language=language), house).sends(words)
        assert house.fake.call_backs == []
