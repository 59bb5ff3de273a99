"""A person takes over from the middle of a complaint: what was told goes along, and nobody is
written to or called who has not said that it is safe.
"""

from collections.abc import Callable

import pytest
from conversations.conftest import Filed
from phone import Phone

from wording import LANGUAGES, read_wording

NewPhone = Callable[..., Phone]

WORDING = read_wording()
BEATEN = {
    "bn": "মেম্বার আমারে মারধর করছে",
    "bn-Latn": "member amake mardhor korse",
    "en": "the member has beaten me",
}
UNREADABLE = ("blah blah", "xyz qwe", "asdf ghj")
A_PERSON = {
    "bn": "মানুষের সাথে কথা বলতে চাই",
    "bn-Latn": "manusher sathe kotha bolte chai",
    "en": "I want to talk to a person",
}
NOT_CALLED = {
    "bn": "ফোন বা মেসেজ দেব না",
    "bn-Latn": "phone ba message debo na",
    "en": "not call or write",
}
POLICE = {"bn": "৯৯৯", "bn-Latn": "999", "en": "999"}
SAFE, NO_SMS = "1", "2"


@pytest.mark.parametrize("language", LANGUAGES)
class TestInDanger:
    def test_before_it_is_known_what_is_safe_nobody_calls_or_writes(
        self, new_phone: NewPhone, filed: Filed, language: str
    ) -> None:
        for said in (UNREADABLE, (A_PERSON[language],)):
            phone = new_phone(language=language).sends(BEATEN[language])
            for words in said:
                phone.sends(words)
            phone.hears(NOT_CALLED[language], POLICE[language])
            case = filed.all()[-1]
            assert case["told"]["contact_safely"] == "no"
            assert case["category"] == "threat"
            assert BEATEN[language] in case["description"]

    def test_what_was_not_understood_is_not_lost(
        self, new_phone: NewPhone, filed: Filed, language: str
    ) -> None:
        phone = new_phone(language=language).sends(BEATEN[language])
        for words in UNREADABLE:
            phone.sends(words)
        assert all(words in filed.only["description"] for words in UNREADABLE)

    def test_who_wants_no_messages_and_a_person_is_called(
        self, new_phone: NewPhone, filed: Filed, language: str
    ) -> None:
        phone = new_phone(language=language).sends(BEATEN[language]).sends(NO_SMS)
        phone.sends(A_PERSON[language]).hears(POLICE[language])
        phone.hears_nothing_of(NOT_CALLED[language])
        assert filed.only["told"] == {"contact_safely": "call"}

    def test_where_messages_are_safe_whom_to_ring_is_said_too(
        self, new_phone: NewPhone, filed: Filed, language: str
    ) -> None:
        phone = new_phone(language=language).sends(BEATEN[language]).sends(SAFE)
        phone.sends(A_PERSON[language]).hears(POLICE[language])
        assert filed.only["told"] == {"contact_safely": "sms"}


class TestAnOrdinaryComplaint:
    @pytest.mark.parametrize("language", LANGUAGES)
    def test_that_is_not_understood_goes_along_as_far_as_it_was_told(
        self, new_phone: NewPhone, filed: Filed, language: str
    ) -> None:
        phone = new_phone(language=language).sends("/report_missing_payment").sends("1")
        for _ in range(4):
            phone.sends("না" if language == "bn" else "na")
        phone.hears(WORDING.say("utter_ask_call_back", language))
        assert filed.category == "payment_returned"
        assert filed.only["payment_id"] is not None
        assert filed.told["programme"] == "oaa"

    def test_that_was_told_without_a_name_is_called_by_nobody(
        self, new_phone: NewPhone, filed: Filed
    ) -> None:
        phone = new_phone(language="en").sends("/report_food_problem").sends("1").sends("1")
        phone.picks("Without my name")
        for words in ("blah blah", "xyz qwe", "asdf ghj"):
            phone.sends(words)
        assert filed.only["is_anonymous"] is True
        phone.hears_nothing_of(WORDING.say("utter_ask_call_back", "en"))
