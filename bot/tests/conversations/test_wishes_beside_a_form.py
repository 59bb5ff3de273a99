"""Deletion, or an agent who kept money: wished in the middle of anything, and followed."""

from collections.abc import Callable

import pytest
from conftest import House, Loop
from conversations.conftest import Filed
from conversations.standing import OPEN, PLACES, QUESTIONS, standing
from phone import Phone

from wording import LANGUAGES, read_wording

NewPhone = Callable[..., Phone]

WORDING = read_wording()
DELETED = {
    "bn": "আমি যা বলেছি সব মুছে দেন",
    "bn-Latn": "ami ja bolsi muche den",
    "en": "delete what I told you",
}
ASKED = {
    "bn": "আমার সম্পর্কে কী জানেন",
    "bn-Latn": "amar somporke ki janen",
    "en": "what do you know about me",
}
AN_AGENT = {
    "bn": "এজেন্ট টাকা তুলতে ১০০ টাকা কেটে রাখছে",
    "bn-Latn": "agent taka tulte 100 taka kete rakhse",
    "en": "the agent cut 100 taka when I took my money",
}
OF_DANGER = "complaint: story of danger"
FREE = {OF_DANGER, "complaint: story", "case: more", "case: reason"}
ITS_OWN = {"complaint: amount", "complaint: provider", "complaint: place"}
WHERE = [name for name in PLACES if name != OF_DANGER]


@pytest.mark.parametrize("language", LANGUAGES)
class TestDeletion:
    @pytest.mark.parametrize("name", WHERE)
    def test_is_asked_for_and_the_form_offered_again(
        self, new_phone: NewPhone, house: House, loop: Loop, language: str, name: str
    ) -> None:
        phone = PLACES[name].reached_by(new_phone(language=language), house)
        form, _ = standing(phone, house, loop)
        phone.sends(DELETED[language])
        case = [*house.fake.cases.values()][-1]
        assert case["category"] == "data_request"
        assert case["description"] == WORDING.say("own_data_delete", language)
        assert standing(phone, house, loop) == (form, "aside")

    def test_what_is_kept_is_told_and_the_question_asked_again(
        self, new_phone: NewPhone, house: House, loop: Loop, language: str
    ) -> None:
        place = PLACES["complaint: read back"]
        phone = place.reached_by(new_phone(language=language), house).sends(ASKED[language])
        phone.hears(WORDING.say("utter_own_data_in_form", language))
        assert standing(phone, house, loop) == (place.form, place.question)

    def test_a_question_whether_it_can_be_is_none(
        self, new_phone: NewPhone, house: House, language: str
    ) -> None:
        phone = PLACES["complaint: read back"].reached_by(new_phone(language=language), house)
        before = dict(house.fake.cases)
        phone.sends(f"{DELETED[language]}?")
        assert house.fake.cases == before


@pytest.mark.parametrize("language", LANGUAGES)
class TestAnAgent:
    @pytest.mark.parametrize("name", [name for name in QUESTIONS if name not in FREE | ITS_OWN])
    def test_is_a_complaint_of_its_own(
        self, new_phone: NewPhone, house: House, loop: Loop, language: str, name: str
    ) -> None:
        phone = PLACES[name].reached_by(new_phone(language=language), house)
        form, _ = standing(phone, house, loop)
        phone.sends(AN_AGENT[language]).hears(
            WORDING.say("utter_ask_provider_agent_overcharge", language)
        )
        phone.sends('/inform{"provider": "nagad"}')
        if PLACES[name].state != "verified":
            phone.hears(WORDING.say("utter_ask_place", language)).sends("/deny")
        phone.sends("/affirm")
        filed = [*house.fake.cases.values()][-1]
        assert (filed["category"], filed["told"]["amount_paisa"]) == ("agent_overcharge", 10_000)
        is_a_guess = PLACES[name].question == "meant"
        assert standing(phone, house, loop) == ((None, None) if is_a_guess else (form, "aside"))

    def test_is_what_happened_where_that_is_asked(
        self, new_phone: NewPhone, filed: Filed, language: str
    ) -> None:
        phone = new_phone(language=language)
        for words in PLACES["complaint: story"].messages:
            phone.sends(words)
        phone.sends(AN_AGENT[language]).sends("/affirm")
        assert filed.category == "sim_pin"
        assert AN_AGENT[language] in filed.only["description"]

    def test_is_more_for_the_case_where_that_is_asked(
        self, new_phone: NewPhone, house: House, language: str
    ) -> None:
        phone = PLACES["case: more"].reached_by(new_phone(language=language), house)
        phone.sends(AN_AGENT[language])
        assert house.fake.messages == [(OPEN, AN_AGENT[language])]
