"""How somebody in danger can talk and be reached: the most careful reading of what they answer."""

from collections.abc import Callable

import pytest
from conversations.conftest import Filed
from conversations.danger import ABUSE, DETAILS, MIDDAY, NO_SMS, NOT_NOW
from phone import Phone

from wording import read_wording

NewPhone = Callable[..., Phone]

WORDING = read_wording()


class TestSafety:
    @pytest.mark.parametrize(
        ("words", "told"),
        [
            ("হ্যাঁ", {"contact_safely": "sms"}),
            ("ha nirapod", {"contact_safely": "sms"}),
            ("নিরাপদ", {"contact_safely": "sms"}),
            ("nirapod", {"contact_safely": "sms"}),
            ("safe", {"contact_safely": "sms"}),
            ("নিরাপদ না", {"contact_safely": "no"}),
            ("nirapod na", {"contact_safely": "no"}),
            ("yes", {"contact_safely": "sms"}),
            ("না", {"contact_safely": "no"}),
            ("এখন না", {"contact_safely": "no"}),
            ("not safe now", {"contact_safely": "no"}),
        ],
    )
    def test_is_told_in_words(
        self, new_phone: NewPhone, filed: Filed, words: str, told: dict[str, str]
    ) -> None:
        phone = new_phone().sends(ABUSE["bn"]).sends(words)
        if filed.all() == []:
            phone.sends("1")
        assert filed.told == told

    @pytest.mark.parametrize("words", ["না, কেউ জানতে পারবে", "na, keu jene jabe"])
    def test_a_no_because_somebody_would_know_is_no_question(
        self, new_phone: NewPhone, words: str
    ) -> None:
        phone = new_phone().sends(ABUSE["bn"]).sends(words)
        said = [name for name in WORDING.texts if name.startswith("utter_name_told")]
        assert said
        for name in said:
            phone.hears_nothing_of(*(WORDING.say(name, lang) for lang in ("bn", "bn-Latn")))

    @pytest.mark.parametrize(
        ("words", "told"),
        [
            ("বিকালে ফোন দেন", {"contact_safely": "call", "call_time": "afternoon"}),
            ("sokale call diyen", {"contact_safely": "call", "call_time": "morning"}),
            ("call me at noon", {"contact_safely": "call", "call_time": "midday"}),
            ("dupurer por phone diyen", {"contact_safely": "call", "call_time": "afternoon"}),
            ("যেকোনো সময়", {"contact_safely": "call"}),
            ("ফোনও করবেন না", {"contact_safely": "no"}),
            ("phone korben na", {"contact_safely": "no"}),
            ("stop", {"contact_safely": "no"}),
        ],
    )
    @pytest.mark.parametrize("no_sms", ["মেসেজ দিবেন না", "sms diben na", "no sms please"])
    def test_so_is_how_to_reach_somebody(
        self, new_phone: NewPhone, filed: Filed, no_sms: str, words: str, told: dict[str, str]
    ) -> None:
        new_phone().sends(ABUSE["bn"]).sends(no_sms).sends(words).sends("1")
        assert filed.told == told

    @pytest.mark.parametrize(
        ("words", "told"),
        [
            ("এখন নিরাপদ না, মেসেজ দিবেন না", {"contact_safely": "no"}),
            ("no messages, it is not safe now", {"contact_safely": "no"}),
            ("yes, but no messages", {"contact_safely": "call", "call_time": "midday"}),
            ("message bondho rakhen", {"contact_safely": "call", "call_time": "midday"}),
        ],
    )
    def test_of_several_answers_the_most_careful_is_heard(
        self, new_phone: NewPhone, filed: Filed, words: str, told: dict[str, str]
    ) -> None:
        phone = new_phone(language="en").sends(ABUSE["en"]).sends(words)
        if filed.all() == []:
            phone.sends(MIDDAY).sends("1")
        assert filed.told == told

    @pytest.mark.parametrize("words", ["জানি না", "jani na", "i do not know", "not sure"])
    def test_who_does_not_know_is_asked_again(
        self, new_phone: NewPhone, filed: Filed, words: str
    ) -> None:
        phone = new_phone().sends(ABUSE["bn"]).sends(words)
        assert filed.all() == []
        phone.sends(NOT_NOW)
        assert filed.told == {"contact_safely": "no"}

    @pytest.mark.parametrize(
        "words", ["হ পাঠান", "পাঠাইয়া দেন", "ha pathan", "pathaiya den", "yes send", "send it"]
    )
    def test_who_wants_it_sent_is_asked_again(
        self, new_phone: NewPhone, filed: Filed, words: str
    ) -> None:
        phone = new_phone().sends(ABUSE["bn"]).sends(words)
        phone.hears(WORDING.say("utter_ask_safety", phone.language)).sends(NOT_NOW)
        assert filed.told == {"contact_safely": "no"}

    @pytest.mark.parametrize("words", ["yes but it is not safe here at home", "হ্যাঁ, কিন্তু সমস্যা আছে"])
    def test_yes_but_is_no_yes(self, new_phone: NewPhone, filed: Filed, words: str) -> None:
        phone = new_phone().sends(ABUSE["bn"]).sends(words)
        if filed.all() == []:
            phone.hears("নিরাপদ?").sends(NOT_NOW)
        assert filed.told == {"contact_safely": "no"}

    @pytest.mark.parametrize(
        "words",
        [
            "সকালে ফোন করবেন না",
            "সকালে না",
            "in the evening, not in the morning",
            "sokale call diben na, dupure diyen",
            "সকালে বা বিকালে",
            "any time but not in the morning",
            "সকাল ছাড়া যেকোনো সময়",
            "sokale shami bashay thake",
            "সন্ধ্যায় ফোন দেন",
            "call me at night",
            "রাতে ফোন করবেন না",
        ],
    )
    def test_a_time_that_is_not_clear_is_asked_again_and_kept_for_who_calls(
        self, new_phone: NewPhone, filed: Filed, words: str
    ) -> None:
        phone = new_phone().sends(ABUSE["bn"]).sends(NO_SMS).sends(words)
        assert MIDDAY in phone.options
        phone.sends(MIDDAY).sends("1")
        assert filed.told == {"contact_safely": "call", "call_time": "midday"}
        assert words in filed.only["description"]

    def test_three_times_not_clear_a_person_takes_over_who_calls_nobody(
        self, new_phone: NewPhone, filed: Filed
    ) -> None:
        phone = new_phone().sends(ABUSE["bn"]).sends(NO_SMS)
        for words in ("সকালে না", "রাতে না", "সন্ধ্যায় না"):
            phone.sends(words)
        assert (filed.category, filed.told) == ("harassment_sea", {"contact_safely": "no"})

    def test_a_call_is_promised_and_no_message(self, new_phone: NewPhone) -> None:
        phone = new_phone().sends(ABUSE["bn"]).sends(NO_SMS).picks("সকালে").sends("1")
        phone.hears("সকালে ফোন করব, মেসেজ দেব না", "মুছে ফেলুন")

    def test_who_wants_neither_hears_how_to_come_back(self, new_phone: NewPhone) -> None:
        phone = new_phone().sends(ABUSE["bn"]).sends(NO_SMS).picks("ফোন লাগবে না").sends("1")
        phone.hears("ফোন বা মেসেজ দেব না", "নিরাপদ সময়ে খবর নিন", "৪৮২১-০৯৩৪")
        phone.sends("আমার নালিশের খবর কী?").hears("এই ফোনের নালিশ পেলাম না")
        phone.sends("৪৮২১-০৯৩৪").hears("আপনার বিষয় ৪৮২১-০৯৩৪").hears_nothing_of(*DETAILS)

    @pytest.mark.parametrize("answers", [["message diben na", "bikale call diyen"], ["yes, safe"]])
    def test_the_answer_is_not_what_happened(
        self, new_phone: NewPhone, filed: Filed, answers: list[str]
    ) -> None:
        phone = new_phone(language="en").sends("/report_abuse")
        for answer in answers:
            phone.sends(answer)
        phone.picks(WORDING.say("kind_threat", "en")).hears("write what happened")
        phone.sends("he comes at night").sends("1")
        assert filed.category == "threat"
        assert "he comes at night" in filed.only["description"]

    def test_danger_told_with_the_answer_is_what_happened(
        self, new_phone: NewPhone, filed: Filed
    ) -> None:
        phone = new_phone(language="en").sends("/report_abuse")
        phone.sends("no sms please, the chairman threatened me").picks("No call").sends("1")
        assert filed.category == "threat"
        assert filed.only["description"] == "no sms please, the chairman threatened me"
