"""Who wishes for a person again, or writes of dying again, is heard in the case that is there."""

from collections.abc import Callable

import pytest
from conftest import House, Loop
from conversations.conftest import Filed, let_two_days_pass
from conversations.danger import ABUSE
from conversations.standing import standing
from phone import Phone

from wording import LANGUAGES, read_wording

NewPhone = Callable[..., Phone]

WORDING = read_wording()
FIRST = "48210934"
DESPAIR = {
    "bn": ("আমি আর বাঁচতে চাই না", "আমি বিষ খাব"),
    "bn-Latn": ("ami ar bachte chai na", "ami bish khabo"),
    "en": ("I want to kill myself", "I want to die, nobody helps me"),
}
A_PERSON = {
    "bn": "মানুষের সাথে কথা বলতে চাই",
    "bn-Latn": "manusher sathe kotha bolte chai",
    "en": "I want to talk to a person",
}
RING = {"bn": ("৯৯৯", "১৬২৬৩"), "bn-Latn": ("999", "16263"), "en": ("999", "16263")}
NUMBER = {"bn": "৪৮২১-০৯৩৪", "bn-Latn": "4821-0934", "en": "4821-0934"}
CHANNELS = ("sms", "ussd")
MORNING = '/inform{"call_time": "morning"}'
SAFE, NO_SMS, NO_CALL = "1", "2", '/inform{"call_time": "never"}'


@pytest.mark.parametrize("channel", CHANNELS)
@pytest.mark.parametrize("language", LANGUAGES)
class TestOfDying:
    def test_again_is_added_and_whom_to_ring_is_said_again(
        self, new_phone: NewPhone, house: House, filed: Filed, language: str, channel: str
    ) -> None:
        first, second = DESPAIR[language]
        phone = new_phone(language=language, channel=channel).sends(first).sends(second)
        phone.hears(*RING[language], NUMBER[language])
        assert filed.category == "threat"
        assert house.fake.messages == [(FIRST, second)]

    def test_when_to_call_is_asked_once(
        self, new_phone: NewPhone, house: House, loop: Loop, language: str, channel: str
    ) -> None:
        phone = new_phone(language=language, channel=channel)
        for words in (*DESPAIR[language], MORNING):
            phone.sends(words)
        assert [reference for reference, _ in house.fake.call_backs] == [FIRST]
        assert standing(phone, house, loop) == (None, None)

    def test_and_for_a_person_is_one_case(
        self, new_phone: NewPhone, house: House, filed: Filed, language: str, channel: str
    ) -> None:
        phone = new_phone(language=language, channel=channel).sends(DESPAIR[language][0])
        phone.sends(MORNING).sends(A_PERSON[language]).hears(NUMBER[language])
        assert filed.category == "threat"
        assert house.fake.messages == [(FIRST, A_PERSON[language])]

    def test_after_that_case_is_closed_is_a_new_one(
        self, new_phone: NewPhone, filed: Filed, language: str, channel: str
    ) -> None:
        first, second = DESPAIR[language]
        phone = new_phone(language=language, channel=channel).sends(first).sends(MORNING)
        filed.only["status"] = "closed"
        phone.sends(second).hears(*RING[language])
        assert [case["category"] for case in filed.all()] == ["threat", "threat"]

    def test_never_comes_to_where_more_people_read(
        self, new_phone: NewPhone, house: House, filed: Filed, language: str, channel: str
    ) -> None:
        phone = new_phone(language=language, channel=channel).sends(A_PERSON[language])
        phone.sends(MORNING).sends(DESPAIR[language][0]).hears(*RING[language])
        assert [case["category"] for case in filed.all()] == ["information", "threat"]
        assert house.fake.messages == []


@pytest.mark.parametrize("channel", CHANNELS)
@pytest.mark.parametrize("language", LANGUAGES)
class TestInDanger:
    def test_a_person_who_is_wished_for_again_has_it_already(
        self, new_phone: NewPhone, house: House, filed: Filed, language: str, channel: str
    ) -> None:
        for before in ((), (NO_SMS,), (NO_SMS, NO_CALL)):
            house.fake.cases.clear()
            phone = new_phone(language=language, channel=channel).sends(ABUSE[language])
            for answer in (*before, A_PERSON[language], A_PERSON[language]):
                phone.sends(answer)
            phone.hears(NUMBER[language])
            assert filed.category == "harassment_sea"
            assert house.fake.messages[-1] == (FIRST, A_PERSON[language])

    def test_what_was_written_meanwhile_is_added(
        self, new_phone: NewPhone, house: House, filed: Filed, language: str, channel: str
    ) -> None:
        phone = new_phone(language=language, channel=channel).sends(ABUSE[language]).sends(SAFE)
        phone.sends(A_PERSON[language]).sends(MORNING).sends(ABUSE[language])
        phone.sends(A_PERSON[language])
        ((_, words),) = house.fake.messages
        assert words == f"{ABUSE[language]}\n{A_PERSON[language]}"
        assert len(filed.all()) == 1

    def test_who_may_be_answered_otherwise_by_now_has_a_case_that_says_so(
        self, new_phone: NewPhone, filed: Filed, language: str, channel: str
    ) -> None:
        phone = new_phone(language=language, channel=channel).sends(ABUSE[language])
        phone.sends(A_PERSON[language]).sends("/affirm").sends(SAFE).sends(A_PERSON[language])
        told = [case["told"] for case in filed.all()]
        assert told == [{"contact_safely": "no"}, {"contact_safely": "sms"}]


@pytest.mark.parametrize("channel", CHANNELS)
@pytest.mark.parametrize("language", LANGUAGES)
class TestOtherwise:
    def test_a_person_is_wished_for_once(
        self, new_phone: NewPhone, house: House, filed: Filed, language: str, channel: str
    ) -> None:
        phone = new_phone(language=language, channel=channel).sends(A_PERSON[language])
        phone.sends(MORNING).sends(A_PERSON[language])
        phone.hears(NUMBER[language], WORDING.say("utter_ask_call_back", language))
        assert filed.category == "information"
        assert house.fake.messages == [(FIRST, A_PERSON[language])]

    def test_also_days_later(
        self,
        new_phone: NewPhone,
        house: House,
        loop: Loop,
        filed: Filed,
        language: str,
        channel: str,
    ) -> None:
        phone = new_phone(language=language, channel=channel).sends(A_PERSON[language])
        phone.sends(MORNING)
        loop.run(let_two_days_pass(house, phone))
        phone.sends(A_PERSON[language]).hears(NUMBER[language])
        assert len(filed.all()) == 1

    def test_own_data_is_asked_for_apart(
        self, new_phone: NewPhone, filed: Filed, language: str, channel: str
    ) -> None:
        phone = new_phone(language=language, channel=channel).sends(A_PERSON[language])
        phone.sends(MORNING).sends('/talk_to_human{"own_data": "know"}')
        assert [case["category"] for case in filed.all()] == ["information", "data_request"]

    def test_what_few_may_read_is_a_case_of_its_own(
        self, new_phone: NewPhone, filed: Filed, language: str, channel: str
    ) -> None:
        phone = new_phone(language=language, channel=channel).sends(A_PERSON[language])
        phone.sends(MORNING).sends(ABUSE[language]).sends(A_PERSON[language])
        assert [case["category"] for case in filed.all()] == ["information", "harassment_sea"]


def test_no_day_that_is_over_is_promised(new_phone: NewPhone, house: House) -> None:
    phone = new_phone(language="en").sends(ABUSE["en"]).sends(SAFE).sends(A_PERSON["en"])
    house.fake.first_answer_on = "2026-11-20"
    phone.sends(MORNING).sends(A_PERSON["en"]).hears("by 23 November 2026")
